"""The SDK's stream, with every hook of it that the tap overrides.

A family of streams is read at once, so the SDK's own loop over the records of one stream is not
used: the first stream of a family feeds all of them. What the SDK documents stays: selection,
stream maps, flattening, metrics, and the limit of records of a dry run.
"""

from __future__ import annotations

import ast
import re
from functools import cache, cached_property
from inspect import getdoc
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from singer_sdk import Stream
from singer_sdk import typing as th
from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.mapper import (
    MAPPER_FILTER_OPTION,
    RemoveRecordTransform,
    SameRecordTransform,
)
from singer_sdk.singerlib import ActivateVersionMessage, RecordMessage, StateMessage

from tap_bigcommerce import maps
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.output import LineWriter, Row
from tap_bigcommerce.records import as_dict
from tap_bigcommerce.versions import Version, is_filtered, tables_of, writing

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Generator, Iterator, Sequence
    from datetime import datetime

    from singer_sdk.helpers.types import Context
    from singer_sdk.mapper import StreamMap
    from singer_sdk.singerlib import Catalog, MetadataMapping

    from tap_bigcommerce.records import Normal
    from tap_bigcommerce.run import Run
    from tap_bigcommerce.streams.scopes import Scope
    from tap_bigcommerce.tap import TapBigCommerce
    from tap_bigcommerce.values import Record


WHOLE_RECORD = frozenset({"_", "record"})
"""Names that stand for a whole record in the expressions of stream maps."""

EVERY_MODE = frozenset({"nested", "tables", "both"})
"""All values of the setting `streams`."""

MODES_WITH_TABLES = EVERY_MODE - {"nested"}

BY_NAME: frozenset[str] = frozenset()
"""No mode: the stream is read if a catalog names it, since it has a price or needs a scope."""

STORE_HASH = th.Property(
    "store_hash",
    th.StringType,
    required=True,
    description="The hash of the store that has the row, as the API's path names it",
)
"""The column that tells the rows of several stores apart, if the setting asks for it."""

OF_NO_USE = (
    "Added '%s' as child stream",
    "Skipping deselected stream",
    "Skipping parse of env var settings",
)


def is_of_use(record: logging.LogRecord) -> bool:
    """Tell what the SDK logs of every stream and every run from what a run has to say."""
    return not str(record.msg).startswith(OF_NO_USE)


def _has_filter(definition: Any) -> bool:
    return isinstance(definition, dict) and bool(definition.get(MAPPER_FILTER_OPTION))


