"""Versions of tables: they tell a target which rows are gone from the store.

The rows of one whole reading share a number. When all of them are written, an ACTIVATE_VERSION
message with this number tells the target to remove all others. A version that is never activated
removes nothing, so a run that fails or is cut short leaves a table as it was.

Targets disagree on what is to be removed: some remove lower numbers, some all other numbers. So
numbers rise from run to run. They are milliseconds of the store's clock, and the state remembers
the last one, in case that clock goes back.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_sdk.mapper import CustomStreamMap, RemoveRecordTransform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from singer_sdk.mapper import StreamMap

VERSION = "version"
"""State key: the number of the last reading whose rows have a version."""

HIGHEST = 1 << 53
"""Limit of a number: beyond it, JSON readers that know floating point only lose digits."""

MILLISECONDS = 1000

UNFILTERED = "always_true"
"""Name of the function that the SDK takes for the filter of a map that has none."""


class Version:
    """The version that a stream's rows have in this run.

    Args:
        tables: names of the tables that hold all rows of the stream, and no others.
        state: the stream's part of the state.
        now: returns the time by the store's clock.
    """

    def __init__(
        self, tables: Sequence[str], state: dict[str, Any], now: Callable[[], datetime]
    ) -> None:
        self.tables = tables
        self._state = state
        self._now = now

    @cached_property
    def number(self) -> int:
        """The version's number; it is made when the store has told the time with a response."""
        number = int(self._now().timestamp() * MILLISECONDS)
        self._state[VERSION] = max(number, self._state.get(VERSION, 0) + 1)
        return int(self._state[VERSION])

    def of(self, table: str) -> int | None:
        """Return the number for a row of a table; None if the table has no versions."""
        return self.number if table in self.tables else None


def is_number(value: object) -> bool:
    """Return whether a state's value can be the number of a version."""
    return type(value) is int and 0 < value < HIGHEST


def tables_of(stream: str, maps: Mapping[str, Iterable[StreamMap]]) -> list[str]:
    """Return the tables that hold all rows of a stream, and no others.

    A table that a stream map filters lacks rows that the store has. In a table of several streams,
    the rows of the others would be taken for old ones.

    Args:
        stream: its name.
        maps: the stream maps of every stream.
    """
    writers = Counter(
        table for some in maps.values() for table in {one.stream_alias for one in writing(some)}
    )
    own = writing(maps[stream])
    filtered = {one.stream_alias for one in own if is_filtered(one)}
    tables = dict.fromkeys(one.stream_alias for one in own)
    return [one for one in tables if writers[one] == 1 and one not in filtered]


def writing(maps: Iterable[StreamMap]) -> list[StreamMap]:
    """Return the stream maps that do not remove the stream."""
    return [one for one in maps if not isinstance(one, RemoveRecordTransform)]


def is_filtered(one: StreamMap) -> bool:
    """Return whether a stream map drops some of the rows, by what it says and not by what came."""
    if not isinstance(one, CustomStreamMap):
        return False
    return one._filter_fn.__name__ != UNFILTERED  # noqa: SLF001 - the rule itself is not kept
