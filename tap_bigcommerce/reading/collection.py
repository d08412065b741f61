"""One list of a store: fetching its pages, and what they prove."""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from tap_bigcommerce import dates
from tap_bigcommerce.api.client import Request
from tap_bigcommerce.errors import (
    AddressError,
    DistrustError,
    RejectedError,
    StreamError,
    UndatedError,
)
from tap_bigcommerce.reading.page import EVERYTHING, SECOND, Page, Window, read_count
from tap_bigcommerce.reading.page_size import PageSize, in_pieces
from tap_bigcommerce.reading.paging import SUSPICIOUS, paging_of
from tap_bigcommerce.settings import LARGEST_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from tap_bigcommerce.api.client import Client, Params
    from tap_bigcommerce.reading.dialects import Dialect
    from tap_bigcommerce.reading.page import Contents, Key, Row

RECENT = timedelta(minutes=10)
"""How far an index may lag: it may list records by the date that they had before."""

NEWEST = 50
"""Records to fetch when looking for the latest ones."""

FEW_PAGES = 2
"""Pages to fetch at the end of a list before asking how many records it has."""

TRIES_IF_REPEATED = 3
"""Requests for a page that has a record twice, before the tap gives up."""

_logger = logging.getLogger("tap-bigcommerce")


class Collection:
    """A list of records in one store.

    Args:
        client: the store.
        path: without the version, such as `orders`.
        dialect: its filters, sorts and paging.
        page_size: records per request, 1 to 250.
        among: a filter for some records, such as those of one customer.
        parts: query parameters for parts of each record, such as `include`.
        fewer_parts: parameters if the API rejects `parts`; None if there is no alternative.
        names_owner: whether `among` names one record, which may be deleted meanwhile.
    """

    def __init__(  # noqa: PLR0913 - one argument for each part of a query
        self,
        client: Client,
        path: str,
        dialect: Dialect,
        *,
        page_size: int = LARGEST_PAGE,
        among: Params | None = None,
        parts: Params | None = None,
        fewer_parts: Params | None = None,
        names_owner: bool = False,
    ) -> None:
        self._client = client
        self._dialect = dialect
        self.path = f"{dialect.version}/{path}"
        self.page_size = page_size
        # One record shows no order, and may be the last one of the page before.
        self._size = PageSize(page_size, least=2 if dialect.above else 1)
        self._paging = paging_of(dialect, self.path)
        self._lacks_counts = self._refuses_counts = False
        self._obeyed = 0  # the largest limit that has been filled
        self.largest = 0
        """Records of the largest page so far."""
        self.gives_short_pages = False
        """Whether a page had fewer records than its limit although more followed."""
        self.unlisted = 0
        """Records that the store counts but does not list, even in a second reading."""
        self._among = among or {}
        self._parts = parts or {}
        self._fewer_parts = fewer_parts
        self._names_owner = names_owner

    # Pages

    def seek(self, window: Window, after_page: Page | None = None, *, skip: int = 0) -> Page:
        """Fetch the window's next records by id, after a page.

        Records cannot shift between two such responses, since ids do not change.

        Args:
            window: its bounds; `until` is not sent, so the caller stops there.
            after_page: the page before.
            skip: further records to skip, where the API counts some that it does not return.

        Raises:
            StreamError: if the API ignores the bounds or the order, so that records could be lost.
        """
        page = self._bring(self._behind(window, after_page), self._size.leading_on, skip)
        return self._paging.placed(page, after_page, window)

    def page_by_id(self, window: Window, place: int) -> Page:
        """Fetch the window's records from this position on (0 is the lowest id).

        Raises:
            StreamError: as `seek`.
        """
        page = self._bring(self._behind(window), self.stride, place, optional=True)
        return self._paging.placed(page, None, window)

    def page_by_date(self, window: Window, place: int = 0) -> Page:
        """Fetch the window's records from this position on (0 is the oldest).

        Raises:
            StreamError: if it cannot be had.
        """
        limit = self.stride if place else self._size.bearable
        return self._bring(self._by_date(window), limit, place, optional=bool(place))

    def dates(self, page: Page, period: Window) -> list[datetime]:
        """Return the dates of the records on a page by date that belong to a period.

        The page has all records between the first and the last of these dates. A record that
        changed while the store made the page has a date past the end of the period.

        Raises:
            StreamError: if the page is not sorted by date, or a record has no date.
        """
        dates = [date for date, _ in self.dated(page) if period.holds(date)]
        if all(earlier <= later for earlier, later in pairwise(dates)):
            return dates
        # A lagging index lists a record by its earlier date.
        settled = [date for date in dates if date < page.clock - RECENT]
        if any(earlier > later for earlier, later in pairwise(settled)):
            message = f"GET {self.path} does not return records in the order of"
            msg = f"{message} {self._dialect.date}{page.source}"
            raise DistrustError(msg)
        return settled

    def dated(self, page: Page) -> list[tuple[datetime, int]]:
        """Return date and id of each record on a page.

        Raises:
            UndatedError: if a record has no date.
        """
        dated = []
        for date, one in page.keys:
            if date is None:
                raise self.undated(one)
            dated.append((date, one))
        return dated

    @property
    def stride(self) -> int:
        """Records per page that is requested by number.

        Slightly fewer than on other pages. So a gap between two such pages needs no further request
        to prove its end.
        """
        return max(1, self.page_size - max(2, self.page_size // 40))

    def pages(self, *, strict: bool = False) -> Iterator[Page]:
        """Fetch all pages by number: only for lists that are too small or too static to shift.

        Args:
            strict: whether to request another page after a short one, unless the response proves
                that it is the last.
        """
        skip, limit = 0, self.page_size
        while True:
            page = self._ask(self._parts, limit, skip)
            if skip and skip % page.limit:
                message = (
                    f"GET {self.path}: pages became smaller than the API had said, so that they "
                    "no longer begin where the last one ended. Rerun the tap."
                )
                raise StreamError(message)
            yield page
            skip, limit = skip + page.limit, page.limit
            follows = self.follows(page, before=skip - page.limit)
            if follows is None and not strict and page.came % SUSPICIOUS:
                return
            if follows is False or not page.came:
                return

    def bare(
        self,
        window: Window = EVERYTHING,
        after_page: Page | None = None,
        *,
        limit: int | None = None,
        skip: int | None = None,
    ) -> Page:
        """Fetch a window's next records by id, as `seek`, but without their parts."""
        query = self._behind(window, after_page)
        page = self._ask(query, limit or self._size.leading_on, skip)
        return self._paging.placed(page, after_page, window)

    @property
    def has_top(self) -> bool:
        """Whether the list can be sorted so that the highest id comes first."""
        return bool(self._dialect.from_top)

    def top(self) -> Page:
        """Fetch the record with the highest id, without its parts."""
        return self._ask(self._dialect.from_top, limit=1)

    def find(self, record_id: int) -> Key | None:
        """Return the current date and id of one record; None if the list does not have it."""
        page = self._ask(self._only([record_id]), limit=1)
        if not page.keys and (around := self._around(record_id)):
            page = self._ask(around, limit=3)
        return next((key for key in page.keys if key[1] == record_id), None)

    def earliest(self, window: Window) -> datetime | None:
        """Return the first date in the list from the window's start on."""
        page = self._ask(self._by_date(window), limit=1)
        return page.keys[0][0] if page.keys else None

    def some_by_date(self, window: Window) -> Page:
        """Fetch the first records of a window by date, without their parts."""
        return self._ask(self._by_date(window), min(self.bearable, NEWEST))

    def newest(self, window: Window) -> Page:
        """Fetch the records modified last, the latest first.

        Raises:
            StreamError: if it cannot be had.
        """
        query = self._dialect.from_newest | self._within(window)
        return self._ask(query, min(self.bearable, NEWEST))

    def end_by_date(self, dated: int) -> Iterator[Page]:
        """Fetch the end of the whole list by date, behind so many records, without parts.

        An empty page ends it, or a short one if pages are known to be as long as requested, or a
        total that is no round number.

        Raises:
            StreamError: if it cannot be had.
        """
        limit = min(self.bearable, max(NEWEST, min(self.stride, self._obeyed)))
        place = max(0, dated - 1) // limit * limit
        for page in islice(self._by_date_from(place, limit), FEW_PAGES):
            yield page
            if self._is_last(page, place):
                return
            place, limit = place + page.limit, page.limit
        # What is not settled yet may fill many pages.
        far = ((self.count(EVERYTHING) or 0) - 1) // limit * limit
        for start in dict.fromkeys([max(place, far), place]):
            is_there = False
            for page in self._by_date_from(start, limit):
                yield page
                is_there |= page.came > 0
            if is_there:
                return

    def _by_date_from(self, place: int, limit: int) -> Iterator[Page]:
        while True:
            page = self._ask(self._by_date(EVERYTHING), limit, place)
            yield page
            if self._is_last(page, place):
                return
            place, limit = place + page.limit, page.limit

    def _is_last(self, page: Page, place: int) -> bool:
        if not page.came or (page.came < page.limit and self.obeys_limit(page)):
            return True
        return page.total == place + page.came and page.total % SUSPICIOUS > 0

    def rows_of(self, ids: Iterable[int]) -> Iterator[Row]:
        """Fetch records by their ids, with their parts, without deleted ones."""
        wanted = iter(sorted(ids))
        at_once = min(LARGEST_PAGE, self.page_size) if self._dialect.ids else 1
        while some := set(islice(wanted, at_once)):
            while some:  # a page may be shorter than its limit
                page = self._bring(self._only(sorted(some)), len(some))
                if not page.keys and (around := self._around(min(some))):
                    page = self._bring(around, len(some) + 2)
                found = [row for row in page.rows() if row.id in some]
                yield from found
                some -= {row.id for row in found}
                if not found or self.follows(page) is False:
                    break

    def has(self, record_id: int) -> bool:
        """Return whether the list has this record now."""
        return self.find(record_id) is not None

    # What proves the end

    def follows(self, page: Page, before: int = 0) -> bool | None:
        """Return whether more follows a page; None if the response proves neither.

        Args:
            page: the page.
            before: records of the same query on earlier pages, if it was requested by number.
        """
        return self._paging.follows(page, before)

    def leads_on(self, page: Page) -> bool:
        """Return whether the next page can be requested, whatever the response says."""
        return self._paging.leads_on(page)

    def stands(self, page: Page) -> bool:
        """Return whether the next page begins at the same record even if the list changes."""
        return self._paging.stands(page)

    @property
    def descends(self) -> bool:
        """Whether the last page with two ids had them from the highest to the lowest."""
        return self._paging.descends

    @property
    def above(self) -> str | None:
        """The filter for higher ids, if there is one."""
        return self._dialect.above

    @property
    def has_cursors(self) -> bool:
        """Whether the list has cursors."""
        return self._dialect.has_cursors

    @property
    def has_numbers(self) -> bool:
        """Whether pages can be requested by number."""
        return self._dialect.has_numbers

    @property
    def only_grows(self) -> bool:
        """Whether records are only added, at the end."""
        return self._dialect.only_grows

    @property
    def newest_first(self) -> bool:
        """Whether records are added at the top, and only the last ones are removed."""
        return self._dialect.newest_first

    @property
    def filters_by_date(self) -> bool:
        """Whether requests can filter by date."""
        return bool(self._dialect.since and self._dialect.until)

    @property
    def leading_on(self) -> int:
        """Records per request, where a page must lead to the next."""
        return self._size.leading_on

    @property
    def bearable(self) -> int:
        """Records per request that the API is known to handle."""
        return self._size.bearable

    def obeys_limit(self, page: Page) -> bool:
        """Return whether a page of the requested size has come, so a short one may be the last.

        This alone proves nothing: records may be missing from the middle of a page.
        """
        return not self.gives_short_pages and page.asked <= self._obeyed

    def count(self, window: Window) -> int | None:
        """Return the lowest number of records that a window can have; None if it is unknown.

        The bounds are such that no record outside the window is counted, whether a bound includes
        its own second or not.
        """
        dialect, query = self._dialect, dict(self._among)
        if window.start and dialect.since:
            query[dialect.since] = dates.in_query(window.start)
        if window.end and dialect.until:
            query[dialect.until] = dates.in_query(window.end - SECOND)
        if window.until is not None and dialect.below:
            query[dialect.below] = window.until
        return self._counted(query)

    def count_of_pages(self, window: Window) -> int | None:
        """Return the number of records on the pages of a window; None if it is unknown.

        The bounds are those of the pages, so both have the same records, whatever a bound includes.
        """
        return self._counted(self._among | self._within(window))

    def _counted(self, query: Params) -> int | None:
        dialect = self._dialect
        if self._refuses_counts:
            return None
        try:
            if dialect.counts == "count":
                request = Request(f"{self.path}/count", query, read_count, optional=True)
                return self._client.get(request).content
            if dialect.counts == "total":
                return self._send(self._request(query, 1, optional=True)).total
        except StreamError as error:
            level = logging.INFO if self._lacks_counts else logging.WARNING
            reason = str(error).removesuffix(error.remedy).rstrip()
            _logger.log(
                level, "%s: continuing without a count of its records. %s", self.path, reason
            )
            self._lacks_counts = True
            self._refuses_counts = isinstance(error, AddressError)
        return None

    def undated(self, record_id: int) -> UndatedError:
        """Return the error for a record without a date in a list that is read by date."""
        return UndatedError(
            f"GET {self.path}: record {record_id} has no {self._dialect.date} that can be read, "
            "so it cannot be placed. Set the stream's replication method to FULL_TABLE in the "
            "catalog, and please report this."
        )

    # Requests

    def _bring(self, query: Params, limit: int, skip: int = 0, *, optional: bool = False) -> Page:
        """Fetch a page with all its parts, as large as the API can handle."""
        for _ in range(TRIES_IF_REPEATED):
            page = self._with_parts(query, limit, skip, optional=optional)
            if len(set(page.ids)) == len(page.ids):
                return page
        message = (
            f"GET {self.path} returned a record twice in one response, {TRIES_IF_REPEATED} times "
            f"in a row{page.source}. The tap stops rather than guess which copy is right. Please "
            "report this, with what --test=api prints."
        )
        raise StreamError(message)

    def _with_parts(self, query: Params, limit: int, skip: int, *, optional: bool) -> Page:
        try:
            return self._sized(self._parts | query, limit, skip, optional=optional)
        except RejectedError as error:
            if self._fewer_parts is None:
                raise
            fewer, self._fewer_parts = self._fewer_parts, None
            page = self._sized(fewer | query, limit, skip, optional=optional)
            left_out = sorted(name for name in self._parts if self._parts[name] != fewer.get(name))
            self._parts = fewer
            _logger.warning(
                "%s: continuing with less in %s; fields that need it are null. %s",
                self.path,
                left_out,
                error,
            )
            return page

    def _sized(self, query: Params, limit: int, skip: int, *, optional: bool) -> Page:
        request = self._request(query, limit, skip or None, optional=optional)
        page = self._size.fetch(self._client, request)
        self.largest = max(self.largest, page.came)
        if page.came and page.came >= page.asked:
            self._obeyed = max(self._obeyed, page.came)
        return page

    def _ask(self, query: Params, limit: int, skip: int | None = None) -> Page:
        return self._send(self._request(query, limit, skip))

    def _request(
        self, query: Params, limit: int, skip: int | None = None, *, optional: bool = False
    ) -> Request[Contents]:
        dialect = self._dialect
        return Request(
            self.path,
            self._among | query,
            dialect.read,
            limit=limit if dialect.has_pages else None,
            least=1 if skip else self._size.least,
            skip=skip if dialect.has_numbers else None,
            optional=optional,
            names_record=self._names_owner,
        )

    def _send(self, request: Request[Contents]) -> Page:
        return Page.of(in_pieces(self._client, request))

    # Queries

    def _behind(self, window: Window, after_page: Page | None = None) -> Params:
        """Return the query for a window's records by id, or for those after a page."""
        position = self._paging.position(after_page) if after_page else {}
        return self._dialect.by_id | self._within(window) | position

    def _by_date(self, window: Window) -> Params:
        return self._dialect.by_date | self._within(window)

    def _within(self, window: Window) -> Params:
        # A second more at both ends, whether a bound includes its own or not, and whatever
        # fraction of a second a date has. Window.holds drops the surplus.
        dialect = self._dialect
        query: Params = {}
        if window.start and dialect.since:
            query[dialect.since] = dates.in_query(window.start - SECOND)
        if window.end and dialect.until:
            query[dialect.until] = dates.in_query(window.end)
        if window.after is not None and dialect.above:
            query[dialect.above] = window.after
        return query

    def _only(self, ids: Sequence[int]) -> Params:
        """Return the filter for some ids; without a list of ids, those between the ends."""
        if self._dialect.ids:
            return {self._dialect.ids: ",".join(map(str, ids))}
        return self._between(ids[0], ids[-1])

    def _around(self, record_id: int) -> Params:
        """Return a filter for a record that no bound excludes; empty if `_only` is one."""
        return {} if self._dialect.ids else self._between(record_id - 1, record_id + 1)

    def _between(self, low: int, high: int) -> Params:
        above, below = self._dialect.above, self._dialect.below
        return {above: low, below: high} if above and below else {}
