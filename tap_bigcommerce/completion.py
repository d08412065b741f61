"""Fetching what pages could not bring of some records, while the others go on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from tap_bigcommerce.errors import TapError
from tap_bigcommerce.pool import FIRST, failed
from tap_bigcommerce.values import Record

if TYPE_CHECKING:
    from concurrent.futures import Future

    from tap_bigcommerce.page import Row
    from tap_bigcommerce.pool import Pool

MOST_AHEAD = 1 << 23
"""Bytes of JSON to decode beyond a record that still waits for its parts."""

Complete = Callable[[dict[int, Record]], Iterator[Iterator[None]]]
"""Completes some records, by their place in a batch, and drops those that are gone, in tasks that
can be done at the same time and that yield before each request. By place and not by id, since a
batch may have two versions of one record."""


class _Batch(NamedTuple):
    rows: list[Row]
    records: dict[int, Record]
    fetching: list[Future[list[None]]]
    size: int

    @property
    def is_whole(self) -> bool:
        return all(task.done() for task in self.fetching)


def completed(
    rows: Iterator[Row], complete: Complete, *, at_once: int, pool: Pool
) -> Iterator[tuple[Row, Record]]:
    """Records with all their parts, in the order of their rows.

    Args:
        rows: what the pages brought.
        complete: up to its first request a task runs here, and from there on in the pool.
        at_once: how many records to complete together.
        pool: where requests are made.
    """
    waiting: deque[_Batch] = deque()
    fetching = size = 0
    failure: TapError | None = None
    try:
        while failure is None:
            some, failure = _decoded(rows, at_once)
            if some:
                waiting.append(_begun(some, complete, pool))
                fetching += len(waiting[-1].fetching)
                size += waiting[-1].size
            elif failure is None:
                break
            while waiting and (
                waiting[0].is_whole or fetching > 2 * pool.size or size > MOST_AHEAD
            ):
                yield from _finished(waiting[0])
                first = waiting.popleft()
                fetching -= len(first.fetching)
                size -= first.size
        while waiting:
            yield from _finished(waiting[0])
            waiting.popleft()
        if failure:
            raise failure
    finally:
        for left in waiting:
            for task in left.fetching:
                task.cancel()


def _decoded(rows: Iterator[Row], most: int) -> tuple[list[tuple[Row, Record]], TapError | None]:
    """The next rows with their records, and what kept more of them from coming, if anything did.

    It is raised when it is its turn: what came before is good.
    """
    some: list[tuple[Row, Record]] = []
    try:
        for row in islice(rows, most):
            some.append((row, row.record()))  # noqa: PERF401 - what came before an error is kept
    except TapError as error:
        return some, error
    return some, None


def _begun(some: list[tuple[Row, Record]], complete: Complete, pool: Pool) -> _Batch:
    records = {place: record for place, (_, record) in enumerate(some)}
    fetching: list[Future[list[None]]] = []
    try:
        for task in complete(records):
            for _ in task:
                fetching.append(pool.run(FIRST, task))
                break
    except TapError as error:
        fetching.append(failed(error))
    size = sum(memoryview(row.json).nbytes for row, _ in some)
    return _Batch([row for row, _ in some], records, fetching, size)


def _finished(batch: _Batch) -> Iterator[tuple[Row, Record]]:
    for task in batch.fetching:
        task.result()
    for place, row in enumerate(batch.rows):
        if place in batch.records:
            yield row, batch.records[place]
