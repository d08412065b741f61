"""How v2 and v3 differ: filters, sorts, envelopes and the end of the pages."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from tap_bigcommerce import dates
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.settings import LARGEST_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_bigcommerce.client import Client, Params

SECOND = timedelta(seconds=1)

Record = dict[str, Any]


class Row(NamedTuple):
    """A record and the two things a reader must know of it; rows sort by date, then id."""

    modified: datetime | None
    id: int
    record: Record


class Window(NamedTuple):
    """A period of `date_modified`: `start` belongs to it, `end` does not; None is open."""

    start: datetime | None
    end: datetime | None

    def holds(self, row: Row) -> bool:
        """Whether the row was last modified in this period."""
        return (
            row.modified is not None
            and (self.start is None or row.modified >= self.start)
            and (self.end is None or row.modified < self.end)
        )


EVER = Window(None, None)


@dataclass(frozen=True, slots=True)
class Page:
    """One answer.

    Args:
        rows: in the order in which they came.
        full: whether more may follow.
        cursor: where the next page begins, in a collection read by cursor.
        clock: the store's clock, in UTC.
    """

    rows: list[Row]
    full: bool
    cursor: str | None
    clock: datetime


class Envelope(NamedTuple):
    """A body, unwrapped."""

    rows: list[Row]
    full: bool
    cursor: str | None = None


class Collection(ABC):
    """A list of records in one store.

    Args:
        client: the store.
        path: without the version, such as `orders`.
        page_size: records to ask for at once, 1 to 250.
        params: what to ask for beside, such as `include`.
    """

    version: ClassVar[str]
    by_id: ClassVar[Params] = {}  # the order in which it comes anyway
    by_date: ClassVar[Params]
    since: ClassVar[str]
    until: ClassVar[str]
    lead: ClassVar[timedelta] = SECOND
    """How far `since` must lie before the first second wanted, where it may not include it."""

    def __init__(
        self,
        client: Client,
        path: str,
        *,
        page_size: int = LARGEST_PAGE,
        params: Params | None = None,
    ) -> None:
        self._client = client
        self.path = f"{self.version}/{path}"
        self.page_size = page_size
        self._params = params or {}

    def seek(self, window: Window, after: Page | None = None) -> Page:
        """The window's next records by ascending id, beginning behind a page read before.

        Nothing can shift between two such answers: each says what the store holds at its moment.

        Raises:
            StreamError: if the API does not do as documented, and records could be lost.
        """
        position = self._position(after) if after else {}
        page = self._ask(self.by_id | self._period(window) | position, self.page_size)
        last = after.rows[-1].id if after else 0
        for row in page.rows:
            if row.id <= last:
                message = (
                    f"GET {self.path} does not give records by ascending id, as documented "
                    f"({row.id} came after {last}). Reading on could lose records, so the tap "
                    "stops here; please report this."
                )
                raise StreamError(message)
            last = row.id
        return page

    def pages(self) -> Iterator[Page]:
        """All pages by number: only for lists too small or too still to shift meanwhile."""
        number, full = 0, True
        while full:
            number += 1
            page = self._ask({"page": number}, self.page_size)
            full = page.full
            yield page

    def date_at(self, place: int, window: Window) -> datetime | None:
        """When the record at this place (0 is the oldest) of the window was modified, if any."""
        query = self.by_date | self._period(window) | {"page": place + 1}
        rows = self._ask(query, limit=1).rows
        return rows[0].modified if rows else None

    def _period(self, window: Window) -> Params:
        # The end's own second is asked for as well, whether the bound includes it or not, and
        # whatever fraction of a second lies behind a date; Window.holds drops what is too much.
        period: dict[str, str | int] = {}
        if window.start:
            period[self.since] = dates.text(window.start - self.lead)
        if window.end:
            period[self.until] = dates.text(window.end)
        return period

    def _ask(self, query: Params, limit: int) -> Page:
        params = self._params | query | {"limit": limit}
        answer = self._client.get(self.path, params, lambda body: self._unwrap(body, limit))
        envelope = answer.content
        return Page(envelope.rows, envelope.full, envelope.cursor, answer.clock)

    @abstractmethod
    def _unwrap(self, body: Any, limit: int) -> Envelope:
        """Take a body apart.

        Raises:
            TypeError, ValueError, LookupError, AttributeError: if it is not of this version's form.
        """

    @abstractmethod
    def _position(self, after: Page) -> Params: ...


class V2(Collection):
    """A bare array; 204 and no body past the end.

    An answer does not say which limit is in force: up to 250 it is the one asked for
    (https://developer.bigcommerce.com/docs/rest-management/orders).
    """

    version = "v2"
    by_date: ClassVar[Params] = {"sort": "date_modified:asc"}
    since = "min_date_modified"
    until = "max_date_modified"

    def _unwrap(self, body: Any, limit: int) -> Envelope:
        rows = _rows([] if body is None else body)
        return Envelope(rows, full=len(rows) >= limit)

    def holds(self, record_id: int) -> bool:
        """Whether the list has this record now."""
        return bool(self._ask({"min_id": record_id, "max_id": record_id}, limit=1).rows)

    def _position(self, after: Page) -> Params:
        return {"min_id": after.rows[-1].id + 1}


class V3(Collection):
    """`data` and `meta` (https://developer.bigcommerce.com/docs/rest-catalog/products)."""

    version = "v3"
    by_id: ClassVar[Params] = {"sort": "id", "direction": "asc"}
    by_date: ClassVar[Params] = {"sort": "date_modified", "direction": "asc"}
    since = "date_modified:min"
    until = "date_modified:max"
    lead = timedelta(0)

    def _unwrap(self, body: Any, limit: int) -> Envelope:
        rows = _rows(body["data"])
        # The limit in force may be below the one asked for.
        return Envelope(rows, full=len(rows) >= min(limit, body["meta"]["pagination"]["per_page"]))

    def _position(self, after: Page) -> Params:
        return {"id:greater": after.rows[-1].id}


class V3ByCursor(V3):
    """A v3 collection that has cursors and no filter by id."""

    by_id: ClassVar[Params] = {}
    by_date: ClassVar[Params] = {"sort": "date_modified:asc"}
    lead = SECOND  # the reference says "after this date"

    def _unwrap(self, body: Any, limit: int) -> Envelope:
        paging = body["meta"].get("cursor_pagination")
        if not paging:  # as on all pages but the first that are asked for by number
            return super()._unwrap(body, limit)
        rows, cursor = _rows(body["data"]), paging.get("end_cursor")
        full = len(rows) >= min(limit, paging["per_page"])
        more = full and bool(cursor or paging["links"].get("next"))
        return Envelope(rows, more, cursor)

    def _position(self, after: Page) -> Params:
        if after.cursor is None:
            message = f"GET {self.path}: a full page came without the cursor to the next one."
            raise StreamError(message)
        return {"after": after.cursor}


def _rows(records: Any) -> list[Row]:
    if not isinstance(records, list):
        raise TypeError
    return [_row(record) for record in records]


def _row(record: Record) -> Row:
    modified = record.get("date_modified")
    return Row(dates.parse(modified) if modified else None, int(record["id"]), record)
