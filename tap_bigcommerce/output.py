"""Singer messages on standard output, a whole line at a time."""

from __future__ import annotations

import sys
from typing import Any

from singer_sdk.contrib.msgspec import MsgSpecWriter
from singer_sdk.singerlib import RecordMessage

from tap_bigcommerce import signals

CHUNK = 1 << 16
"""Bytes of records to write at once; what a pipe holds on Linux."""


class WholeLines(MsgSpecWriter):
    """Writes records in chunks, and every other message at once.

    A full pipe takes half a line; what a signal's handler wrote then would stand in its middle. So
    signals wait while something is written.
    """

    def __init__(self) -> None:
        self._chunk = bytearray()

    def write_message(self, message: Any) -> None:
        """Write a message behind those before it."""
        self._chunk += self.format_message(message)
        if len(self._chunk) >= CHUNK or not isinstance(message, RecordMessage):
            self.flush()

    def flush(self) -> None:
        """Write what is still to be written."""
        with signals.held_back():
            chunk, self._chunk = self._chunk, bytearray()
            sys.stdout.buffer.write(chunk)
            sys.stdout.flush()
