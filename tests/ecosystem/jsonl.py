"""target-jsonl: a file for each stream, to which every load appends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from tests.ecosystem.targets import Published
from tests.running import decode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.ecosystem.targets import Record


class TargetJsonl(Published):
    """The target, and its files."""

    name: ClassVar[str] = "target-jsonl"
    column_types: ClassVar[Mapping[str, str]] = {}

    def __init__(self, folder: Path) -> None:
        self._files = folder / "files"
        self.config: Mapping[str, Any] = {
            "destination_path": str(self._files),
            "do_timestamp_file": False,
        }

    def rows(self, stream: str) -> list[Record]:
        """The last of each record's lines: a file knows no keys."""
        lines = decode((self._files / f"{stream}.jsonl").read_bytes())
        return list({line["id"]: line for line in lines}.values())

    def columns(self, stream: str) -> dict[str, str]:  # noqa: ARG002 - as of every target
        """None: lines have types of their own."""
        return {}

    def stored(self, record: Record) -> Record:
        """Every digit and every letter."""
        return record
