"""Singer messages on standard output, a whole line at a time."""

from __future__ import annotations

import signal
from typing import Any

from singer_sdk.contrib.msgspec import MsgSpecWriter

ENDING = {signal.SIGINT, signal.SIGTERM}


class WholeLines(MsgSpecWriter):
    """Writes messages, and lets no signal break into the line of one.

    A full pipe takes half a line; what a signal's handler wrote then would stand in its middle.
    """

    def write_message(self, message: Any) -> None:
        """Write a message; signals wait until it is written."""
        if not hasattr(signal, "pthread_sigmask"):  # Windows
            super().write_message(message)
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        try:
            super().write_message(message)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
