"""target-duckdb: a table for each stream, in a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from tests.ecosystem.environments import ROOT, program
from tests.ecosystem.processes import run
from tests.ecosystem.targets import Published, own
from tests.running import decode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.ecosystem.targets import Record

QUERY = ROOT / "demo" / "query.py"
"""Needs the target's own DuckDB."""


class TargetDuckdb(Published):
    """The target, and its file.

    Args:
        folder: where to put the file.
        settings: of the target.
    """

    name: ClassVar[str] = "target-duckdb"
    column_types: ClassVar[Mapping[str, str]] = {
        "integer": "BIGINT",
        "number": "DOUBLE",
        "boolean": "BOOLEAN",
        "string": "VARCHAR",
        "moment": "TIMESTAMP",
        "object": "JSON",
        "array integer": "JSON",
        "array string": "JSON",
        "array object": "JSON",
    }

    def __init__(self, folder: Path, **settings: Any) -> None:
        self._database = folder / "store.duckdb"
        self.config: Mapping[str, Any] = {
            "filepath": str(self._database),
            "default_target_schema": "main",
            **settings,
        }

    @property
    def profile(self) -> Mapping[str, str]:
        """The file."""
        return {"DBT_TARGET": "duckdb", "DUCKDB_FILE": str(self._database)}

    def rows(self, stream: str) -> list[Record]:
        """Its table's rows."""
        return [own(row) for row in self.ask(f"SELECT * FROM {stream}")]  # noqa: S608 - our names

    def ask(self, sql: str) -> list[Record]:
        """The rows of a query."""
        found = self._ask(f"SELECT to_json(one)::VARCHAR FROM ({sql}) AS one")  # noqa: S608 - our queries
        return decode("\n".join(row for (row,) in found).encode())

    def columns(self, stream: str) -> dict[str, str]:
        """The type of each column, as DuckDB calls it."""
        return own({name: of_type for name, of_type, *_ in self._ask(f"DESCRIBE {stream}")})

    def stored(self, record: Record) -> Record:
        """What 0.8.0 makes of it: amounts of floating point, and null of empty text."""
        (inexact,) = decode(json.dumps(record, default=float).encode())
        return {name: None if value == "" else value for name, value in inexact.items()}

    def answers(self, *statements: str) -> list[list[list[Any]]]:
        """The rows of each of some statements, amounts and dates as text; none of a definition."""
        python = program(self.name, "python")
        found = json.loads(run(python, QUERY, "--json", self._database, *statements).stdout)
        return [answer["rows"] for answer in found]

    def _ask(self, sql: str) -> list[list[Any]]:
        [rows] = self.answers(sql)
        return rows
