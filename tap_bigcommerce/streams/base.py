"""What every stream does; a stream itself only states what differs."""

from __future__ import annotations

import logging
import traceback
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import msgspec
from singer_sdk import Stream
from singer_sdk import typing as th
from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.singerlib import RecordMessage
from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_bigcommerce import maps
from tap_bigcommerce.changes import ChangeList, Changes
from tap_bigcommerce.collection import Collection
from tap_bigcommerce.completion import completed
from tap_bigcommerce.errors import (
    AddressError,
    ForbiddenError,
    NotFoundError,
    StoreError,
    StreamError,
    TapError,
)
from tap_bigcommerce.page import EVERYTHING, Row
from tap_bigcommerce.reader import Reader
from tap_bigcommerce.records import Normaliser
from tap_bigcommerce.state import Bookmark

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from singer_sdk.helpers.types import Context
    from singer_sdk.singerlib import MetadataMapping

    from tap_bigcommerce.client import Client, Params
    from tap_bigcommerce.dialects import Dialect
    from tap_bigcommerce.settings import Settings
    from tap_bigcommerce.tap import TapBigCommerce
    from tap_bigcommerce.values import Record

KEYS = ("id",)
"""Primary key of every stream."""


class Scope(NamedTuple):
    """What an API account must be allowed.

    Args:
        title: as the control panel calls it.
        name: the OAuth scope's own name.
    """

    title: str
    name: str


