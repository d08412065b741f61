"""Nothing breaks into the line of a message."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from singer_sdk.singerlib import StateMessage

from tap_bigcommerce.output import WholeLines

if TYPE_CHECKING:
    import pytest


def test_what_a_signal_wants_to_do_waits_for_the_end_of_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its handler may run while a full pipe has taken half a line."""
    writer = WholeLines()
    done: list[str] = []

    class FullPipe(io.BytesIO):
        def write(self, line: object) -> int:
            writer.between_messages(lambda: done.append("handled"))
            done.append("written")
            return super().write(line)  # type: ignore[arg-type]  # bytes, as the writer has it

    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(FullPipe()))
    writer.write_message(StateMessage(value={}))
    assert done == ["written", "handled"]
    writer.between_messages(lambda: done.append("at once"))
    assert done == ["written", "handled", "at once"]
