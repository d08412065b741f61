"""What a request asks for: its parameters read, and the page of ids that answers it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random
from typing import NamedTuple, TypeVar

from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.index import FIRST, LAST, Span, first_of, pack, unpack

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 250

_RFC_2822 = re.compile(
    r"([A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d ([+-]\d{4}|GMT|UTC)"
)
Value = TypeVar("Value")

_BARE_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class BadParameterError(Exception):
    """A parameter whose value cannot be read; ``name`` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Parameters:
    """The query string of a request, read as the types the reference gives its parameters.

    Every method answers None for a parameter that is not there.

    Args:
        query: Names and values, percent-decoded, ``+`` read as a space.
        now: The store's moment of the request.
    """

    def __init__(self, query: Mapping[str, str], now: datetime) -> None:
        self._query = query
        self._now = now

    def text(self, name: str) -> str | None:
        """The value as it is."""
        return self._query.get(name)

    def texts(self, name: str) -> list[str] | None:
        """A comma-separated list."""
        value = self._query.get(name)
        return None if value is None else [part.strip() for part in value.split(",")]

    def whole(self, name: str) -> int | None:
        """A whole number."""
        value = self._query.get(name)
        return None if value is None else _read(name, int, value)

    def wholes(self, name: str) -> list[int] | None:
        """A comma-separated list of whole numbers."""
        values = self.texts(name)
        return None if values is None else [_read(name, int, value) for value in values]

    def decimal(self, name: str) -> float | None:
        """A number."""
        value = self._query.get(name)
        return None if value is None else _read(name, float, value)

    def boolean(self, name: str) -> bool | None:
        """``1`` or ``true``, ``0`` or ``false``."""
        value = self._query.get(name)
        if value is None:
            return None
        if value.lower() not in {"0", "1", "true", "false"}:
            raise BadParameterError(name)
        return value.lower() in {"1", "true"}

    def moment(self, name: str, *, bare_date_is_now: bool = False) -> float | None:
        """A moment in RFC 2822 or ISO 8601, as Unix time; UTC if it names no zone.

        Args:
            name: The parameter.
            bare_date_is_now: Give a date without a time the time of day of the request, as the
                catalog does (reference of ``/catalog/products``, ``date_modified:min``).
        """
        value = self._query.get(name)
        if value is None:
            return None
        moment = _read(name, read_moment, value)
        if bare_date_is_now and _BARE_DATE.fullmatch(value):
            moment = datetime.combine(moment.date(), self._now.timetz())
        return moment.timestamp()

    def page(self) -> int:
        """The page asked for, 1 if none is."""
        return self._positive("page", 1)

    def limit(self, largest: int = LARGEST_LIMIT) -> int:
        """The rows a page holds: what is asked for, but never more than the largest limit."""
        return min(self._positive("limit", min(DEFAULT_LIMIT, largest)), largest)

    def sort(
        self, names: Container[str], unsorted: tuple[str, bool] = ("id", False)
    ) -> tuple[str, bool]:
        """The field to sort by and whether downwards, from ``sort=field:direction``.

        Args:
            names: The fields that can be sorted by.
            unsorted: The order of the list when no sort is asked for.
        """
        parameter = "sort"
        value = self.text(parameter)
        if value is None:
            return unsorted
        name, _, direction = value.partition(":")
        if name not in names or direction not in {"", "asc", "desc"}:
            raise BadParameterError(parameter)
        return name, direction == "desc"

    def _positive(self, name: str, default: int) -> int:
        value = self.whole(name)
        if value is None:
            return default
        if value < 1:
            raise BadParameterError(name)
        return value


