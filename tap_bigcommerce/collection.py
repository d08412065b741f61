"""How v2 and v3 differ: filters, sorts, and what proves the end of a list.

Nothing here infers the end of a list from a short page: an API may give less than was asked for,
or leave out records that its index still lists.
"""

from __future__ import annotations

import logging
import sys
from abc import ABC, abstractmethod
from datetime import timedelta
from itertools import islice, pairwise
from typing import TYPE_CHECKING, ClassVar

from tap_bigcommerce import dates
from tap_bigcommerce.client import Request
from tap_bigcommerce.errors import DistrustError, RejectedError, StreamError, UndatedError
from tap_bigcommerce.page import (
    BARE,
    SECOND,
    WRAPPED,
    Page,
    Window,
    id_in_cursor,
    read_count,
)
from tap_bigcommerce.settings import LARGEST_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from tap_bigcommerce.client import Client, Params
    from tap_bigcommerce.page import Contents, Envelope, Key, Row

PAGES_BORNE = 16
"""Successful pages before the page size is doubled again."""

SUSPICIOUS = 50
"""A list that ends at a multiple of this many records may have been cut there."""

MOST_EMPTY = 3
"""Empty pages in a row, though the total says that more follow, before a list is over."""

RECENT = timedelta(minutes=10)
"""How far an index may lag: records modified since may stand where they were before."""

NEWEST = 50
"""Records to fetch when the latest ones are looked for."""

TRIES_IF_REPEATED = 3
"""Requests for a page that has a record twice, before the tap gives up."""

STOPPING = (
    "Reading on could lose records, so the tap stops; please report this, with what --test=api "
    "prints."
)

_logger = logging.getLogger("tap-bigcommerce")


