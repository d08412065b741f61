"""Nothing breaks into the line of a message, and nobody who reads them can hold up the tap."""

from __future__ import annotations

import fcntl
import io
import json
import os
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from singer_sdk.singerlib import RecordMessage, StateMessage

from tap_bigcommerce.output import CHUNK, LineWriter, Row
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import config, decode, process, read, selection

if TYPE_CHECKING:
    from typing import BinaryIO

    from tests.conftest import OpenShop

FULL = Path("/dev/full")


def test_records_are_written_in_chunks_and_states_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system call for each would cost more than they do; a STATE comes after all before it."""
    pipe = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(pipe))
    writer = LineWriter()
    for number in range(3):
        writer.write_message(RecordMessage("orders", {"id": number}))
    assert pipe.getvalue() == b""
    writer.write_message(StateMessage(value={}))
    kinds = [json.loads(line)["type"] for line in pipe.getvalue().splitlines()]
    assert kinds == ["RECORD", "RECORD", "RECORD", "STATE"]
    writer.write_message(RecordMessage("orders", {"text": "x" * CHUNK}))
    assert len(pipe.getvalue().splitlines()) == 5


@pytest.mark.parametrize("version", [None, 7])
def test_a_row_is_written_as_the_sdk_writes_its_message(
    monkeypatch: pytest.MonkeyPatch, version: int | None
) -> None:
    """To the byte, so that no target sees which way a record has taken."""
    pipe = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(pipe))
    writer, moment = LineWriter(), datetime(2026, 1, 31, 9, 30, 0, 12, tzinfo=UTC)
    record = {"id": 1, "total": Decimal("12.3400"), "name": "Ærø", "none": None}
    writer.write_message(RecordMessage("orders", record, version, moment))
    writer.write_row(Row("orders", record, version, moment))
    assert pipe.getvalue() == b""
    writer.flush()
    one, other = pipe.getvalue().splitlines()
    assert one == other
    writer.write_row(Row("orders", {"text": "x" * CHUNK}))
    assert len(pipe.getvalue().splitlines()) == 3


def test_a_signal_is_obeyed_while_a_reader_has_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is still to be written is then neither forgotten nor written twice."""
    reading, writing = os.pipe()
    message = RecordMessage("orders", {"text": "x" * 4 * CHUNK})
    with os.fdopen(writing, "w") as stdout:
        monkeypatch.setattr("sys.stdout", stdout)
        writer = LineWriter()

        def interrupt(*_: object) -> None:
            raise InterruptedError

        before = signal.signal(signal.SIGALRM, interrupt)
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        try:
            with pytest.raises(InterruptedError):
                writer.write_message(message)
        finally:
            signal.signal(signal.SIGALRM, before)

        received: list[bytes] = []
        with os.fdopen(reading, "rb") as source:
            reader = threading.Thread(target=lambda: received.append(source.read()))
            reader.start()
            writer.write_message(StateMessage(value={}))
            stdout.close()
            reader.join()
    record, state = decode(received[0])
    assert record["record"] == message.record
    assert state["type"] == "STATE"


def test_a_signal_ends_the_run_though_its_exception_was_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As where it comes while C code looks something up, and clears what Python raises there."""
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing, "w") as stdout:
        monkeypatch.setattr("sys.stdout", stdout)
        writer = LineWriter()
        writer.patience = 20  # rather than wait for ever
        threading.Timer(0.1, setattr, (writer, "interrupted", InterruptedError())).start()
        with pytest.raises(InterruptedError):
            writer.write_message(RecordMessage("orders", {"text": "x" * 4 * CHUNK}))


def test_a_dropped_interrupt_still_leaves_a_true_state(
    open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run ends with what it has to write next."""
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(stdout := io.BytesIO()))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    tap = TapBigCommerce(config=config(open_shop(products=3)), catalog=selection("products"))
    with suppress(SystemExit):
        tap._handle_termination(signal.SIGTERM, None)  # noqa: SLF001 - what the SDK has it do
    with pytest.raises(SystemExit) as ended:
        tap.sync_all()
    assert ended.value.code == 128 + signal.SIGTERM
    assert decode(stdout.getvalue())[-1]["type"] == "STATE"


