"""Load Singer messages into a DuckDB file, or into Parquet files.

    tap-bigcommerce --config config.json | python load.py store.duckdb > states.jsonl
    tap-bigcommerce --config config.json | python load.py --parquet lake > states.jsonl

This script only sorts the lines of records by stream; DuckDB parses them. A STATE message goes to
standard output as soon as all records before it are durable.
"""

# ruff: noqa: S608 - names and texts are quoted

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

import duckdb  # type: ignore[import-not-found]  # only its own environment has it

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duckdb import DuckDBPyConnection
    from duckdb.sqltypes import DuckDBPyType  # type: ignore[import-not-found]

BATCH_LINES = 50_000
"""Records to load at once."""

BATCH_BYTES = 64_000_000
"""Bytes after which fewer records are loaded at once, so that memory stays flat."""

DECIMALS = 10
"""Digits after the decimal point. The 28 before it leave room to multiply amounts."""

CONFIG = {
    "memory_limit": "512MB",  # beyond it, DuckDB uses the disk
    "storage_compatibility_version": "v1.2.0",  # the oldest DuckDB that can read the file
}

TYPES = {
    "integer": "BIGINT",
    "number": f"DECIMAL(38, {DECIMALS})",
    "boolean": "BOOLEAN",
    "string": "VARCHAR",
}
FORMATS = {"date-time": "TIMESTAMPTZ", "date": "DATE"}

ADDED = {
    "_sdc_extracted_at": "TIMESTAMPTZ",
    "_sdc_table_version": "BIGINT",
    "_sdc_deleted_at": "TIMESTAMPTZ",  # null: rows that are gone are deleted; for SQL that asks
}
"""Columns of every table, with the names that Singer targets give them."""

RECORD = re.compile(rb'\{"type": ?"RECORD", ?"stream": ?"([^"\\]+)"')
PERHAPS_LONG = re.compile(rb"\.\d{%d}" % (DECIMALS + 1))


INTERRUPTED = "Query interrupted"
"""The RuntimeError that a KeyboardInterrupt becomes within DuckDB."""


class LoadError(Exception):
    """An error the user can fix."""


@dataclass(frozen=True)
class Stream:
    """A stream, as its SCHEMA message describes it.

    Args:
        name: of the stream and its table.
        keys: the columns of the primary key.
        columns: the DuckDB type of each column.
    """

    name: str
    keys: Sequence[str]
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Batch:
    """Records of one stream: their lines, in a file."""

    stream: Stream
    file: IO[bytes]

    def query(self, columns: Mapping[str, object]) -> str:
        """Return the SQL that reads the records, with these types of columns."""
        self.file.flush()
        record = f"STRUCT({definitions(columns)})"
        message = f"{{record: {text(record)}, time_extracted: 'TIMESTAMPTZ', version: 'BIGINT'}}"
        return (
            "SELECT unnest(record),"
            " time_extracted AS _sdc_extracted_at, version AS _sdc_table_version"
            f" FROM read_json({text(self.file.name)},"
            f" format = 'newline_delimited', columns = {message})"
        )


class Destination(Protocol):
    """A place for records."""

    def prepare(self, stream: Stream) -> None:
        """Make room for the columns of a stream."""

    def write(self, batches: Iterable[Batch]) -> None:
        """Make records durable."""

    def activate(self, stream: str, version: int) -> None:
        """Remove the rows of a stream's older versions."""


