"""How a collection is read completely while others write to it.

A record that exists when the run starts and is neither changed nor deleted while it runs is handed
over exactly once; one that changes meanwhile is handed over now or by the next run; and no record
is handed over before every record with an earlier date. Page numbers cannot promise that: a record
that is touched or deleted moves everything behind it towards pages already read.

So the end of the period is frozen by the store's own clock: from then on a record can leave the
period (by changing, which gives it a date past the end) but none can enter it. Pages by date are
asked for far apart, at distant places of the list. Each of them shows the list at one moment, so it
has every record between its first and its last second, however the list shifts before the next.
What lies between two of them is a window with fixed bounds, in which records are sought by id,
which never changes.

Windows are read several at a time and handed over in their order, so it does not matter how many
requests are under way; and all that is kept of those that wait for their turn is compressed pages.
"""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from functools import partial
from itertools import chain, count, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tap_bigcommerce.collection import EVERYTHING, SECOND, Collection, Page, Row, Window
from tap_bigcommerce.errors import StreamError, TapError
from tap_bigcommerce.pool import FIRST, failed, in_order
from tap_bigcommerce.progress import StreamProgress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from datetime import datetime

    from tap_bigcommerce.client import Client

T = TypeVar("T")

AGREEMENT = timedelta(minutes=1)
"""How far the clocks of a store's servers may disagree."""

PAGES = 5
"""From where one stretch begins to where the next does. One is read page after page, so shorter
ones keep more lanes busy from beginning to end; but a page far down a list costs the store more."""


class Stretch(NamedTuple):
    """A part of a collection.

    Args:
        head: the page that begins it, if there is one.
        covered: what of it counts.
        rest: where the others are to be sought.
    """

    head: Page | None
    covered: Window
    rest: Window


