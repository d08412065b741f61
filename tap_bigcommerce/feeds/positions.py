"""One position for several streams that are fed by one reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_bigcommerce.state import Bookmark, Position

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def position_of(bookmarks: Sequence[Bookmark]) -> Position:
    """Return the position of one or more streams in one reading of their list."""
    first, *others = bookmarks
    if not others:
        return first
    return SharedPosition(bookmarks) if are_alike(bookmarks) else ApartPosition(bookmarks)


def are_alike(bookmarks: Sequence[Bookmark]) -> bool:
    """Return whether all streams read the same records so far."""
    first, *others = bookmarks
    return all(first.stands_like(other) for other in others)


class SharedPosition(Position):
    """The position of streams that share a reading: what the first says holds for all.

    Args:
        bookmarks: of each stream.
    """

    def __init__(self, bookmarks: Sequence[Bookmark]) -> None:
        self._bookmarks = bookmarks
        self._first = bookmarks[0]

    @property
    def uncounted(self) -> int:
        """How many records the store is known to count and not to list."""
        return min(bookmark.uncounted for bookmark in self._bookmarks)

    @uncounted.setter
    def uncounted(self, number: int) -> None:
        for bookmark in self._bookmarks:
            bookmark.uncounted = number

    @property
    def has_gap(self) -> bool:  # type: ignore[override]  # as the streams say
        """Whether an earlier run read records that no count of the store has proven."""
        return self._first.has_gap

    def begin(self, clock: datetime) -> None:
        """Note when the reading began, by the store's clock."""
        for bookmark in self._bookmarks:
            bookmark.begin(clock)

    def rewind(self) -> None:
        """Go back to where the run began, and stay there until `finish`."""
        for bookmark in self._bookmarks:
            bookmark.rewind()

    def unproven_since(self, start: datetime | None) -> datetime | None:
        """Return from where on to compare with the store's count."""
        return self._first.unproven_since(start)

    def delivered(self, came: int) -> int:
        """Return how many records there are to compare with the store's count."""
        return self._first.delivered(came)

    @property
    def is_first(self) -> bool:  # type: ignore[override]  # kept in the state
        """Whether no run has read one of the streams before, or noted its highest id."""
        return any(bookmark.is_first for bookmark in self._bookmarks)

    def starts_below(self, highest: int) -> None:
        """Note the highest id that there is before a first run reads what is in order of dates."""
        for bookmark in self._bookmarks:
            if bookmark.is_first:
                bookmark.starts_below(highest)

    def searched(self, highest: int) -> None:
        """Note that no record up to this id needs to be looked for again."""
        for bookmark in self._bookmarks:
            bookmark.searched(highest)


class ApartPosition(SharedPosition):
    """The position of streams of which one has yet to read what another has.

    The reading begins so early that it covers all that any stream read and did not prove.
    """

    has_gap = False

    def unproven_since(self, start: datetime | None) -> datetime | None:
        """Return where the reading began."""
        return start

    def delivered(self, came: int) -> int:
        """Return how many records came."""
        return came
