"""How a collection is read completely while others write to it.

A record that exists when the run starts and is neither changed nor deleted while it runs is handed
over exactly once; one that changes meanwhile is handed over now or by the next run; and no record
is handed over before every record with an earlier date. Page numbers cannot promise that: a record
that is touched or deleted moves everything behind it towards pages already read.

So the end of the period is frozen by the store's own clock, the period is cut into windows of
`date_modified`, and inside a window records are sought by id, which never changes. A record can
leave a window (by changing, which gives it a date past the frozen end) but none can enter it.

Windows are read several at a time and handed over in their order, so it does not matter how many
requests are under way; and all that is kept of those that wait for their turn is compressed pages.
"""

from __future__ import annotations

import math
from collections import deque
from datetime import timedelta
from functools import partial
from itertools import count, groupby
from typing import TYPE_CHECKING, TypeVar

from tap_bigcommerce.collection import EVERYTHING, SECOND, Collection, Page, Row, Window
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.pool import FIRST, in_order
from tap_bigcommerce.progress import StreamProgress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from datetime import datetime

    from tap_bigcommerce.client import Client

T = TypeVar("T")

AGREEMENT = timedelta(minutes=1)
"""How far the clocks of a store's servers may disagree."""

FEWEST_PAGES = 4
"""Each window costs one request to find where it ends; with fewer pages that would weigh."""

MOST_PAGES = 32
"""One window at a time is held decompressed, to be put in order."""

PAGES_AHEAD = 128
"""About as many are held compressed, in windows that are being read."""

ROUNDS = 2
"""How many windows a lane should read at the least: what one has read is handed over meanwhile."""

GROWTH = 8
"""Pages by which windows grow while each lane gets its first one, so that not all end at once."""


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
        yield first.rows()
        if first.full and self._collection.after:
            rest = Window(after=first.ids[-1])
            self._progress.total = total = self._count(EVERYTHING, first)
            yield from self._handed_over(self._cut_by_id(rest, total - len(first.ids)))
        else:
            for page in self._seek(EVERYTHING, first):
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
        first = self._collection.seek(asked)
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
        self._progress.total = total = self._count(asked, first)
        if total <= FEWEST_PAGES * self._collection.page_size:
            yield self._sorted(period, [first, *self._seek(period, first)])
        else:
            yield from self._handed_over(self._cut_by_date(period, total))

    # Windows

    def _cut_by_date(self, period: Window, total: int) -> Iterator[Window]:
        """Cut a period into windows of about equal size.

        Where the cuts fall matters to the number of requests only: windows touch, do not overlap,
        and are fixed once handed out, however the list shifts meanwhile.
        """
        rest = period
        cuts = self._probes(self._collection.date_at, period, total)
        for cut, repeats in groupby(cuts):
            if cut is None or (rest.start and cut < rest.start):
                continue
            if rest.end and cut + SECOND >= rest.end:
                break
            if rest.start is None or cut > rest.start:
                yield Window(rest.start, cut)
                rest = Window(cut, rest.end)
            if len(list(repeats)) > 1:
                # A second that is wider than a window: it can be cut by id only.
                second = Window(cut, cut + SECOND)
                if self._collection.after:
                    yield from self._cut_by_id(second, self._count(second))
                else:
                    yield second
                rest = Window(cut + SECOND, rest.end)
        yield rest

    def _cut_by_id(self, whole: Window, total: int) -> Iterator[Window]:
        """Cut a window into such of about equal size, by id."""
        rest = whole
        for cut in self._probes(self._collection.id_at, whole, total):
            if cut is None:
                break
            if rest.after is None or cut > rest.after:
                yield rest._replace(upto=cut)
                rest = rest._replace(after=cut)
        yield rest

    def _probes(
        self, at: Callable[[int, Window], T | None], window: Window, total: int
    ) -> Iterator[T | None]:
        """What stands at the places of a window where it should be cut."""
        tasks = (self._aside(partial(at, place, window)) for place in self._places(total))
        return (answer for [answer] in in_order(tasks, 2 * self._client.lanes))

    def _count(self, window: Window, first: Page | None = None) -> int:
        """About how many records a window has."""
        [total] = self._aside(partial(self._collection.count, window, first)).result()
        return total

    def _aside(self, ask: Callable[[], T]) -> Future[list[T]]:
        """Make a request that holds up others, when a lane is free."""
        return self._client.pool.run(FIRST, (ask() for _ in range(1)))

    def _handed_over(self, windows: Iterator[Window]) -> Iterator[list[Row]]:
        """The windows' records, in order, while the next ones are being read."""
        waiting: deque[Window] = deque()
        ranks = count()

        def begin(window: Window) -> Future[list[Page]]:
            waiting.append(window)
            return self._client.pool.run(next(ranks), self._seek(window))

        lanes = self._client.lanes
        for pages in in_order(map(begin, windows), lanes + lanes // 2 - 1):
            window = waiting.popleft()
            if window.is_sorted_by_id:
                for page in pages:
                    yield self._sorted(window, [page])
            else:
                yield self._sorted(window, pages)

    def _seek(self, window: Window, behind: Page | None = None) -> Iterator[Page]:
        """A window's pages by ascending id, or those behind one that has been read."""
        page = behind
        while page is None or page.full:
            page = self._collection.seek(window, page)
            yield page

    def _sorted(self, window: Window, pages: Iterable[Page]) -> list[Row]:
        """The rows that a window holds, by date and then id."""
        rows = [row for page in pages for row in page.rows()]
        if window.is_dated:
            for row in rows:
                if row.modified is None:
                    message = (
                        f"GET {self._collection.path}: record {row.id} has no date_modified that "
                        "can be read, so it cannot be placed. Set the stream's replication method "
                        "to FULL_TABLE in the catalog, and please report this."
                    )
                    raise StreamError(message)
            rows = sorted(filter(window.holds, rows))
        return rows

    def _places(self, total: int) -> Iterator[int]:
        """Where to cut so many records, to keep all lanes busy from beginning to end.

        Windows are small at first, since until one has been read nothing can be handed over, and
        in the end, when what is left must be shared. If the quota binds, their number counts.
        """
        lanes, size = self._client.lanes, self._collection.page_size
        most = min(MOST_PAGES, max(FEWEST_PAGES, PAGES_AHEAD // lanes))
        is_bound_by_quota = lanes < self._client.pool.size
        share = max(FEWEST_PAGES, math.ceil(total / size / lanes / ROUNDS))
        place = 0
        for number in count():
            pages = min(most, share)
            if not is_bound_by_quota:
                fair = max(FEWEST_PAGES, math.ceil((total - place) / size / lanes))
                grown = FEWEST_PAGES + GROWTH * number // lanes
                pages = min(pages, fair, grown)
            # A little under a multiple of the page size, so that a window's last page is not full
            # and needs no further request to prove that it is the last.
            place += pages * size - max(3, size // 25)
            if place >= total - size:
                return
            yield place
