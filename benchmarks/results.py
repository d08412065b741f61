"""What was measured, and the file that keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from benchmarks.errors import BenchmarkError

if TYPE_CHECKING:
    from pathlib import Path

Outcome = Literal["done", "unfinished", "failed", "unavailable"]


class Row(msgspec.Struct, kw_only=True):
    """One contender in one case.

    Args:
        contender: its name.
        title: what a reader calls it.
        outcome: how it ended.
        said: its last words, if it did not end well.
        wall: seconds.
        cpu: seconds on the processor.
        memory: the most it held, in MB.
        requests: those that reached the store.
        refused: those that the store refused (429).
        total: records that were not touched while it ran; all of them where nothing changes.
        delivered: how many of these it delivered.
        doubled: how many of these it delivered more than once.
        short: how many of these it delivered without all of their line items, variants, or
            addresses and attributes; None where these are not asked for.
    """

    contender: str
    title: str
    outcome: Outcome
    said: str = ""
    wall: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0
    requests: int = 0
    refused: int = 0
    total: int = 0
    delivered: int = 0
    doubled: int = 0
    short: int | None = None

    @property
    def lost(self) -> int:
        """How many records it did not deliver."""
        return self.total - self.delivered


class Measured(msgspec.Struct, kw_only=True):
    """One case.

    Args:
        name: what the command line calls it.
        title: what a reader calls it.
        records: how many the store has of the streams.
        nested: whether nested parts are read.
        changing: whether the store changes.
        latency: seconds that a request takes.
        limit: the least time that it takes, in seconds.
        bound: what makes the limit.
        requests: the least number of requests.
        pages_per_second: how fast the sandbox serves a plain loop without latency.
        codec_seconds: what decoding and encoding alone would take.
        record_bytes: how large a record is, as JSON.
        rows: its contenders.
    """

    name: str
    title: str
    records: int
    nested: bool
    changing: bool
    latency: float
    limit: float
    bound: str
    requests: int
    pages_per_second: float
    codec_seconds: float
    record_bytes: int = 0
    rows: list[Row] = []


class Start(msgspec.Struct):
    """How long a command takes that reads nothing.

    Args:
        title: the command.
        best: seconds.
        median: seconds.
        rounds: how often it was run, in turns with the others.
    """

    title: str
    best: float
    median: float
    rounds: int


class Piped(msgspec.Struct):
    """What the tap took to write messages, or a target to load them.

    Args:
        title: what a reader calls it.
        wall: seconds.
        cpu: seconds on the processor, without a database server's.
        memory: the most it held, in MB.
        said: its last words, if it failed or cannot be run here.
    """

    title: str
    wall: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0
    said: str = ""


class Results(msgspec.Struct, kw_only=True):
    """A whole run.

    Args:
        date: when it began.
        python: the version that ran it, and the tap.
        machine: what it ran on.
        cases: in order.
        starts: in order.
        piped: in order.
    """

    date: str
    python: str
    machine: str
    cases: list[Measured] = []
    starts: list[Start] = []
    piped: list[Piped] = []

    def save(self, path: Path) -> None:
        """Write everything so far; called after each measurement, so that none is lost."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=2))


def load(path: Path) -> Results:
    """Read what was saved.

    Raises:
        BenchmarkError: if that is not possible.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Results)
    except OSError as error:
        message = f"The results in {path} cannot be read: {error.strerror}."
    except msgspec.DecodeError as error:
        message = f"{path} does not hold results of this benchmark: {error}."
    raise BenchmarkError(message)