class Collection(ABC):
    """A list of records in one store.

    Args:
        client: the store.
        path: without the version, such as `orders`.
        page_size: records per request, 1 to 250.
        among: which records it is about, such as those of one customer.
        parts: what to ask for of each record, such as `include`.
        fewer_parts: what to ask for if the API rejects `parts`; None if there is no less.
    """

    version: ClassVar[str]
    by_id: ClassVar[Params] = {}  # the order in which it comes anyway
    from_top: ClassVar[
        Params
    ] = {}  # the order in which the highest id comes first, if there is one
    by_date: ClassVar[Params]
    from_newest: ClassVar[Params]
    since: ClassVar[str]
    until: ClassVar[str]
    above: ClassVar[str | None]
    """The filter for ids above one; it may include that one."""
    below: ClassVar[str | None]
    """The filter for ids below one; it may include that one."""

    def __init__(  # noqa: PLR0913 - one argument for each part of a query
        self,
        client: Client,
        path: str,
        *,
        page_size: int = LARGEST_PAGE,
        among: Params | None = None,
        parts: Params | None = None,
        fewer_parts: Params | None = None,
    ) -> None:
        self._client = client
        self.path = f"{self.version}/{path}"
        self.page_size = page_size
        self._bearable = page_size  # smaller where pages have proved too heavy
        self._borne = 0
        self._descends = False
        self._obeyed = 0  # the largest limit that has been filled
        self.largest = 0
        """How many records the largest page had so far."""
        self.gives_short_pages = False
        """Whether a page was seen to have less than its limit though more followed."""
        self._among = among or {}
        self._parts = parts or {}
        self._fewer_parts = fewer_parts

    # Pages

    def seek(self, window: Window, behind: Page | None = None, *, skip: int = 0) -> Page:
        """Fetch the window's next records by id, beginning behind a page read before.

        Nothing can shift between two such responses: each says what the store holds at its moment.

        Args:
            window: `until` is not sent; whoever reads stops there.
            behind: the page before.
            skip: records to leave out beyond that, where the API lists some and does not give them.

        Raises:
            StreamError: if the API ignores the bounds or the order, so that records could be lost.
        """
        query = self.by_id | self._within(window)
        if behind:
            query |= self._position(behind)
        page = self._bring(query, max(self._bearable, self._least), skip)
        return self._placed(page, behind, window)

    def page_by_id(self, window: Window, place: int) -> Page:
        """Fetch the window's records from this place on (0 is the lowest id).

        Raises:
            StreamError: as `seek`.
        """
        page = self._bring(self.by_id | self._within(window), self.stride, place, optional=True)
        return self._placed(page, None, window)

    def page_by_date(self, window: Window, place: int = 0) -> Page:
        """Fetch the window's records from this place on (0 is the oldest).

        Raises:
            StreamError: if it cannot be had.
        """
        query = self.by_date | self._within(window)
        limit = self.stride if place else self._bearable
        return self._bring(query, limit, place, optional=bool(place))

    def dates(self, page: Page, period: Window) -> list[datetime]:
        """Return when those on a page by date were modified that belong to a period.

        All of the period are on it that were modified between the first and the last of them. One
        that changed while the page was put together is past the end of the period, wherever it
        stands.

        Raises:
            StreamError: if the page is not sorted by date, or a record has no date.
        """
        dates = [date for date, _ in self.dated(page) if period.holds(date)]
        if all(earlier <= later for earlier, later in pairwise(dates)):
            return dates
        # An index that lags lists a record by the date that it had.
        settled = [date for date in dates if date < page.answer.clock - RECENT]
        if any(earlier > later for earlier, later in pairwise(settled)):
            message = f"GET {self.path} does not return records in the order of date_modified"
            raise DistrustError(message)
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
        """How many records a page has that is asked for by number.

        A little less than others: then the gap between two of them fills a little less than so
        many pages, and no further request is needed to prove that there is no more.
        """
        return max(1, self.page_size - max(2, self.page_size // 40))

    def pages(self, *, strict: bool = False) -> Iterator[Page]:
        """Fetch all pages by number: only for lists too small or too still to shift meanwhile.

        Args:
            strict: whether a short page is followed by another request where the response does
                not prove that it is the last.
        """
        skip, limit = 0, self.page_size
        while True:
            page = self._ask(self._parts, limit, skip)
            if skip and skip % page.limit:
                message = (
                    f"GET {self.path}: pages became smaller than the API had said, so that they "
                    "no longer begin where the last one ended. Run the tap again."
                )
                raise StreamError(message)
            yield page
            skip, limit = skip + page.limit, page.limit
            follows = self.follows(page, before=skip - page.limit)
            if follows is None and not strict and page.came % SUSPICIOUS:
                return
            if follows is False or not page.came:
                return

    def above_id(self, highest: int) -> Iterator[Page]:
        """Fetch the records with higher ids, without their parts; some with lower ids may come."""
        window, behind = Window(after=highest), None
        while behind is None or (behind.ids and self.follows(behind) is not False):
            query = self.by_id | self._within(window)
            query |= self._position(behind) if behind else {}
            page = self._ask(query, max(self._bearable, self._least))
            behind = self._placed(page, behind, window)
            yield behind

    def highest_id(self) -> int:
        """Return the highest id that there is; 0 if there is none."""
        return max(self._ask(self.from_top, limit=1).ids, default=0)

    def find(self, record_id: int) -> Key | None:
        """Return date and id of one record as the list has it now; None if it does not."""
        page = self._ask(self._only([record_id]), limit=1)
        if not page.keys and (around := self._around(record_id)):
            page = self._ask(around, limit=3)
        return next((key for key in page.keys if key[1] == record_id), None)

    def earliest(self, window: Window) -> datetime | None:
        """Return the first date that the list has from the window's start on."""
        page = self._ask(self.by_date | self._within(window), limit=1)
        return page.keys[0][0] if page.keys else None

    def some_by_date(self, window: Window) -> Page:
        """Fetch the first records of a window by date, without their parts."""
        query = self.by_date | self._within(window)
        return self._ask(query, min(self._bearable, NEWEST))

    def newest(self, window: Window) -> Page:
        """Fetch the records modified last, the latest first.

        Raises:
            StreamError: if it cannot be had.
        """
        query = self._among | self.from_newest | self._within(window)
        limit = min(self._bearable, NEWEST)
        return self._send(self._request(query, limit, optional=True))

    def rows_of(self, ids: Iterable[int]) -> Iterator[Row]:
        """Fetch records by their ids, with their parts; those that are gone are left out."""
        wanted = iter(sorted(ids))
        while some := set(islice(wanted, min(self._at_once, self.page_size))):
            while some:  # a page may be shorter than asked for
                page = self._bring(self._only(sorted(some)), len(some))
                if not page.keys and (around := self._around(min(some))):
                    page = self._bring(around, len(some) + 2)
                found = [row for row in page.rows() if row.id in some]
                yield from found
                some -= {row.id for row in found}
                if not found or self.follows(page) is False:
                    break

    # What proves the end

    @abstractmethod
    def follows(self, page: Page, before: int = 0) -> bool | None:
        """Return whether more follows a page; None if the response proves neither.

        Args:
            page: the page.
            before: records of the same query on the pages before it, if it is asked for by number.
        """

    def leads_on(self, page: Page) -> bool:
        """Return whether what comes behind a page can be asked for, whatever the response says."""
        return bool(page.ids)

    def obeys_limit(self, page: Page) -> bool:
        """Return whether a page as large as asked for has come, so that a short one says something.

        It is no proof of its own: records may be missing from the middle of a page as well.
        """
        return not self.gives_short_pages and (page.answer.limit or 0) <= self._obeyed

    def count(self, window: Window) -> int | None:
        """Ask how many records a window has at the least; None if the API does not say.

        The bounds are such that no record outside the window is counted, whether a bound includes
        its own second or not.
        """
        query: Params = {}
        if window.start:
            query[self.since] = dates.in_query(window.start)
        if window.end:
            query[self.until] = dates.in_query(window.end - SECOND)
        if window.until is not None and self.below:
            query[self.below] = window.until
        try:
            return self._count(self._among | query)
        except StreamError as error:
            _logger.warning("%s: going on without a count of its records. %s", self.path, error)
            return None

    def undated(self, record_id: int) -> UndatedError:
        """Return what to say of a record without a date, where records are read by date."""
        return UndatedError(
            f"GET {self.path}: record {record_id} has no date_modified that can be read, so it "
            "cannot be placed. Set the stream's replication method to FULL_TABLE in the catalog, "
            "and please report this."
        )

    # Requests

    def _bring(self, query: Params, limit: int, skip: int = 0, *, optional: bool = False) -> Page:
        """Fetch a page with all its parts, as large as the API can bear."""
        for _ in range(TRIES_IF_REPEATED):
            page = self._with_parts(query, limit, skip, optional=optional)
            if len(set(page.ids)) == len(page.ids):
                return page
        message = (
            f"GET {self.path} returned a record twice in one response, {TRIES_IF_REPEATED} times "
            "in a row. The tap stops rather than guess which copy is right; please report this."
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
                "%s: going on with less in %s; fields that need it are null. %s",
                self.path,
                left_out,
                error,
            )
            return page

    def _sized(self, query: Params, limit: int, skip: int, *, optional: bool) -> Page:
        request = self._request(query, limit, skip or None, optional=optional)
        bearable = max(self._bearable, self._least)
        while (request.limit or 1) > bearable and (smaller := request.smaller()):
            request = smaller
        asked = request.limit
        page = self._send(request)
        self._learn(asked, page)
        return page

    def _learn(self, asked: int | None, page: Page) -> None:
        """Ask for as much as the API could bear, and after a while for more again."""
        self.largest = max(self.largest, page.came)
        if page.came and page.came >= (page.answer.limit or 0):
            self._obeyed = max(self._obeyed, page.came)
        if asked and page.limit < asked:
            self._bearable, self._borne = max(1, page.limit), 0
        self._borne += 1
        if self._borne > PAGES_BORNE:
            self._bearable, self._borne = min(2 * self._bearable, self.page_size), 0

    def _ask(self, query: Params, limit: int, skip: int | None = None) -> Page:
        return self._send(self._request(query, limit, skip))

    def _request(
        self, query: Params, limit: int, skip: int | None = None, *, optional: bool = False
    ) -> Request[Contents]:
        return Request(self.path, self._among | query, self._envelope.read, limit, skip, optional)

    def _send(self, request: Request[Contents]) -> Page:
        return Page(self._client.get(request), self._envelope)

    def _within(self, window: Window) -> Params:
        # A second more at both ends, whether a bound includes its own or not, and whatever
        # fraction of a second lies behind a date; Window.holds drops what is too much.
        query: Params = {}
        if window.start:
            query[self.since] = dates.in_query(window.start - SECOND)
        if window.end:
            query[self.until] = dates.in_query(window.end)
        if window.after is not None and self.above:
            query[self.above] = window.after
        return query

    # Order

    def _placed(self, page: Page, behind: Page | None, window: Window) -> Page:
        """Drop the record that the bound names, if it came; check that the others are in order."""
        last = behind.ids[-1] if behind and behind.ids else window.after
        if last is not None and page.ids[:1] == [last]:
            page = page.without_first()
        ids = [*behind.ids[-2:], *page.ids] if behind else page.ids
        if len(ids) > 1:
            self._descends = ids[0] > ids[1]
        ids = ids[::-1] if self._descends else ids
        for earlier, later in pairwise(ids):
            if earlier >= later:
                message = f"GET {self.path} does not return records in the order of their ids"
                msg = f"{message} ({later} came after {earlier}). {STOPPING}"
                raise StreamError(msg)
        if window.after is not None and ids and ids[0] < window.after:
            message = f"GET {self.path} returned record {ids[0]}, not only ids above {window.after}"
            msg = f"{message}. {STOPPING}"
            raise StreamError(msg)
        return page

    @property
    def descends(self) -> bool:
        """Whether ids came from the highest to the lowest, the last time that two of them came."""
        return self._descends

    # What each version states

    _least: ClassVar[int] = 1
    """The smallest page that leads on: its first record may be the last one of the page before."""

    _envelope: ClassVar[Envelope]
    _at_once: ClassVar[int]
    """How many records can be asked for by their ids at once."""

    @abstractmethod
    def _count(self, query: Params) -> int | None: ...

    @abstractmethod
    def _only(self, ids: Sequence[int]) -> Params:
        """Return the filter for some ids."""

    def _around(self, record_id: int) -> Params | None:  # noqa: ARG002 - for those that have one
        """Return a filter for a record that no bound excludes; None if `_only` is one."""
        return None

    @abstractmethod
    def _position(self, behind: Page) -> Params:
        """Return the filter for what comes behind a page."""


class V2(Collection):
    """A bare array; 204 and no body past the end.

    A response does not say which limit is in force, nor how many records there are
    (https://developer.bigcommerce.com/docs/rest-management/orders).
    """

    version = "v2"
    by_date: ClassVar[Params] = {"sort": "date_modified:asc"}
    from_newest: ClassVar[Params] = {"sort": "date_modified:desc"}
    since = "min_date_modified"
    until = "max_date_modified"
    above: ClassVar[str | None] = "min_id"
    below: ClassVar[str | None] = "max_id"
    _least = 2
    _envelope = BARE
    _at_once = 1

    def follows(self, page: Page, before: int = 0) -> bool | None:  # noqa: ARG002 - no total comes
        """Return True for a full page, False if nothing new came; a short page proves nothing."""
        if not page.ids:
            return False
        return True if page.is_full else None

    def holds(self, record_id: int) -> bool:
        """Return whether the list has this record now."""
        return self.find(record_id) is not None

    def _count(self, query: Params) -> int | None:
        return self._client.get(
            Request(f"{self.path}/count", query, read_count, optional=True)
        ).content

    def _only(self, ids: Sequence[int]) -> Params:
        return {"min_id": ids[0], "max_id": ids[-1]}

    def _around(self, record_id: int) -> Params | None:
        return {"min_id": record_id - 1, "max_id": record_id + 1}

    def _position(self, behind: Page) -> Params:
        ids = behind.ids
        step = 1 if behind.limit == 1 else 0  # or the page would hold nothing else
        if self.descends:
            return {"max_id": ids[-1] - step}
        return {"min_id": ids[-1] + step}


class Orders(V2):
    """The list of orders, which can be sorted by id."""

    by_id: ClassVar[Params] = {"sort": "id:asc"}
    from_top: ClassVar[Params] = {"sort": "id:desc"}


class V3(Collection):
    """`data` and `meta` (https://developer.bigcommerce.com/docs/rest-catalog/products)."""

    version = "v3"
    by_id: ClassVar[Params] = {"sort": "id", "direction": "asc"}
    from_top: ClassVar[Params] = {"sort": "id", "direction": "desc"}
    by_date: ClassVar[Params] = {"sort": "date_modified", "direction": "asc"}
    from_newest: ClassVar[Params] = {"sort": "date_modified", "direction": "desc"}
    since = "date_modified:min"
    until = "date_modified:max"
    above: ClassVar[str | None] = "id:greater"
    below: ClassVar[str | None] = "id:max"
    _envelope = WRAPPED
    _at_once = LARGEST_PAGE

    def follows(self, page: Page, before: int = 0) -> bool | None:
        """Compare with the total; one that is less than what came proves nothing."""
        total, came = page.total, page.came
        if page.is_full and came:
            return True
        if total is None or total < before + came:
            return None if came else False
        if total > before + came:
            return True
        return None if came and came % SUSPICIOUS == 0 else False

    def _count(self, query: Params) -> int | None:
        return self._send(self._request(query, 1, optional=True)).total

    def _only(self, ids: Sequence[int]) -> Params:
        return {"id:in": ",".join(map(str, ids))}

    def _position(self, behind: Page) -> Params:
        return {"id:greater": behind.ids[-1]}


class V3ByCursor(V3):
    """A v3 list that has cursors and no filter by id.

    Customers were recorded newest first, and so go their cursors. No order is needed: a cursor
    that stands for an id means the same place whatever happens to the list.
    """

    by_id: ClassVar[Params] = {}
    by_date: ClassVar[Params] = {"sort": "date_modified:asc"}
    from_newest: ClassVar[Params] = {"sort": "date_modified:desc"}
    above = None
    below = None
    _links = False  # until a response has linked to its next page

    def follows(self, page: Page, before: int = 0) -> bool | None:
        """Go by the link to the next page, or by the total, which the first page has."""
        content = page.answer.content
        if content.links_next and content.cursor:
            self._links = True
            return True
        if content.total is not None:
            return super().follows(page, before)
        if content.cursor is None or not page.came or self._links:
            return False
        return None

    def leads_on(self, page: Page) -> bool:
        """Return whether there is a cursor."""
        return page.answer.content.cursor is not None

    def above_id(self, highest: int) -> Iterator[Page]:
        """Go from the highest ids down, from whichever end of the list they are at."""
        first = self._ask(self.by_id, max(self._bearable, 2))  # one record shows no order
        yield first
        if self.follows(first) is False:
            return
        if first.ids[:1] > first.ids[-1:]:
            yield from self._downwards(first, highest)
        elif first.is_full and first.total:
            yield from self._from_end(first.limit, first.total // first.limit, highest)
        else:
            raise self._disorder()

    def _downwards(self, page: Page, highest: int) -> Iterator[Page]:
        """Go on from a page with the highest ids."""
        skip = 0
        while min(page.ids) > highest and self.follows(page) is not False:
            lowest = min(page.ids)
            skip += page.limit
            if self.leads_on(page):
                page = self._ask(self._position(page), page.limit)
            else:
                page = self._ask(self.by_id, page.limit, skip)
            if not page.ids and not self.follows(page, skip):
                return
            if min(page.ids, default=lowest) >= lowest:
                raise self._disorder()
            yield page

    def _from_end(self, limit: int, number: int, highest: int) -> Iterator[Page]:
        """Go back from the page behind so many full ones; it should prove that the list is over.

        Raises:
            StreamError: if it does not.
        """
        page = self._ask(self.by_id, limit, number * limit)
        yield page
        if page.is_full:
            raise self._disorder()
        empty = 0
        while number > 0 and (not page.ids or min(page.ids) > highest):
            number -= 1
            page = self._ask(self.by_id, limit, number * limit)
            yield page
            empty = 0 if page.ids else empty + 1
            if empty == MOST_EMPTY:
                raise self._disorder()

    def _disorder(self) -> StreamError:
        message = f"GET {self.path} does not tell by its order and its total where its last ids are"
        return StreamError(f"{message}. Please report this, with what --test=api prints.")

    def highest_id(self) -> int:
        """Return the highest id that there is, from whichever end of the list it is at."""
        return max((max(page.ids, default=0) for page in self.above_id(sys.maxsize)), default=0)

    @staticmethod
    def stands(page: Page) -> bool:
        """Return whether the page's cursor stands for its last record, not for a position."""
        cursor = page.answer.content.cursor
        return cursor is None or not page.ids or id_in_cursor(cursor) == page.ids[-1]

    def _placed(self, page: Page, behind: Page | None, window: Window) -> Page:  # noqa: ARG002 - the base class's signature
        """No order is needed."""
        return page

    def _position(self, behind: Page) -> Params:
        return {"after": behind.answer.content.cursor or ""}
