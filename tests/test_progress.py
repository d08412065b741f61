"""What a run says of its progress: live on a terminal, in lines elsewhere, never among messages."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import pty
import re
import signal
import struct
import termios
import threading
import time
from contextlib import closing, contextmanager, suppress
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from bigcommerce_sandbox import Fault
from tap_bigcommerce import signals
from tap_bigcommerce.errors import TapError
from tap_bigcommerce.progress import Display, Progress
from tap_bigcommerce.progress.lines import Lines, duration, pace, size
from tap_bigcommerce.progress.live import Live
from tap_bigcommerce.streams import AREAS
from tap_bigcommerce.tap import TapBigCommerce
from tests.forking import start
from tests.running import CollectingWriter, config, decode, process, selection, unloaded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop
    from tests.forking import Running

STREAMS = ["coupons", "customers", "orders", "products"]
HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"
SPEAKS_AGAINST = re.compile(r"MELTANO_|NO_COLOR|LOGLEVEL|COLUMNS|TERM|FORCE_COLOR|TTY_|.*_LOGLEVEL")


class Terminal:
    """A pseudo-terminal, and what was written to it.

    Args:
        columns: its width.
    """

    def __init__(self, columns: int = 100) -> None:
        self._ours, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()
        self.raw = ""

    def _read(self) -> None:
        with suppress(OSError):  # which is how it says that nobody writes to it any more
            while chunk := os.read(self._ours, 1 << 16):
                self.raw += chunk.decode(errors="replace")

    def close(self) -> None:
        os.close(self.theirs)
        self._reading.join(10)
        os.close(self._ours)

    @property
    def text(self) -> str:
        """Without what moves the cursor and sets colours."""
        return re.sub(r"\x1b\[[?\d;]*[a-zA-Z]", "", self.raw).replace("\r", "")

    def shows(self, text: str, seconds: float = 20) -> bool:
        """Wait until it does."""
        until = time.monotonic() + seconds
        while text not in self.text and time.monotonic() < until:
            time.sleep(0.02)
        return text in self.text


@contextmanager
def on_terminal(  # noqa: PLR0913 - what a run on a terminal may differ in
    shop: Sandbox,
    folder: Path,
    *,
    columns: int = 100,
    stdout: bool = False,
    reader: int = 0,
    variables: dict[str, str] | None = None,
) -> Iterator[tuple[Running, Terminal]]:
    """A sync whose standard error is a terminal; the file `out` has its messages.

    Args:
        shop: what to read.
        folder: for its files.
        columns: of the terminal.
        stdout: whether messages go to the terminal, too.
        reader: how many bytes a reader takes before it is gone; 0 for a file that takes all.
        variables: of its environment.
    """
    path = folder / "config.json"
    path.write_text(json.dumps(config(shop, page_size=50)), encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if not SPEAKS_AGAINST.match(name)}
    terminal = Terminal(columns)
    try:
        with (
            (folder / "out").open("wb") as out,
            leaving(reader) as pipe,
            closing(
                start(
                    ["--config", str(path)],
                    stdout=terminal.theirs if stdout else pipe or out.fileno(),
                    stderr=terminal.theirs,
                    env=env | {"TERM": "xterm-256color"} | (variables or {}),
                )
            ) as running,
        ):
            yield running, terminal
    finally:
        terminal.close()


@contextmanager
def leaving(reader: int) -> Iterator[int | None]:
    """A pipe whose reader is gone after so many bytes; None without one."""
    if not reader:
        yield None
        return
    ours, theirs = os.pipe()

    def read() -> None:
        os.read(ours, reader)
        os.close(ours)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield theirs
    finally:
        os.close(theirs)
        thread.join(10)


class Probe(Display):
    """Notes which signals the thread that shows it holds back."""

    blocked: set[int] | None = None

    def begin(self) -> None:
        """Nothing to prepare."""

    def show(self) -> None:
        self.blocked = set(signal.pthread_sigmask(signal.SIG_BLOCK, ()))

    def finish(self) -> None:
        """Nothing to put back."""

    def vanish(self) -> None:
        """Nothing to erase."""


class Watched(TapBigCommerce):
    """A tap that logs its progress all the time."""

    @property
    def display(self) -> Display:
        """Lines in quick succession."""
        return Lines(self.run.progress, self.logger, every=0.05)


def read_by(kind: type[TapBigCommerce], shop: Sandbox, **settings: object) -> TapBigCommerce:
    """A tap that has read a store in this process."""
    tap = kind(config=config(shop, **settings), message_writer=CollectingWriter())
    tap.sync_all()
    return tap


def has_line(pattern: str, text: str) -> bool:
    """Whether a line looks like that."""
    return bool(re.search(pattern, text, re.MULTILINE))


def requests_by_stream(shop: Sandbox) -> list[int]:
    """How many there were of each."""
    return [
        sum(bool(re.search(rf"v[23]/(catalog/)?{name}", one.path)) for one in shop.requests)
        for name in STREAMS
    ]


# On a terminal


def test_a_terminal_shows_how_far_each_stream_is(open_shop: OpenShop, tmp_path: Path) -> None:
    """Below each other, in place; nothing of it gets among the messages."""
    shop = open_shop(orders=120, customers=70, products=400, coupons=3, latency=0.1)
    with on_terminal(shop, tmp_path) as (running, terminal):
        assert running.wait(60) == 0
    assert has_line(r"^stream +records +rate +received +requests +time *$", terminal.text)
    assert has_line(r"^products +━+ +\d+ of 400 +\d+% +\d+/s +[\d.]+ kB +\d+ ", terminal.text)
    assert has_line(r"^coupons +3 +", terminal.text)
    assert "\x1b[1A" in terminal.raw, "it is drawn anew where it was"
    kinds = {message["type"] for message in decode((tmp_path / "out").read_bytes())}
    assert kinds == {"SCHEMA", "RECORD", "STATE"}


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("count", [4, 60])
def test_no_number_is_cut_and_the_display_fits(columns: int, count: int) -> None:
    """On a narrow terminal columns are dropped; of many streams, areas and the active ones show."""
    progress = Progress()
    areas = {one.name: area for area, some in AREAS.items() for one in some}
    progress.expect([*areas][:count], areas)
    for place, stream in enumerate(progress.streams.values()):
        if place < count - 1:
            stream.started = time.monotonic() - 4000
            stream.records, stream.total, stream.requests = 12_345_678, 98_765_432, 345_678
            stream.ended = time.monotonic() if place < count - 3 else None
            stream.is_whole = place > 0
            stream.outcome = "" if place else "failed"
    live = Live(progress, Console(width=columns, height=24, file=StringIO()))
    console = Console(width=columns, height=24, file=StringIO(), record=True)
    console.print(live.picture())
    lines = console.export_text(clear=False).splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= columns
    whole = {f"{one * n:,}" for one in (12_345_678, 345_678) for n in range(61)}
    shown = re.findall(r"\d+(?:,\d*)+", console.export_text(clear=False).replace("15, ", ""))
    assert {*shown} <= whole | {"98,765,432", "3,086"}
    active = [line for line in lines if "12,345,678 of 98,765,432" in line]
    assert len(active) == 2
    if count == 60:
        assert lines[1].startswith("Orders: 15 of 15, 1 failed")
        assert not any("order_products" in line for line in lines)


def test_a_terminal_shows_a_summary_in_the_end(open_shop: OpenShop, tmp_path: Path) -> None:
    """With what was read of each stream, for which requests, and up to where."""
    shop = open_shop(orders=120, customers=70, products=400, coupons=3)
    with on_terminal(shop, tmp_path, columns=80) as (running, terminal):
        assert running.wait(60) == 0
    assert terminal.raw.rindex(SHOW) > terminal.raw.rindex(HIDE)
    # It may be drawn twice, the second time over the first.
    summary = terminal.text[terminal.text.rindex("stream ") :]
    header, *rows = [line.split() for line in summary.splitlines() if line.strip()]
    assert header == ["stream", "records", "counted", "requests", "time", "bookmark"]
    state = decode((tmp_path / "out").read_bytes())[-1]["value"]["bookmarks"]
    bookmarks = [one.get("replication_key_value") for one in (state[name] for name in STREAMS)]
    expected = zip(STREAMS, (3, 70, 120, 400), requests_by_stream(shop), bookmarks, strict=True)
    for row, (name, records, requests, bookmark) in zip(rows, expected, strict=True):
        assert row[:4] == [name, str(records), f"{records}/{records}", str(requests)]
        assert row[5:] == ([bookmark] if bookmark else [])


def test_the_log_gives_way_to_the_display_but_warnings_do_not(
    open_shop: OpenShop, tmp_path: Path
) -> None:
    """They stand above it, where it was erased, and are counted."""
    shop = open_shop(orders=120, products=10, latency=0.3)
    shop.faults.append(Fault(path="orders$", status=503))
    with on_terminal(shop, tmp_path, columns=200) as (running, terminal):
        assert running.wait(60) == 0
    assert re.search(r"\x1b\[2K[-\d:, ]+ \| WARNING .* GET v2/orders failed", terminal.raw)

    assert has_line(r"^orders +120 .* 1 warning *$", terminal.text)
    assert "INFO" not in terminal.text
    assert "METRIC" not in terminal.text


@pytest.mark.cases(1)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_the_terminal_as_it_was(
    number: signal.Signals, open_shop: OpenShop, tmp_path: Path
) -> None:
    """The cursor is back, and what was read until then is said."""
    shop = open_shop(orders=400, latency=0.2)
    with on_terminal(shop, tmp_path) as (running, terminal):
        assert terminal.shows(" of 400 ")
        shop.house.latency = 30
        running.send_signal(number)
        assert running.wait(60) == 128 + number
    assert terminal.raw.rindex(SHOW) > terminal.raw.rindex(HIDE)
    end = terminal.text.split("time  bookmark")[-1]
    assert has_line(r"^orders .* incomplete", end)
    assert has_line(r"^products .* not begun", end)
    assert "Interrupted." in end
    assert "Traceback" not in terminal.text
    assert decode((tmp_path / "out").read_bytes())[-1]["type"] == "STATE"


def test_a_terminal_that_is_stopped_does_not_keep_the_run_from_ending(
    open_shop: OpenShop, tmp_path: Path
) -> None:
    """As Ctrl-S does, or a connection that hangs; the state is written all the same."""
    shop = open_shop(orders=400, latency=0.2)
    with on_terminal(shop, tmp_path) as (running, terminal):
        assert terminal.shows(" of 400 ")
        termios.tcflow(terminal.theirs, termios.TCOOFF)
        time.sleep(1)
        running.terminate()
        assert running.wait(60) == 128 + signal.SIGTERM
        termios.tcflow(terminal.theirs, termios.TCOON)
    assert decode((tmp_path / "out").read_bytes())[-1]["type"] == "STATE"


def test_signals_are_left_to_the_main_thread() -> None:
    """In another one, they would not end what that waits for."""
    probe = Probe(Progress(), every=0.01)
    with probe.shown():
        while probe.blocked is None:
            time.sleep(0.01)
    assert probe.blocked >= signals.ENDING


def test_a_failure_leaves_the_terminal_as_it_was(open_shop: OpenShop, tmp_path: Path) -> None:
    """The error is the last word."""
    shop = open_shop(orders=10, products=10)
    shop.faults.append(Fault(path="orders$", status=403, times=None))
    with on_terminal(shop, tmp_path) as (running, terminal):
        assert running.wait(60) == 1
    assert terminal.raw.rindex(SHOW) > terminal.raw.rindex(HIDE)
    summary, error = terminal.text.split("time  bookmark")[-1].split("Error: ")
    assert has_line(r"^orders .* failed", summary)
    assert "orders could not be read" in error


@pytest.mark.parametrize(
    "variables",
    [
        {"MELTANO_PROJECT_ROOT": "/project"},
        {"NO_COLOR": "1"},
        {"TERM": "dumb"},
        {"LOGLEVEL": "debug"},
    ],
    ids=lambda variables: str(*variables),
)
def test_the_environment_may_speak_against_a_live_display(
    variables: dict[str, str], open_shop: OpenShop, tmp_path: Path
) -> None:
    """Then there are lines, as in a file."""
    with on_terminal(open_shop(orders=10), tmp_path, variables=variables) as (running, terminal):
        assert running.wait(60) == 0
    assert "\x1b" not in terminal.raw
    assert "METRIC" in terminal.text
    assert "orders: 10 records in" in terminal.text


def test_a_reader_that_has_gone_leaves_no_table(open_shop: OpenShop, tmp_path: Path) -> None:
    """As `| head` does: the display is erased, and the prompt comes back."""
    shop = open_shop(products=400, latency=0.2)
    with on_terminal(shop, tmp_path, reader=1) as (running, terminal):
        assert running.wait(60) == 128 + 13
    assert terminal.raw.rindex(SHOW) > terminal.raw.rindex(HIDE)
    assert "bookmark" not in terminal.text
    assert terminal.raw.rstrip("\r\n").endswith("\x1b[2K")


def test_messages_on_the_terminal_are_not_written_over(open_shop: OpenShop, tmp_path: Path) -> None:
    """Who looks at them on the same terminal sees lines."""
    with on_terminal(open_shop(orders=10), tmp_path, stdout=True) as (running, terminal):
        assert running.wait(60) == 0
    assert "\x1b" not in terminal.raw
    assert terminal.text.count('{"type":"RECORD"') == 10


# Elsewhere


def test_a_file_gets_plain_lines(open_shop: OpenShop, tmp_path: Path) -> None:
    """The SDK's metrics, and one line a stream in the end."""
    with process(open_shop(orders=10, coupons=3), tmp_path) as running:
        assert running.stdout
        messages = decode(running.stdout.read())
        assert running.wait(60) == 0
    assert {message["type"] for message in messages} == {"SCHEMA", "RECORD", "STATE"}
    log = (tmp_path / "log").read_text()
    assert "\x1b" not in log
    assert log.count("METRIC") == 8
    said = [line.split(" | ")[-1] for line in log.splitlines()[-4:]]
    assert re.fullmatch(
        r"coupons: 3 records in 0:0\d, 3 read, 3 counted, [\d.]+ k?B in 2 requests", said[0]
    )
    assert re.fullmatch(r"orders: 10 records in .* requests, bookmark 2026-.*\+00:00", said[2])


