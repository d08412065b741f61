"""Nothing breaks into the line of a message."""

from __future__ import annotations

import io
import signal
import threading
from typing import TYPE_CHECKING

from singer_sdk.singerlib import StateMessage

from tap_bigcommerce.output import WholeLines

if TYPE_CHECKING:
    import pytest


def test_a_signal_waits_for_the_end_of_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its handler would otherwise run while a full pipe has taken half a line."""
    done: list[str] = []

    class FullPipe(io.BytesIO):
        def write(self, line: object) -> int:
            signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
            done.append("written")
            return super().write(line)  # type: ignore[arg-type]  # bytes, as the writer has it

    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(FullPipe()))
    before = signal.signal(signal.SIGTERM, lambda *_: done.append("handled"))
    try:
        WholeLines().write_message(StateMessage(value={}))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert done == ["written", "handled"]
