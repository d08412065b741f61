"""One page of a list: its response, and its records, which stay compressed until needed."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache, cached_property
from hashlib import blake2b
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import msgspec

from tap_bigcommerce import dates
from tap_bigcommerce.errors import StreamError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_bigcommerce.api import wire
    from tap_bigcommerce.api.client import Response
    from tap_bigcommerce.values import Record

SECOND = timedelta(seconds=1)

ID_IN_CURSOR = re.compile(rb'(?:\{"id":"?|id:)(\d+)"?\}?')

Key = tuple[datetime | None, int]
"""When a record was modified, and its id."""

Split = Callable[[bytes], list[msgspec.Raw]]
"""Takes the records out of a body."""

_record = msgspec.json.Decoder(float_hook=Decimal).decode

_raws = msgspec.json.Decoder(list[msgspec.Raw]).decode


class Row(NamedTuple):
    """A record as it came, with its date and its id."""

    modified: datetime | None
    id: int
    json: msgspec.Raw
    owner: Mapping[str, Any] | None = None
    """Fields that it gets from the record that owns its list, if lists have owners."""

    def record(self) -> Record:
        """Decode the record; numbers keep every digit.

        Raises:
            StreamError: if it cannot be decoded, though its page could.
        """
        try:
            record: Record = _record(self.json)
        except (ValueError, ArithmeticError, RecursionError) as error:
            message = (
                f"record {self.id} came as JSON that cannot be decoded ({error}). It cannot be "
                "delivered as it is; look at it in the control panel, and please report this."
            )
            raise StreamError(message) from error
        return {**record, **self.owner} if self.owner else record


class Window(NamedTuple):
    """A part of a list, by `date_modified`, by id, or by both; None is open.

    Args:
        start: the first second that belongs to it.
        end: the first second after it.
        after: the last id before it.
        until: the last id that belongs to it.
    """

    start: datetime | None = None
    end: datetime | None = None
    after: int | None = None
    until: int | None = None

    def holds(self, moment: datetime) -> bool:
        """Return whether a moment lies in the period."""
        return (self.start is None or moment >= self.start) and (
            self.end is None or moment < self.end
        )

    def has(self, row: Row) -> bool:
        """Return whether a row lies in the window; one without a date lies in every period."""
        return (row.modified is None or self.holds(row.modified)) and (
            self.until is None or row.id <= self.until
        )

    @property
    def is_empty(self) -> bool:
        """Whether the bounds leave room for nothing."""
        return bool(self.start and self.end and self.start >= self.end) or (
            self.after is not None and self.until is not None and self.after >= self.until
        )

    @property
    def is_dated(self) -> bool:
        """Whether it is bounded by dates."""
        return self.start is not None or self.end is not None

    @property
    def is_one_second(self) -> bool:
        """Whether all its records have the same date, so that they are sorted in any order."""
        return self.start is not None and self.end == self.start + SECOND


EVERYTHING = Window()


def _nothing(_: bytes) -> list[msgspec.Raw]:
    return []


class Contents(NamedTuple):
    """The metadata of a body. On some lists, BigCommerce omits most of it.

    Args:
        keys: date and id of each record.
        per_page: the page size in force; it may be below the limit that was sent.
        total: records on all pages of this query.
        cursor: where the next page begins.
        links_next: whether the body links to a next page.
        split: takes the records out of the body.
    """

    keys: list[Key]
    per_page: int | None = None
    total: int | None = None
    cursor: str | None = None
    links_next: bool = False
    split: Split = _nothing


@dataclass(frozen=True)
class Page:
    """One response of a list.

    Args:
        keys: date and id of each record, in the order in which they came.
        came: records that came, including those that an earlier page has.
        asked: the limit sent.
        limit: the most records that the page could hold: the limit sent, or the one in force.
        total: records of the query on all pages, if the response says so.
        cursor: where the next page begins, if the response says so.
        links_next: whether the response links to a next page.
        clock: lower bound of the store's clock when it started to respond.
        body: the body.
        split: takes the records out of the body.
        request_id: by which BigCommerce's support finds the request; empty if there is none.
    """

    keys: list[Key]
    came: int
    asked: int
    limit: int
    total: int | None
    cursor: str | None
    links_next: bool
    clock: datetime
    body: wire.Body
    split: Split
    request_id: str = ""

    @classmethod
    def of(cls, response: Response[Contents]) -> Page:
        """Return the page of a response."""
        keys, per_page, total, cursor, links_next, split = response.content
        asked = response.limit or len(keys) + 1  # all at once, whatever that is
        return cls(
            keys,
            len(keys),
            asked,
            min(asked, per_page or asked),
            total,
            cursor,
            links_next,
            response.clock,
            response.body,
            split,
            response.request_id,
        )

    @property
    def is_full(self) -> bool:
        """Whether the page has as many records as it can."""
        return self.came >= self.limit

    @property
    def source(self) -> str:
        """What a message about the page adds, so that BigCommerce's support finds the request."""
        return f" (X-Request-Id {self.request_id})" if self.request_id else ""

    @cached_property
    def ids(self) -> list[int]:
        """The ids, in the order in which they came."""
        return [one for _, one in self.keys]

    def without_first(self) -> Page:
        """Return the page without its first record, which an earlier page has."""
        return replace(self, keys=self.keys[1:])

    def concerns(self, window: Window) -> bool:
        """Return whether any record belongs to a window, or has no date."""
        if not window.is_dated:
            return True
        return any(date is None or window.holds(date) for date, _ in self.keys)

    def rows(self) -> list[Row]:
        """Return the records, in the order in which they came."""
        if not self.keys:
            return []
        records = self.split(self.body.content())
        own = records[self.came - len(self.keys) :]
        return [Row(*key, record) for key, record in zip(self.keys, own, strict=True)]


