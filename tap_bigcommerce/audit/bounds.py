"""Find out whether the bounds of a list's date filter include their own seconds.

BigCommerce says "greater than or equal to" of some lists and "after" of others, and live stores
may differ. A record whose date is known shows it: the narrowest bounds that return the record.
"""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta
from heapq import nlargest
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from tap_bigcommerce.reading.page import SECOND, Window

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tap_bigcommerce.reading.collection import Collection

WITNESSES = 3
"""Most records to look for, one after another, since each may change meanwhile."""

MIDNIGHT = time()


class Bounds(NamedTuple):
    """The seconds to add at each end of a period so that the filter returns exactly that period.

    Args:
        before: zero if the lower bound includes its own second.
        after: zero if the upper bound includes its own second.
    """

    before: timedelta
    after: timedelta

    def around(self, period: Window) -> Window:
        """Return the window to count for the exact count of a period."""
        return Window(
            period.start and period.start - self.before, period.end and period.end + self.after
        )


def bounds_of(listed: Collection, known: Iterable[datetime]) -> Bounds | None:
    """Return the bounds that a list's date filter needs; None if the filter is not exact.

    Args:
        listed: the list.
        known: dates of some of its records.
    """
    for second in _witnesses(set(known)):
        for after, before in product((timedelta(), SECOND), repeat=2):
            page = listed.newest(Window(second + SECOND - before, second + after))
            came = {date for date, _ in page.keys}
            if second in came:
                return Bounds(before, after) if came == {second} else None
    return None


def _witnesses(known: set[datetime]) -> list[datetime]:
    """Return the seconds that tell most.

    A filter that goes by whole days returns other records of that day, and one that ignores the
    time of day returns a record of midnight only. The oldest records change least.
    """
    of_day = Counter(one.date() for one in known)
    return nlargest(
        WITNESSES,
        known,
        key=lambda one: (one.time() != MIDNIGHT, of_day[one.date()] > 1, -one.timestamp()),
    )
