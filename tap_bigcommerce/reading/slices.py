"""How a list is split into parts that can be read at the same time.

    time ─────────────────────────────────────────────────▶ frozen end
         [page 0][──── gap ────][page 5][──── gap ────][page 10]
           read    read by id     read    read by id     read

Pages by date are fetched far apart. Each is a snapshot of the list: it has every record between its
first and its last second, whatever shifts before the next one is read. It may lack records of these
two seconds, so they are the split points: the gaps on both sides include them.
"""

from __future__ import annotations

import logging
from collections import deque
from functools import partial
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from tap_bigcommerce.api.pool import in_order
from tap_bigcommerce.errors import DistrustError, RejectedError, StreamError
from tap_bigcommerce.reading.gaps import Gap, GapReader
from tap_bigcommerce.reading.page import SECOND, Page, Window
from tap_bigcommerce.reading.paging import SUSPICIOUS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from tap_bigcommerce.api.client import Client
    from tap_bigcommerce.reading.collection import Collection

STRIDES = 5
"""Pages from one snapshot to the next. A gap is read sequentially, so shorter gaps keep more
workers busy; but a page far down a list costs the store more."""

_logger = logging.getLogger("tap-bigcommerce")


class Slice(NamedTuple):
    """A part of a list, in the order of the list.

    Args:
        gap: the bounds.
        page: the snapshot page that holds all of it; None if it has to be read.
    """

    gap: Gap
    page: Page | None = None


class Snapshot(NamedTuple):
    """A page by date, and what it holds of the period.

    Args:
        place: where in the list it begins.
        page: the page.
        first: the first second of the period that has records on it.
        last: the last such second.
    """

    place: int
    page: Page
    first: datetime
    last: datetime

    def at(self, second: datetime) -> frozenset[int]:
        """Return the ids of the records on the page that were modified then."""
        return frozenset(one for date, one in self.page.keys if date == second)


