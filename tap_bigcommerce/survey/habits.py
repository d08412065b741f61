"""What the bounds of a filter do, judged by the records that come and those that should have."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from tap_bigcommerce.reading.paging import SUSPICIOUS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

HOUR, DAY = 3600, 86_400

ZONES = range(1, 15)
"""Hours by which a time zone may differ from UTC."""

Bounds = tuple[int, int]
"""Two ids, or two moments in seconds since 1970."""


class Habit(NamedTuple):
    """One way of applying two bounds.

    Args:
        name: the way.
        takes: returns the first and the last value that come, given the bounds that were sent.
        is_expected: whether the tap is made for it.
        hours: by how much it moves the bounds, as another time zone does.
    """

    name: str
    takes: Callable[[int, int], Bounds]
    is_expected: bool = False
    hours: int = 0

    def explains(
        self, sent: Bounds, known: Mapping[int, int], came: Mapping[int, int], *, is_full: bool
    ) -> bool:
        """Return whether just these records come; a full page says nothing of others."""
        first, last = self.takes(*sent)
        return all(first <= at <= last for at in came.values()) and (
            is_full or all(one in came for one, at in known.items() if first <= at <= last)
        )


NOTHING = Habit("no record comes", lambda _low, _high: (1, 0))
NO_EFFECT = Habit("the bounds have no effect", lambda _low, _high: (-sys.maxsize, sys.maxsize))

EXACT = (
    Habit("both bounds are included", lambda low, high: (low, high), is_expected=True),
    Habit("the lower bound is excluded", lambda low, high: (low + 1, high), is_expected=True),
    Habit("the upper bound is excluded", lambda low, high: (low, high - 1), is_expected=True),
    Habit("both bounds are excluded", lambda low, high: (low + 1, high - 1), is_expected=True),
)

OF_IDS = (*EXACT, NOTHING, NO_EFFECT)


def _moved(hours: int) -> Habit:
    shift = hours * HOUR
    return Habit("another zone", lambda low, high: (low + shift, high + shift), hours=hours)


def _midnight(second: int) -> int:
    return second - second % DAY


OF_DATES = (
    *EXACT,
    Habit(
        "whole days (UTC) come",
        lambda low, high: (_midnight(low), _midnight(high) + DAY - 1),
    ),
    Habit(
        "the time of day is ignored: both bounds mean midnight (UTC)",
        lambda low, high: (_midnight(low), _midnight(high)),
    ),
    *(_moved(sign * hours) for hours in ZONES for sign in (1, -1)),
    NOTHING,
    NO_EFFECT,
)


def consistent(
    habits: Iterable[Habit], sent: Bounds, known: Mapping[int, int], came: Mapping[int, int]
) -> list[Habit]:
    """Return the habits that explain a response.

    Args:
        habits: those to consider.
        sent: the bounds.
        known: records that exist, each with what the bounds are about.
        came: the records of the response, likewise.
    """
    is_full = len(came) > 0 and len(came) % SUSPICIOUS == 0
    found = [one for one in habits if one.explains(sent, known, came, is_full=is_full)]
    # Which bound is included cannot be seen if records may be missing.
    return [one for one in found if not (is_full and one.is_expected)]


def differences(sent: Bounds, values: Sequence[int]) -> int:
    """Return how many habits can be told apart by these bounds.

    Args:
        sent: the bounds.
        values: what the records have, ascending.
    """
    taken = (habit.takes(*sent) for habit in OF_DATES)
    return len({(bisect_left(values, first), bisect_right(values, last)) for first, last in taken})


def described(found: Iterable[Habit]) -> str:
    """Return in words what the habits do that explain a response."""
    names = [habit.name for habit in found if not habit.hours]
    for direction, sign in (("later", 1), ("earlier", -1)):
        hours = [sign * habit.hours for habit in found if sign * habit.hours > 0]
        if hours:
            range_ = "-".join(map(str, sorted({min(hours), max(hours)})))
            names.append(f"the period is taken {range_} h {direction}")
    return " or ".join(names)
