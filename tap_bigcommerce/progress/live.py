"""A live display on a terminal."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import rich.live
from rich.console import Console, Group
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from tap_bigcommerce import redaction
from tap_bigcommerce.progress.lines import (
    Display,
    duration,
    handlers_of_standard_error,
    remarks,
    size,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tap_bigcommerce.progress.model import Progress, StreamProgress

EVERY = 0.25
"""Seconds between two pictures; each takes some milliseconds from the reading."""

WIDEST = 100
"""Columns; a line that goes across a large screen is hard to follow."""


class Live(Display):
    """One line a stream that stays where it is, below what is logged; in the end a summary.

    Args:
        progress: what to show.
    """

    def __init__(self, progress: Progress) -> None:
        super().__init__(progress, EVERY)
        self._console = Console(stderr=True)
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
        handlers = handlers_of_standard_error()
        with suppress(OSError):
            self._live.stop()
        for handler in handlers:
            handler.setStream(sys.stderr)

    def picture(self) -> RenderableType:
        """Return what is on the screen now."""
        return self._summary() if self.is_over else self._reading()

    def _reading(self) -> RenderableType:
        table = _table("stream", "", ">records", ">", ">rate", ">received", ">requests", ">time")
        table.width = min(WIDEST, self._console.width)
        table.columns[1].ratio = 1  # the bar takes what the others leave
        for stream in self.progress.streams.values():
            table.add_row(stream.name, *_so_far(stream), style=_style(stream))
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
        table = _table("stream", ">records", ">counted", ">requests", ">time", "bookmark", "")
        for stream in self.progress.streams.values():
            table.add_row(
                stream.name,
                f"{stream.records:,}",
                "" if stream.proof is None else f"{stream.came:,}/{stream.counted:,}",
                f"{stream.requests:,}",
                duration(stream.seconds),
                stream.bookmark or "",
                Text(", ".join(remarks(stream)), style="yellow"),
            )
        return table


def _table(*columns: str) -> Table:
    """A table without rows; columns that begin with `>` hold numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(
            column.removeprefix(">"),
            justify="right" if column.startswith(">") else "left",
            no_wrap=True,
        )
    return table


def _style(stream: StreamProgress) -> str:
    if stream.started is None:
        return "dim"
    return "" if stream.under_way else "yellow" if not stream.is_whole else "green"


def _so_far(stream: StreamProgress) -> list[RenderableType]:
    """A stream's line, without its name."""
    if stream.started is None:
        return []
    share, left = stream.share, stream.seconds_left
    records, time_ = f"{stream.records:,}", duration(stream.seconds)
    bar: RenderableType = ""
    if stream.under_way and share is not None:
        bar = ProgressBar(total=1, completed=share, complete_style="cyan")
        records += f" of {stream.total:,}"
        if left is not None:
            time_ = f"{duration(left)} left"
    return [
        bar,
        records,
        f"{share:.0%}" if stream.under_way and share is not None else "",
        f"{stream.rate:,.0f}/s",
        size(stream.received),
        f"{stream.requests:,}",
        time_,
    ]
