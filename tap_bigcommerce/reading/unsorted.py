"""How a list is read that can be neither sorted nor split: page after page, in any order.

A list that fits on one page, as most of these do, takes one request. Cursors stand for records, so
what enters or leaves a list moves nothing (`gaps`). Pages that have numbers only need a proof of
their own (`numbered`), and are read below the frozen end of a period: a record can leave that, and
none can enter it. Logs have neither a filter nor a sort by date, but an order (`log`).

Since records come in no order, the bookmark stays until all of them have been written.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tap_bigcommerce.errors import DistrustError
from tap_bigcommerce.reading.gaps import Gap
from tap_bigcommerce.reading.ledger import Ledger
from tap_bigcommerce.reading.log import logged
from tap_bigcommerce.reading.numbered import numbered
from tap_bigcommerce.reading.page import EVERYTHING, SECOND, Page, Row, Window
from tap_bigcommerce.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from tap_bigcommerce.reading.collection import Collection
    from tap_bigcommerce.reading.dialects import Dialect
    from tap_bigcommerce.reading.gaps import GapReader


class UnsortedReader(Reader):
    """Reads one list in whatever order it comes."""

    def everything(self) -> Iterator[list[Row]]:
        """Emit every record."""
        self._ledger = Ledger(is_dated=False)
        yield from self._all_of(EVERYTHING, self._collection.seek(EVERYTHING))

    def modified(
        self,
        *,
        start: datetime | None,
        end: datetime | None,
        settling: timedelta,
        known: dict[int, datetime] | None = None,
    ) -> Iterator[list[Row]]:
        """Emit every record modified from `start` to `end`, both included.

        Args:
            start: None for the beginning of time.
            end: None for now.
            settling: how long before the store's clock to stop at the latest.
            known: records that earlier runs found in this period, with their dates.

        Raises:
            StreamError: if `start` lies in the store's future.
        """
        asked, known = Window(start, end and end + SECOND), known or {}
        first = self._collection.seek(asked)
        self.clock = clock = first.clock.replace(microsecond=0)
        self._check_clock(start, first, clock, known)
        self._position.begin(clock)
        self._position.rewind()
        settled = clock - settling
        self._period = Window(start, min(settled, end + SECOND) if end else settled)
        came: set[int] = set()
        filters = self._collection.filters_by_date
        try:
            if filters:
                self._gaps.check_bounds(first, asked)
            for rows in self._all_of(self._period, first):
                came.update(row.id for row in rows)
                yield rows
            if filters and start is None and self._collection.follows(first) is not False:
                self._check_undated()
            if filters and known and came.isdisjoint(known):
                self._gaps.check_seconds()
        except DistrustError as error:
            yield from self._by_id_alone(error)

    def added(self, highest: int | None, since: datetime | None) -> Iterator[Row]:  # noqa: ARG002 - as in other lists
        """Return nothing: the dates of these lists are their own, and no import sets them."""
        return iter(())

    def _all_of(self, window: Window, first: Page) -> Iterator[list[Row]]:
        """Emit what a window holds, of which the first page may have more."""
        self._progress.total = first.total
        if self._collection.follows(first) is False:
            rows = self._emitted(self._belonging(window, first.rows()))
            self._prove(len(rows))
            yield rows
            return
        # Only an upper bound makes the first page of a window another one than was fetched.
        is_bounded = window.end and self._collection.filters_by_date
        is_there = self._collection.has_cursors or not is_bounded
        pages = in_any_order(self._gaps, self._collection, window, first if is_there else None)
        for page in self._pool.each(pages):
            yield self._emitted(filter(self._ledger.lacks, self._belonging(window, page.rows())))
        if self._collection.has_cursors:
            yield from self._reconciled(window)
        else:
            self._prove(len(self._ledger) + self._collection.unlisted)

    def _check_undated(self) -> None:
        """Check that dates account for all records: a filter would leave out one without a date.

        Raises:
            DistrustError: if there are more, or the count of all is less than what came.
        """
        count = self._collection.count_of_pages
        counted = self._pool.ask(partial(count, EVERYTHING))
        newer = self._pool.ask(partial(count, Window(self._period.end)))
        if counted is None or newer is None:
            return
        came = len(self._ledger)
        if counted < came or counted - newer > came:
            message = (
                f"GET {self._collection.path} has {counted} records, {newer} of them modified "
                f"lately, and gave {came} by their dates"
            )
            raise DistrustError(message)


def kind_of(dialect: Dialect) -> type[Reader]:
    """Return what reads one list of a dialect."""
    return Reader if dialect.is_sorted else UnsortedReader


def in_any_order(
    gaps: GapReader, collection: Collection, window: Window, first: Page | None = None
) -> Iterator[Page]:
    """Fetch a window's pages; records may come twice, and from beyond its end.

    Args:
        gaps: reads on behind a page.
        collection: the list.
        window: the period.
        first: its first page, if that is there.
    """
    if collection.has_cursors or not collection.has_numbers:
        return gaps.read(Gap(window._replace(end=None)), first)
    return (logged if collection.newest_first else numbered)(collection, window, first)
