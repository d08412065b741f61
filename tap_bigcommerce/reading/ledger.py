"""What a run has read so far, and how that compares with what the store counts."""

from __future__ import annotations

from array import array
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tap_bigcommerce.reading.page import Row

UNDATED = -1


class Ledger:
    """Every record that a reader has emitted: 16 bytes each, looked up only where doubts arise.

    Args:
        is_dated: whether a record that has changed counts as another one.
    """

    def __init__(self, *, is_dated: bool = True) -> None:
        self._is_dated = is_dated
        self._ids = array("q")
        self._dates = array("q")
        self._known: dict[int, int] = {}
        self._looked_up = 0

    def __len__(self) -> int:
        """How many records there are, each counted once unless it changed in between."""
        return len(self._ids)

    @property
    def highest_id(self) -> int:
        """The highest id entered; 0 without any."""
        return max(self._ids, default=0)

    @property
    def latest(self) -> datetime | None:
        """The latest date entered; None without any."""
        second = max(self._dates, default=UNDATED)
        return None if second == UNDATED else datetime.fromtimestamp(second, UTC)

    def add(self, *rows: Row) -> None:
        """Enter records."""
        self._ids.extend([row.id for row in rows])
        self._dates.extend(map(self._second, rows))

    def lacks(self, row: Row) -> bool:
        """Return whether a record is missing, or has been emitted in an older form only."""
        for place in range(self._looked_up, len(self._ids)):
            one, date = self._ids[place], self._dates[place]
            self._known[one] = max(date, self._known.get(one, date))
        self._looked_up = len(self._ids)
        known = self._known.get(row.id)
        return known is None or known < self._second(row)

    def _second(self, row: Row) -> int:
        if row.modified is None or not self._is_dated:
            return UNDATED
        return int(row.modified.timestamp())
