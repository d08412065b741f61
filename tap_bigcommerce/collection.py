"""How v2 and v3 differ: filters, sorts, envelopes and the end of the pages."""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import msgspec

from tap_bigcommerce import dates
from tap_bigcommerce.client import Request
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.settings import LARGEST_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tap_bigcommerce.client import Answer, Client, Params

SECOND = timedelta(seconds=1)

PAGES_BORNE = 16
"""Pages to read before larger ones are tried again."""

Record = dict[str, Any]

_record = msgspec.json.Decoder(float_hook=Decimal).decode


class Row(NamedTuple):
    """A record as it came, and the two things a reader must know of it."""

    modified: datetime | None
    id: int
    json: msgspec.Raw

    def record(self) -> Record:
        """The record, decoded; numbers keep every digit.

        Raises:
            StreamError: if it cannot be, though its page could.
        """
        try:
            record: Record = _record(self.json)
        except (ValueError, ArithmeticError, RecursionError) as error:
            message = (
                f"record {self.id} came as JSON that cannot be decoded ({error}). It cannot be "
                "delivered as it is; look at it in the control panel, and please report this."
            )
            raise StreamError(message) from error
        return record


class Window(NamedTuple):
    """A part of a collection, by `date_modified`, by id, or by both; None is open.

    Args:
        start: the first second that belongs to it.
        end: the first second that no longer does.
        after: the last id that does not belong to it yet.
        upto: the last id that does.
    """

    start: datetime | None = None
    end: datetime | None = None
    after: int | None = None
    upto: int | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether this period has a moment in it."""
        return (self.start is None or moment >= self.start) and (
            self.end is None or moment < self.end
        )

    @property
    def is_empty(self) -> bool:
        """Whether its bounds leave room for nothing."""
        return bool(self.start and self.end and self.start >= self.end) or (
            self.after is not None and self.upto is not None and self.after >= self.upto
        )

    @property
    def is_dated(self) -> bool:
        """Whether it is a period."""
        return self.start is not None or self.end is not None

    @property
    def is_sorted_by_id(self) -> bool:
        """Whether records that come by id come by date as well."""
        return not self.is_dated or (self.start is not None and self.end == self.start + SECOND)


EVERYTHING = Window()


class _Key(msgspec.Struct):
    """What is read of each record at first."""

    id: int
    date_modified: str | None = None


class _Pagination(msgspec.Struct):
    total: int
    per_page: int


class _CursorPagination(msgspec.Struct):
    per_page: int
    end_cursor: str | None = None
    links: dict[str, Any] = {}


class _Meta(msgspec.Struct):
    pagination: _Pagination | None = None
    cursor_pagination: _CursorPagination | None = None


class _V3Keys(msgspec.Struct):
    data: list[_Key]
    meta: _Meta


class _V3Rows(msgspec.Struct):
    data: list[msgspec.Raw]


class _Count(msgspec.Struct):
    count: int


# Not strict: an id may come as text.
_count = msgspec.json.Decoder(_Count, strict=False).decode
_v2_keys = msgspec.json.Decoder(list[_Key], strict=False).decode
_v3_keys = msgspec.json.Decoder(_V3Keys, strict=False).decode
_v2_rows = msgspec.json.Decoder(list[msgspec.Raw]).decode
_v3_rows = msgspec.json.Decoder(_V3Rows).decode


class Envelope(NamedTuple):
    """What a body says of its page.

    Args:
        keys: when each record was modified, and its id.
        limit: the most that the API gives at once, which may be below what was asked for; None if
            it does not say.
        total: how many records there are on all pages, if it says.
        cursor: where the next page begins, if it says.
        last: whether it says that there is none.
    """

    keys: list[tuple[datetime | None, int]]
    limit: int | None = None
    total: int | None = None
    cursor: str | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One answer. It keeps the records compressed until they are asked for.

    Args:
        answer: as it came.
        unwrap: takes the records out of a body.
    """

    answer: Answer[Envelope]
    unwrap: Callable[[bytes], list[msgspec.Raw]]

    @property
    def limit(self) -> int:
        """The most that it could hold: what was asked for in the end, or what the API allows."""
        asked = self.answer.limit or 1
        return min(asked, self.answer.content.limit or asked)

    @property
    def full(self) -> bool:
        """Whether more may follow."""
        return not self.answer.content.last and len(self.ids) >= self.limit

    @property
    def total(self) -> int | None:
        """How many records there are on all pages, if it tells."""
        return self.answer.content.total if self.full else len(self.ids)

    @property
    def ids(self) -> list[int]:
        """In the order in which they came."""
        return [one for _, one in self.answer.content.keys]

    def concerns(self, window: Window) -> bool:
        """Whether it has any that belong to a window, or that cannot be placed."""
        if not window.is_dated:
            return True
        return any(date is None or window.holds(date) for date, _ in self.answer.content.keys)

    def rows(self) -> list[Row]:
        """In the order in which they came."""
        keys = self.answer.content.keys
        if not keys:
            return []
        records = self.unwrap(self.answer.body)
        return [Row(*key, record) for key, record in zip(keys, records, strict=True)]


