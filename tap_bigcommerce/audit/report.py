"""The counts of all streams, as a table for people and as JSON for programs."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Any

import msgspec

from tap_bigcommerce import dates, redaction
from tap_bigcommerce.audit.counts import Count, count
from tap_bigcommerce.errors import FatalError, TapError
from tap_bigcommerce.feeds.access import explained
from tap_bigcommerce.streams.base import RootStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from singer_sdk import Stream

    from tap_bigcommerce.run import Run

WIDTH = 80
"""Columns of the text below the table."""

LINE = "{:<28}{:<9}{:>12}"
"""Stream, month and records."""

_logger = logging.getLogger("tap-bigcommerce")


@dataclass(frozen=True)
class Report:
    """The store's counts of several streams.

    Args:
        clock: the store's clock before the first count.
        requests: the number of requests that the counts took.
        counts: the counts by stream; None where the API does not count the rows.
        failures: why the other streams could not be counted.
    """

    clock: datetime
    requests: int
    counts: dict[str, Count | None]
    failures: dict[str, TapError]

    def table(self) -> str:
        """Return a table, with the other streams below it."""
        return "\n".join([*self._lines(), "", *self._remarks()])

    def json(self) -> str:
        """Return one JSON object."""
        report = {
            "clock": dates.text(self.clock),
            "requests": self.requests,
            "streams": {name: _as_json(one) for name, one in self._counted()},
            "not_counted": self._uncounted,
            "failed": {name: redaction.line(str(one)) for name, one in self.failures.items()},
        }
        return msgspec.json.encode(report).decode()

    def _counted(self) -> Iterator[tuple[str, Count]]:
        return ((name, one) for name, one in self.counts.items() if one)

    @property
    def _uncounted(self) -> list[str]:
        return [name for name, one in self.counts.items() if one is None]

    def _lines(self) -> Iterator[str]:
        yield LINE.format("Stream", "Month", "Records")
        for name, one in self._counted():
            others = {"others": one.others} if one.others else {}
            rows = (one.months or {}) | others | {"total": one.total}
            for label, (month, records) in zip(
                [name, *[""] * len(rows)], rows.items(), strict=False
            ):
                yield LINE.format(label, month, records)

    def _remarks(self) -> Iterator[str]:
        yield f"Counted in {self.requests} requests from {dates.in_query(self.clock)} on."
        if self._uncounted:
            yield _wrapped(f"Not counted by the store: {', '.join(self._uncounted)}.")
        for name, one in self._counted():
            if one.note:
                yield _wrapped(f"{name}: {one.note}")
        for name, error in self.failures.items():
            yield _wrapped(f"{name}: {redaction.line(str(error))}")


def audit(run: Run, streams: Iterable[Stream]) -> Report:
    """Ask the store for its counts of streams.

    Raises:
        FatalError: if the store cannot be read at all.
    """
    counts: dict[str, Count | None] = {}
    failures: dict[str, TapError] = {}
    for stream in streams:
        try:
            counts[stream.name] = _count(stream)
        except FatalError:
            raise
        except TapError as error:
            failures[stream.name] = error
    clocks = [one.clock for one in counts.values() if one]
    clock = min(clocks, default=None) or run.client.now()
    return Report(clock, run.progress.current.requests, counts, failures)


def _count(stream: Stream) -> Count | None:
    if not isinstance(stream, RootStream):
        return None
    _logger.info("Counting %s", stream.name)
    try:
        return count(stream)
    except TapError as error:
        raise explained(error, stream, stream) from error


def _as_json(one: Count) -> dict[str, Any]:
    return {
        "replication_key": one.replication_key,
        "total": one.total,
        "months": one.months,
        "others": one.others,
    } | ({"note": one.note} if one.note else {})


def _wrapped(text: str) -> str:
    return fill(text, WIDTH, break_on_hyphens=False, break_long_words=False)
