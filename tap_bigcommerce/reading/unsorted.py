"""How a list is read that can be neither sorted nor split: page after page.

Below the frozen end of a period a record can leave the list, and none can enter it. Where cursors
stand for records that is all there is to it. Where pages have numbers only, a record that leaves
moves others to pages already read: so a reading counts if as many different records came as the
first page had promised, or the same as in a reading before (`GapReader.read`). A list that fits on
one page, as most of these do, takes one request: its response is a snapshot.

Records come in no order, so the bookmark stays until all of them have been written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_bigcommerce.errors import DistrustError
from tap_bigcommerce.reading.gaps import Gap
from tap_bigcommerce.reading.ledger import Ledger
from tap_bigcommerce.reading.page import EVERYTHING, SECOND, Page, Row, Window
from tap_bigcommerce.reading.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta


class UnsortedReader(Reader):
    """Reads one list in whatever order it comes."""

    def everything(self) -> Iterator[list[Row]]:
        """Emit every record."""
        self._ledger = Ledger(is_dated=False)
        first = self._collection.seek(EVERYTHING)
        yield from self._pages_of(EVERYTHING, first)

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
        asked = Window(start, end and end + SECOND)
        first = self._collection.seek(asked)
        self.clock = clock = first.clock.replace(microsecond=0)
        self._check_clock(start, first, clock, known or {})
        self._position.begin(clock)
        self._position.rewind()
        settled = clock - settling
        self._period = Window(start, min(settled, end + SECOND) if end else settled)
        try:
            self._gaps.check_bounds(first, asked)
            is_whole = self._collection.follows(first) is False
            came = set()
            for rows in self._pages_of(self._period, first if is_whole else None):
                came.update(row.id for row in rows)
                yield rows
            if known and came.isdisjoint(known):
                self._gaps.check_seconds()
        except DistrustError as error:
            yield from self._by_id_alone(error)

    def added(self, highest: int | None, since: datetime | None) -> Iterator[Row]:  # noqa: ARG002 - as in other lists
        """Return nothing: the dates of these lists are their own, and no import sets them."""
        return iter(())

    def _pages_of(self, window: Window, first: Page | None) -> Iterator[list[Row]]:
        """Emit what a window holds; the page that is there may be all of it."""
        if first and self._collection.follows(first) is False:
            rows = self._emitted(row for row in first.rows() if window.has(row))
            self._progress.total = len(rows)
            self._prove(len(rows))
            yield rows
            return
        if first:
            self._progress.total = first.total
        for page in self._pool.each(self._gaps.read(Gap(window), first)):
            yield self._emitted(self._unseen(row for row in page.rows() if window.has(row)))
        yield from self._reconciled(window)