class Slicer:
    """Splits one list.

    Args:
        client: the store.
        collection: the list.
        gaps: checks what far pages show of the filter.
    """

    def __init__(self, client: Client, collection: Collection, gaps: GapReader) -> None:
        self._client = client
        self._collection = collection
        self._gaps = gaps

    def period(self, period: Window, first: Page, total: int | None) -> Iterator[Slice]:
        """Alternate snapshot pages with the gaps between them.

        Args:
            period: which must have an end.
            first: the first page by date.
            total: about how many records the list has, if that is known.

        Raises:
            DistrustError: if the API does not keep to the filter or the order.
            StreamError: if a record has no date.
        """
        done, last = period.start, None
        dates = self._collection.dates(first, period)
        # Of one second only, they do not show that nothing of the period is before them.
        if is_sorted := bool(dates) and dates[0] < dates[-1]:
            last = Snapshot(0, first, dates[0], dates[-1])
            done = last.last
            yield Slice(Gap(Window(period.start, done)), first)
        for start, alike in groupby(self._snapshots(period, total or 0), attrgetter("first")):
            # Of many that begin in the same second only the last is needed, and kept.
            [(repeats, snapshot)] = deque(enumerate(alike), maxlen=1)
            if done and start < done:
                continue  # the list has shrunk: an earlier page has this already
            after_page = start + SECOND
            if repeats:
                # This second fills several pages: it can be split by id only.
                yield Slice(self._between(Window(done, start), last, None))
                yield from self._second(Window(start, after_page), repeats * self._step)
            else:
                yield Slice(self._between(Window(done, after_page), last, snapshot))
            last = snapshot
            is_sorted = is_sorted or snapshot.first < snapshot.last
            if is_sorted and self._reaches_end(snapshot, period, total):
                yield Slice(Gap(Window(after_page, period.end)), snapshot.page)
                return
            done = max(snapshot.last, after_page)
            yield Slice(Gap(Window(after_page, done)), snapshot.page)
        yield Slice(self._tail(Window(done, period.end), period, last, total))

    def by_id(self, whole: Window, first: Page | None, total: int) -> Iterator[Slice]:
        """Alternate pages by id with the gaps between them.

        Args:
            whole: what to split.
            first: its first page, if that is there.
            total: about how many records it has; a guess if there is no first page.
        """
        last, left = whole.after, total
        if first and first.ids:
            last, left = first.ids[-1], total - first.limit
            yield Slice(Gap(whole), first)
        for place, page in self._far_pages(partial(self._collection.page_by_id, whole), total):
            if not page.ids:
                break  # the total is too high
            if last is None or page.ids[0] > last:
                yield Slice(Gap(whole._replace(after=last, until=page.ids[0] - 1)))
                yield Slice(Gap(whole), page)
                last, left = page.ids[-1], total - place - page.limit
        yield Slice(Gap(whole._replace(after=last), left if first else None))

    # Gaps

    def _between(self, window: Window, before: Snapshot | None, after: Snapshot | None) -> Gap:
        """Return a gap, with what the pages beside it say of it."""
        expected = None
        anchors = []
        if before and window.start:
            anchors.append(before.at(window.start))
        anchors.append(after.at(after.first) if after else frozenset())
        if after and before:
            expected = after.place - before.place - before.page.limit
        return Gap(window, expected, tuple(anchors))

    def _tail(
        self, window: Window, period: Window, before: Snapshot | None, total: int | None
    ) -> Gap:
        """Return the gap up to the end of the period, which no snapshot page closes.

        The records modified last show what it must return.

        Raises:
            StreamError: if they cannot be had, or one has no date: a filter by date would leave
                it out.
        """
        gap = self._between(window, before, None)
        if before and total is not None:
            gap = gap._replace(expected=total - before.place - before.page.limit)
        try:
            ask = partial(self._collection.newest, Window(period.start))
            page = self._client.pool.ask(ask)
        except RejectedError as error:
            path = self._collection.path
            _logger.warning("%s: continuing without its latest records. %s", path, error)
            return gap
        newest = self._collection.dated(page)
        latest = max((date for date, _ in newest if window.holds(date)), default=None)
        last = frozenset(one for date, one in newest if date == latest)
        return gap._replace(anchors=(*gap.anchors[:-1], last))

    def _second(self, second: Window, least: int) -> Iterator[Slice]:
        """Split a second that holds so many records at the least."""
        if self._collection.above:
            yield from self.by_id(second, None, least + self._step)
        else:
            yield Slice(Gap(second))

    # Snapshot pages

    def _snapshots(self, period: Window, total: int) -> Iterator[Snapshot]:
        """Fetch pages by date, far apart, and one at the end of the list.

        They have no upper bound: so the last one shows which records the last gap must return.
        """
        endless = Window(period.start)
        for place, page in self._far_pages(partial(self._collection.page_by_date, endless), total):
            if all(date and period.end and date >= period.end for date, _ in page.keys):
                return  # nothing of the period is here, nor behind it
            self._gaps.check_bounds(page, endless)
            if dates := self._collection.dates(page, period):
                yield Snapshot(place, page, dates[0], dates[-1])

    def _reaches_end(self, snapshot: Snapshot, period: Window, total: int | None) -> bool:
        """Return whether a snapshot page has everything up to the end of the list.

        A total that is less than what came is wrong, and proves nothing.
        """
        page, place = snapshot.page, snapshot.place
        belonging = sum(date is not None and period.holds(date) for date, _ in page.keys)
        if not page.is_full and total in {place + page.came, place + belonging}:
            return total % SUSPICIOUS > 0
        return self._collection.follows(page, place) is False

    def _far_pages(self, at: Callable[[int], Page], total: int) -> Iterator[tuple[int, Page]]:
        """Fetch the pages at which to split so many records, without the one at the beginning.

        They only speed reading up: where one cannot be had, or repeats another, what follows is
        one gap.
        """
        stride = self._collection.stride
        regular = range(self._step, total - self._collection.page_size, self._step)
        end = (total - 1) // stride * stride
        places = [regular, [end] if end > max([stride, *regular[-1:]]) else []]
        tasks = (self._client.pool.run_first(partial(at, place)) for place in chain(*places))
        pages = in_order(tasks, self._client.workers)
        before: set[int] = set()
        try:
            for place, [page] in zip(chain(*places), pages, strict=False):
                if len(before.intersection(page.ids)) > len(page.ids) / 2:
                    return  # there may be far fewer pages than the total promises
                before = set(page.ids)
                if not page.is_full and place + page.limit < total:
                    self._collection.gives_short_pages = True
                yield place, page
        except DistrustError:
            raise
        except StreamError as error:
            _logger.warning(
                "%s: continuing without pages far down the list, one request after another. %s",
                self._collection.path,
                error,
            )

    @property
    def _step(self) -> int:
        return STRIDES * self._collection.stride
