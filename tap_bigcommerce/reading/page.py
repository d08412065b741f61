"""One page of a list: what its response says, and its records, compressed until they are needed."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import msgspec

from tap_bigcommerce import dates
from tap_bigcommerce.api import wire
from tap_bigcommerce.errors import StreamError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_bigcommerce.api.client import Response
    from tap_bigcommerce.values import Record

SECOND = timedelta(seconds=1)

Key = tuple[datetime | None, int]
"""When a record was modified, and its id."""

_record = msgspec.json.Decoder(float_hook=Decimal).decode


class Row(NamedTuple):
    """A record as it came, and the two things a reader must know of it."""

    modified: datetime | None
    id: int
    json: msgspec.Raw

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
        return record


class Window(NamedTuple):
    """A part of a list, by `date_modified`, by id, or by both; None is open.

    Args:
        start: the first second that belongs to it.
        end: the first second that no longer does.
        after: the last id that does not belong to it yet.
        until: the last id that does.
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


class Contents(NamedTuple):
    """What a body says of its page. BigCommerce leaves out most of it on some lists.

    Args:
        keys: date and id of each record.
        per_page: the page size in force; it may be below the limit that was sent.
        total: records on all pages of this query.
        cursor: where the next page begins.
        links_next: whether the body links to a next page.
    """

    keys: list[Key]
    per_page: int | None = None
    total: int | None = None
    cursor: str | None = None
    links_next: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One response of a list.

    Args:
        keys: date and id of each record, in the order in which they came.
        came: how many records came, those included that an earlier page holds already.
        asked: the limit sent.
        limit: the most records that the page could hold: the limit sent, or the one in force.
        total: how many records the query has on all pages, if the response says.
        cursor: where the next page begins, if the response says.
        links_next: whether the response links to a next page.
        clock: no later than the store's clock was when it began to respond.
        compressed: the body.
    """

    keys: list[Key]
    came: int
    asked: int
    limit: int
    total: int | None
    cursor: str | None
    links_next: bool
    clock: datetime
    compressed: bytes

    @classmethod
    def of(cls, response: Response[Contents]) -> Page:
        """Return the page that a response brings."""
        keys, per_page, total, cursor, links_next = response.content
        asked = response.limit or 1
        return cls(
            keys,
            len(keys),
            asked,
            min(asked, per_page or asked),
            total,
            cursor,
            links_next,
            response.clock,
            response.compressed,
        )

    @property
    def is_full(self) -> bool:
        """Whether no more records would have fitted."""
        return self.came >= self.limit

    @property
    def ids(self) -> list[int]:
        """The ids, in the order in which they came."""
        return [one for _, one in self.keys]

    def without_first(self) -> Page:
        """Return the page without its first record, which an earlier page holds already."""
        return replace(self, keys=self.keys[1:])

    def concerns(self, window: Window) -> bool:
        """Return whether any record belongs to a window, or cannot be placed."""
        if not window.is_dated:
            return True
        return any(date is None or window.holds(date) for date, _ in self.keys)

    def rows(self) -> list[Row]:
        """Return the records, in the order in which they came."""
        if not self.keys:
            return []
        body = _rows(wire.decompress(self.compressed))
        records = body.data if isinstance(body, _Rows) else body
        own = records[self.came - len(self.keys) :]
        return [Row(*key, record) for key, record in zip(self.keys, own, strict=True)]


class _Key(msgspec.Struct):
    """What is read of each record at first."""

    id: int
    date: str | int | None = None


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


K = TypeVar("K")


class _Keys(msgspec.Struct, Generic[K]):
    data: list[K]
    meta: _Meta = _Meta()


class _Rows(msgspec.Struct):
    data: list[msgspec.Raw]


class _Count(msgspec.Struct):
    count: int


# Not strict: an id may come as text.
_count = msgspec.json.Decoder(_Count, strict=False).decode
_rows = msgspec.json.Decoder(_Rows | list[msgspec.Raw]).decode


def read_count(body: bytes) -> int:
    """Read the body of v2's `/count`.

    Raises:
        ValueError: if it has another form.
    """
    return _count(body).count


@cache
def reader(*, key: str, date: str, is_wrapped: bool) -> Callable[[bytes], Contents]:
    """Return a function that reads what a body says of its page.

    It raises ValueError if the body has another form.

    Args:
        key: the field with a record's id.
        date: the field that says when the record was modified.
        is_wrapped: whether the records are in `data`, as in v3, or come as a bare array, as in v2.
    """
    names = {"id": key, "date": date}
    fields: list[Any] = [("id", int), ("date", str | int | None, None)]
    of_record: Any = msgspec.defstruct("_KeyOf", fields, bases=(_Key,), rename=names)
    if is_wrapped:
        return partial(_read_wrapped, msgspec.json.Decoder(_Keys[of_record], strict=False).decode)
    return partial(_read_bare, msgspec.json.Decoder(list[of_record], strict=False).decode)


def _read_bare(decode: Callable[[bytes], list[_Key]], body: bytes) -> Contents:
    """Read a bare array, or nothing at all (204)."""
    return Contents(_keys(decode(body) if body else []))


def _read_wrapped(decode: Callable[[bytes], _Keys[_Key]], body: bytes) -> Contents:
    """Read `data`, and as much of `meta` as there is."""
    content = decode(body)
    numbered, cursors = content.meta.pagination, content.meta.cursor_pagination
    return Contents(
        _keys(content.data),
        cursors.per_page or numbered.per_page,
        numbered.total,
        cursors.end_cursor,
        isinstance(cursors.links, dict) and bool(cursors.links.get("next")),
    )


def id_in_cursor(cursor: str) -> int | None:
    """Return the id that a cursor stands for.

    Recorded cursors are base64 of `{"id":12}` without padding. None for any other kind, which may
    stand for a position in the list, and then for another record as soon as the list changes.
    """
    try:
        decoded = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        return None
    found = decoded.get("id") if isinstance(decoded, dict) else None
    return found if type(found) is int else None


def _keys(keys: list[_Key]) -> list[Key]:
    return [(_moment(key.date), key.id) for key in keys]


def _moment(date: str | int | None) -> datetime | None:
    """Return when a record was modified, if it says."""
    try:
        return dates.parse(str(date)) if date else None
    except ValueError:
        return None
