"""Records are completed by their place, whatever their ids."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from tap_bigcommerce.completion import completed
from tap_bigcommerce.page import Row
from tap_bigcommerce.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_bigcommerce.values import Record


def rows(*versions: int) -> Iterator[Row]:
    """Versions of record 7, each a second after the one before."""
    for version in versions:
        moment = datetime(2026, 1, 5, 9, 0, version, tzinfo=UTC)
        yield Row(moment, 7, msgspec.Raw(b'{"id":7,"version":%d}' % version))


def complete(records: dict[int, Record]) -> Iterator[Iterator[None]]:
    """Fetch a part of each record, and drop version 2."""

    def task(place: int) -> Iterator[None]:
        yield
        records[place]["part"] = records[place]["version"]
        if records[place]["version"] == 2:
            del records[place]

    for place in list(records):
        yield task(place)


def test_two_versions_of_a_record_are_two_records() -> None:
    """Each comes at its own place, with its own date and its own parts."""
    found = list(completed(rows(1, 2, 3), complete, at_once=10, pool=Pool(2)))
    assert [
        (row.modified.second, record["version"], record["part"])
        for row, record in found
        if row.modified
    ] == [
        (1, 1, 1),
        (3, 3, 3),
    ]
