"""Singer messages on standard output, a whole line at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from singer_sdk.contrib.msgspec import MsgSpecWriter

if TYPE_CHECKING:
    from collections.abc import Callable


class WholeLines(MsgSpecWriter):
    """Writes messages, and lets nothing break into the line of one.

    A signal's handler may run while a long line is half written; what it writes must wait.
    """

    def __init__(self) -> None:
        self._busy = False
        self._next: Callable[[], None] | None = None

    def write_message(self, message: Any) -> None:
        """Write a message, then do what has been put off meanwhile."""
        self._busy = True
        try:
            super().write_message(message)
        finally:
            self._busy = False
        if self._next:
            act, self._next = self._next, None
            act()

    def between_messages(self, act: Callable[[], None]) -> None:
        """Act now, or as soon as the line that is being written is whole."""
        if self._busy:
            self._next = act
        else:
            act()