class Collection(ABC):
    """A list of records in one store.

    Args:
        client: the store.
        path: without the version, such as `orders`.
        page_size: records to ask for at once, 1 to 250.
        among: which records it is about, such as those of one customer.
        parts: what to ask for of each record, such as `include`.
    """

    version: ClassVar[str]
    by_id: ClassVar[Params] = {}  # the order in which it comes anyway
    by_date: ClassVar[Params]
    since: ClassVar[str]
    until: ClassVar[str]
    after: ClassVar[str | None]
    upto: ClassVar[str | None]
    lead: ClassVar[timedelta] = SECOND
    """How far `since` must lie before the first second wanted, where it may not include it."""

    def __init__(
        self,
        client: Client,
        path: str,
        *,
        page_size: int = LARGEST_PAGE,
        among: Params | None = None,
        parts: Params | None = None,
    ) -> None:
        self._client = client
        self.path = f"{self.version}/{path}"
        self.page_size = page_size
        self._bearable = page_size  # smaller where pages have proved too heavy
        self._borne = 0
        self._among = among or {}
        self._parts = parts or {}

    def seek(self, window: Window, behind: Page | None = None) -> Page:
        """The window's next records by ascending id, beginning behind a page read before.

        Nothing can shift between two such answers: each says what the store holds at its moment.

        Raises:
            StreamError: if the API does not do as documented, and records could be lost.
        """
        query = self.by_id | self._within(window)
        if behind:
            query |= self._position(behind)
        page = self._bring(query, self._bearable)
        last = behind.ids[-1] if behind else window.after or 0
        self._check_order("id", [last, *page.ids], operator.lt)
        return page

    def page_by_id(self, window: Window, place: int) -> Page:
        """The window's records from this place on (0 is the lowest id).

        Raises:
            StreamError: as `seek`.
        """
        page = self._bring(self.by_id | self._within(window), self.stride, place)
        self._check_order("id", page.ids, operator.lt)
        return page

    def page_by_date(self, window: Window, place: int = 0) -> Page:
        """The window's records from this place on (0 is the oldest).

        Raises:
            StreamError: if the API does not do as documented.
        """
        query = self.by_date | self._within(window)
        page = self._bring(query, self.stride if place else self._bearable, place)
        if len(set(page.ids)) < len(page.ids):
            message = (
                f"GET {self.path} gave a record twice in one answer. Which of them is true cannot "
                "be known, so the tap stops here; please report this."
            )
            raise StreamError(message)
        return page

    def dates(self, page: Page, period: Window) -> list[datetime]:
        """When those on a page by date were modified that belong to a period.

        All of the period are on it that were modified between the first and the last of them. One
        that changed while the page was put together is past the end of the period, wherever it
        stands.

        Raises:
            StreamError: as `seek`, or if a record has no date.
        """
        for date, one in page.answer.content.keys:
            if date is None:
                raise self.undated(one)
        dates = [date for date, _ in page.answer.content.keys if date and period.holds(date)]
        self._check_order("date_modified", dates, operator.le)
        return dates

    @property
    def stride(self) -> int:
        """How many records a page has that is asked for by number.

        A little less than others: then what is sought between two of them fills a little less than
        so many pages, and no further request is needed to prove that there is no more.
        """
        return max(1, self.page_size - max(1, self.page_size // 40))

    def undated(self, record_id: int) -> StreamError:
        """What is wrong with a record that has no date, where records are read by date."""
        return StreamError(
            f"GET {self.path}: record {record_id} has no date_modified that can be read, so it "
            "cannot be placed. Set the stream's replication method to FULL_TABLE in the catalog, "
            "and please report this."
        )

    def _bring(self, query: Params, limit: int, skip: int = 0) -> Page:
        """A page with all its parts, as large as the API can bear."""
        request = self._request(self._parts | query, limit, skip or None)
        while (request.limit or 1) > self._bearable and (smaller := request.smaller()):
            request = smaller
        asked = request.limit
        page = self._send(request)
        self._learn(asked, page.limit)
        return page

    def _learn(self, asked: int | None, given: int | None) -> None:
        """Ask for as much as the API could bear, and after a while for more again."""
        if asked and given and given < asked:
            self._bearable, self._borne = max(1, given), 0
        self._borne += 1
        if self._borne > PAGES_BORNE:
            self._bearable, self._borne = min(2 * self._bearable, self.page_size), 0

    def _check_order(
        self, field: str, values: Iterable[Any], ascends: Callable[[Any, Any], bool]
    ) -> None:
        for earlier, later in pairwise(values):
            if not ascends(earlier, later):
                message = (
                    f"GET {self.path} does not give records by ascending {field}, as documented "
                    f"({later} came after {earlier}). Reading on could lose records, so the tap "
                    "stops here; please report this."
                )
                raise StreamError(message)

    def pages(self) -> Iterator[Page]:
        """All pages by number: only for lists too small or too still to shift meanwhile."""
        skip, limit, full = 0, self.page_size, True
        while full:
            page = self._ask(self._parts, limit, skip)
            if skip and skip % page.limit:
                message = (
                    f"GET {self.path}: pages became smaller than the API had said, so that they "
                    "no longer begin where the last one ended. Run the tap again."
                )
                raise StreamError(message)
            yield page
            skip, limit, full = skip + page.limit, page.limit, page.full

    @abstractmethod
    def count(self, window: Window, first: Page) -> int:
        """About how many records a window has; perhaps its first page tells."""

    def _within(self, window: Window) -> Params:
        # The end's own second is asked for as well, whether the bound includes it or not, and
        # whatever fraction of a second lies behind a date; Window.holds drops what is too much.
        query: Params = {}
        if window.start:
            query[self.since] = dates.text(window.start - self.lead)
        if window.end:
            query[self.until] = dates.text(window.end)
        if window.after is not None and self.after:
            query[self.after] = window.after
        if window.upto is not None and self.upto:
            query[self.upto] = window.upto
        return query

    def _ask(self, query: Params, limit: int, skip: int | None = None) -> Page:
        return self._send(self._request(query, limit, skip))

    def _request(self, query: Params, limit: int, skip: int | None = None) -> Request[Envelope]:
        return Request(self.path, self._among | query, self._open, limit, skip)

    def _send(self, request: Request[Envelope]) -> Page:
        return Page(self._client.get(request), self._unwrap)

    @staticmethod
    @abstractmethod
    def _open(body: bytes) -> Envelope:
        """Read what a body says of its page.

        Raises:
            ValueError: if it is not of this version's form.
        """

    @staticmethod
    @abstractmethod
    def _unwrap(body: bytes) -> list[msgspec.Raw]:
        """The records in a body."""

    @abstractmethod
    def _position(self, behind: Page) -> Params: ...


class V2(Collection):
    """A bare array; 204 and no body past the end.

    An answer does not say which limit is in force: up to 250 it is the one asked for
    (https://developer.bigcommerce.com/docs/rest-management/orders).
    """

    version = "v2"
    by_date: ClassVar[Params] = {"sort": "date_modified:asc"}
    since = "min_date_modified"
    until = "max_date_modified"
    after = "min_id"
    upto = "max_id"

    def count(self, window: Window, first: Page) -> int:  # noqa: ARG002 - pages do not tell
        """Ask for it."""
        query = self._among | self._within(window)
        return self._client.get(Request(f"{self.path}/count", query, _count)).content.count

    def holds(self, record_id: int) -> bool:
        """Whether the list has this record now."""
        return bool(self._ask({"min_id": record_id, "max_id": record_id}, limit=1).ids)

    def _within(self, window: Window) -> Params:
        query = super()._within(window)
        if window.after is not None:
            query["min_id"] = window.after + 1  # it belongs to what it bounds
        return query

    @staticmethod
    def _open(body: bytes) -> Envelope:
        return Envelope(_placed(_v2_keys(body) if body else []))

    @staticmethod
    def _unwrap(body: bytes) -> list[msgspec.Raw]:
        return _v2_rows(body)

    def _position(self, behind: Page) -> Params:
        return {"min_id": behind.ids[-1] + 1}


class V3(Collection):
    """`data` and `meta` (https://developer.bigcommerce.com/docs/rest-catalog/products)."""

    version = "v3"
    by_id: ClassVar[Params] = {"sort": "id", "direction": "asc"}
    by_date: ClassVar[Params] = {"sort": "date_modified", "direction": "asc"}
    since = "date_modified:min"
    until = "date_modified:max"
    after: ClassVar[str | None] = "id:greater"
    upto: ClassVar[str | None] = "id:max"
    lead = timedelta(0)

    def count(self, window: Window, first: Page) -> int:  # noqa: ARG002 - the page tells
        """As the page says, unless it was asked for behind a cursor."""
        return first.answer.content.total or len(first.ids)

    @staticmethod
    def _open(body: bytes) -> Envelope:
        content = _v3_keys(body)
        paging = content.meta.pagination
        if paging is None:
            raise ValueError
        return Envelope(_placed(content.data), paging.per_page, paging.total)

    @staticmethod
    def _unwrap(body: bytes) -> list[msgspec.Raw]:
        return _v3_rows(body).data

    def _position(self, behind: Page) -> Params:
        return {"id:greater": behind.ids[-1]}


class V3ByCursor(V3):
    """A v3 collection that has cursors and no filter by id."""

    by_id: ClassVar[Params] = {}
    by_date: ClassVar[Params] = {"sort": "date_modified:asc"}
    after = None
    upto = None
    lead = SECOND  # the reference says "after this date"

    @staticmethod
    def _open(body: bytes) -> Envelope:
        content = _v3_keys(body)
        paging, numbered = content.meta.cursor_pagination, content.meta.pagination
        if paging is None:  # as on all pages but the first that are asked for by number
            return super(V3ByCursor, V3ByCursor)._open(body)
        return Envelope(
            _placed(content.data),
            paging.per_page,
            numbered.total if numbered else None,
            paging.end_cursor,
            last=not paging.end_cursor and not paging.links.get("next"),
        )

    def _position(self, behind: Page) -> Params:
        cursor = behind.answer.content.cursor
        if cursor is None:
            message = f"GET {self.path}: a full page came without the cursor to the next one."
            raise StreamError(message)
        return {"after": cursor}


def _placed(keys: list[_Key]) -> list[tuple[datetime | None, int]]:
    return [(_moment(key.date_modified), key.id) for key in keys]


def _moment(date: str | None) -> datetime | None:
    """When it was, if it is a date."""
    try:
        return dates.parse(date) if date else None
    except ValueError:
        return None
