"""Two sorted views of a collection's live rows: by id, and by date of the last change."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from typing import NamedTuple

_ID_BITS = 32
_ID_MASK = (1 << _ID_BITS) - 1

FIRST = 0
LAST = _ID_MASK
"""The bounds of every id and of every date, for ranges open at one end."""

_WINDOWS_KEPT = 16


class Span(NamedTuple):
    """The part ``[start, stop)`` of a sorted list, without a copy of it."""

    items: list[int]
    start: int
    stop: int

    def __len__(self) -> int:
        return max(0, self.stop - self.start)


class Index:
    """Live ids in order, and (date, id) pairs in order, each pair packed into one integer.

    Args:
        rows: (id, Unix second of the last change) of each row, by ascending id.
    """

    def __init__(self, rows: Iterable[tuple[int, int]]) -> None:
        pairs = list(rows)
        self.ids = [row_id for row_id, _ in pairs]
        self._dated = sorted([(date << _ID_BITS) | row_id for row_id, date in pairs])
        self._windows: dict[tuple[int, int], list[int]] = {}

    def copy(self) -> "Index":
        """Another index of the same rows."""
        other = Index(())
        other.ids, other._dated = self.ids.copy(), self._dated.copy()
        return other

    def __contains__(self, row_id: int) -> bool:
        place = bisect_left(self.ids, row_id)
        return place < len(self.ids) and self.ids[place] == row_id

    def add(self, row_id: int, date: int) -> None:
        """Take in a row."""
        insort(self.ids, row_id)
        insort(self._dated, (date << _ID_BITS) | row_id)
        self._windows.clear()

    def remove(self, row_id: int, date: int) -> None:
        """Drop a row."""
        del self.ids[bisect_left(self.ids, row_id)]
        del self._dated[bisect_left(self._dated, (date << _ID_BITS) | row_id)]
        self._windows.clear()

    def move(self, row_id: int, old_date: int, new_date: int) -> None:
        """Put a row at a new date."""
        del self._dated[bisect_left(self._dated, (old_date << _ID_BITS) | row_id)]
        insort(self._dated, (new_date << _ID_BITS) | row_id)
        self._windows.clear()

    def by_id(self, low: int = FIRST, high: int = LAST) -> Span:
        """The ids from ``low`` to ``high``, both included."""
        return Span(self.ids, bisect_left(self.ids, low), bisect_right(self.ids, high))

    def by_date(self, low: int = FIRST, high: int = LAST) -> Span:
        """The packed (date, id) pairs dated from ``low`` to ``high``, both included."""
        start = bisect_left(self._dated, low << _ID_BITS)
        return Span(self._dated, start, bisect_left(self._dated, (high + 1) << _ID_BITS, start))

    def window(self, low: int, high: int) -> list[int]:
        """The ids of the rows dated from ``low`` to ``high``, in the order of the ids."""
        span = self.by_date(low, high)
        if len(span) == len(self.ids):
            return self.ids
        known = self._windows.get((low, high))
        if known is None:
            known = sorted([unpack(pair)[1] for pair in span.items[span.start : span.stop]])
            if len(self._windows) >= _WINDOWS_KEPT:
                self._windows.pop(next(iter(self._windows)))
            self._windows[low, high] = known
        return known


def unpack(pair: int) -> tuple[int, int]:
    """The (date, id) of a packed pair."""
    return pair >> _ID_BITS, pair & _ID_MASK


def first_of(date: int) -> int:
    """The lowest packed pair of a date."""
    return date << _ID_BITS


def pack(date: int, row_id: int) -> int:
    """A pair as the index keeps it."""
    return (date << _ID_BITS) | row_id
