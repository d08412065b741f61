"""Read a part of a list with fixed bounds by id, until a response proves its end."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from tap_bigcommerce.errors import DistrustError, StreamError
from tap_bigcommerce.reading.collection import RECENT, Collection
from tap_bigcommerce.reading.growth import Growth
from tap_bigcommerce.reading.page import EVERYTHING, SECOND, Window
from tap_bigcommerce.reading.paging import MOST_EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tap_bigcommerce.api.pool import Pool
    from tap_bigcommerce.reading.page import Page

COARSE = timedelta(hours=26)
"""How far outside a period a filter by whole days, in any time zone, returns records."""

MOST_READINGS = 5
"""Readings of one gap, if its cursors stand for positions and shift when a record leaves."""

WITNESSES = 3
"""Records to request by their dates, one after another if they change, to test the bounds."""

MOST_UNLISTED = 5
"""Highest number of records that a total may count and the list lacks."""


class Gap(NamedTuple):
    """A part of a list with fixed bounds.

    Args:
        window: the bounds.
        expected: lowest number of records if none has left it; None if unknown.
        anchors: for each end, ids of records that the neighbouring page has there; empty if
            unknown.
    """

    window: Window
    expected: int | None = None
    anchors: tuple[frozenset[int], ...] = ()


class _Walk:
    """The progress in one gap.

    Args:
        gap: the gap.
        last: its first page, if it was fetched.
    """

    def __init__(self, gap: Gap, last: Page | None) -> None:
        self.gap = gap
        self.last = last
        """The last page; None at the beginning, and if pages are requested by number."""
        self.earlier: Page | None = None
        """The page before that."""
        self.place = 0
        """Records on numbered pages so far."""
        self.empty = 0
        """Empty pages in a row."""
        self.passed = 0
        """Places that they had."""
        self._came = 0

    def count(self, page: Page) -> None:
        """Count the records of a page that belong to the gap."""
        holds = self.gap.window.holds
        self._came += sum(date is None or holds(date) for date, _ in page.keys)

    @property
    def last_id(self) -> int | None:
        """The last id that was read; None at the beginning."""
        return self.last.ids[-1] if self.last and self.last.ids else self.gap.window.after

    @property
    def has_enough(self) -> bool:
        """Whether the expected number of records came."""
        return self.gap.expected is not None and self._came >= self.gap.expected

    @property
    def lacks_some(self) -> bool:
        """Whether fewer records came than expected."""
        return self.gap.expected is not None and self._came < self.gap.expected


class GapReader:
    """Reads gaps of one list, from any thread.

    Args:
        pool: runs requests, except those of `read`.
        collection: the list.
    """

    def __init__(self, pool: Pool, collection: Collection) -> None:
        self._pool = pool
        self._collection = collection
        self._totals_hold = True
        self._goes_by_second = False
        self.shifts = False
        """Whether cursors stood for positions, so that a record may come twice."""

    def read(self, gap: Gap, first: Page | None = None, *, strict: bool = False) -> Iterator[Page]:
        """Fetch a gap's pages, without those that only an inclusive bound let through.

        If cursors stand for positions, a record that leaves the list makes them skip another. Then
        the gap is read again, until it has as many records as its first page promised, or two
        readings agree.

        Args:
            gap: the gap.
            first: its first page, if it was fetched.
            strict: whether only an empty page or the expected number of records proves the end.

        Raises:
            DistrustError: if a record lies far outside the bounds.
            StreamError: if the end cannot be reached or proven.
        """
        before: set[int] | None = None
        for _ in range(MOST_READINGS):
            ids: set[int] = set()
            total: int | None = None
            repeated = 0
            for page in chain([first] if first else [], self._seek(gap, first, strict=strict)):
                self.check_bounds(page, gap.window)
                repeated = repeated + 1 if page.ids and ids.issuperset(page.ids) else 0
                if repeated == MOST_EMPTY:
                    returned = f"the same records {repeated} times in a row"
                    raise self._lost(returned)
                total = page.total if total is None else total
                ids.update(page.ids)
                if page.concerns(gap.window):
                    yield page
            if not self.shifts or len(ids) == total or ids == before:
                return
            first, before = None, ids
        message = (
            f"GET {self._collection.path}: its cursors stand for positions, and records left the "
            f"list during each of {MOST_READINGS} readings. Rerun the tap when the store is "
            "quieter, and please report this, with what --test=api prints."
        )
        raise StreamError(message)

    def _seek(self, gap: Gap, first: Page | None, *, strict: bool) -> Iterator[Page]:
        """Fetch pages by id, from the gap's beginning or from its first page on."""
        walk = _Walk(gap, first)
        growth = Growth(self._collection.path, self._collection.largest)
        more = not gap.window.is_empty
        while more:
            page = self._next(walk)
            yield page
            walk.count(page)
            growth.note(page, is_beyond=walk.has_enough and not gap.window.is_dated)
            if page.ids:
                self._collection.gives_short_pages |= bool(walk.last and not walk.last.is_full)
                walk.earlier, walk.last, walk.empty, walk.passed = walk.last, page, 0, 0
                more = self._goes_on(page, walk, strict=strict)
            elif page.links_next and self._collection.leads_on(page):
                walk.last = page
            else:
                walk.empty, walk.passed = walk.empty + 1, walk.passed + page.limit
                more = self._goes_on_past_nothing(page, walk, strict=strict)
            if more and not self._collection.stands(page):
                self.shifts = True

    def _next(self, walk: _Walk) -> Page:
        """Fetch the page that follows.

        Raises:
            StreamError: if the id filter returns nothing although records must follow.
        """
        if walk.last and not self._collection.leads_on(walk.last):
            walk.place += walk.last.limit  # a list that gives no cursors has page numbers only
            walk.last, self.shifts = None, True
        skip = walk.place + walk.passed
        page = self._collection.seek(walk.gap.window, walk.last, skip=skip)
        is_suspicious = walk.last is None or self._collection.follows(walk.last) is True
        if not page.came and not walk.empty and is_suspicious and self._is_contradicted(walk):
            # It may have been added in between.
            page = self._collection.seek(walk.gap.window, walk.last, skip=skip)
            if not page.came:
                raise self._boundless(walk)
        return page

    def _goes_on(self, page: Page, walk: _Walk, *, strict: bool) -> bool:
        """Return whether more of a gap may follow a page that is not empty."""
        until = walk.gap.window.until
        if until is not None and page.ids[-1] >= until:
            return False
        if strict:
            return not walk.has_enough
        follows = self._collection.follows(page, walk.place)
        if follows is None and walk.has_enough:
            return not self._collection.obeys_limit(page)
        return follows is not False

    def _goes_on_past_nothing(self, page: Page, walk: _Walk, *, strict: bool) -> bool:
        """Return whether more may follow an empty page.

        The page may stand for records that are counted but not returned, or the total is wrong.

        Raises:
            StreamError: if the total promises records, and no page number leads to them, or if the
                filter by id leaves them out.
        """
        self._totals_hold = self._totals_hold and walk.empty < MOST_EMPTY
        is_promised = walk.lacks_some or bool(self._collection.follows(page, walk.place))
        is_patient = strict or self._collection.gives_short_pages
        if (self._totals_hold and is_promised) or (is_patient and walk.empty < MOST_EMPTY):
            return True
        if walk.place and page.total is not None and page.total > walk.place + MOST_UNLISTED:
            returned = f"nothing from place {walk.place} on, of {page.total} records"
            raise self._lost(returned)
        if not (walk.lacks_some and self._is_contradicted(walk)):
            return False
        # It may have been added in between.
        if not self._collection.seek(walk.gap.window, walk.last).ids:
            raise self._boundless(walk)
        walk.empty = walk.passed = 0
        return True

    def _is_contradicted(self, walk: _Walk) -> bool:
        """Return whether a query without the bound returns the expected records."""
        window, page, last = walk.gap.window, walk.last, walk.last_id
        if last is None or not (self._collection.above and self._collection.has_numbers):
            return False
        # The second page of the earlier query has the expected records.
        asked = window if walk.earlier else window._replace(after=None)
        limit = page.limit if page else self._collection.page_size
        again = self._collection.seek(asked, walk.earlier, skip=limit)
        return any(one < last if self._collection.descends else one > last for one in again.ids)

    def _boundless(self, walk: _Walk) -> StreamError:
        """Return the error for an id filter that omits records."""
        return StreamError(
            f"GET {self._collection.path} returned nothing behind record {walk.last_id}, though "
            "more follows: its filter by id does not work. The stream cannot be read completely, "
            "so the tap stops; please report this, with what --test=api prints."
        )

    def _lost(self, returned: str) -> StreamError:
        """Return the error for a list whose end cannot be reached."""
        return StreamError(
            f"GET {self._collection.path} returned {returned}: without cursors, its page numbers "
            "do not lead to its end. The stream cannot be read completely, so the tap stops; "
            "please report this, with what --test=api prints."
        )

    # Checks of filters

    def check_bounds(self, page: Page, window: Window) -> None:
        """Check that no record lies far outside the bounds.

        Raises:
            DistrustError: if one does.
        """
        recent = page.clock - RECENT  # it may have changed while the store made the page
        earliest = window.start and window.start - COARSE
        latest = window.end and window.end + COARSE
        for date, one in page.keys:
            if date is None:
                continue
            if (earliest and date < earliest) or (latest and latest <= date < recent):
                raise self.distrust(one, page.source)

    def check_anchors(self, gap: Gap, pages: Iterable[Page]) -> None:
        """Check that a gap returned the records at its ends, which the neighbouring pages have.

        Raises:
            DistrustError: if one is missing that still belongs to the gap, or if none does any more
                and the filter is not exact to the second.
        """
        came = {one for page in pages for one in page.ids}
        for anchors in gap.anchors:
            if anchors & came:
                continue
            now = self._pool.ask(partial(self._collection.find, min(anchors))) if anchors else None
            if now and now[0] and gap.window.holds(now[0]):
                raise self.distrust(now[1])
            self.check_seconds()

    def check_seconds(self) -> None:
        """Check, once a run, that both bounds of the filter are exact to the second.

        Raises:
            DistrustError: if requesting a record's own second does not return it, or if records
                change too fast to tell.
        """
        if self._goes_by_second:
            return
        for _ in range(WITNESSES):
            some = partial(self._collection.some_by_date, EVERYTHING)
            dates = [date for date, _ in self._pool.ask(some).keys if date]
            if not dates:
                return
            second = max(dates)
            # Bounds are sent with a second to spare: a busy neighbouring second may fill the page.
            near = Window(second - SECOND, second + 2 * SECOND)
            some = partial(self._collection.some_by_date, Window(second, second + SECOND))
            if any(date and near.holds(date) for date, _ in self._pool.ask(some).keys):
                self._goes_by_second = True
                return
        message = (
            f"GET {self._collection.path} returns nothing for the seconds of records that it "
            "lists, or they change too fast to tell"
        )
        raise DistrustError(message)

    def distrust(self, one: int, source: str = "") -> DistrustError:
        """Return the error for a date filter that a record contradicts."""
        return DistrustError(
            f"GET {self._collection.path} does not keep to its date filter, as record {one} "
            f"shows{source}"
        )