def test_a_reader_that_has_stopped_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """When a run has to end, it ends."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as stdout:
        monkeypatch.setattr("sys.stdout", stdout)
        writer = LineWriter()
        writer.patience = 0.1
        writer.write_message(RecordMessage("orders", {"text": "x" * 4 * CHUNK}))
    os.close(reading)


def said(folder: Path) -> str:
    """What a run logged."""
    return (folder / "log").read_text()


def wait_until_full(pipe: BinaryIO) -> None:
    """Wait until whoever writes into a pipe is held up."""
    until = time.monotonic() + 60
    waiting, enough = 0, CHUNK * 3 // 4  # pages of a pipe may be half full
    while waiting < enough and time.monotonic() < until:
        time.sleep(0.01)
        [waiting] = struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"    "))
    assert waiting >= enough


@pytest.mark.cases(1)
@pytest.mark.promise("signal")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_run_with_its_exit_code_and_a_true_state(
    number: signal.Signals, open_shop: OpenShop, tmp_path: Path
) -> None:
    """Who stops a run must not take it for a whole one; the next run completes it."""
    shop = open_shop(products=400, latency=0.05)
    with process(shop, tmp_path, page_size=50) as running:
        assert running.stdout
        begun = [running.stdout.readline() for _ in range(20)]
        wait_until_full(running.stdout)  # with a line half written
        running.send_signal(number)
        rest = running.stdout.read()
    assert running.returncode == 128 + number
    log = said(tmp_path)
    assert "Interrupted" in log
    outcomes = dict(re.findall(r'sync_duration.*"stream":"(\w+)".*"status":"(\w+)"', log))
    assert outcomes["coupons"] == "succeeded"
    assert outcomes["products"] == "failed"
    messages = decode(b"".join(begun) + rest)
    assert messages[-1]["type"] == "STATE"
    first = {m["record"]["id"] for m in messages if m["type"] == "RECORD"}
    assert 0 < len(first) < 400
    shop.house.latency = 0
    second = read(shop, "products", state=messages[-1]["value"])
    assert first | set(second.ids("products")) == set(shop.store.products.ids())


def test_a_second_signal_does_not_break_the_line(open_shop: OpenShop, tmp_path: Path) -> None:
    """As when a wrapper hands on what the terminal has sent already."""
    shop = open_shop(products=400)
    with process(shop, tmp_path, page_size=50) as running:
        assert running.stdout
        begun = [running.stdout.readline() for _ in range(20)]
        wait_until_full(running.stdout)
        running.send_signal(signal.SIGTERM)
        time.sleep(0.05)
        running.send_signal(signal.SIGTERM)
        rest = running.stdout.read()
    assert decode(b"".join(begun) + rest)[-1]["type"] == "STATE"


def test_a_signal_does_not_wait_for_slow_answers(open_shop: OpenShop, tmp_path: Path) -> None:
    """However many requests are under way."""
    shop = open_shop(orders=400)
    with process(shop, tmp_path, page_size=10) as running:
        assert running.stdout
        while b'"RECORD"' not in running.stdout.readline():
            pass
        shop.house.latency = 600
        running.send_signal(signal.SIGTERM)
        last = running.stdout.read().splitlines()[-1]
        assert running.wait(60) == 128 + signal.SIGTERM
    assert decode(last)[0]["type"] == "STATE"
    assert "Traceback" not in said(tmp_path)


@pytest.mark.promise("blocked-target")
def test_a_signal_does_not_wait_for_a_reader_that_has_stopped(
    open_shop: OpenShop, tmp_path: Path
) -> None:
    """Such as a target that waits for its database."""
    shop = open_shop(products=400)
    with process(shop, tmp_path) as running:
        assert running.stdout
        running.stdout.readline()
        wait_until_full(running.stdout)
        running.terminate()
        assert running.wait(60) == 128 + signal.SIGTERM
    assert "Traceback" not in said(tmp_path)


def interrupted(running: subprocess.Popen[bytes]) -> str:
    """Interrupt a process until it ends, and return what it said.

    Python drops an interrupt that comes while it locks a module to load it.
    """
    while True:
        running.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return running.communicate(timeout=5)[1].decode()


@pytest.mark.parametrize("seconds", [0.02, 0.05, 0.1, 0.2, 0.3, 0.5])
def test_an_interrupt_at_the_start_gives_no_traceback(
    seconds: float, open_shop: OpenShop, tmp_path: Path
) -> None:
    """Also while modules are being loaded."""
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config(open_shop(products=1, latency=10))), encoding="utf-8")
    with subprocess.Popen(  # noqa: S603 - our own command, which has to load its modules here
        [sys.executable, "-m", "tap_bigcommerce", "--config", path],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as running:
        time.sleep(seconds)
        log = interrupted(running)
    # Python's own start is not ours; what is ours begins with loading this module.
    assert not ("Traceback" in log and "tap.py" in log)
    assert running.returncode


@pytest.mark.promise("ended-target")
def test_a_reader_that_has_gone_ends_the_run_quietly(open_shop: OpenShop, tmp_path: Path) -> None:
    """As `| head` does; a target that failed says itself why."""
    shop = open_shop(products=400)
    with process(shop, tmp_path) as running:
        assert running.stdout
        running.stdout.readline()
        running.stdout.close()
        assert running.wait(60) == 128 + 13
    assert "Traceback" not in said(tmp_path)
    assert "Error" not in said(tmp_path)


@pytest.mark.promise("full-disk")
@pytest.mark.skipif(not FULL.exists(), reason="this system has no file that is always full")
def test_a_full_disk_is_named(open_shop: OpenShop, tmp_path: Path) -> None:
    """In one line, for no other stream would fare better."""
    shop = open_shop(coupons=10, products=10)
    with FULL.open("wb") as full, process(shop, tmp_path, stdout=full.fileno()) as running:
        assert running.wait(60) == 1
    last = said(tmp_path).splitlines()[-1]
    assert last.startswith("Error: Standard output cannot be written: No space left on device.")
    assert "Traceback" not in said(tmp_path)