class SingerStream(Stream):
    """A table.

    Args:
        tap: the tap.
    """

    name: str = ""  # each stream's own, which its class has as well

    keys: ClassVar[Sequence[str]] = ("id",)
    """What tells a row from others of the same store: the primary key, but for `constants`."""

    replication_key: str | None = None  # its absence means full table

    scopes: ClassVar[Sequence[Scope]]
    """What the API account must be allowed; one of them is enough."""

    plan: ClassVar[str] = ""
    """The plan of the store that may be needed, as BigCommerce's reference calls it."""

    price: ClassVar[str] = "1 per 250 rows"
    """Requests that a run takes."""

    default_in: ClassVar[frozenset[str]] = EVERY_MODE
    """The values of the setting `streams` that select it unless a catalog says otherwise."""

    partitions = None  # whatever a state says

    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE  # the Normaliser does it

    _tap: TapBigCommerce

    def __init__(self, tap: TapBigCommerce) -> None:
        super().__init__(tap)
        settings = tap.run.settings
        self.constants = (
            {STORE_HASH.name: settings.store_hash} if settings.store_hash_column else {}
        )
        """Columns that have one value in every row; they come first, also in the primary key."""
        self.primary_keys = (*self.constants, *self.keys)
        self.selected_by_default = settings.streams in self.default_in
        self._extracted: datetime | None = None
        self.version: Version | None = None
        """The version of the rows, if they have one in this run."""

    @classmethod
    def property_list(cls) -> th.PropertiesList:
        """Return the fields of a row."""
        raise NotImplementedError

    @classmethod
    @cache
    def _schema_text(cls) -> bytes:
        """Return the JSON schema as text, from which each stream makes a copy of its own.

        The SDK takes longer to put it together than all else takes that a run begins with.
        """
        return msgspec.json.encode({"description": cls.about(), **cls.property_list().to_dict()})

    @classmethod
    def about(cls) -> str:
        """Return what a row is: the docstring without the address of BigCommerce's page."""
        return re.sub(r"\s*https?://\S+", "", getdoc(cls) or "")

    @property
    def fields(self) -> list[str]:
        """The top-level fields that rows have from the store."""
        return [name for name in self.schema["properties"] if name not in self.constants]

    @property
    def optional_fields(self) -> frozenset[str]:
        """Fields that are left out unless they are selected by name."""
        return frozenset()

    @property
    def reads_all(self) -> bool:
        """Whether a reading of the whole list brings every row that the store has."""
        return True

    @property
    def run(self) -> Run:
        """What all streams share."""
        return self._tap.run

    def selects(self, field: str) -> bool:
        """Return whether a top-level field is to be delivered."""
        return self.mask["properties", field]

    def write_schema(self) -> None:
        """Write the SCHEMA message."""
        self._write_schema_message()

    def write(self, record: Normal, extracted: datetime) -> None:
        """Write a RECORD message for each stream map.

        Args:
            record: a row of the stream.
            extracted: when its rows were read, by this machine's clock.

        Raises:
            StreamError: if a stream map cannot be applied.
        """
        if self.direct is None:
            self._extracted = extracted
            self._write_record_message(as_dict(record))
            return
        table, writer = self.direct
        version = self.version.of(table) if self.version else None
        writer.write_row(Row(table, record, version, extracted))

    def open_version(self) -> None:
        """Give the rows to come a version, in each table that holds all of them."""
        tables = tables_of(self.name, self._tap.mapper.stream_maps)
        self.version = Version(tables, self.stream_state, self.run.client.now)

    @property
    def tables_without_version(self) -> list[str]:
        """The tables whose rows have no version."""
        tables = dict.fromkeys(one.stream_alias for one in writing(self.stream_maps))
        return [one for one in tables if not self.version or one not in self.version.tables]

    def activate_version(self) -> None:
        """Write an ACTIVATE_VERSION message for each table, now that all rows are written.

        Some targets store rows only when a STATE comes, and remove others at once. So a STATE
        stands between, even one that says nothing new.
        """
        if self.version:
            self._tap.write_message(StateMessage(self._tap.state))
            for table in self.version.tables:
                self._tap.write_message(ActivateVersionMessage(table, self.version.number))

    @property
    def filter(self) -> Callable[[Record], bool] | None:
        """What a stream map says of the rows that come with a record; None if it says nothing.

        A map that removes the stream says nothing of other tables.
        """
        stream_map = self.stream_maps[0]
        if isinstance(stream_map, SameRecordTransform | RemoveRecordTransform):
            return None

        def passes(record: Record) -> bool:
            try:
                return stream_map.get_filter_result(record)
            except Exception as error:
                raise self._inapplicable(record, stream_map.stream_alias, error) from error

        return passes

    @property
    def is_filtered(self) -> bool:
        """Whether a stream map drops records, and with them the rows that come with them."""
        return is_filtered(self.stream_maps[0])

    @property
    def filter_fields(self) -> frozenset[str]:
        """The fields that the filters of stream maps name, those of other streams included."""
        definitions = self._tap.config.get("stream_maps", {}).values()
        filters = [one[MAPPER_FILTER_OPTION] for one in definitions if _has_filter(one)]
        names = frozenset(
            node.id
            for text in filters
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Name)
        )
        fields = frozenset(self.fields)
        return fields if names & WHOLE_RECORD else names & fields

    def check_limit(self, written: int) -> None:
        """Stop where a dry run ends.

        Args:
            written: records so far.

        Raises:
            AbortedSyncPausedException: for a stream with a bookmark.
            AbortedSyncFailedException: for one without.
        """
        self._check_max_record_limit(current_record_index=written)

    # The SDK's hooks

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON schema; streams that are not selected do without."""
        schema: dict[str, Any] = msgspec.json.decode(self._schema_text())
        if self.constants:
            schema["properties"] = STORE_HASH.to_dict() | schema["properties"]
            schema["required"] = [*self.constants, *schema["required"]]
        return schema

    @property
    def selected(self) -> bool:
        """Whether rows are to be written, for which the metadata of fields is not needed."""
        if self._metadata is None and self._tap_input_catalog is None:
            return self.selected_by_default
        return bool(super().selected)

    @selected.setter
    def selected(self, value: bool | None) -> None:
        """Select it or not, as the SDK does for its connection test."""
        self.metadata.root.selected = value
        self._mask = None

    @property
    def metadata(self) -> MetadataMapping:
        """The catalog's metadata; optional fields must be selected by name."""
        metadata = super().metadata
        for field in self.optional_fields:
            if of_field := metadata.get(("properties", field)):
                of_field.selected_by_default = False
        return metadata

    def apply_catalog(self, catalog: Catalog) -> None:
        """Take what a catalog chooses; what else it says is the stream's own already."""
        self._tap_input_catalog = catalog
        self.forced_replication_method = catalog[self.name].replication_method

    @property
    def stream_maps(self) -> list[StreamMap]:
        """The stream maps; those of a stream that is not selected see its whole records."""
        mapper = self._tap.mapper
        if not self._stream_maps and self.name not in mapper.stream_maps:
            mapper.register_raw_stream_schema(self.name, self.schema, self.primary_keys)
        return super().stream_maps

    def sync(self, context: Context | None = None) -> None:  # type: ignore[misc]  # noqa: ARG002 - final, but the SDK's reads one stream at a time
        """Read the family of this stream."""
        self._tap.feed(self)

    def get_records(self, context: Context | None) -> Iterator[Record]:  # noqa: ARG002 - the SDK's signature
        """Return nothing: the family's feed brings the records."""
        return iter(())

    @cached_property
    def direct(self) -> tuple[str, LineWriter] | None:
        """The only table that rows go to, and their writer, if nothing looks into them before."""
        (first, *others), writer = self.stream_maps, self._tap.message_writer
        if others or not maps.changes_nothing(first) or not isinstance(writer, LineWriter):
            return None
        return str(first.stream_alias), writer

    def _generate_record_messages(self, record: Record) -> Generator[RecordMessage, None, None]:
        """Do as the SDK, less the walks through each record that the Normaliser makes unneeded."""
        for stream_map in self.stream_maps:
            mapped = (
                record if maps.changes_nothing(stream_map) else self._mapped(record, stream_map)
            )
            if mapped is not None:
                alias = stream_map.stream_alias
                yield RecordMessage(
                    stream=alias,
                    record=mapped,
                    version=self.version.of(alias) if self.version else None,
                    time_extracted=self._extracted,
                )

    def _mapped(self, record: Record, stream_map: StreamMap) -> Record | None:
        """Return what a stream map makes of a record; None if it drops it.

        Raises:
            StreamError: if the map cannot be applied.
        """
        try:
            return stream_map.transform(record)
        except Exception as error:
            raise self._inapplicable(record, stream_map.stream_alias, error) from error

    def _inapplicable(self, record: Record, alias: str, error: Exception) -> StreamError:
        """Return what to say of a map that failed, without its text: it may be about a shopper."""
        shown = ", ".join(str(record.get(key)) for key in self.keys)
        return StreamError(
            f"record {shown}: setting 'stream_maps' cannot be applied to it: "
            f"{maps.culprit(error)}. Fix the map of {alias}."
        )
