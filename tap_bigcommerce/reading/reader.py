"""Read a list completely while others write to it, and prove it in each run.

A record that exists when the run starts and is neither changed nor deleted while it runs is emitted
exactly once. A record that changes meanwhile is emitted by this run or the next. Page numbers
cannot promise that: when a record changes or is deleted, later records move to pages already read.
This is keyset pagination between snapshot pages, below a frozen upper bound.

The store's clock freezes the end of the period. A record can leave the period by changing, which
gives it a later date, but none can enter it. `slices` splits the period at snapshot pages. Between
two of them is a gap with fixed bounds, which `gaps` reads by id, because an id never changes. Gaps
are read several at a time and emitted in order. Those that wait are kept as compressed pages.

The reader checks what it assumes of the API:

- A list ends where a response proves it (`Collection.follows`), or where a gap has as many records
  as the positions of two snapshot pages promise. If only a count proved the end, and it is lower
  than the number of records or a round number, the reader requests one more page.
- The pages around a gap show the records at its ends. The gap must return them.
- Records far outside a gap show that the API ignores the filter.
- At the end, the store counts the period. If it counts more records than were emitted, the period
  is read again, one page after another and without any of the above.

If a filter fails such a check, the list is read by id alone, and dates are compared here.
"""

from __future__ import annotations

import logging
from collections import deque
from datetime import timedelta
from functools import partial
from itertools import chain, count
from operator import itemgetter
from typing import TYPE_CHECKING

from tap_bigcommerce.api.pool import done, failed, in_order
from tap_bigcommerce.errors import (
    DistrustError,
    FutureError,
    StreamError,
    TapError,
    UndatedError,
)
from tap_bigcommerce.progress import StreamProgress
from tap_bigcommerce.reading.collection import RECENT, Collection
from tap_bigcommerce.reading.gaps import Gap, GapReader
from tap_bigcommerce.reading.growth import FEW, Growth
from tap_bigcommerce.reading.highest import above_id, highest_id
from tap_bigcommerce.reading.ledger import Ledger
from tap_bigcommerce.reading.page import EVERYTHING, SECOND, Page, Row, Window
from tap_bigcommerce.reading.paging import MOST_EMPTY, SUSPICIOUS
from tap_bigcommerce.reading.slices import Slicer
from tap_bigcommerce.reading.undated import check_dated
from tap_bigcommerce.state import Position

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future
    from datetime import datetime

    from tap_bigcommerce.api.client import Client
    from tap_bigcommerce.reading.slices import Slice

AGREEMENT = timedelta(minutes=1)
"""How far the clocks of a store's servers may disagree."""

_PLACE = itemgetter(0, 1)
"""Where a row stands by date and then id."""

_logger = logging.getLogger("tap-bigcommerce")


