"""Nothing breaks into the line of a message."""

from __future__ import annotations

import io
import json
import signal
import threading
from typing import TYPE_CHECKING

from singer_sdk.singerlib import RecordMessage, StateMessage

from tap_bigcommerce.output import CHUNK, WholeLines

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


def test_records_are_written_in_chunks_and_states_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system call for each would cost more than they do; a STATE comes after all before it."""
    pipe = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(pipe))
    writer = WholeLines()
    for number in range(3):
        writer.write_message(RecordMessage("orders", {"id": number}))
    assert pipe.getvalue() == b""
    writer.write_message(StateMessage(value={}))
    kinds = [json.loads(line)["type"] for line in pipe.getvalue().splitlines()]
    assert kinds == ["RECORD", "RECORD", "RECORD", "STATE"]
    writer.write_message(RecordMessage("orders", {"text": "x" * CHUNK}))
    assert len(pipe.getvalue().splitlines()) == 5