class BigCommerceStream(Stream):
    """A collection of one store, read completely."""

    path: ClassVar[str]
    dialect: ClassVar[Dialect]
    scope: ClassVar[Scope]
    properties: ClassVar[th.PropertiesList]
    replication_key: str | None = None  # its absence means full table

    reads_whole_first: ClassVar[bool] = False
    """Whether the first run reads everything, whatever `start_date` says."""

    completed_at_once: ClassVar[int] = 1
    """How many records `complete` is given together."""

    costly_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that are left out unless they are selected by name."""

    undated_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that may change without moving the record's date: they make it need refreshes."""

    change_lists: ClassVar[tuple[ChangeList, ...]] = ()
    """Lists that show which records' parts changed."""

    partitions = None  # whatever a state says

    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE  # the Normaliser does it

    _tap: TapBigCommerce

    def __init__(self, tap: TapBigCommerce) -> None:
        super().__init__(tap, schema=msgspec.json.decode(self._schema_text()))
        self.primary_keys = KEYS
        self.STATE_MSG_FREQUENCY = tap.settings.page_size

    @classmethod
    @cache
    def _schema_text(cls) -> bytes:
        """Return the JSON schema as text, from which each stream makes a copy of its own.

        The SDK takes longer to put it together than all else takes that a run begins with.
        """
        return msgspec.json.encode(cls.properties.to_dict())

    # What a stream may state beside

    def params(self) -> Params:
        """What to ask for beside the records themselves."""
        return {}

    def fewer_params(self) -> Params | None:
        """What to ask for if the API rejects `params`; None if there is no less."""
        return None

    @property
    def needs_completion(self) -> bool:
        """Whether pages do not bring all that is selected."""
        return False

    def complete(self, records: dict[int, Record]) -> Iterator[Iterator[None]]:  # noqa: ARG002 - for those that need it
        """Fetch what pages could not bring of some records, by place; drop those that are gone.

        Yields tasks that can be done at the same time, and that yield before each request.
        """
        yield from ()

    # What streams use

    @contextmanager
    def as_documented(self, record: Record) -> Iterator[None]:
        """Look into a record, trusting in the form that the reference gives it.

        Raises:
            StreamError: if it has another, naming the record.
        """
        try:
            yield
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            message = (
                f"{self.name} record {record.get('id')} has parts of a form that BigCommerce does "
                f"not document ({type(error).__name__}). Deselect its nested fields, and please "
                "report this."
            )
            raise StreamError(message) from error

    @property
    def settings(self) -> Settings:
        """The tap's settings."""
        return self._tap.settings

    @property
    def page_size(self) -> int:
        """Records to ask for at once."""
        return self.settings.page_size

    @property
    def client(self) -> Client:
        """The store."""
        return self._tap.client

    def selects(self, field: str) -> bool:
        """Whether a top-level field is to be delivered."""
        return self.mask["properties", field]

    def included(self, parts: Mapping[str, Sequence[str]]) -> Params:
        """The `include` parameter for those fields (keys) that are selected."""
        selected = (names for field, names in parts.items() if self.selects(field))
        wanted = dict.fromkeys(chain.from_iterable(selected))
        return {"include": ",".join(wanted)} if wanted else {}

    def check(self) -> None:
        """Ask for one record, to see whether the token may read this stream.

        Raises:
            TapError: if it may not, or if the store cannot be read.
        """
        try:
            self.collection(page_size=1).seek(EVERYTHING)
        except TapError as error:
            raise self._explained(error) from error

    # What the SDK asks of a stream

    @property
    def is_sorted(self) -> bool:
        """The reader hands records over by date, so a bookmark is true at every record."""
        return True

    @property
    def config(self) -> Mapping[str, Any]:
        """The settings without `start_date`, which the SDK would apply to every stream."""
        return {name: value for name, value in super().config.items() if name != "start_date"}

    @property
    def emit_activate_version_messages(self) -> bool:
        """Never: the SDK would send them before the first record, whether more come or not."""
        return False

    def get_batch_config(self, config: Mapping[str, Any]) -> None:
        """None: the tap does not offer batches."""

    @property
    def metadata(self) -> MetadataMapping:
        """The catalog's metadata; costly fields must be selected by name."""
        metadata = super().metadata
        for field in self.costly_fields:
            metadata["properties", field].selected_by_default = False
        return metadata

    def generate_child_contexts(
        self,
        record: Record,  # noqa: ARG002 - the SDK's signature
        context: Context | None,  # noqa: ARG002 - the SDK's signature
    ) -> Iterator[Context | None]:
        """None: no stream is read for each record of another."""
        return iter(())

    def get_replication_key_signpost(self, context: Context | None = None) -> None:
        """None: the reader stops at the store's own clock, not at this machine's."""

    def sync(self, context: Context | None = None) -> None:  # type: ignore[misc]  # final, but nothing else knows the end of one stream
        """Read the stream to its end.

        A failure does not rob the other streams: the tap raises it when they are done.
        """
        if self._tap.stopped:
            return
        try:
            with self._tap.progress.reading(self.name, self.stream_state):
                super().sync(context)
        except TapError as error:
            self._tap.fail(self.name, self._explained(error))
        except Exception as error:
            self.logger.debug("%s failed", self.name, exc_info=True)
            self._tap.fail(self.name, _unexpected(error))

    def log(self, message: str, *args: Any, level: int = logging.INFO, **kwargs: Any) -> None:
        """Log what the SDK says of the stream, but for errors, which are explained in the end."""
        if level < logging.ERROR:
            super().log(message, *args, level=level, **kwargs)

    def _generate_record_messages(self, record: Record) -> Generator[RecordMessage, None, None]:
        """The SDK's, less the walks through each record that the Normaliser makes unnecessary."""
        for stream_map in self.stream_maps:
            try:
                mapped = stream_map.transform(record)
            except Exception as error:
                # Without what it says, which may be about a shopper.
                message = (
                    f"record {record['id']}: setting 'stream_maps' cannot be applied to it: "
                    f"{maps.culprit(error)}. Correct the map of {stream_map.stream_alias}."
                )
                raise StreamError(message) from error
            if mapped is not None:
                yield RecordMessage(
                    stream=stream_map.stream_alias, record=mapped, time_extracted=datetime.now(UTC)
                )

    def _increment_stream_state(
        self,
        latest_record: Record,  # noqa: ARG002 - the SDK's signature
        *,
        context: Context | None = None,  # noqa: ARG002 - the SDK's signature
    ) -> None:
        """Leave the state to the bookmark: records that were found late do not move it back."""
        self.state_manager.is_flushed = False

    def get_records(self, context: Context | None) -> Iterator[Record]:  # noqa: ARG002 - the SDK's signature
        """Deliver the store's records."""
        if self.replication_method == REPLICATION_FULL_TABLE:
            yield from self._everything()
        else:
            yield from self._modified()

    # How it is done

    def _everything(self) -> Iterator[Record]:
        normalise, progress = self._normaliser(), self._tap.progress.current
        reader = Reader(self.client, self.collection(), progress)
        for _, record in self._completed(chain.from_iterable(reader.everything())):
            yield normalise(record)
            progress.records += 1

    def _modified(self) -> Iterator[Record]:
        normalise, progress = self._normaliser(), self._tap.progress.current
        bookmark = Bookmark(self.stream_state, self.settings.lookback, self._write_state_now)
        has_bookmark = bookmark.moment is not None
        self._refresh_if_due(bookmark)
        changes = self._changes(bookmark)
        changed = {one for each in changes for one in each.parents()}

        reader = Reader(self.client, self.collection(), progress, bookmark)
        rows = self._by_date(reader, bookmark)
        if has_bookmark and not self.settings.end_date:
            rows = chain(rows, self._found_late(reader, bookmark, changed))
        for row, record in self._completed(_noted(rows, changed)):
            yield normalise(record)
            bookmark.note(row)  # only now has it been written
            progress.records += 1
        bookmark.finish(until_now=not self.settings.end_date)
        for each in changes:
            each.finish((reader.clock or self.client.now()) - self.settings.settling_time, changed)

    def _by_date(self, reader: Reader, bookmark: Bookmark) -> Iterator[Row]:
        """Read what was modified since the last run, or everything if a refresh is due."""
        start = bookmark.start or self._earliest
        self.logger.info("Reading what was modified since %s", start or "the beginning")
        rows: Iterator[Row] = chain.from_iterable(
            reader.modified(
                start=start,
                end=self.settings.end_date,
                settling=self.settings.settling_time,
                known=bookmark.known,
            )
        )
        return (row for row in rows if not bookmark.covers(row)) if bookmark.known else rows

    def _found_late(self, reader: Reader, bookmark: Bookmark, changed: set[int]) -> Iterator[Row]:
        """Read what its date does not show: imports, and records with parts that changed."""
        added = reader.added(bookmark.highest_id, self._earliest)
        yield from (row for row in added if not bookmark.covers(row))
        yield from reader.again(changed)

    @property
    def _earliest(self) -> datetime | None:
        """The earliest date to read."""
        return None if self.reads_whole_first else self.settings.start_date

    def _refresh_if_due(self, bookmark: Bookmark) -> None:
        every = self.settings.refresh_hours
        if every is not None and bookmark.moment and self._refreshed and not self.settings.end_date:
            bookmark.refresh(every, self.client.now().replace(microsecond=0))
            if bookmark.refreshes:
                self.logger.info("Reading everything again, as refresh_hours says")

    @property
    def _refreshed(self) -> frozenset[str]:
        """The selected fields that may change without the record's date."""
        return frozenset(filter(self.selects, self.undated_fields))

    def _changes(self, bookmark: Bookmark) -> list[Changes]:
        if self.settings.refresh_hours is None or self.settings.end_date:
            return []
        read = bookmark.read_from
        since = read and read - self.settings.settling_time
        return [
            Changes(self.client, listed, self.stream_state, self.settings.lookback, since)
            for listed in self.change_lists
            if any(map(self.selects, listed.fields))
        ]

    def _normaliser(self) -> Normaliser:
        lenient = self.settings.invalid_values == "null"
        return Normaliser(self.name, self.schema, self.mask, lenient=lenient)

    def _write_state_now(self) -> None:
        self.state_manager.is_flushed = False
        self._write_state_message()

    def _completed(self, rows: Iterator[Row]) -> Iterator[tuple[Row, Record]]:
        if not self.needs_completion:
            return ((row, row.record()) for row in rows)
        return completed(rows, self.complete, at_once=self.completed_at_once, pool=self.client.pool)

    def collection(self, page_size: int | None = None) -> Collection:
        """The stream's own list of records."""
        return Collection(
            self.client,
            self.path,
            self.dialect,
            page_size=page_size or self.page_size,
            parts=self.params(),
            fewer_parts=self.fewer_params(),
        )

    def _explained(self, error: TapError) -> TapError:
        """Say in the user's words what a response to this stream's requests means."""
        is_own_list = isinstance(error, AddressError) and error.path == self.collection().path
        if isinstance(error, ForbiddenError):
            what = self.name if is_own_list else error.path
            otherwise = "" if is_own_list else " Or deselect the field that needs it."
            return StreamError(
                f"the access token may not read {what} (403). In the control panel, under "
                f"Settings > Store-level API accounts, set the scope '{self.scope.title}' of its "
                f"API account to read-only ({self.scope.name}).{otherwise} {error.message}"
            )
        return self._missing(error) if is_own_list and isinstance(error, NotFoundError) else error

    def _missing(self, error: TapError) -> TapError:
        """Tell a store that does not exist from a list that does not."""
        try:
            exists = self.client.has_store()
        except StoreError as other:
            return other
        if exists:
            return StreamError(
                f"{error.message} The store exists, so this list should exist as well. Run the "
                "tap again later, or deselect the stream; if it stays so, please report this."
            )
        return StoreError(
            f"there is no store '{self.settings.store_hash}' at {self.settings.api_url} (404). "
            "Check the setting store_hash: it is the part of the API path behind /stores/. "
            f"{error.message}"
        )


def _noted(rows: Iterator[Row], changed: set[int]) -> Iterator[Row]:
    """Rows on their way; those among them need not be fetched for what changed in their parts."""
    for row in rows:
        changed.discard(row.id)
        yield row


def _unexpected(error: Exception) -> StreamError:
    """Return what to say of an error that nobody foresaw, without its text: it may hold data."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return StreamError(
        f"an unexpected {type(error).__name__} in line {frame.lineno} of "
        f"{Path(frame.filename).name}. Nothing is lost: the next run goes on from the last "
        "bookmark. Please report this; with the log level DEBUG, the log has the traceback."
    )