def test_a_line_comes_every_so_often(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what is known of the stream that is being read."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr("tap_bigcommerce.progress.model.EARLY", 0.0)
    shop = open_shop(products=600, latency=0.1)
    read_by(Watched, shop, page_size=10)
    lines = [one for one in caplog.messages if one.startswith("products: ")]
    so_far = [re.match(r"products: (\d+) of about 600 records \(\d+%\)", one) for one in lines]
    counts = [int(one[1]) for one in so_far if one]
    assert len(counts) > 3
    assert counts == sorted(counts)
    whole = re.compile(r".*, \d+ records/s, [\d.]+ [kM]B in \d+ requests, about 0:\d\d left")
    assert any(whole.fullmatch(one) for one in lines)
    assert lines[-1].startswith("products: 600 records in ")


def test_a_line_says_what_is_waited_for(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """The store's quota, or an API in trouble."""
    caplog.set_level(logging.INFO)
    shop = open_shop(products=100, quota=4, quota_window=1)
    shop.faults.append(Fault(path="coupons$", status=503, times=3))
    read_by(Watched, shop, page_size=10)
    assert any(
        re.search(r"coupons: .* again (in \d s|now) \(v2/coupons: 503", m) for m in caplog.messages
    )
    assert any(m.startswith("products: ") and m.endswith(" quota") for m in caplog.messages)


def test_what_came_of_a_stream_is_said(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """Whether it failed or was skipped; a table on a terminal shows it while others are read."""
    caplog.set_level(logging.INFO)
    shop = open_shop(orders=5, customers=5, products=5, coupons=5)
    shop.faults.append(Fault(path="orders$", status=422, times=None))
    granted = ("store_v2_orders_read_only", "store_v2_products_read_only")
    settings = config(shop, access_token=shop.token(*granted), missing_access="skip")
    tap = Watched(config=settings, message_writer=CollectingWriter())
    with pytest.raises(TapError, match="orders could not be read"):
        tap.sync_all()
    ends = {one.partition(":")[0]: one for one in caplog.messages if " records in " in one}
    assert [ends[name].split(", ")[-2] for name in STREAMS[:3]] == ["skipped", "skipped", "failed"]
    assert "failed" not in ends["products"]
    assert any(
        re.match(r"orders could not be read: GET v2/orders .* Continuing with the others\.$", one)
        for one in caplog.messages
    )
    live = Live(tap.run.progress, Console(width=100, height=24, file=StringIO()))
    console = Console(width=100, file=StringIO(), record=True)
    console.print(live.picture())
    shown = console.export_text()
    assert has_line(r"^customers .* skipped *$", shown)
    assert has_line(r"^orders .* failed *$", shown)


def test_a_wait_says_what_for() -> None:
    """A used-up quota, or one that is spread; and nobody tries again in 0 seconds."""
    progress = Progress()
    now = time.monotonic()
    progress.quota_opens = now + 0.2
    assert progress.waits == ["waiting for the store's quota"]
    progress.spreads_until = now + 24
    assert progress.waits == ["spreading requests over 24 s"]
    progress.quota_opens = 0.0
    progress.retrying(0.9, "v2/orders: 503")
    assert progress.waits == ["trying again now (v2/orders: 503)"]
    progress.retrying(7, "v2/orders: 503")
    assert progress.waits == ["trying again in 7 s (v2/orders: 503)"]


@pytest.mark.parametrize("page_size", [10, 250])
def test_what_is_counted_is_true(page_size: int, open_shop: OpenShop) -> None:
    """Totals too, for which a request is made only where a page does not tell them."""
    shop = open_shop(orders=140, customers=130, products=120, coupons=110)
    tap = read_by(TapBigCommerce, shop, page_size=page_size)
    streams = [tap.run.progress.streams[name] for name in STREAMS]
    sizes = [110, 130, 140, 120]
    assert [one.records for one in streams] == sizes
    assert [one.total for one in streams] == sizes
    assert [one.requests for one in streams] == requests_by_stream(shop)
    assert all(one.is_whole for one in streams)
    if page_size == 250:
        counted = [one.path for one in shop.requests if "count" in one.path]
        assert counted == ["/v2/coupons/count", "/v2/orders/count"]


def test_streams_that_are_not_selected_are_not_mentioned(open_shop: OpenShop) -> None:
    """Those that are, are."""
    tap = TapBigCommerce(
        config=config(open_shop()), catalog=selection("orders"), message_writer=CollectingWriter()
    )
    tap.sync_all()
    assert list(tap.run.progress.streams) == ["orders"]


def test_nothing_is_loaded_where_nobody_watches(open_shop: OpenShop, tmp_path: Path) -> None:
    """A live display takes a while to load."""
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config(open_shop())), encoding="utf-8")
    for arguments in (["--discover"], ["--config", str(path)]):
        ran = unloaded(*arguments, env=os.environ | {"PYTHONPROFILEIMPORTTIME": "1"})
        assert ran.returncode == 0
        loaded = {line.split("|")[-1].strip() for line in ran.stderr.splitlines()}
        assert "tap_bigcommerce.progress.lines" in loaded
        assert not {"rich", "tap_bigcommerce.progress.live"} & loaded


def test_numbers_are_shown_as_people_read_them() -> None:
    """To three digits or so."""
    assert [duration(one) for one in (0, 7.4, 725, 10_800)] == ["0:00", "0:07", "12:05", "3:00:00"]
    assert [size(one) for one in (0, 512, 31_400_000, 7e12)] == [
        "0 B",
        "512 B",
        "31.4 MB",
        "7,000.0 GB",
    ]
    assert [pace(one) for one in (0, 0.38, 1, 3086.4)] == [
        ("0", "s"),
        ("23", "min"),
        ("1", "s"),
        ("3,086", "s"),
    ]


def test_a_stream_that_has_not_begun_has_no_rate() -> None:
    """Nor is anything divided by nothing."""
    progress = Progress()
    progress.expect(["orders"])
    stream = progress.streams["orders"]
    assert (stream.seconds, stream.rate, stream.share, stream.seconds_left) == (0, 0, None, None)