class Tables:
    """A table for each stream in a DuckDB file. A record replaces the row with its key."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        self._types: dict[str, dict[str, DuckDBPyType]] = {}

    def prepare(self, stream: Stream) -> None:
        """Create the table, or add the columns and nested fields that it lacks."""
        table, columns = quoted(stream.name), {**stream.columns, **ADDED}
        self._connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({definitions(columns)})")
        found = self._connection.sql(f"FROM {table}")
        old = dict(zip(found.columns, found.types, strict=True))
        new = {name: self._connection.sqltype(column) for name, column in columns.items()}
        for name in new.keys() - old.keys():
            self._alter(table, f"ADD COLUMN {quoted(name)} {new[name]}")
        for name in new.keys() & old.keys():
            new[name] = widened(old[name], new[name], f"{stream.name}.{name}")
            if new[name] != old[name]:
                self._alter(table, f"ALTER COLUMN {quoted(name)} TYPE {new[name]}")
        self._types[stream.name] = {name: new[name] for name in stream.columns}

    def _alter(self, table: str, change: str) -> None:
        self._connection.execute(f"ALTER TABLE {table} {change}")

    def write(self, batches: Iterable[Batch]) -> None:
        """Load all records in one transaction."""
        self._connection.begin()
        for batch in batches:
            self._upsert(batch)
        self._connection.commit()

    def _upsert(self, batch: Batch) -> None:
        """Replace the rows that have the keys of the records. The last record of a key counts."""
        table, keys = quoted(batch.stream.name), [quoted(key) for key in batch.stream.keys]
        same = " AND ".join(f"batch.{key} = {table}.{key}" for key in keys) or "false"
        last = f"(SELECT max(rowid) FROM batch GROUP BY {', '.join(keys) or 'rowid'})"
        for statement in (
            f"CREATE TEMP TABLE batch AS {batch.query(self._types[batch.stream.name])}",
            f"DELETE FROM {table} WHERE EXISTS (SELECT 1 FROM batch WHERE {same})",
            f"INSERT INTO {table} BY NAME SELECT * FROM batch WHERE rowid IN {last}",
            "DROP TABLE batch",
        ):
            self._connection.execute(statement)

    def activate(self, stream: str, version: int) -> None:
        """Delete the rows of older versions, and those that have none."""
        self._connection.execute(
            f"DELETE FROM {quoted(stream)}"
            f" WHERE _sdc_table_version IS NULL OR _sdc_table_version < {version:d}"
        )


class Files:
    """Parquet files, in a folder for each stream. Their names ascend with time."""

    def __init__(self, connection: DuckDBPyConnection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder

    def prepare(self, stream: Stream) -> None:
        """Do nothing: each file has columns of its own."""

    def write(self, batches: Iterable[Batch]) -> None:
        """Write a file for each stream under another name, then rename them."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{uuid.uuid4().hex[:8]}.parquet"
        for path in [self._copy(batch, name) for batch in batches]:
            path.rename(path.with_suffix(""))
            sync(path.parent)

    def _copy(self, batch: Batch, name: str) -> Path:
        path = self._folder / batch.stream.name / f"{name}.part"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection.execute(
            f"COPY ({batch.query(batch.stream.columns)}) TO {text(path)}"
            " (FORMAT parquet, COMPRESSION zstd)"
        )
        sync(path)
        return path

    def activate(self, stream: str, version: int) -> None:
        """Refuse to remove rows from files.

        Raises:
            LoadError: always.
        """
        message = (
            f"{stream} has a new version ({version}), and rows of older ones cannot be removed from"
            " Parquet files. Set activate_versions to false, or load into a DuckDB file."
        )
        raise LoadError(message)


class Loader:
    """Sorts records by stream, and loads them batch by batch."""

    def __init__(self, destination: Destination, folder: Path) -> None:
        self._destination = destination
        self._folder = folder
        self._streams: dict[str, Stream] = {}
        self._batches: dict[str, Batch] = {}
        self._rounded: set[str] = set()
        self._lines = self._bytes = 0
        self._state: Any = None

    def load(self, lines: Iterable[bytes]) -> None:
        """Load all messages."""
        for line in lines:
            if found := RECORD.match(line):
                self._keep(found[1].decode(), line)
            else:
                self._act_on(line)
        self._flush()

    def _act_on(self, line: bytes) -> None:
        match decoded(line):
            case {"type": "SCHEMA"} as schema:
                self._describe(described(schema))
            case {"type": "RECORD", "stream": str(name)}:  # its fields are in another order
                self._keep(name, line)
            case {"type": "STATE", "value": value}:
                self._state = value
            case {"type": "ACTIVATE_VERSION", "stream": str(name), "version": int(version)}:
                self._flush()
                self._destination.activate(name, version)
            case _:
                message = f"Cannot load this message: {excerpt(line)}"
                raise LoadError(message)

    def _describe(self, stream: Stream) -> None:
        if stream.name in self._batches:
            self._flush()
        self._destination.prepare(stream)
        self._streams[stream.name] = stream

    def _keep(self, name: str, line: bytes) -> None:
        """Put a record aside, and load what was put aside once it is enough."""
        if name not in self._batches:
            self._batches[name] = self._batch(name)
        self._batches[name].file.write(line)
        if PERHAPS_LONG.search(line) or b"E-" in line:
            self._warn_of_rounding(name, line)
        self._lines += 1
        self._bytes += len(line)
        if self._lines >= BATCH_LINES or self._bytes >= BATCH_BYTES:
            self._flush()

    def _batch(self, name: str) -> Batch:
        if name not in self._streams:
            message = f"A record of {name} came before the SCHEMA message of that stream."
            raise LoadError(message)
        file = (self._folder / f"{quote(name, safe='')}.jsonl").open("wb")
        return Batch(self._streams[name], file)

    def _warn_of_rounding(self, name: str, line: bytes) -> None:
        """Name the first number of a stream that has too many decimals."""
        if name in self._rounded:
            return
        numbers: list[Decimal] = []
        json.loads(line, parse_float=lambda number: numbers.append(Decimal(number)))
        for number in numbers:
            if number != round(number, DECIMALS):
                self._rounded.add(name)
                log(f"{name}: numbers such as {number} are rounded to {DECIMALS} decimals.")
                return

    def _flush(self) -> None:
        """Load what was put aside, then pass the last state on."""
        self._destination.write(self._batches.values())
        for batch in self._batches.values():
            batch.file.close()
        self._batches = {}
        self._lines = self._bytes = 0
        if self._state is not None:
            print(json.dumps(self._state), flush=True)  # noqa: T201 - a target's output
            self._state = None


