"""Sets of ids as ranges, which take little room where ids lie close together."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Ranges = list[range]
"""Ids, ascending; no two ranges touch."""


def missing(ids: Iterable[int], until: int) -> Ranges:
    """Return the whole numbers from 1 up to one, included, that are no ids.

    Args:
        ids: in any order; numbers beyond the end do not count.
        until: the end.
    """
    ranges, expected = [], 1
    for one in sorted(ids):
        if one > until:
            break
        if one > expected:
            ranges.append(range(expected, one))
        expected = one + 1
    if expected <= until:
        ranges.append(range(expected, until + 1))
    return ranges


def without(ranges: Ranges, others: Ranges) -> Ranges:
    """Return the numbers of some ranges that are not in others."""
    rest, place = [], 0
    for one in ranges:
        start = one.start
        while place < len(others) and others[place].stop <= start:
            place += 1
        for other in _overlapping(others, place, one.stop):
            if start < other.start:
                rest.append(range(start, other.start))
            start = max(start, other.stop)
        if start < one.stop:
            rest.append(range(start, one.stop))
    return rest


def _overlapping(others: Sequence[range], place: int, stop: int) -> Iterable[range]:
    while place < len(others) and others[place].start < stop:
        yield others[place]
        place += 1


def text(ranges: Ranges) -> str:
    """Write ranges as text, such as `1-99,105`."""
    return ",".join(f"{one.start}-{one[-1]}" if len(one) > 1 else f"{one.start}" for one in ranges)


def parse(written: str) -> Ranges:
    """Read what `text` wrote.

    Raises:
        ValueError: if it has another form.
    """
    pairs = [one.partition("-") for one in written.split(",")] if written else []
    ranges = [range(int(first), int(last or first) + 1) for first, _, last in pairs]
    ends = [end for one in ranges for end in (one.start, one.stop)]
    if any(earlier >= later for earlier, later in pairwise(ends)):
        message = "the ranges do not ascend"
        raise ValueError(message)
    return ranges
