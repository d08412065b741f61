"""Singer messages on standard output, a whole line at a time."""

from __future__ import annotations

import io
import math
import os
import select
import stat
import sys
import time
from datetime import datetime  # noqa: TC003 - the type of a field, which msgspec looks up
from functools import cached_property
from typing import Any

import msgspec
from singer_sdk.contrib.msgspec import MsgSpecWriter
from singer_sdk.singerlib import RecordMessage

from tap_bigcommerce import signals
from tap_bigcommerce.errors import OutputClosedError, OutputError

CHUNK = 1 << 16
"""Bytes of records to write at once; what a pipe holds on Linux."""

GLANCE = 1.0
"""Seconds to wait for a reader before looking whether a signal has come that woke nobody."""


_encoder = msgspec.json.Encoder(decimal_format="number")


class Row(msgspec.Struct, tag_field="type", tag="RECORD", omit_defaults=True, gc=False):
    """A RECORD message, as the SDK's, with a record that need not be a dictionary."""

    stream: str
    record: Any
    version: int | None = None
    time_extracted: datetime | None = None


class LineWriter(MsgSpecWriter):
    """Writes records in chunks, and every other message at once.

    A signal may come at any moment, and what is written then must not stand in the middle of a
    line, nor say of a record that it was written which was not. So what is still to be written is
    exact at every moment, and nothing is begun that a reader who has stopped could hold up.
    """

    def __init__(self) -> None:
        self._unwritten = bytearray()
        self.patience = math.inf
        """Seconds that a reader who has stopped is waited for."""
        self.interrupted: BaseException | None = None
        """What a signal has raised. Python drops it where C calls Python and expects no error."""

    def write_message(self, message: Any) -> None:
        """Write a message behind those before it.

        Raises:
            OutputError: if what is behind standard output takes no more.
            OutputClosedError: if nobody reads it any more.
        """
        self._unwritten += self.format_message(message)
        if len(self._unwritten) >= CHUNK or not isinstance(message, RecordMessage):
            self.flush()

    def write_row(self, row: Row) -> None:
        """Write a RECORD message as `write_message` does, and raise as it does."""
        self._unwritten += _encoder.encode_lines([row])
        if len(self._unwritten) >= CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what is still to be written.

        Raises:
            OutputError: as `write_message`.
            OutputClosedError: as `write_message`.
        """
        until = time.monotonic() + self.patience
        while self._unwritten:
            if self.interrupted:
                raise self.interrupted
            with signals.blocked():
                self._write_what_is_taken()
            left = until - time.monotonic()
            if self._unwritten and not self._outlet.takes_some(min(left, GLANCE)) and left <= 0:
                return

    def _write_what_is_taken(self) -> None:
        """Write until the reader has to catch up."""
        outlet, written = self._outlet, 0
        try:
            while written < len(self._unwritten) and outlet.takes_some(0):
                written += outlet.write(self._unwritten[written : written + outlet.most])
        except BrokenPipeError as error:
            raise OutputClosedError from error
        except OSError as error:
            message = (
                f"Standard output cannot be written: {error.strerror}. Fix that and rerun the "
                "tap: streams with a bookmark resume from it."
            )
            raise OutputError(message) from error
        finally:
            del self._unwritten[:written]

    @cached_property
    def _outlet(self) -> Outlet:
        # Not before it is used: until then, standard output may become another one.
        try:
            return Outlet(sys.stdout.fileno())
        except io.UnsupportedOperation:
            return _Memory()


class Outlet:
    """A file, or something behind which a reader may stop.

    Args:
        file: its number.
    """

    def __init__(self, file: int) -> None:
        self._file = file
        self._poll: select.poll | None = None
        self.most = CHUNK
        if hasattr(select, "poll") and not stat.S_ISREG(os.fstat(file).st_mode):
            self._poll = select.poll()
            self._poll.register(file, select.POLLOUT)
            # A pipe that takes anything takes this much, and does not make us wait.
            self.most = select.PIPE_BUF

    def takes_some(self, seconds: float) -> bool:
        """Whether something can be written by then, or never again, without waiting."""
        if self._poll is None:
            return True
        return bool(self._poll.poll(max(0.0, seconds * 1000)))

    def write(self, content: bytearray) -> int:
        """Write it, or a beginning of it, and say how much that was."""
        return os.write(self._file, content)


class _Memory(Outlet):
    """What stands in for a file where output is captured."""

    def __init__(self) -> None:
        self._poll = None
        self.most = CHUNK

    def write(self, content: bytearray) -> int:
        return sys.stdout.buffer.write(content)
