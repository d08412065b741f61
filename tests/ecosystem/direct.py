"""The example that loads into DuckDB without a published target: tables in a file, or files."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, ClassVar

from tests.ecosystem.environments import ROOT, program
from tests.ecosystem.processes import run
from tests.ecosystem.targets import own
from tests.running import decode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.ecosystem.targets import Record

EXAMPLE = ROOT / "examples" / "duckdb"
ENVIRONMENT = "example-duckdb"
QUERY = ROOT / "demo" / "query.py"

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00")
NESTED = re.compile(r"STRUCT\(.*\)|JSON")


class DirectTables:
    """The example, and the DuckDB file that it fills."""

    name: ClassVar[str] = "direct-tables"
    column_types: ClassVar[Mapping[str, str]] = {
        "integer": "BIGINT",
        "number": "DECIMAL(38,10)",
        "boolean": "BOOLEAN",
        "string": "VARCHAR",
        "moment": "TIMESTAMP WITH TIME ZONE",
        "object": "nested",
        "array integer": "BIGINT[]",
        "array string": "VARCHAR[]",
        "array object": "nested[]",
    }

    def __init__(self, folder: Path) -> None:
        self.database = folder / "store.duckdb"
        self.config: Mapping[str, Any] = {}

    @property
    def profile(self) -> Mapping[str, str]:
        """The file."""
        return {"DBT_TARGET": "duckdb", "DUCKDB_FILE": str(self.database)}

    def command(self, config: Path) -> Sequence[str | Path]:  # noqa: ARG002 - as of every target
        """The script has no config."""
        return (program(ENVIRONMENT, "python"), EXAMPLE / "load.py", *self._place())

    def rows(self, stream: str) -> list[Record]:
        """The rows of a stream."""
        return [own(row) for row in self.ask(f"SELECT * FROM {self.table(stream)}")]  # noqa: S608 - our names

    def ask(self, sql: str) -> list[Record]:
        """The rows of a query, dates as the tap writes them."""
        found = self._ask(f"SELECT to_json(one)::VARCHAR FROM ({sql}) AS one")  # noqa: S608 - our queries
        rows = decode("\n".join(row for (row,) in found).encode())
        return [{name: _comparable(value) for name, value in row.items()} for row in rows]

    def columns(self, stream: str) -> dict[str, str]:
        """The type of each column; one word for all nested ones."""
        described = self._ask(f"DESCRIBE FROM {self.table(stream)}")
        return own({name: NESTED.sub("nested", of_type) for name, of_type, *_ in described})

    def stored(self, record: Record) -> Record:
        """Every digit and every letter; a nested field that a record lacks is null."""
        return {name: _comparable(value) for name, value in record.items()}

    def table(self, stream: str) -> str:
        """What to select the rows of a stream from."""
        return stream

    def _place(self) -> Sequence[str | Path]:
        return (self.database,)

    def _ask(self, sql: str) -> list[list[Any]]:
        python = program(ENVIRONMENT, "python")
        statements = ("SET TimeZone = 'UTC'", sql)
        answers = json.loads(run(python, QUERY, "--json", self.database, *statements).stdout)
        rows: list[list[Any]] = answers[-1]["rows"]
        return rows


class DirectFiles(DirectTables):
    """The example, and the Parquet files that it writes: a record's last row counts."""

    name: ClassVar[str] = "direct-files"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.files = folder / "lake"
        run(program(ENVIRONMENT, "python"), EXAMPLE / "load.py", self.database)  # to ask questions

    def table(self, stream: str) -> str:
        """The query of the example's README, for streams with an id."""
        return f"""(
            SELECT * EXCLUDE (filename, file_row_number) FROM read_parquet(
                '{self.files}/{stream}/*.parquet',
                union_by_name = true, filename = true, file_row_number = true
            ) QUALIFY row_number() OVER (
                PARTITION BY id ORDER BY filename DESC, file_row_number DESC
            ) = 1)"""  # noqa: S608 - our names

    def _place(self) -> Sequence[str | Path]:
        return ("--parquet", self.files)


def _comparable(value: Any) -> Any:
    """A value with its dates as the tap writes them, and without nested fields that are null."""
    if isinstance(value, dict):
        return {name: _comparable(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_comparable(one) for one in value]
    if isinstance(value, str) and (found := MOMENT.fullmatch(value)):
        return "{}T{}+00:00".format(*found.groups())
    return value
