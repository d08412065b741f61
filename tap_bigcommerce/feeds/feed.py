"""One reading of a list feeds a family: the stream of its records, and those of their parts.

For each record, rows of parts are written before the record, and then each stream's bookmark moves
to the record's date. So no STATE claims a record whose parts are missing, and a record without
parts moves the bookmarks as well. The reading begins where the stream begins that lacks most; the
others skip what they have. A stream that fails leaves, and the others go on.
"""

from __future__ import annotations

import logging
import sys
import traceback
from contextlib import closing
from itertools import chain, filterfalse
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from singer_sdk.exceptions import AbortedSyncFailedException, AbortedSyncPausedException

from tap_bigcommerce.errors import RejectedError, StreamError, TapError
from tap_bigcommerce.feeds.access import explained
from tap_bigcommerce.feeds.choice import EVERY_RECORD, choice_of, without_filter
from tap_bigcommerce.feeds.hidden import hidden
from tap_bigcommerce.feeds.lists import collection, reader_of
from tap_bigcommerce.feeds.member import Member
from tap_bigcommerce.feeds.period import warn_of_future
from tap_bigcommerce.feeds.positions import are_alike, position_of
from tap_bigcommerce.fields import Everything
from tap_bigcommerce.reading.changes import read_changes
from tap_bigcommerce.reading.completion import Completion, Piece
from tap_bigcommerce.reading.page import EVERYTHING, Window
from tap_bigcommerce.reading.parts import PartReader
from tap_bigcommerce.reading.reader import Reader
from tap_bigcommerce.records import Normaliser, as_dict
from tap_bigcommerce.streams.base import ChildStream, RootStream

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from datetime import datetime

    from tap_bigcommerce.progress import StreamProgress
    from tap_bigcommerce.reading.completion import Wanted
    from tap_bigcommerce.reading.owned import OwnedReader
    from tap_bigcommerce.reading.page import Row
    from tap_bigcommerce.values import Record

    Rows: TypeAlias = Generator[tuple[Row, Sequence[Member]], None, None]

MOST_NAMED = 10
"""Records that one warning names."""

_is_over = attrgetter("is_over")

_logger = logging.getLogger("tap-bigcommerce")


