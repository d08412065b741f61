"""One stream of a family while the family is read."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_bigcommerce.errors import FutureError, StreamError
from tap_bigcommerce.reading.changes import Changes
from tap_bigcommerce.reading.reader import check_start
from tap_bigcommerce.records import Normaliser
from tap_bigcommerce.state import Bookmark
from tap_bigcommerce.streams.base import RootStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tap_bigcommerce.errors import TapError
    from tap_bigcommerce.progress import StreamProgress
    from tap_bigcommerce.reading.completion import Piece, Wanted
    from tap_bigcommerce.reading.page import Row
    from tap_bigcommerce.records import Normal
    from tap_bigcommerce.streams.base import ChildStream
    from tap_bigcommerce.values import Record


class Member:
    """One stream of a family: what it has, what it lacks, and how its rows are written.

    Args:
        stream: the stream, which is selected.
        root: the stream of the records that bring its rows; it may be the stream itself.
        progress: where to count rows.
        write_state: writes the state as a message.
    """

    def __init__(
        self,
        stream: RootStream | ChildStream,
        root: RootStream,
        progress: StreamProgress,
        write_state: Callable[[], None],
    ) -> None:
        self.stream = stream
        self.name = stream.name
        self.progress = progress
        self.is_incremental = stream.replication_method != REPLICATION_FULL_TABLE
        self.is_over = False
        """Whether nothing more is written, since the stream has failed or is complete."""
        self.changed: set[int] = set()
        """Ids of records with parts that changed, which the stream has yet to write."""
        self.wanted = stream.wanted
        self._root = root
        self._has_records_as_rows = stream is root and type(root).rows is RootStream.rows
        self._settings = root.run.settings
        self._normalise = Normaliser(
            stream.name,
            stream.schema,
            stream.mask,
            keys=stream.keys,
            constants=stream.constants,
            lenient=self._settings.invalid_values == "null",
            arrival=root.arrival(self.wanted) if self._has_records_as_rows else None,
            as_json=stream.direct is not None,
        )
        self._error: TapError | None = None
        self._metrics = ExitStack()
        self._count = self._metrics.enter_context(stream.get_record_counter())
        self._metrics.enter_context(stream.get_sync_timer())
        self._written = self._counted = 0
        self._noted: list[Row] = []
        self.changes: list[Changes] = []
        """What the stream knows of the lists that show which records' parts changed."""
        if self.is_incremental:
            self._open_state(write_state)

    def _open_state(self, write_state: Callable[[], None]) -> None:
        settings, state = self._settings, self.stream.stream_state
        key = str(self.stream.replication_key)
        self.bookmark = Bookmark(state, settings.lookback, write_state, key=key)
        self.has_bookmark = self.bookmark.moment is not None
        self._read_again_if_due()
        self.changes = self._open_changes(state)
        self.start = self.bookmark.start or self.earliest
        """Where the stream stands; None at the beginning."""
        self.proven_start = self.bookmark.proven_start or self.earliest
        """Where to read from so that nothing remains that no count of the store has proven."""
        self.hidden_start = self.bookmark.hidden_until or self.earliest
        """From when on records are new that the list leaves out."""
        self.hidden_until: datetime | None = None
        """Up to when these were read in this run, if there were any."""
        self.highest_id = self.bookmark.highest_id
        """The highest id of which no import needs to be looked for; None if that is not known."""

    # What it lacks

    @property
    def earliest(self) -> datetime | None:
        """The earliest date to read."""
        return None if self._root.reads_whole_first else self._settings.start_date

    def lacks(self, row: Row) -> bool:
        """Return whether a record that was found by its date is new to the stream.

        A record from before the stream's start is new if it was imported since. A second reading
        finds what an earlier run may have missed as well.
        """
        if self.is_over or self.bookmark.covers(row):
            return False
        start = self.proven_start if self.bookmark.is_held else self.start
        is_later = row.modified is None or start is None or row.modified >= start
        return is_later or (self.highest_id is not None and row.id > self.highest_id)

    def lacks_import(self, row: Row) -> bool:
        """Return whether a record with an old date is new to the stream."""
        is_above = self.highest_id is None or row.id > self.highest_id
        return is_above and not self.is_over and not self.bookmark.covers(row)

    def lacks_hidden(self, row: Row) -> bool:
        """Return whether a record that the list leaves out is new to the stream."""
        start, modified = self.hidden_start, row.modified
        return not self.is_over and (start is None or modified is None or modified >= start)

    def lacks_change(self, row: Row) -> bool:
        """Return whether parts of a record changed that the stream delivers."""
        return row.id in self.changed and not self.is_over

    # What moves it

    def note_changes(self) -> None:
        """Take over what a reading of these lists brought."""
        self.changed = {parent for one in self.changes for parent in one.parents}

    def finish(self, clock: datetime) -> None:
        """Note that everything was read.

        Args:
            clock: when the run began, by the store's clock.

        Raises:
            StreamError: if the stream stands in the store's future.
        """
        if self.is_incremental:
            check_start(self.start, clock)
        self.is_over = True
        self.progress.is_whole = True
        self.move()
        if self.is_incremental:
            self.bookmark.finish(until_now=not self._settings.end_date)
            if self.hidden_until:
                self.bookmark.hidden_until = self.hidden_until
            for one in self.changes:
                one.finish(clock - self._settings.settling_time, self.changed)

    def write(self, piece: Piece) -> None:
        """Write the rows that come with a record.

        They share one time of extraction: a row that lacks it is no longer part of the record.

        Raises:
            StreamError: if a row cannot be written.
        """
        stream = self.stream
        extracted = datetime.now(UTC)
        for record in self._normal(piece):
            stream.check_limit(self._written)
            if isinstance(record, dict):
                self._check_key(record, piece)
            stream.write(record, extracted)
            self._written += 1
        self.progress.records = self._written

    def note(self, row: Row) -> None:
        """Note that the rows that come with a record have been written."""
        if self.is_incremental:
            self._noted.append(row)

    def move(self) -> None:
        """Move the bookmark past the records that have been noted, and count their rows."""
        self._count.increment(self._written - self._counted)
        self._counted = self._written
        noted, self._noted = self._noted, []
        if noted:
            self.bookmark.note(*noted)

    def fail(self, error: TapError) -> None:
        """Note that the stream could not be read to its end."""
        if not self.is_over:
            if isinstance(error, FutureError) and self.bookmark.start and self.bookmark.moment:
                error = FutureError(self.bookmark.moment, error.clock, is_bookmark=True)
            self.is_over = True
            self._error = error
            self._root.run.fail(self.name, error)

    def close(self, ending: BaseException | None) -> None:
        """Move the bookmark as far as the stream came, and log the SDK's metrics.

        Args:
            ending: what ends the run at this moment, such as a signal; None if it goes on.
        """
        self.move()
        error = self._error or (None if self.is_over else ending)
        self._metrics.__exit__(type(error) if error else None, error, None)

    def of_whole(self, row: Row) -> Normal | None:
        """Return a record in its schema's form if its page brought it whole; else None."""
        return None if row.owner else self._normalise.of_whole(row)

    def _normal(self, piece: Piece) -> Iterable[Normal]:
        """Return the rows that come with a record, in their schema's form."""
        if piece.normal is not None:
            return (piece.normal,)
        if self._has_records_as_rows and piece.is_as_it_came and not piece.row.owner:
            return (self._normalise.of_row(piece.row),)
        return map(self._normalise, self.stream.rows(piece.record))

    def _check_key(self, row: Record, piece: Piece) -> None:
        """Check that a row has its key; a struct cannot be without.

        Raises:
            StreamError: if it has not.
        """
        key = {name: row[name] for name in self.stream.keys}
        if None in key.values():
            shown = ", ".join(f"{name} {value}" for name, value in key.items())
            message = (
                f"a row of {self._root.name} record {piece.record.get('id')} came without its key "
                f"({shown}), so that it cannot be told from others. Deselect the stream, and "
                "please report this."
            )
            raise StreamError(message)

    def _read_again_if_due(self) -> None:
        channel_ids = self._settings.channel_ids
        if self._root.is_by_channel() and self.bookmark.select_channels(channel_ids, self._now):
            self.stream.logger.info(
                "Reading everything again, since the bookmark was reached with other channel_ids"
            )
            return
        every = self._settings.refresh_hours
        is_undated = not self._shown.isdisjoint(self._root.undated_fields)
        if every is not None and is_undated and self.has_bookmark and not self._settings.end_date:
            self.bookmark.refresh(every, self._now())
            if self.bookmark.refreshes:
                self.stream.logger.info("Reading everything again, as refresh_hours says")

    def _now(self) -> datetime:
        return self._root.run.client.now().replace(microsecond=0)

    @property
    def _shown(self) -> Wanted:
        """The fields whose changes must show: those to deliver, and the one that shows channels."""
        by = self._root.channels
        is_chosen = by is not None and self._settings.channel_ids is not None
        return self.wanted | {by.field} if by and is_chosen else self.wanted

    def _open_changes(self, state: dict[str, Any]) -> list[Changes]:
        if self._settings.refresh_hours is None or self._settings.end_date:
            return []
        read = self.bookmark.read_from
        since = read and read - self._settings.settling_time
        return [
            Changes(listed, state, self._settings.lookback, since)
            for listed in self._root.change_lists
            if not self.wanted.isdisjoint(listed.fields)
        ]
