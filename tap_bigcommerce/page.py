"""One page of a list: what its response says, and its records, compressed until they are needed."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from tap_bigcommerce import dates
from tap_bigcommerce.errors import StreamError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_bigcommerce.client import Answer
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
        answer: the response.
        envelope: the form of its body.
        skipped: leading records that an earlier page holds already.
    """

    answer: Answer[Contents]
    envelope: Envelope
    skipped: int = 0

    @property
    def limit(self) -> int:
        """The most records that the page could hold: the limit sent, or the one in force."""
        asked = self.answer.limit or 1
        return min(asked, self.answer.content.per_page or asked)

    @property
    def came(self) -> int:
        """How many records came, skipped ones included."""
        return len(self.answer.content.keys)

    @property
    def is_full(self) -> bool:
        """Whether no more records would have fitted."""
        return self.came >= self.limit

    @property
    def total(self) -> int | None:
        """How many records the query has on all pages, if the response says."""
        return self.answer.content.total

    @property
    def keys(self) -> list[Key]:
        """Date and id of each record, in the order in which they came."""
        keys = self.answer.content.keys
        return keys[self.skipped :] if self.skipped else keys

    @property
    def ids(self) -> list[int]:
        """The ids, in the order in which they came."""
        return [one for _, one in self.keys]

    def without_first(self) -> Page:
        """Return the page without its first record."""
        return replace(self, skipped=self.skipped + 1)

    def concerns(self, window: Window) -> bool:
        """Return whether any record belongs to a window, or cannot be placed."""
        if not window.is_dated:
            return True
        return any(date is None or window.holds(date) for date, _ in self.keys)

    def rows(self) -> list[Row]:
        """Return the records, in the order in which they came."""
        if not self.keys:
            return []
        records = self.envelope.unwrap(self.answer.body)[self.skipped :]
        return [Row(*key, record) for key, record in zip(self.keys, records, strict=True)]


class _Key(msgspec.Struct):
    """What is read of each record at first."""

    id: int
    date_modified: str | int | None = None


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


class _V3Keys(msgspec.Struct):
    data: list[_Key]
    meta: _Meta = _Meta()


class _V3Rows(msgspec.Struct):
    data: list[msgspec.Raw]


class _Count(msgspec.Struct):
    count: int


# Not strict: an id may come as text.
_v2_count = msgspec.json.Decoder(_Count, strict=False).decode
_v2_keys = msgspec.json.Decoder(list[_Key], strict=False).decode
_v3_keys = msgspec.json.Decoder(_V3Keys, strict=False).decode
_v2_rows = msgspec.json.Decoder(list[msgspec.Raw]).decode
_v3_rows = msgspec.json.Decoder(_V3Rows).decode


def read_count(body: bytes) -> int:
    """Read the body of v2's `/count`.

    Raises:
        ValueError: if it has another form.
    """
    return _v2_count(body).count


def _read_v2(body: bytes) -> Contents:
    """Read a v2 list: a bare array, or nothing at all (204).

    Raises:
        ValueError: if it has another form.
    """
    return Contents(_keys(_v2_keys(body) if body else []))


def _rows_of_v2(body: bytes) -> list[msgspec.Raw]:
    """Take the records out of a v2 list."""
    return _v2_rows(body)


def _read_v3(body: bytes) -> Contents:
    """Read a v3 list: `data`, and as much of `meta` as there is.

    Raises:
        ValueError: if it has another form.
    """
    content = _v3_keys(body)
    numbered, cursors = content.meta.pagination, content.meta.cursor_pagination
    return Contents(
        _keys(content.data),
        cursors.per_page or numbered.per_page,
        numbered.total,
        cursors.end_cursor,
        isinstance(cursors.links, dict) and bool(cursors.links.get("next")),
    )


def _rows_of_v3(body: bytes) -> list[msgspec.Raw]:
    """Take the records out of a v3 list."""
    return _v3_rows(body).data


class Envelope(NamedTuple):
    """The form in which a version of the API sends a list.

    Args:
        read: reads what a body says of its page; raises ValueError if it has another form.
        unwrap: takes the records out of a body.
    """

    read: Callable[[bytes], Contents]
    unwrap: Callable[[bytes], list[msgspec.Raw]]


BARE = Envelope(_read_v2, _rows_of_v2)
"""v2's."""

WRAPPED = Envelope(_read_v3, _rows_of_v3)
"""v3's."""


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
    return [(_moment(key.date_modified), key.id) for key in keys]


def _moment(date: str | int | None) -> datetime | None:
    """Return when a record was modified, if it says."""
    try:
        return dates.parse(str(date)) if date else None
    except ValueError:
        return None