class Feed:
    """Reads one list for the selected streams of its family.

    Args:
        root: the stream of the list's records, selected or not.
        write_state: writes the state as a message.
    """

    def __init__(self, root: RootStream, write_state: Callable[[], None]) -> None:
        self._root = root
        self._run = root.run
        self._write_state = write_state
        self._clock: datetime | None = None
        """The store's clock when the reading began, if it goes by date."""
        self._filter = self._parent_filter()
        self._filtered_by = root.filter_fields if self._filter else frozenset()
        self._completed: dict[tuple[Member, ...], Wanted] = {}
        self._choice = EVERY_RECORD
        self._is_introduced = False

    def read(self) -> None:
        """Read the family to its end; the run is told which streams failed."""
        streams = [one for one in family(self._root) if one.selected]
        begun = self._run.progress.begin([stream.name for stream in streams])
        members = [
            member
            for stream, progress in zip(streams, begun, strict=True)
            if (member := self._member(stream, progress))
        ]
        try:
            self._deliver([one for one in members if not one.is_incremental], self._by_id)
            self._deliver([one for one in members if one.is_incremental], self._by_date)
        finally:
            for member in members:
                member.close(sys.exception())
            for stream, progress in zip(streams, begun, strict=True):
                progress.end(stream.stream_state.get("replication_key_value"))
        self._write_state()

    def _member(self, stream: RootStream | ChildStream, progress: StreamProgress) -> Member | None:
        try:
            member = Member(stream, self._root, progress, self._write_state)
        except TapError as error:
            self._run.fail(stream.name, explained(error, stream, self._root))
            return None
        if self._run.settings.activate_versions and not member.is_incremental:
            self._open_version(stream)
        return member

    def _open_version(self, stream: RootStream | ChildStream) -> None:
        """Give the rows of a stream a version, where all that the store has are to come."""
        has_all_records = stream is self._root or not self._root.is_filtered
        if stream.reads_all and has_all_records:
            stream.open_version()
        if without := stream.tables_without_version:
            _logger.info(
                "Rows that are gone from the store stay in %s: ACTIVATE_VERSION is for tables that "
                "hold all rows of one stream.",
                ", ".join(without),
            )

    # Reading

    def _by_id(self, members: Sequence[Member], wanted: Wanted) -> Rows:
        """Read all records; each is new to all streams."""
        reader = reader_of(self._root, wanted, self._choice, self._progress)
        for row in chain.from_iterable(reader.everything()):
            yield row, members
        if isinstance(reader, Reader):
            rest = hidden(self._root, wanted, self._choice, EVERYTHING)
            yield from ((row, members) for row in rest if reader.lacks(row))

    def _by_date(self, members: Sequence[Member], wanted: Wanted) -> Rows:
        """Read what was modified since the streams were read, and what its date does not show."""
        settings = self._run.settings
        self._read_changes(members)
        bookmarks = [member.bookmark for member in members]
        start_of = attrgetter("start" if are_alike(bookmarks) else "proven_start")
        first = min(members, key=lambda member: _earlier(start_of(member)))
        start: datetime | None = start_of(first)
        position = position_of(bookmarks)
        reader = reader_of(self._root, wanted, self._choice, self._progress, position)
        _logger.info("Reading %s modified since %s", self._root.name, start or "the beginning")
        dated = reader.modified(
            start=start,
            end=settings.end_date,
            settling=settings.settling_time,
            known=first.bookmark.known,
        )
        for row in chain.from_iterable(dated):
            if takers := _takers(members, row, Member.lacks):
                yield row, takers
        self._clock = reader.clock
        if self._clock:
            warn_of_future(self._run, self._clock)
        if isinstance(reader, Reader) and self._root.hidden_field:
            yield from self._hidden(members, wanted, reader)
        if settings.end_date:
            return
        if any(member.has_bookmark for member in members):
            yield from _imports(members, reader, first.earliest)
        changed = set().union(*(member.changed for member in members))
        for row in reader.again(changed):
            if takers := _takers(members, row, Member.lacks_change):
                yield row._replace(modified=None), takers  # it moves no bookmark

    def _hidden(self, members: Sequence[Member], wanted: Wanted, reader: Reader) -> Rows:
        """Read what the list may have left out of the period; it moves no bookmark.

        It ends `lookback` before other records do, so that none is missed that shows late.
        """
        settings, clock = self._run.settings, reader.clock or self._run.client.now()
        start, *_ = sorted((member.hidden_start for member in members), key=_earlier)
        end = clock - settings.settling_time - settings.lookback
        window, until = Window(start, min(end, reader.period.end or end)), None
        if window.is_empty:
            return
        try:
            for row in hidden(self._root, wanted, self._choice, window):
                until = window.end
                takers = [member for member in members if member.lacks_hidden(row)]
                if takers and reader.lacks(row):
                    yield row._replace(modified=None), takers
        except StreamError as error:
            _logger.warning(
                "%s: records that the list leaves out were not looked for; the next run does. %s",
                self._root.name,
                error,
            )
        else:
            for member in members:
                member.hidden_until = until

    def _read_changes(self, members: Sequence[Member]) -> None:
        """Find records whose parts changed; each list is read once for all streams."""
        for listed in self._root.change_lists:
            askers = [one for member in members for one in member.changes if one.list == listed]
            read_changes(self._run.client, listed, askers)
        for member in members:
            member.note_changes()

    # Writing

    def _deliver(
        self, members: Sequence[Member], read: Callable[[Sequence[Member], Wanted], Rows]
    ) -> None:
        """Read records for some streams, and write what comes with them."""
        try:
            if members and not self._run.stopped:
                self._write_all(members, read)
        except TapError as error:
            for member in members:
                member.fail(explained(error, member.stream, self._root))
        except Exception as error:
            _logger.debug("%s failed", self._root.name, exc_info=True)
            for member in members:
                member.fail(_unexpected(error))

    def _write_all(
        self, members: Sequence[Member], read: Callable[[Sequence[Member], Wanted], Rows]
    ) -> None:
        """Write the records of the channels that are wanted, with the API's filter if it works."""
        self._choice, self._is_introduced = choice_of(self._root), False
        try:
            self._write_wanted(members, read)
        except RejectedError as error:
            if self._is_introduced or not self._choice.among:
                raise
            self._choice = without_filter(self._root.name, self._choice, error)
            self._write_wanted(members, read)

    def _write_wanted(
        self, members: Sequence[Member], read: Callable[[Sequence[Member], Wanted], Rows]
    ) -> None:
        wanted = _wanted(members) | self._filtered_by | self._choice.fields
        parts = PartReader(self._run, collection(self._root, wanted, self._choice))
        page_size = self._run.settings.page_size
        with (
            closing(read(members, wanted)) as rows,
            closing(self._pieces(members, rows, wanted, parts)) as pieces,
        ):
            for count, piece in enumerate(pieces, 1):
                if not self._is_introduced:
                    self._introduce(members)
                self._write(piece)
                if count % page_size == 0:
                    for member in members:
                        member.move()
                    self._write_state()
                if all(map(_is_over, members)):
                    break
        if not self._is_introduced:
            self._introduce(members)
        self._tell_short(parts)
        for member in members:
            if not member.is_over:
                self._finish(member, parts)

    def _introduce(self, members: Sequence[Member]) -> None:
        """Write the SCHEMA messages, once the store has responded: a wrong token makes no table."""
        self._is_introduced = True
        for member in members:
            member.stream.write_schema()

    def _finish(self, member: Member, parts: PartReader) -> None:
        try:
            member.finish(self._clock or self._run.client.now())
        except TapError as error:
            member.fail(error)
            return
        if not member.stream.version:
            return
        if doubt := self._doubt(parts):
            _logger.warning(
                "%s: no ACTIVATE_VERSION in this run, so rows that are gone from the store stay: "
                "%s.",
                member.name,
                doubt,
            )
        else:
            member.stream.activate_version()

    def _doubt(self, parts: PartReader) -> str | None:
        """Return why rows that did not come may still exist; None if they are gone."""
        came, counted = self._progress.came, self._progress.counted
        if counted is not None and counted > came:
            return f"the store counts {counted} records, and {came} came"
        if incomplete := parts.short.keys() | parts.unseen:
            return f"{len(incomplete)} records did not come whole"
        return None

    def _pieces(
        self, members: Sequence[Member], rows: Rows, wanted: Wanted, parts: PartReader
    ) -> Generator[Piece, None, None]:
        if wanted.isdisjoint(self._root.fields_to_complete):
            return (Piece(row, takers) for row, takers in rows)
        is_for_one = len(members) == 1 and not self._filter and self._choice is EVERY_RECORD
        completion = Completion(
            self._root,
            self._completed_for,
            parts,
            self._run.client.pool,
            members[0].of_whole if is_for_one else None,
        )
        return completion.complete(rows)

    def _completed_for(self, piece: Piece) -> Wanted:
        """Return which fields must be complete for those streams that have not failed."""
        if not self._is_chosen(piece):
            return frozenset()
        living = tuple(filterfalse(_is_over, piece.members))
        if living not in self._completed:
            wanted = _wanted(living) | (self._filtered_by if living else frozenset())
            self._completed[living] = wanted & self._root.fields_to_complete
        return self._completed[living]

    def _is_chosen(self, piece: Piece) -> bool:
        return self._choice is EVERY_RECORD or self._choice.has(piece.record)

    def _write(self, piece: Piece) -> None:
        """Write what comes with a record, for each stream that lacks it; then move bookmarks.

        A record of other channels is dropped, and moves bookmarks as well. None moves before all
        streams have it, so that a signal leaves them together: apart, they would be read again.
        """
        is_chosen = self._is_chosen(piece)
        for member in piece.members:
            if member.is_over:
                continue
            try:
                if is_chosen:
                    self._write_rows(member, piece)
            except TapError as error:
                member.fail(explained(error, member.stream, self._root))
            except (AbortedSyncFailedException, AbortedSyncPausedException):
                member.is_over = True
            except Exception as error:
                _logger.debug("%s failed", member.name, exc_info=True)
                member.fail(_unexpected(error))
        for member in piece.members:
            if not member.is_over:
                member.note(piece.row)

    def _write_rows(self, member: Member, piece: Piece) -> None:
        """Write the rows of one stream, unless a stream map drops their record.

        Raises:
            TapError: if a part that the stream needs was not fetched, or a row cannot be written.
        """
        if piece.errors:
            for field in member.wanted.intersection(piece.errors):
                raise piece.errors[field]
        if member.stream is self._root or not self._filter or self._filter(piece.record):
            member.write(piece)

    def _parent_filter(self) -> Callable[[Record], bool] | None:
        """Return whether a stream map keeps a record, and with it the rows of its parts."""
        passes = (
            self._root.filter if any(one.selected for one in self._root.child_streams) else None
        )
        if passes is None:
            return None
        # As the SDK does it, by the whole record, whatever is selected of it.
        root = self._root
        normalise = Normaliser(
            root.name,
            root.schema,
            Everything(),
            keys=root.keys,
            constants=root.constants,
            lenient=True,
        )
        return lambda record: any(passes(as_dict(normalise(row))) for row in root.rows(record))

    # What is said

    @property
    def _progress(self) -> StreamProgress:
        return self._run.progress.current

    def _tell_short(self, parts: PartReader) -> None:
        if short := parts.short:
            named = ", ".join(map(str, list(short)[:MOST_NAMED])) + ", ..." * (
                len(short) > MOST_NAMED
            )
            _logger.warning(
                "%d %s have fewer elements in %s than their own totals say, also after a second "
                "reading; they are delivered with what the API returned: %s",
                len(short),
                self._root.name,
                " and ".join(sorted(set(short.values()))),
                named,
            )


