"""Records are completed by their place, whatever their ids, and no longer than they are wanted."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import msgspec

from tap_bigcommerce.api.pool import Pool
from tap_bigcommerce.reading.completion import Completion
from tap_bigcommerce.reading.page import Row
from tap_bigcommerce.reading.parts import Again, Bulk, LeftOutError, Part, PartReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tap_bigcommerce.reading.parts import Lack
    from tap_bigcommerce.values import Record


class Versions:
    """A stream whose records lack a part."""

    rearranges = False

    name = "versions"

    def __init__(self, lack: Lack, at_once: int) -> None:
        self._lack = lack
        self.completed_together = at_once

    def lacks(self, record: Record, wanted: Any, found: Any) -> Iterable[Lack]:  # noqa: ARG002
        return [self._lack]

    def complete(self, record: Record, wanted: Any, found: Any) -> None:  # noqa: ARG002
        record |= {"part": found[self._lack.name]}


class Reader:
    """Tells the version of a record as its part; version 2 is gone."""

    def part(self, record: Record, part: Part) -> Any:  # noqa: ARG002 - as the real one
        if record["version"] == 2:
            message = "Version 2 is gone."
            raise LeftOutError(message)
        return record["version"]

    def again(self, records: list[Record]) -> dict[int, Record]:
        return {record["id"]: record | {"new": True} for record in records}


def completion(lack: Lack, reader: Any, pool: Pool, at_once: int = 10) -> Completion:
    """What completes records that lack something."""
    wanted = frozenset({"part"})
    root = Versions(lack, at_once)
    return Completion(root, lambda _: wanted, cast("PartReader", reader), pool)


def rows(*versions: int) -> Iterator[tuple[Row, None]]:
    """Versions of record 7, each a second after the one before."""
    for version in versions:
        moment = datetime(2026, 1, 5, 9, 0, version, tzinfo=UTC)
        yield Row(moment, 7, msgspec.Raw(b'{"id":7,"version":%d}' % version)), None


def test_two_versions_of_a_record_are_two_records() -> None:
    """Each comes at its own place, with its own date and its own parts."""
    found = list(completion(Part("part"), Reader(), Pool(2)).complete(rows(1, 2, 3)))
    assert [
        (piece.row.modified.second, piece.record["version"], piece.record["part"])
        for piece in found
        if piece.row.modified
    ] == [(1, 1, 1), (3, 3, 3)]


def test_two_versions_of_a_record_may_be_read_again_together() -> None:
    """Both get what the list has of the record now."""
    found = list(completion(Again(), Reader(), Pool(2)).complete(rows(1, 3)))
    assert [piece.record["part"] for piece in found] == [{"new": True}, {"new": True}]


def test_a_list_of_several_records_is_read_once_beside_what_each_lacks_alone() -> None:
    """Whichever of them comes first, and however often a record is looked at meanwhile."""
    several = Bulk("several", "parts", "id:in", "id")
    asked: list[int] = []

    class Both(Versions):
        def lacks(self, record: Record, wanted: Any, found: Any) -> Iterable[Lack]:  # noqa: ARG002
            alone = Part("other") if "part" in found else Part("part")
            return [alone, several]

        def complete(self, record: Record, wanted: Any, found: Any) -> None:  # noqa: ARG002
            record |= found

    class Slow(Reader):
        def bulk(self, records: list[Record], part: Bulk) -> Any:  # noqa: ARG002
            time.sleep(0.05)
            asked.extend(record["version"] for record in records)
            return {record["id"]: ["element"] for record in records}

    root = Both(several, 10)
    reader = cast("PartReader", Slow())
    made = Completion(root, lambda _: frozenset({"part"}), reader, Pool(3))
    found = [piece.record for piece in made.complete(rows(1, 3, 4))]
    assert sorted(asked) == [1, 3, 4]
    assert [one["part"] for one in found] == [one["other"] for one in found] == [1, 3, 4]
    assert all(one["several"] == ["element"] for one in found)


def test_parts_of_records_that_nobody_wants_any_more_are_not_fetched() -> None:
    """Fetching them would use up the quota."""
    begun: list[int] = []
    given_up = threading.Event()

    class Slow(Reader):
        def part(self, record: Record, part: Part) -> Any:
            begun.append(record["version"])
            if record["version"] > 4:
                given_up.wait()
            return super().part(record, part)

    pool = Pool(1)
    pieces = completion(Part("part"), Slow(), pool, at_once=1).complete(rows(4, *range(5, 14)))
    assert next(pieces).record["version"] == 4
    pieces.close()
    given_up.set()
    pool.run(1, iter([None])).result()  # by then, all that comes before it is over
    assert begun in ([4], [4, 5])
