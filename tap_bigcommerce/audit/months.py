"""Count the records of one list for each calendar month, in UTC.

Each number is one response of the store, so a record that changes during the count affects its own
two months only. A year without records costs one request, any other year thirteen. Years before
the oldest known date cost one request together.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from tap_bigcommerce.api.pool import in_order
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.reading.page import Window

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_bigcommerce.api.client import Client
    from tap_bigcommerce.audit.bounds import Bounds
    from tap_bigcommerce.reading.collection import Collection

EARLIEST = 2000
"""First year to count if there are records older than those known."""


class Span(NamedTuple):
    """A part of the calendar.

    Args:
        start: its first second.
        end: the first second after it.
    """

    start: datetime
    end: datetime


class Months:
    """Counts the months of one list.

    Args:
        client: the store.
        listed: the list.
        bounds: the seconds that its date filter needs at both ends of a period.
        period: what to count; None for an open end.
        clock: the store's clock; months after it are not counted.
    """

    def __init__(
        self, client: Client, listed: Collection, bounds: Bounds, period: Window, clock: datetime
    ) -> None:
        self._client = client
        self._listed = listed
        self._bounds = bounds
        self._period = period
        self._clock = clock

    def counts(self, oldest: datetime) -> dict[str, int]:
        """Return the records of each month that has any, such as `2024-01`.

        The current month comes first, on its own. A record that changes during the count moves to
        a month that is counted already, so no record is counted twice.

        Args:
            oldest: the oldest date that is known; there may be older ones.

        Raises:
            StreamError: if the store does not return a count.
        """
        years = self._non_empty(
            _year(one) for one in range(self._clock.year, self._first_year(oldest) - 1, -1)
        )
        months = [month for year in years for month in _months(year) if month.start <= self._clock]
        counts = self._non_empty(months[:1]) | self._non_empty(months[1:])
        return {f"{month.start:%Y-%m}": counts[month] for month in sorted(counts)}

    def _first_year(self, oldest: datetime) -> int:
        if self._period.start:
            return self._period.start.year
        older = Span(_first_of(EARLIEST), _first_of(oldest.year))
        return EARLIEST if self._non_empty([older]) else oldest.year

    def _non_empty(self, spans: Iterable[Span]) -> dict[Span, int]:
        """Count the records of spans, several at a time; leave out those without any."""
        windows = {one: window for one in spans if not (window := self._within(one)).is_empty}
        requests = (
            partial(counted, self._listed, self._bounds.around(one)) for one in windows.values()
        )
        counts = in_order(map(self._client.pool.run_first, requests), self._client.workers)
        return {one: n for one, [n] in zip(windows, counts, strict=True) if n}

    def _within(self, span: Span) -> Window:
        """Return the part of a span that lies in the period."""
        start, end = self._period.start or span.start, self._period.end or span.end
        return Window(max(span.start, start), min(span.end, end))


def counted(listed: Collection, window: Window) -> int:
    """Return the store's count of a window.

    Raises:
        StreamError: if there is none.
    """
    found = listed.count(window)
    if found is None:
        message = f"GET {listed.path} returned no count; the log says why."
        raise StreamError(message)
    return found


def _first_of(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC)


def _year(year: int) -> Span:
    return Span(_first_of(year), _first_of(year + 1))


def _months(year: Span) -> list[Span]:
    """Return the months of a year, the latest first."""
    starts = [year.start.replace(month=month) for month in range(1, 13)]
    return [Span(*month) for month in pairwise([*starts, year.end])][::-1]