def family(root: RootStream) -> list[RootStream | ChildStream]:
    """Return the streams that one list feeds, those of its records' parts first."""
    return [*(one for one in root.child_streams if isinstance(one, ChildStream)), root]


def _imports(
    members: Sequence[Member], reader: Reader | OwnedReader, since: datetime | None
) -> Rows:
    """Read new records with old dates."""
    highest = min((one.highest_id for one in members if one.highest_id is not None), default=None)
    for row in reader.added(highest, since):
        if takers := _takers(members, row, Member.lacks_import):
            yield row, takers


def _takers(
    members: Sequence[Member], row: Row, lacks: Callable[[Member, Row], bool]
) -> Sequence[Member]:
    """Return the streams that lack a record; it need not be read again for what changed in it."""
    takers = [member for member in members if lacks(member, row)]
    for member in takers:
        member.changed.discard(row.id)
    return takers


def _earlier(start: datetime | None) -> tuple[bool, datetime | None]:
    """Return what sorts starts; None is the beginning."""
    return start is not None, start


def _wanted(members: Iterable[Member]) -> Wanted:
    """Return the fields that records must have for some streams."""
    return frozenset().union(*(member.wanted for member in members))


def _unexpected(error: Exception) -> StreamError:
    """Return what to say of an error that nobody foresaw, without its text: it may hold data."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return StreamError(
        f"an unexpected {type(error).__name__} in line {frame.lineno} of "
        f"{Path(frame.filename).name}. Nothing is lost: the next run resumes from the last "
        "bookmark. Please report this; with the log level DEBUG, the log has the traceback."
    )
