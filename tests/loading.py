"""A model of a target that obeys ACTIVATE_VERSION messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.running import Message

Key = tuple[Any, ...]


class Loader:
    """Tables by name, their rows by key.

    It is as careless as targets are known to be: rows wait until a STATE message or the end of the
    messages, while ACTIVATE_VERSION removes stored rows at once.

    Args:
        keeps_higher: whether rows of a higher version stay, and not only those of the same one.
    """

    def __init__(self, *, keeps_higher: bool = True) -> None:
        self.tables: dict[str, dict[Key, Message]] = {}
        self.state: dict[str, Any] = {}
        self._keeps_higher = keeps_higher
        self._keys: dict[str, list[str]] = {}
        self._waiting: list[Message] = []

    def load(self, messages: Iterable[Message], *, is_killed: bool = False) -> None:
        """Load messages.

        Args:
            messages: those that came.
            is_killed: whether rows are lost that wait when no more messages come.
        """
        for message in messages:
            if message["type"] == "SCHEMA":
                self._keys[message["stream"]] = message["key_properties"]
                self.tables.setdefault(message["stream"], {})
            elif message["type"] == "RECORD":
                self._waiting.append(message)
            elif message["type"] == "STATE":
                self._store()
                self.state = message["value"]
            elif message["type"] == "ACTIVATE_VERSION":
                self._activate(message["stream"], message["version"])
        if is_killed:
            self._waiting = []
        self._store()

    def keys(self, table: str) -> set[Key]:
        """The keys of a table's rows."""
        return {*self.tables.get(table, {})}

    def _store(self) -> None:
        for message in self._waiting:
            key = tuple(message["record"][name] for name in self._keys[message["stream"]])
            self.tables[message["stream"]][key] = message
        self._waiting = []

    def _activate(self, table: str, version: int) -> None:
        rows = self.tables[table]
        self.tables[table] = {key: row for key, row in rows.items() if self._stays(row, version)}

    def _stays(self, row: Message, version: int) -> bool:
        given = row.get("version")
        return given == version or (self._keeps_higher and given is not None and given > version)
