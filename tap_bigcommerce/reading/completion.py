"""Complete records with parts that their pages did not include, in parallel and in order."""

from __future__ import annotations

import logging
from collections import deque
from contextlib import contextmanager
from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

from tap_bigcommerce.api.pool import FIRST, failed
from tap_bigcommerce.errors import FatalError, StreamError, TapError
from tap_bigcommerce.reading.parts import (
    Again,
    Bulk,
    Included,
    Lack,
    LeftOutError,
    Part,
    PartReader,
    batches,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from tap_bigcommerce.api.pool import Pool
    from tap_bigcommerce.reading.page import Row
    from tap_bigcommerce.values import Record

MOST_AHEAD = 1 << 23
"""Bytes of JSON to decode beyond a record that still waits for its parts."""

Wanted = frozenset[str]
"""Fields that a record must have, because a stream emits them or makes rows of them."""

Found = dict[str, Any]
"""Fetched parts of a record, by name."""

UNDOCUMENTED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""Errors that a record of an undocumented form causes."""

_logger = logging.getLogger("tap-bigcommerce")


class Root(Protocol):
    """Tells what a record lacks and completes it, without requests."""

    @property
    def name(self) -> str:
        """The stream's name."""

    @property
    def completed_together(self) -> int:
        """Records to complete together."""

    def lacks(self, record: Record, wanted: Wanted, found: Found) -> Iterable[Lack]:
        """Return the parts that the record still lacks for some fields."""

    def complete(self, record: Record, wanted: Wanted, found: Found) -> None:
        """Put the fetched parts into the record."""

    @property
    def rearranges(self) -> bool:
        """Whether `complete` changes even records without fetched parts."""


class Piece(msgspec.Struct):
    """A record that is being completed.

    Args:
        row: the record as it was on the page.
        members: the streams that emit it; passed through.
        normal: the record in its schema's form, if its page brought it whole.
        decoded: the row, once it was decoded.
        is_as_it_came: whether the record is unchanged.
        lacks: parts to fetch next.
        found: fetched parts.
        begun: parts that a request for several records fetches.
        errors: why fields are missing, by field, and which parts could not be fetched.
        is_left_out: whether the record was deleted, or does not exist yet.
    """

    row: Row
    members: Any
    normal: Any = None
    decoded: Record | None = None
    is_as_it_came: bool = True
    lacks: Sequence[Lack] = ()
    found: Found = msgspec.field(default_factory=dict)
    begun: set[str] = msgspec.field(default_factory=set)
    errors: dict[str, TapError] = msgspec.field(default_factory=dict)
    is_left_out: bool = False

    @property
    def record(self) -> Record:
        """The decoded row.

        Raises:
            StreamError: if it cannot be decoded.
        """
        if self.decoded is None:
            self.decoded = self.row.record()
        return self.decoded


class _Batch(NamedTuple):
    pieces: list[Piece]
    fetching: list[Future[list[None]]]
    size: int

    @property
    def is_whole(self) -> bool:
        return all(task.done() for task in self.fetching)


class Completion:
    """Completes the records of one list.

    Args:
        root: the stream of these records.
        wants: returns the fields of a record that its streams need.
        reader: fetches parts.
        pool: runs requests.
        of_whole: returns a row in its schema's form if its page brought it whole; else None.
    """

    def __init__(
        self,
        root: Root,
        wants: Callable[[Piece], Wanted],
        reader: PartReader,
        pool: Pool,
        of_whole: Callable[[Row], Any] | None = None,
    ) -> None:
        self._root = root
        self._wants = wants
        self._reader = reader
        self._pool = pool
        self._of_whole = of_whole or _none
        self._again_helps = True
        """Whether requesting a record by its id brings the fields that its page lacks."""

    def complete(self, rows: Iterator[tuple[Row, Any]]) -> Generator[Piece, None, None]:
        """Yield records with all their parts, in the order of their rows.

        Args:
            rows: records as they were on the pages, each with its streams.
        """
        waiting: deque[_Batch] = deque()
        fetching = size = 0
        failure: TapError | None = None
        try:
            while failure is None:
                pieces, failure = self._next(rows)
                if not pieces:
                    break
                lacking = [piece for piece in pieces if piece.lacks]
                if not waiting and not lacking:
                    yield from map(self._assembled, pieces)
                    continue
                waiting.append(self._begun(pieces, lacking))
                fetching += len(waiting[-1].fetching)
                size += waiting[-1].size
                while waiting and (
                    waiting[0].is_whole or fetching > 2 * self._pool.size or size > MOST_AHEAD
                ):
                    yield from self._finished(waiting[0])
                    first = waiting.popleft()
                    fetching -= len(first.fetching)
                    size -= first.size
            while waiting:
                yield from self._finished(waiting[0])
                waiting.popleft()
            if failure:
                raise failure
        finally:
            for left in waiting:
                for task in left.fetching:
                    task.cancel()

    def _next(self, rows: Iterator[tuple[Row, Any]]) -> tuple[list[Piece], TapError | None]:
        """Return the next records, and the error that kept more of them from coming, if any.

        If the first of them lacks nothing, it need not wait for others. The error is raised after
        these records, because they are good.
        """
        some: list[Piece] = []
        try:
            for row, members in rows:
                some.append(self._looked_at(row, members))
                if not some[0].lacks or len(some) == self._root.completed_together:
                    break
        except TapError as error:
            return some, error
        return some, None

    def _looked_at(self, row: Row, members: Any) -> Piece:
        piece = Piece(row, members, self._of_whole(row))
        if piece.normal is None:
            piece.decoded = row.record()
            self._look(piece)
        return piece

    def _begun(self, pieces: list[Piece], lacking: list[Piece]) -> _Batch:
        fetching: list[Future[list[None]]] = []
        try:
            for task in self._tasks(lacking):
                fetching.append(self._pool.run(FIRST, task))  # noqa: PERF401 - an error may end it
        except TapError as error:
            fetching.append(failed(error))
        size = sum(memoryview(piece.row.json).nbytes for piece in pieces)
        return _Batch(pieces, fetching, size)

    def _finished(self, batch: _Batch) -> Iterator[Piece]:
        for task in batch.fetching:
            task.result()
        yield from (self._assembled(piece) for piece in batch.pieces if not piece.is_left_out)

    # What is lacking

    def _look(self, piece: Piece) -> None:
        """Note the parts that a record lacks and that were not requested yet."""
        wanted = self._wanted_of(piece)
        piece.lacks = ()
        if not wanted:
            return
        try:
            lacks = list(self._root.lacks(piece.record, wanted, piece.found))
        except UNDOCUMENTED as error:
            self._blame(piece, wanted, error, self._root.lacks)
            self._look(piece)
            return
        if not lacks:
            return
        piece.lacks = [one for one in lacks if one.name not in piece.found | piece.errors]
        if not self._again_helps and any(isinstance(one, Again) for one in piece.lacks):
            piece.found |= {one.name: {} for one in piece.lacks if isinstance(one, Again)}
            self._look(piece)

    def _wanted_of(self, piece: Piece) -> Wanted:
        """Return the fields that a record must have, without those that failed."""
        wanted = self._wants(piece)
        return wanted - piece.errors.keys() if piece.errors else wanted

    def _assembled(self, piece: Piece) -> Piece:
        if piece.normal is not None:
            return piece
        wanted = self._wanted_of(piece)
        if not wanted:
            return piece
        piece.is_as_it_came = not (piece.found or self._root.rearranges)
        try:
            self._root.complete(piece.record, wanted, piece.found)
        except UNDOCUMENTED as error:
            self._blame(piece, wanted, error, self._root.complete)
            piece.decoded = None
            return self._assembled(piece)
        return piece

    def _blame(
        self, piece: Piece, wanted: Wanted, error: Exception, step: Callable[..., Any]
    ) -> None:
        """Note which fields of a record have an undocumented form."""
        culprits = [one for one in wanted if _fails(step, piece, frozenset({one}))] or wanted
        what = f"{self._root.name} record {piece.record.get('id')}"
        piece.errors |= dict.fromkeys(culprits, _undocumented(what, error))

    # Fetching. Each task yields after a request. No two tasks read the same record.

    def _tasks(self, pieces: list[Piece]) -> Iterator[Iterator[None]]:
        bulks = [*self._bulks(pieces)]  # before another task looks at one of these records
        again = []
        for piece in pieces:
            if _singles(piece):
                yield self._fetch_singles(piece)
            elif any(isinstance(one, Again) for one in piece.lacks):
                again.append(piece)
        if again:
            yield self._fetch_again(again)
        yield from bulks

    def _fetch_singles(self, piece: Piece) -> Iterator[None]:
        """Fetch parts of one record, and further parts that these show to be missing."""
        while (singles := _singles(piece)) and not piece.is_left_out:
            for part in singles:
                fields = part.needed_for if isinstance(part, Part) else frozenset()
                with _noting_errors({part.name, *fields}, [piece]):
                    if isinstance(part, Part):
                        piece.found[part.name] = self._reader.part(piece.record, part)
                    else:
                        piece.found[part.name] = self._reader.included(piece.record, part)
                yield
            self._look(piece)

    def _fetch_again(self, pieces: list[Piece]) -> Iterator[None]:
        """Fetch records that lack included fields, and then the parts that they still lack."""
        again = [one for piece in pieces for one in piece.lacks if isinstance(one, Again)]
        name, fields = again[0].name, frozenset().union(*(one.needed_for for one in again))
        with _noting_errors({name, *fields}, pieces):
            found = self._reader.again([piece.record for piece in pieces])
            for piece in pieces:
                new = found.get(int(piece.record["id"]), {})
                piece.found[name] = {key: new[key] for key in new.keys() - piece.record.keys()}
            # Otherwise the API omits empty fields.
            self._again_helps = any(piece.found[name] for piece in pieces)
        yield
        for piece in pieces:
            self._look(piece)
        for task in self._bulks(pieces):
            yield from task

    def _bulks(self, pieces: list[Piece]) -> Iterator[Iterator[None]]:
        lacking: dict[str, list[tuple[Piece, Bulk]]] = {}
        for piece in pieces:
            for part in piece.lacks:
                if isinstance(part, Bulk) and part.name not in piece.begun:
                    piece.begun.add(part.name)
                    lacking.setdefault(part.name, []).append((piece, part))
        for some in lacking.values():
            for batch in batches(some):
                yield self._fetch_bulk([piece for piece, _ in batch], batch[0][1])

    def _fetch_bulk(self, pieces: list[Piece], part: Bulk) -> Iterator[None]:
        with _noting_errors({part.name}, pieces):
            found = self._reader.bulk([piece.record for piece in pieces], part)
            for piece in pieces:
                piece.found[part.name] = found[int(piece.record["id"])]
        yield


def _singles(piece: Piece) -> list[Part | Included]:
    """Return the missing parts of a record that need a request of their own."""
    return [one for one in piece.lacks if isinstance(one, Part | Included)]


def _fails(step: Callable[..., Any], piece: Piece, wanted: Wanted) -> bool:
    """Return whether only some fields of a record have an undocumented form."""
    try:
        made = step(piece.row.record(), wanted, deepcopy(piece.found))
        list(made or ())
    except UNDOCUMENTED:
        return True
    return False


@contextmanager
def _noting_errors(fields: Collection[str], pieces: list[Piece]) -> Iterator[None]:
    """Note why fields of some records could not be fetched; only streams that need them fail.

    Raises:
        FatalError: if nothing can be read at all.
    """
    try:
        yield
    except FatalError:
        raise
    except LeftOutError as left_out:
        _logger.warning("%s", left_out)
        for piece in pieces:
            piece.is_left_out = True
    except (TapError, *UNDOCUMENTED) as error:
        said = f"a response about {', '.join(sorted(fields))}"
        why = error if isinstance(error, TapError) else _undocumented(said, error)
        for piece in pieces:
            piece.errors |= dict.fromkeys(fields, why)


def _undocumented(what: str, error: Exception) -> StreamError:
    """Return the error for an undocumented form."""
    explained = StreamError(
        f"{what} has parts of a form that BigCommerce does not document "
        f"({type(error).__name__}). Deselect its nested fields, and please report this."
    )
    explained.__cause__ = error
    return explained


def _none(_: Row) -> None:
    return None