def described(message: Mapping[str, Any]) -> Stream:
    """Return the stream of a SCHEMA message."""
    properties = message["schema"]["properties"]
    columns = {name: column_type(schema) for name, schema in properties.items()}
    return Stream(message["stream"], message["key_properties"], columns)


def column_type(schema: Mapping[str, Any]) -> str:
    """Return the DuckDB type of a field. Objects that may have any field are JSON."""
    given = schema["type"]
    match [given] if isinstance(given, str) else [one for one in given if one != "null"]:
        case ["object"] if schema.get("properties") and not schema.get("additionalProperties"):
            fields = schema["properties"].items()
            return f"STRUCT({definitions({name: column_type(field) for name, field in fields})})"
        case ["array"] if "items" in schema:
            return f"{column_type(schema['items'])}[]"
        case ["string"]:
            return FORMATS.get(schema.get("format", ""), "VARCHAR")
        case [name]:
            return TYPES.get(name, "JSON")
        case _:
            return "JSON"


def widened(old: DuckDBPyType, new: DuckDBPyType, name: str) -> DuckDBPyType:
    """Return a type for the values of both, which differ at most in the fields of objects.

    Raises:
        LoadError: if they differ otherwise.
    """
    if old == new:
        return old
    if old.id == new.id == "list":
        return duckdb.list_type(widened(old.children[0][1], new.children[0][1], name))
    if old.id == new.id == "struct":
        fields = dict(old.children)
        for field, of_type in new.children:
            fields[field] = widened(fields.get(field, of_type), of_type, f"{name}.{field}")
        return duckdb.struct_type(fields)
    message = (
        f"{name} is {new} now, and {old} in the database. Rename or drop the table, and load the"
        " stream again from an empty state."
    )
    raise LoadError(message)


def definitions(columns: Mapping[str, object]) -> str:
    """Return names and types as a table or a STRUCT declares them."""
    return ", ".join(f"{quoted(name)} {of_type}" for name, of_type in columns.items())


def quoted(name: str) -> str:
    """Return a name for SQL."""
    return '"{}"'.format(name.replace('"', '""'))


def text(value: object) -> str:
    """Return a text for SQL."""
    return "'{}'".format(str(value).replace("'", "''"))


def decoded(line: bytes) -> Any:
    """Return the message of a line.

    Raises:
        LoadError: if there is none.
    """
    try:
        return json.loads(line)
    except ValueError as error:
        message = f"A line is not JSON ({error}): {excerpt(line)}"
        raise LoadError(message) from error


def excerpt(line: bytes) -> str:
    """Return the beginning of a line."""
    return line[:60].decode(errors="replace").strip()


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def log(message: str) -> None:
    """Write a line to standard error."""
    sys.stderr.write(f"load.py: {message}\n")


def main() -> None:
    """Load standard input into the place that the command line names."""
    parser = argparse.ArgumentParser(description="Load Singer messages from standard input.")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("database", nargs="?", metavar="DATABASE.duckdb", help="a DuckDB file")
    where.add_argument("--parquet", type=Path, metavar="DIRECTORY", help="for Parquet files")
    given = parser.parse_args()
    try:
        with (
            TemporaryDirectory() as folder,
            duckdb.connect(given.database or ":memory:", config=CONFIG) as connection,
        ):
            place = Files(connection, given.parquet) if given.parquet else Tables(connection)
            Loader(place, Path(folder)).load(sys.stdin.buffer)
    except (KeyboardInterrupt, RuntimeError) as error:
        if isinstance(error, RuntimeError) and str(error) != INTERRUPTED:
            raise
        sys.exit(130)
    except (LoadError, OSError, duckdb.Error) as error:
        log(str(error).splitlines()[0])
        sys.exit("load.py: Stopped. Everything before the last STATE is loaded; fix it and rerun.")


if __name__ == "__main__":
    main()
