"""What every stream does; a stream itself only states what differs."""

from __future__ import annotations

import logging
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from singer_sdk import Stream
from singer_sdk import typing as th
from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.singerlib import Schema
from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_bigcommerce import dates
from tap_bigcommerce.collection import EVER, Collection, Record, Row
from tap_bigcommerce.errors import ForbiddenError, NotFoundError, StoreError, StreamError, TapError
from tap_bigcommerce.reader import read_all, read_modified
from tap_bigcommerce.records import Normaliser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from singer_sdk.helpers.types import Context
    from singer_sdk.singerlib import Catalog, MetadataMapping

    from tap_bigcommerce.client import Client, Params
    from tap_bigcommerce.settings import Settings
    from tap_bigcommerce.tap import TapBigCommerce

AT_BOOKMARK = "ids_at_bookmark"
"""State key: the records stamped with the bookmark's own second that were delivered already.

A bookmark is inclusive, so that second is read again; without these, so would its records be
delivered again, changed or not. The second was over when it was read, hence a record that changed
since has a later date.
"""

MOST_AT_BOOKMARK = 1000
"""Beyond this many, a state that remembers them costs more than repeating them once."""


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
    collection_type: ClassVar[type[Collection]]
    scope: ClassVar[Scope]
    properties: ClassVar[th.PropertiesList]
    replication_key: str | None = None  # its absence means full table

    reads_whole_first: ClassVar[bool] = False
    """Whether the first run reads everything, whatever `start_date` says."""

    costly_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that are left out unless they are selected by name."""

    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE  # the Normaliser does it

    _tap: TapBigCommerce

    def __init__(self, tap: TapBigCommerce) -> None:
        super().__init__(tap, schema=self.properties.to_dict())
        self.primary_keys = ("id",)
        self.STATE_MSG_FREQUENCY = tap.settings.page_size

    # What a stream may state beside

    def params(self) -> Params:
        """What to ask for beside the records themselves."""
        return {}

    def complete(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Fetch what the page could not bring of each record."""
        yield from rows

    # What streams use

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
            self.collection(page_size=1).seek(EVER)
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

    def apply_catalog(self, catalog: Catalog) -> None:
        """Obey a catalog's selection, and FULL_TABLE; it does not define fields or keys.

        So catalogs of other taps, and of older versions of this one, serve as well.
        """
        if entry := catalog.get_stream(self.name):
            entry.schema = Schema.from_dict(self.schema)
            entry.key_properties = list(self.primary_keys)
            entry.replication_key = self.replication_key
        super().apply_catalog(catalog)
        if self.forced_replication_method != REPLICATION_FULL_TABLE:
            self.forced_replication_method = None  # then the key decides

    def get_batch_config(self, config: Mapping[str, Any]) -> None:
        """None: the tap does not offer batches."""

    @property
    def metadata(self) -> MetadataMapping:
        """The catalog's metadata; without a catalog, costly fields are not selected."""
        metadata = super().metadata
        if self._tap.input_catalog is None:
            for field in self.costly_fields:
                metadata["properties", field].selected_by_default = False
        return metadata

    def get_replication_key_signpost(self, context: Context | None = None) -> None:
        """None: the reader stops at the store's own clock, not at this machine's."""

    def sync(self, context: Context | None = None) -> None:  # type: ignore[misc]  # final, but nothing else knows the end of one stream
        """Read the stream to its end.

        A failure does not rob the other streams: the tap raises it when they are done.
        """
        if self._tap.stopped:
            return
        try:
            super().sync(context)
        except TapError as error:
            self._tap.fail(self.name, self._explained(error))

    def log(self, message: str, *args: Any, level: int = logging.INFO, **kwargs: Any) -> None:
        """Log what the SDK says of the stream, but for errors, which are explained in the end."""
        if level < logging.ERROR:
            super().log(message, *args, level=level, **kwargs)

    def get_records(self, context: Context | None) -> Iterator[Record]:  # noqa: ARG002 - the SDK's signature
        """Deliver the store's records."""
        selected = [field for field in self.schema["properties"] if self.selects(field)]
        normalise = Normaliser(self.name, self.schema, selected)
        for row in self._rows():
            yield normalise(row.record)

    # How it is done

    def _rows(self) -> Iterator[Row]:
        if self.replication_method == REPLICATION_FULL_TABLE:
            for rows in read_all(self.collection()):
                yield from self.complete(rows)
            return

        state = self.stream_state
        start = self._start(state.get("replication_key_value"))
        self.logger.info("Reading what was modified since %s", start or "the beginning")
        latest, ids = start, list(state.get(AT_BOOKMARK, ()))
        delivered = {(start, record_id) for record_id in ids}
        for rows in read_modified(
            self.collection(),
            start=start,
            end=self.settings.end_date,
            settling=self.settings.settling_time,
            page_size=self.page_size,
        ):
            new = [row for row in rows if (row.modified, row.id) not in delivered]
            for row in self.complete(new):
                if row.modified != latest:
                    latest, ids = row.modified, []
                    state.pop(AT_BOOKMARK, None)
                yield row
                # Only now has it been written, and the bookmark moved.
                ids.append(row.id)
                if len(ids) <= MOST_AT_BOOKMARK:
                    state[AT_BOOKMARK] = ids
                else:
                    state.pop(AT_BOOKMARK, None)

    def _start(self, bookmark: str | None) -> datetime | None:
        if bookmark:
            return dates.parse(bookmark)
        return None if self.reads_whole_first else self.settings.start_date

    def collection(self, page_size: int | None = None) -> Collection:
        """The stream's own list of records."""
        return self.collection_type(
            self.client,
            self.path,
            page_size=page_size or self.page_size,
            params=self.params(),
        )

    def _explained(self, error: TapError) -> TapError:
        """Say in the user's words what an answer to this stream's own list means."""
        if isinstance(error, ForbiddenError):
            return StreamError(
                f"the access token may not read {self.name} (403). In the control panel, under "
                f"Settings > Store-level API accounts, set the scope '{self.scope.title}' of its "
                f"API account to read-only ({self.scope.name})."
            )
        if isinstance(error, NotFoundError):
            return StoreError(
                f"there is no store '{self.settings.store_hash}' at {self.settings.api_url} (404). "
                "Check the setting store_hash: it is the part of the API path behind /stores/."
            )
        return error