class _Pagination(msgspec.Struct, frozen=True):
    total: int | None = None
    per_page: int | None = None


class _CursorPagination(msgspec.Struct, frozen=True):
    per_page: int | None = None
    end_cursor: str | None = None
    links: Any = None


class _Meta(msgspec.Struct, frozen=True):
    pagination: _Pagination = _Pagination()
    cursor_pagination: _CursorPagination = _CursorPagination()


T = TypeVar("T")


class _Wrapped(msgspec.Struct, Generic[T]):
    data: T
    meta: _Meta = _Meta()


class _Count(msgspec.Struct):
    count: int


# Not strict: an id may come as text.
_count = msgspec.json.Decoder(_Count, strict=False).decode


def read_count(body: bytes) -> int:
    """Read the body of v2's `/count`.

    Raises:
        ValueError: if it has another form.
    """
    return _count(body).count


class Form:
    """The layout of a list's bodies.

    Args:
        key: the field with a record's id, or the fields that identify a record.
        date: the field with the modification date.
        is_wrapped: whether the records are in `data`, as in v3, or come as a bare array, as in v2.
        is_object: whether the body is one record instead of a list.
        may_be_nested: whether the array of records may have arrays of records.
    """

    def __init__(
        self,
        *,
        key: str | tuple[str, ...],
        date: str,
        is_wrapped: bool,
        is_object: bool = False,
        may_be_nested: bool = False,
    ) -> None:
        of_record, self._id = _struct(key, date)
        self._is_wrapped = is_wrapped
        self._is_object = is_object
        self._may_be_nested = may_be_nested
        self._keys = self._decoder(of_record)
        self._rows = self._decoder(msgspec.Raw)

    def read(self, body: bytes) -> Contents:
        """Return the metadata of a body; an empty body (204) is an empty page.

        Raises:
            ValueError: if the body has another form.
        """
        if not body:
            return Contents([])
        content = self._keys(self._flat(body))
        meta = content.meta if self._is_wrapped else _Meta()
        found = content.data if self._is_wrapped else content
        numbered, cursors = meta.pagination, meta.cursor_pagination
        return Contents(
            [(_moment(one.date), self._id(one)) for one in self._listed(found)],
            cursors.per_page or numbered.per_page,
            numbered.total,
            cursors.end_cursor,
            isinstance(cursors.links, dict) and bool(cursors.links.get("next")),
            self.rows,
        )

    def rows(self, body: bytes) -> list[msgspec.Raw]:
        """Return the records of a body."""
        content = self._rows(self._flat(body))
        return self._listed(content.data if self._is_wrapped else content)

    def _flat(self, body: bytes) -> bytes:
        return _flattened(body) if self._may_be_nested else body

    def _listed(self, found: Any) -> list[Any]:
        return [found] if self._is_object else found

    def _decoder(self, of_record: Any) -> Callable[[bytes], Any]:
        content: Any = of_record if self._is_object else list[of_record]
        body: Any = _Wrapped[content] if self._is_wrapped else content
        return msgspec.json.Decoder(body, strict=False).decode


form = cache(Form)


def _flattened(body: bytes) -> bytes:
    """Return a flat array: inner arrays are replaced by their elements.

    Raises:
        ValueError: if the body is no array.
    """
    outer = _raws(body)
    inner = (_raws(one) if bytes(one).startswith(b"[") else [one] for one in outer)
    return msgspec.json.encode([*chain.from_iterable(inner)])


def _struct(key: str | tuple[str, ...], date: str) -> tuple[Any, Callable[[Any], int]]:
    """Return the type that reads a record's key and date, and the function that numbers its key."""
    parts = (key,) if isinstance(key, str) else key
    names = [f"part{place}" for place in range(len(parts))]
    # One of several fields may be missing: a form field's value is a customer's or an address's.
    kind: Any = (int,) if isinstance(key, str) else (msgspec.Raw, msgspec.Raw(b"null"))
    fields: list[Any] = [(name, *kind) for name in names]
    fields.append(("date", str | int | None, None))
    rename = dict(zip(names, parts, strict=True)) | {"date": date}
    of_record = msgspec.defstruct("_Key", fields, rename=rename)
    if isinstance(key, str):
        return of_record, attrgetter("part0")
    return of_record, lambda one: _number(getattr(one, name) for name in names)


def _number(parts: Iterable[msgspec.Raw]) -> int:
    """Return a number for a key that is no number: 63 bits of its hash."""
    text = b"\0".join(map(bytes, parts))
    return int.from_bytes(blake2b(text, digest_size=8).digest()) >> 1


def id_in_cursor(cursor: str) -> int | None:
    """Return the id that a cursor stands for.

    Recorded cursors are base64 of `{"id":12}` without padding, and the reference's examples of
    `{"id":"12"}` and `id:12`. None for any other kind, which may stand for a position in the list,
    and then for another record as soon as the list changes.
    """
    try:
        decoded = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        return None
    found = ID_IN_CURSOR.fullmatch(decoded)
    return int(found[1]) if found else None


def _moment(date: str | int | None) -> datetime | None:
    """Return the modification date of a record, if it has one."""
    try:
        return dates.parse(str(date)) if date else None
    except ValueError:
        return None