class Reader:
    """Reads one list.

    Args:
        client: the store.
        collection: the list.
        progress: gets the estimated number of records, and what was proven.
        position: the stream's bookmark; it returns to the start of the run if a check fails.
    """

    def __init__(
        self,
        client: Client,
        collection: Collection,
        progress: StreamProgress | None = None,
        position: Position | None = None,
    ) -> None:
        self._client = client
        self._pool = client.pool
        self._collection = collection
        self._progress = progress or StreamProgress(collection.path)
        self._position = position or Position()
        self._gaps = GapReader(client.pool, collection)
        self._slicer = Slicer(client, collection, self._gaps)
        self._ledger = Ledger()
        self._period = EVERYTHING
        self.clock: datetime | None = None
        """The store's clock when the reading began."""
        self._top: int | None = None
        self._end: tuple[Window, Page] | None = None

    def everything(self) -> Iterator[list[Row]]:
        """Emit every record, by id."""
        self._ledger = Ledger(is_dated=False)
        first = self._collection.seek(EVERYTHING)
        total = self._total(first, EVERYTHING)
        if self._is_whole(first, first.came, total):
            yield self._emitted(first.rows())
            self._prove(total)
            return
        if total is not None and total < first.came:
            total = None  # a count below the number of records proves nothing
        if self._collection.above and total and not self._collection.descends:
            yield from self._in_order(self._slicer.by_id(EVERYTHING, first, total))
        else:
            # Without a count, a growing list needs another end.
            whole = EVERYTHING if total else Window(until=self._top_above(first))
            for page in self._pool.each(self._gaps.read(Gap(whole, total), first)):
                self._end = whole, page
                yield self._emitted(self._unseen(page.rows()))
        yield from self._reconciled(Window(until=self._ledger.highest_id))

    def modified(
        self,
        *,
        start: datetime | None,
        end: datetime | None,
        settling: timedelta,
        known: dict[int, datetime] | None = None,
    ) -> Iterator[list[Row]]:
        """Emit every record modified from `start` to `end`, both included, by date and then id.

        Records that only a second reading finds come last, in any order.

        Args:
            start: None for the beginning of time.
            end: None for now.
            settling: time before the store's clock at which to stop, because a record can become
                visible a little later than its date.
            known: records that earlier runs found in this period, with their dates.

        Raises:
            StreamError: if `start` lies in the store's future, or a record has no date to place
                it by.
        """
        asked = Window(start, end and end + SECOND)
        first = self._collection.page_by_date(asked)
        self.clock = clock = first.clock.replace(microsecond=0)
        known = known or {}
        self._check_clock(start, first, clock, known)
        self._position.begin(clock)
        settled = clock - settling
        self._period = period = Window(start, min(settled, end + SECOND) if end else settled)
        try:
            self._check_filter(first, asked, known)
            yield from self._below_the_end(period, first, asked)
        except UndatedError:
            # Later runs request later dates, and would never find it again.
            if self._goes_on_from_the_beginning():
                self._position.restart(clock)  # earlier runs may have passed its place
            self._position.rewind()
            raise
        except DistrustError as error:
            yield from self._by_id_alone(error)

    def _by_id_alone(self, error: DistrustError) -> Iterator[list[Row]]:
        """Emit records of the period that the date filter did not return."""
        _logger.warning(
            "%s. The tap reads the whole list by id and compares dates itself, which takes "
            "longer. Please report this, with what --test=api prints.",
            error,
        )
        self._position.rewind()
        yield from self._lacking(Gap(EVERYTHING))

    def added(self, highest: int | None, since: datetime | None) -> Iterator[Row]:
        """Find records with higher ids than an earlier run saw, and with dates it had passed.

        An import creates such records. Call this after `modified`.

        Args:
            highest: the highest id that an earlier run saw; None if no run has looked for it.
            since: the earliest date to emit; None for any.
        """
        found: list[int] = []
        try:
            reached = self._search(highest, Window(since, self._period.end), found)
        except DistrustError as error:
            yield from chain.from_iterable(self._by_id_alone(error))
            return
        except StreamError as error:
            _logger.warning(
                "%s: new records with old dates were not looked for; the next run does. %s",
                self._collection.path,
                error,
            )
            return
        missing = set(found)
        for row in self.again(found):
            missing.discard(row.id)
            yield row
        # A server that lags may not know them yet.
        self._position.searched(min([reached, *(one - 1 for one in missing)]))

    def _search(self, highest: int | None, wanted: Window, found: list[int]) -> int:
        """Add ids of records to be fetched; return the highest id that the list has now.

        Raises:
            DistrustError: if the date filter should have returned one of them.
        """
        if highest is None:
            return self._pool.ask(partial(highest_id, self._collection))
        reached = highest
        for page in self._pool.each(above_id(self._collection, highest)):
            reached = max([reached, *page.ids])
            rows = (row for row in page.rows() if row.id > highest and wanted.has(row))
            lacking = [row for row in rows if self._ledger.lacks(row)]
            for row in lacking:
                if self._period.start and row.modified and self._period.holds(row.modified):
                    raise self._gaps.distrust(row.id)
            found += [row.id for row in lacking]
            if self._is_new(page) and self._is_above_top(page):
                break
        return reached

    @property
    def period(self) -> Window:
        """The period that has been read, up to the frozen end."""
        return self._period

    def lacks(self, row: Row) -> bool:
        """Return whether a record has not been emitted in this form."""
        return self._ledger.lacks(row)

    def again(self, ids: Iterable[int]) -> Iterator[Row]:
        """Fetch records by their ids, as they are now, without those that are not settled."""
        settled = Window(end=self._period.end)
        for row in filter(settled.has, self._pool.each(self._collection.rows_of(ids))):
            self._ledger.add(row)
            yield row

    # What is read

    def _below_the_end(self, period: Window, first: Page, asked: Window) -> Iterator[list[Row]]:
        belonging = sum(date is None or period.holds(date) for date, _ in first.keys)
        total = self._total(first, period)
        is_whole = self._is_whole(first, belonging, total)
        if is_whole and first.total is None and _has_bound(first, period):
            # The count may have left out these records, and the page as many others.
            count = partial(self._collection.count_of_pages, asked)
            is_whole = self._pool.ask(count) == first.came
        if total is not None and total < belonging:
            total = None  # a count of less than came promises nothing
        if is_whole and not self._position.has_gap:
            yield self._sorted(period, [first])
            self._prove(belonging)
            return
        since = self._position.unproven_since(period.start)
        may_hide_some = since is None and asked.end is None
        dated = self._dated(first) if may_hide_some else 0
        if is_whole:
            yield self._sorted(period, [first])
        else:
            self._collection.gives_short_pages |= not first.is_full
            if self._position.is_first:
                self._look_at_top(first)
            yield from self._in_order(self._slicer.period(period, first, total))
        if may_hide_some and dated < len(self._ledger):
            check_dated(self._pool, self._collection, len(self._ledger), self._ledger.latest)
        yield from self._reconciled(period._replace(start=since))

    def _dated(self, first: Page) -> float:
        """Return for how many records the list shows before it is read that they have a date.

        Raises:
            UndatedError: if it shows one that has none.
        """
        try:
            return check_dated(self._pool, self._collection, first.came)
        except DistrustError:
            return -1

    def _goes_on_from_the_beginning(self) -> bool:
        """Return whether earlier runs began to read everything, and none came to the end."""
        position = self._position
        return position.has_gap and position.unproven_since(self._period.start) is None

    def _look_at_top(self, first: Page) -> None:
        """Note which records are not emitted yet, in case the run is cut short."""
        if highest := self._top_above(first):
            self._position.starts_below(highest)

    def _top_above(self, first: Page) -> int | None:
        """Return the highest id of the list; None if it is unknown or no number."""
        highest = self._highest_id()
        return highest if highest and highest >= max(first.ids, default=0) else None

    def _highest_id(self) -> int | None:
        """Return the highest id of the list; None if it is unknown."""
        try:
            return self._pool.ask(partial(highest_id, self._collection))
        except StreamError as error:
            _logger.info("%s: continuing without its highest id", self._collection.path)
            _logger.debug("%s", error)
            return None

    def _total(self, first: Page, window: Window) -> int | None:
        """Return the estimated number of records, from the first page or a count."""
        total = first.total
        if total is None:
            total = self._pool.ask(partial(self._collection.count, window))
        self._progress.total = total
        return total

    def _is_whole(self, first: Page, belonging: int, total: int | None) -> bool:
        """Return whether the first page provably has the whole list."""
        follows = self._collection.follows(first)
        if follows is True or first.total is not None:
            return follows is False
        return belonging == total and (belonging % SUSPICIOUS > 0 or not first.came)

    # What is checked before

    def _check_clock(
        self, start: datetime | None, first: Page, clock: datetime, known: dict[int, datetime]
    ) -> None:
        """Check that the store's clock and its new records agree."""
        check_start(start, clock)
        new = [date for date, one in first.keys if (one, date) not in known.items()]
        if new and all(date and date > clock + RECENT for date in new):
            _logger.warning(
                "%s: by the Date header of its responses it is %s, but all new records that came "
                "were modified after that. They are delivered when that clock has passed them.",
                self._collection.path,
                f"{clock:%Y-%m-%dT%H:%M:%SZ}",
            )

    def _check_filter(self, first: Page, asked: Window, known: dict[int, datetime]) -> None:
        """Check that the first page begins with the first record of the period.

        Raises:
            DistrustError: if the API ignores the date filter.
        """
        self._gaps.check_bounds(first, asked)
        has_no_witness = asked.start and not known and not first.keys
        if has_no_witness or asked.end:  # what a filter leaves out at the end shows nowhere
            self._gaps.check_seconds()
        if asked.start and not known and first.keys:
            # A first run: ask for what begins with the first record that came.
            date = first.keys[0][0]
            earliest = self._collection.earliest(Window(date)) if date else None
            if date and (earliest is None or earliest > date):
                # It may have changed or been deleted in between.
                now = self._collection.find(first.ids[0])
                if now and now[0] == date:
                    raise self._gaps.distrust(first.ids[0])
        reached = max((date for date, _ in first.keys if date), default=None)
        expected = [one for one in known if reached is None or known[one] < reached]
        if expected and not any(known.get(one) == date for date, one in first.keys):
            # All of them may have changed. Then one of them has a later date.
            one = max(expected, key=lambda one: (known[one], one))
            now = self._collection.find(one)
            if now and now[0] and self._should_be_on(first, now[0]):
                if one not in first.ids:
                    raise self._gaps.distrust(one)
            else:
                self._gaps.check_seconds()

    def _should_be_on(self, first: Page, moment: datetime) -> bool:
        """Return whether the first page must have a record that was modified then."""
        last = first.keys[-1][0] if first.keys else None
        ends_later = not first.is_full or (last is not None and moment < last)
        return self._period.holds(moment) and ends_later

    # Emitting

    def _in_order(self, slices: Iterator[Slice]) -> Iterator[list[Row]]:
        """Emit the records of slices, in order, while the next ones are being read."""
        waiting: deque[Slice] = deque()
        ranks = count()

        def begun() -> Iterator[Future[list[Page]]]:
            try:
                for one in slices:
                    waiting.append(one)
                    if one.page:
                        yield done([one.page])
                    else:
                        yield self._pool.run(next(ranks), self._gaps.read(one.gap))
            except TapError as error:
                yield failed(error)  # raised when it is its turn

        workers = self._client.workers
        for pages in in_order(begun(), 2 * (workers + workers // 2)):  # every other one is a page
            gap, snapshot = waiting.popleft()
            self._end = (gap.window, pages[-1]) if pages and not snapshot else None
            self._gaps.check_anchors(gap, pages)
            if self._comes_sorted(gap.window):
                for page in pages:
                    yield self._sorted(gap.window, [page])
            else:
                yield self._sorted(gap.window, pages)

    def _comes_sorted(self, window: Window) -> bool:
        """Return whether the order by id is the order by date as well."""
        return not window.is_dated or (window.is_one_second and self._collection.above is not None)

    def _sorted(self, window: Window, pages: Iterable[Page]) -> list[Row]:
        """Emit the rows that a window holds, by date and then id."""
        rows = [row for page in pages for row in self._belonging(window, page.rows())]
        if self._gaps.shifts:
            in_order = sorted(rows, key=_PLACE) if window.is_dated else rows
            rows = list({row.id: row for row in in_order}.values())
        return self._emitted(sorted(rows, key=_PLACE) if window.is_dated else rows)

    def _belonging(self, window: Window, rows: list[Row]) -> Iterable[Row]:
        """Leave out rows that lie outside a window.

        Raises:
            UndatedError: if the window is one of dates, and a row has none.
        """
        if window.is_dated:
            for row in rows:
                if row.modified is None:
                    raise self._collection.undated(row.id)
        return filter(window.has, rows)

    def _unseen(self, rows: Iterable[Row]) -> Iterable[Row]:
        """Drop rows that an earlier page had, if that is possible."""
        return filter(self._ledger.lacks, rows) if self._gaps.shifts else rows

    def _emitted(self, rows: Iterable[Row]) -> list[Row]:
        """Enter rows into the ledger."""
        some = list(rows)
        self._ledger.add(*some)
        return some

    # Proof

    def _reconciled(self, window: Window) -> Iterator[list[Row]]:
        """Compare with the store's count; if it is higher, read a second time, page by page.

        The store may count records that it does not list. The tap warns once, and keeps the number
        in the state, so that the next run does not read twice because of them.
        """
        counted = self._pool.ask(partial(self._collection.count, window))
        self._prove(counted)
        delivered = self._position.delivered(len(self._ledger))
        if counted is not None and (counted < delivered or counted % SUSPICIOUS == 0):
            yield from self._rest()
            self._prove(counted)
        lacking = (counted or 0) - delivered
        if lacking <= self._position.uncounted:
            return
        path, came = self._collection.path, len(self._ledger)
        _logger.info("%s: %d records came of %d; reading a second time", path, came, counted)
        self._position.rewind()
        yield from self._lacking(Gap(window._replace(until=None), counted))
        found = len(self._ledger) - came
        if found:
            _logger.warning(
                "%s: the API had left out %d records, which a second reading found. Please report "
                "this, with what --test=api prints.",
                path,
                found,
            )
        self._prove(counted)
        self._position.uncounted = max(0, lacking - found)
        if lacking > found:
            _logger.warning(
                "%s: the store counts %d records and lists %d, in a second reading as well. All "
                "that it lists were read.",
                path,
                counted,
                len(self._ledger),
            )

    def _rest(self) -> Iterator[list[Row]]:
        """Request one more page if only a count proved the end."""
        if self._end is None or not self._collection.above:
            return
        window, last = self._end
        if self._collection.follows(last) is False:
            return
        for page in self._pool.each(self._gaps.read(Gap(window), last)):
            rows = [row for row in page.rows() if window.has(row) and self._ledger.lacks(row)]
            if rows:
                self._position.rewind()  # they come after records with later dates
                yield self._emitted(rows)
            if page is not last and not page.is_full and page.came <= FEW:
                return  # records that were added during the reading

    def _prove(self, counted: int | None) -> None:
        """Note the number of records that were read, and the store's count."""
        self._progress.came = self._position.delivered(len(self._ledger))
        self._progress.counted = counted

    def _lacking(self, gap: Gap) -> Iterator[list[Row]]:
        """Read records that were not emitted yet: page after page, until one is empty."""
        new_only, growth = 0, Growth(self._collection.path)
        for page in self._pool.each(self._gaps.read(gap, strict=True)):
            new_only = new_only + 1 if self._is_new(page) else 0
            rows = self._belonging(self._period, page.rows())
            yield self._emitted(filter(self._ledger.lacks, rows))
            if new_only >= MOST_EMPTY and self._is_above_top(page):
                return
            growth.note(page, is_beyond=new_only > 0)

    def _is_new(self, page: Page) -> bool:
        """Return whether a page may have only records that were added during the run.

        A list without an end grows while it is read, and new records have the highest ids.
        """
        if page.is_full or self._collection.descends or not (self.clock and page.keys):
            return False
        return all(date and date >= self.clock - AGREEMENT for date, _ in page.keys)

    def _is_above_top(self, page: Page) -> bool:
        """Return whether a page has new records only, not older ones that changed meanwhile."""
        if self._top is None:
            self._top = self._highest_id() or 0
        # An id below one that came is not the highest, and proves nothing.
        return self._ledger.highest_id <= self._top < min(page.ids)


def check_start(start: datetime | None, clock: datetime) -> None:
    """Check that the reading does not begin in the store's future.

    Raises:
        FutureError: if it does.
    """
    if start and start > clock + AGREEMENT:
        raise FutureError(start, clock)


def _has_bound(page: Page, period: Window) -> bool:
    """Return whether a page has records of the period's first or last second."""
    first = period._replace(end=period.start and period.start + SECOND)
    last = period._replace(start=period.end and period.end - SECOND)
    return any(
        date and ((period.start and first.holds(date)) or (period.end and last.holds(date)))
        for date, _ in page.keys
    )
