"""A live display on a terminal."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import rich.live
from rich.console import Console, Group
from rich.text import Text

from tap_bigcommerce import redaction
from tap_bigcommerce.progress.columns import Row, fitted
from tap_bigcommerce.progress.lines import (
    Display,
    duration,
    handlers_of_standard_error,
    pace,
    remarks,
    size,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from tap_bigcommerce.progress.model import Progress, StreamProgress

EVERY = 0.25
"""Seconds between two pictures; each takes some milliseconds from the reading."""

WIDEST = 100
"""Columns; a line that goes across a large screen is hard to follow."""

OTHER_LINES = 4
"""Lines of the terminal for the titles, for what the run waits for, and for the cursor."""

READING = ("stream", ">records", ">", ">rate", ">received", ">requests", ">time")
READING_DROPPED = (">received", ">requests", ">rate", ">", ">time")

SUMMARY = ("stream", ">records", ">counted", ">requests", ">time", "bookmark", "")
SUMMARY_DROPPED = (">requests", ">time", "bookmark", ">counted")
"""Columns, and those that are dropped on a narrow terminal, the first ones first."""


class Live(Display):
    """One line a stream that stays where it is, below what is logged; in the end a summary.

    Args:
        progress: what to show.
        console: where; None for standard error.
    """

    def __init__(self, progress: Progress, console: Console | None = None) -> None:
        super().__init__(progress, EVERY)
        self._console = console or Console(stderr=True)
        self._live = rich.live.Live(
            console=self._console,
            # By our own thread, which holds back signals.
            auto_refresh=False,
            redirect_stdout=False,
            get_renderable=self.picture,
        )

    def begin(self) -> None:
        """Take possession of standard error."""
        handlers = handlers_of_standard_error()
        self._live.start()
        for handler in handlers:
            handler.setStream(sys.stderr)  # which now writes above the display

    def show(self) -> None:
        """Draw it anew, if there still is a terminal."""
        with suppress(OSError):
            self._live.refresh()

    def finish(self) -> None:
        """Leave a summary where the display was."""
        self._stop()

    def vanish(self) -> None:
        """Leave nothing where the display was."""
        self._live.transient = True
        self._stop()

    def _stop(self) -> None:
        handlers = handlers_of_standard_error()
        with suppress(OSError):
            self._live.stop()
        for handler in handlers:
            handler.setStream(sys.stderr)

    def picture(self) -> RenderableType:
        """Return what is on the screen now."""
        return self._summary() if self.is_over and not self._live.transient else self._reading()

    def _reading(self) -> RenderableType:
        streams = list(self.progress.streams.values())
        room = self._console.height - OTHER_LINES
        rows = [_so_far(one) for one in streams] if len(streams) <= room else _folded(streams, room)
        table = fitted(READING, READING_DROPPED, rows, min(WIDEST, self._console.width))
        return Group(table, Text(" · ".join(self._state()), style="yellow"))

    def _state(self) -> list[str]:
        quota, now = self.progress.quota, time.monotonic()
        parts = []
        if quota and quota.ends > now:
            used = quota.size - quota.left
            parts.append(
                f"{used:,} of {quota.size:,} requests of the quota used, "
                f"{quota.ends - now:.0f} s to go"
            )
        return parts + [redaction.line(wait) for wait in self.progress.waits]

    def _summary(self) -> RenderableType:
        rows = [_in_the_end(one) for one in self.progress.streams.values()]
        return fitted(SUMMARY, SUMMARY_DROPPED, rows, self._console.width)


def _folded(streams: Sequence[StreamProgress], room: int) -> list[Row]:
    """Return a line for each area, and those of its streams that are being read, if they fit."""
    areas: dict[str, list[StreamProgress]] = {}
    for stream in streams:
        areas.setdefault(stream.area, []).append(stream)
    left = room - len(areas)
    rows = []
    for area, some in areas.items():
        rows.append(_of_area(area, some))
        active = [one for one in some if one.under_way]
        rows += [_so_far(one, indent="  ") for one in active[: max(0, left)]]
        left -= len(active)
    return rows


def _of_area(area: str, streams: Sequence[StreamProgress]) -> Row:
    """Return how many streams of an area have been read, and what came of them together."""
    ended = [one for one in streams if one.ended is not None]
    active = sum(one.under_way for one in streams)
    lacking = [
        f"{number} {outcome}"
        for outcome in ("failed", "skipped")
        if (number := sum(one.outcome == outcome for one in streams))
    ]
    name = f"{area}: {len(ended)} of {len(streams)}"
    style = "dim" if not ended and not active else ""
    if len(ended) == len(streams):
        style = "green" if all(one.is_whole for one in streams) else "yellow"
    if not ended and not active:
        return Row({"stream": name}, style)
    return Row(
        {
            "stream": ", ".join([name, *lacking]),
            ">records": f"{sum(one.records for one in streams):,}",
            ">received": size(sum(one.received for one in streams)),
            ">requests": f"{sum(one.requests for one in streams):,}",
        },
        style,
    )


def _so_far(stream: StreamProgress, indent: str = "") -> Row:
    name = indent + stream.name
    if stream.started is None:
        return Row({"stream": name}, "dim")
    share = stream.share if stream.under_way else None
    return Row(
        {
            "stream": name,
            ">records": f"{stream.records:,}"
            + (f" of {stream.total:,}" if share is not None else ""),
            ">": "" if share is None else f"{share:.0%}",
            ">rate": "/".join(pace(stream.rate)),
            ">received": size(stream.received),
            ">requests": f"{stream.requests:,}",
            ">time": _time(stream),
        },
        _style(stream),
        share,
    )


def _time(stream: StreamProgress) -> str:
    """Return what came of a stream if it failed, or else how long it takes."""
    if stream.outcome:
        return stream.outcome
    left = stream.seconds_left if stream.under_way else None
    return duration(stream.seconds) if left is None else f"{duration(left)} left"


def _style(stream: StreamProgress) -> str:
    if stream.outcome:
        return "yellow"
    return "" if stream.under_way else "green" if stream.is_whole else "yellow"


def _in_the_end(stream: StreamProgress) -> Row:
    return Row(
        {
            "stream": stream.name,
            ">records": f"{stream.records:,}",
            ">counted": "" if stream.proof is None else f"{stream.came:,}/{stream.counted:,}",
            ">requests": f"{stream.requests:,}",
            ">time": duration(stream.seconds),
            "bookmark": stream.bookmark or "",
            "": ", ".join(remarks(stream)),
        },
        marks={"": "yellow"},
    )