def read_moment(text: str) -> datetime:
    """A moment in RFC 2822 or ISO 8601; UTC if it names no zone.

    Raises:
        ValueError: It is neither.
    """
    if _RFC_2822.fullmatch(text):
        return parsedate_to_datetime(text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read(name: str, reader: Callable[[str], Value], value: str) -> Value:
    try:
        return reader(value)
    except ValueError:
        raise BadParameterError(name) from None


Test = Callable[[int], bool]
"""Whether the row of an id is wanted."""


@dataclass
class Query:
    """Which rows are wanted, in which order, and which page of them.

    Ranges include both their ends: ids, and Unix seconds of the last change. ``tests`` are asked
    of each id that is left. ``fraction`` tells what part of a second is behind the date of an id;
    without it, chance orders the rows of one second.
    """

    ids: tuple[int, int] = (FIRST, LAST)
    dates: tuple[int, int] = (FIRST, LAST)
    among: list[int] | None = None
    tests: list[Test] = field(default_factory=list)
    sort: str = "id"
    descending: bool = False
    page: int = 1
    limit: int = DEFAULT_LIMIT
    fraction: Callable[[int], int] | None = None


class Page(NamedTuple):
    """One page of a list.

    Attributes:
        ids: The rows that it gives, in order.
        total: How many rows match on all pages.
        listed: The rows that have a place on it; the same, unless a variant withholds some.
    """

    ids: list[int]
    total: int
    listed: list[int]

    @classmethod
    def of(cls, ids: list[int], total: int) -> "Page":
        """A page that gives every row that it lists."""
        return cls(ids, total, ids)


def select(rows: Rows, query: Query, chance: Random) -> Page:
    """The page of ids a query asks for.

    Rows with equal sort keys come in another order with every call, since BigCommerce promises
    none; so somebody who reads page after page of them misses some, as on a live store.
    """
    offset = (query.page - 1) * query.limit
    is_narrow = query.among is not None or query.tests or query.ids != (FIRST, LAST)
    if query.sort == "date_modified" and (fraction := query.fraction):
        span = matching(rows, query)
        found = sorted(
            span.items[span.start : span.stop],
            key=lambda i: (rows.second(i), fraction(i)),
            reverse=query.descending,
        )
        return Page.of(found[offset : offset + query.limit], len(found))
    if query.sort == "date_modified" and not is_narrow:
        pairs = rows.index.by_date(*query.dates)
        return Page.of(_dated_page(pairs, query, offset, chance), len(pairs))
    span = matching(rows, query)
    if query.sort == "date_modified":
        found = sorted(pack(rows.second(i), i) for i in span.items[span.start : span.stop])
        return Page.of(_dated_page(Span(found, 0, len(found)), query, offset, chance), len(found))
    if query.sort == "id":
        return Page.of(_slice(span, offset, query.limit, descending=query.descending), len(span))
    found = span.items[span.start : span.stop]
    chance.shuffle(found)
    found.sort(key=_sort_key(rows, query.sort), reverse=query.descending)
    return Page.of(found[offset : offset + query.limit], len(found))


def matching(rows: Rows, query: Query) -> Span:
    """Every id that a query's conditions let through, ascending."""
    low, high = query.ids
    if query.among is not None:
        first, last = query.dates
        found = sorted(
            i
            for i in set(query.among)
            if low <= i <= high and i in rows and first <= rows.second(i) <= last
        )
        span = Span(found, 0, len(found))
    elif query.dates == (FIRST, LAST):
        span = rows.index.by_id(low, high)
    else:
        window = rows.index.window(*query.dates)
        span = Span(window, bisect_left(window, low), bisect_right(window, high))
    if query.tests:
        ids = span.items[span.start : span.stop]
        found = [i for i in ids if all(test(i) for test in query.tests)]
        span = Span(found, 0, len(found))
    return span


def _slice(span: Span, offset: int, limit: int, *, descending: bool) -> list[int]:
    if descending:
        stop = max(span.start, span.stop - offset)
        return span.items[max(span.start, stop - limit) : stop][::-1]
    start = min(span.start + offset, span.stop)
    return span.items[start : min(start + limit, span.stop)]


def _dated_page(pairs: Span, query: Query, offset: int, chance: Random) -> list[int]:
    """One page of packed (date, id) pairs, rows of one date in any order.

    Every request shuffles anew, and sees one page only. So a date that reaches over the page's
    edge need not be shuffled as a whole: any draw of as many of its rows as fit does the same.
    """
    if query.descending:
        stop = max(pairs.start, pairs.stop - offset)
        start = max(pairs.start, stop - query.limit)
    else:
        start = min(pairs.start + offset, pairs.stop)
        stop = min(start + query.limit, pairs.stop)
    ids: list[int] = []
    while start < stop:
        date = unpack(pairs.items[start])[0]
        head = bisect_left(pairs.items, first_of(date), pairs.start, start + 1)
        tail = bisect_left(pairs.items, first_of(date + 1), start, pairs.stop)
        drawn = chance.sample(range(head, tail), min(tail, stop) - start)
        ids += [unpack(pairs.items[place])[1] for place in drawn]
        start = tail
    return ids[::-1] if query.descending else ids


def _sort_key(rows: Rows, name: str) -> Callable[[int], tuple[bool, object]]:
    def key(row_id: int) -> tuple[bool, object]:
        if name == "date_created":
            return True, rows.created(row_id)
        value = rows.row(row_id).get(name)
        return value is not None, value

    return key