class Reader:
    """Reads one collection.

    Args:
        client: the store.
        collection: what to read.
        progress: where to say about how many records there are.
    """

    def __init__(
        self, client: Client, collection: Collection, progress: StreamProgress | None = None
    ) -> None:
        self._client = client
        self._collection = collection
        self._progress = progress or StreamProgress(collection.path)

    def everything(self) -> Iterator[list[Row]]:
        """Every record, by ascending id."""
        first = self._collection.seek(EVERYTHING)
        self._progress.total = first.total
        if first.full and self._collection.after:
            self._progress.total = total = self._count(EVERYTHING, first)
            yield from self._handed_over(self._cut_by_id(EVERYTHING, first, total))
        else:
            for page in chain([first], self._seek(EVERYTHING, first)):
                yield page.rows()

    def modified(
        self, *, start: datetime | None, end: datetime | None, settling: timedelta
    ) -> Iterator[list[Row]]:
        """Every record last modified from `start` to `end`, both included, by date and then id.

        Args:
            start: None for the beginning of time.
            end: None for now.
            settling: how long before the store's clock to stop at the latest, since a record can
                become visible a little after the time stamped on it.

        Raises:
            StreamError: if `start` lies in the store's future, or a record has no date to place
                it by.
        """
        asked = Window(start, end and end + SECOND)
        first = self._collection.page_by_date(asked)
        clock = first.answer.clock.replace(microsecond=0)
        if start and start > clock + AGREEMENT:
            message = (
                f"it should be read from {start:%Y-%m-%dT%H:%M:%SZ} on, but by the store's clock "
                f"it is {clock:%Y-%m-%dT%H:%M:%SZ}. What changes until then would never be read: "
                "correct the bookmark in the state, or start_date if there is none."
            )
            raise StreamError(message)
        settled = clock - settling
        period = Window(start, min(settled, end + SECOND) if end else settled)
        self._progress.total = first.total
        if not first.full:
            yield self._sorted(period, [first])
            return
        self._progress.total = total = self._count(period, first)
        yield from self._handed_over(self._cut_by_date(period, first, total))

    # Stretches

    def _cut_by_date(self, period: Window, first: Page, total: int) -> Iterator[Stretch]:
        """Cut a period at pages by date, the first of which is there.

        A page may lack records of its first and its last second: the windows before and behind it
        take these in.
        """
        dates = self._collection.dates(first, period)
        head, end = (first, dates[-1]) if dates else (None, period.start)
        covered = Window(period.start, end)
        pages = self._pages(partial(self._collection.page_by_date, period), total)
        for start, alike in groupby(self._placed(pages, period), itemgetter(0)):
            # Of many, only the last is of use, and kept.
            [(repeats, (_, last, page))] = deque(enumerate(alike), maxlen=1)
            if end and start < end:
                continue
            behind = start + SECOND
            if repeats:
                # A second with more records than a stretch: it can be cut by id only.
                yield Stretch(head, covered, Window(end, start))
                yield from self._second(Window(start, behind), repeats * self._step)
            else:
                yield Stretch(head, covered, Window(end, behind))
            head, end = page, max(last, behind)
            covered = Window(behind, end)
        yield Stretch(head, covered, Window(end, period.end))

    def _placed(
        self, pages: Iterator[Page], period: Window
    ) -> Iterator[tuple[datetime, datetime, Page]]:
        """Pages by date with the first and the last second that they have of a period."""
        for page in pages:
            if not page.ids:
                return
            if dates := self._collection.dates(page, period):
                yield dates[0], dates[-1], page

    def _second(self, second: Window, least: int) -> Iterator[Stretch]:
        """Cut a second that holds so many records at the least."""
        if self._collection.after:
            yield from self._cut_by_id(second, None, least + self._step)
        else:
            yield Stretch(None, second, second)

    def _cut_by_id(self, whole: Window, first: Page | None, total: int) -> Iterator[Stretch]:
        """Cut a window at pages by id, the first of which may be there."""
        head, last = first, first.ids[-1] if first else whole.after
        for page in self._pages(partial(self._collection.page_by_id, whole), total):
            if page.ids and (last is None or page.ids[0] > last):
                yield Stretch(head, whole, whole._replace(after=last, upto=page.ids[0] - 1))
                head, last = page, page.ids[-1]
        yield Stretch(head, whole, whole._replace(after=last))

    def _pages(self, at: Callable[[int], Page], total: int) -> Iterator[Page]:
        """The pages at which to cut so many records, without the one at their beginning."""
        places = range(self._step, total - self._collection.page_size, self._step)
        tasks = (self._aside(partial(at, place)) for place in places)
        return (page for [page] in in_order(tasks, self._client.lanes))

    @property
    def _step(self) -> int:
        return PAGES * self._collection.stride

    def _count(self, window: Window, first: Page) -> int:
        """About how many records a window has."""
        [total] = self._aside(partial(self._collection.count, window, first)).result()
        return total

    def _aside(self, ask: Callable[[], T]) -> Future[list[T]]:
        """Make a request that holds up others, when a lane is free."""
        return self._client.pool.run(FIRST, (ask() for _ in range(1)))

    def _handed_over(self, stretches: Iterator[Stretch]) -> Iterator[list[Row]]:
        """The records of stretches, in order, while the next ones are being read."""
        waiting: deque[Stretch] = deque()
        ranks = count()

        def begun() -> Iterator[Future[list[Page]]]:
            try:
                for stretch in stretches:
                    waiting.append(stretch)
                    yield self._client.pool.run(next(ranks), self._sought(stretch.rest))
            except TapError as error:
                yield failed(error)

        lanes = self._client.lanes
        for pages in in_order(begun(), lanes + lanes // 2 - 1):
            head, covered, rest = waiting.popleft()
            if head:
                yield self._sorted(covered, [head])
            if rest.is_sorted_by_id:
                for page in pages:
                    yield self._sorted(rest, [page])
            else:
                yield self._sorted(rest, pages)

    def _sought(self, window: Window) -> Iterator[Page]:
        """A window's pages; those beside it, which a bound may let through, are not kept."""
        return (page for page in self._seek(window) if page.concerns(window))

    def _seek(self, window: Window, behind: Page | None = None) -> Iterator[Page]:
        """A window's pages by ascending id, or those behind one that has been read."""
        page = behind
        while not window.is_empty and (page is None or page.full):
            page = self._collection.seek(window, page)
            yield page

    def _sorted(self, window: Window, pages: Iterable[Page]) -> list[Row]:
        """The rows that a window holds, by date and then id."""
        rows = (row for page in pages for row in page.rows())
        if window.is_dated:
            return sorted(row for row in rows if self._belongs(row, window))
        return list(rows)

    def _belongs(self, row: Row, window: Window) -> bool:
        if row.modified is None:
            raise self._collection.undated(row.id)
        return window.holds(row.modified)
