"""target-postgres, as MeltanoLabs publishes it: a table for each stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from tests.ecosystem.cluster import DATABASE, SUPERUSER
from tests.ecosystem.targets import Published, own
from tests.running import decode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.ecosystem.cluster import Cluster
    from tests.ecosystem.targets import Record


class TargetPostgres(Published):
    """The target, and its schema in a database.

    Args:
        cluster: the server.
        schema: a name for the schema.
        settings: of the target.
    """

    name: ClassVar[str] = "target-postgres"
    column_types: ClassVar[Mapping[str, str]] = {
        "integer": "bigint",
        "number": "numeric",
        "boolean": "boolean",
        "string": "text",
        "moment": "timestamp without time zone",
        "object": "jsonb",
        "array integer": "bigint[]",
        "array string": "text[]",
        "array object": "jsonb[]",
    }

    def __init__(self, cluster: Cluster, schema: str, **settings: Any) -> None:
        self._cluster = cluster
        self._schema = schema
        self.config: Mapping[str, Any] = {
            "sqlalchemy_url": cluster.url,
            "default_target_schema": schema,
            **settings,
        }

    @property
    def profile(self) -> Mapping[str, str]:
        """The server and the schema."""
        return {
            "DBT_TARGET": "postgres",
            "PGHOST": str(self._cluster.folder),
            "PGUSER": SUPERUSER,
            "PGDATABASE": DATABASE,
            "PGSCHEMA": self._schema,
        }

    def rows(self, stream: str) -> list[Record]:
        """Its table's rows."""
        return [own(row) for row in self.ask(f"SELECT * FROM {stream}")]  # noqa: S608 - our names

    def ask(self, sql: str) -> list[Record]:
        """The rows of a query."""
        return decode(self._lines(f"SELECT row_to_json(one) FROM ({sql}) AS one"))  # noqa: S608 - our queries

    def do(self, statement: str) -> None:
        """Run a statement that has no rows, such as CREATE VIEW."""
        self._lines(statement)

    def columns(self, stream: str) -> dict[str, str]:
        """The type of each column, as PostgreSQL calls it."""
        names_and_types = self._lines(
            "SELECT json_object_agg(attname, format_type(atttypid, atttypmod)) FROM pg_attribute"  # noqa: S608 - our names
            f" WHERE attrelid = '{self._schema}.{stream}'::regclass AND attnum > 0"
        )
        (columns,) = decode(names_and_types)
        return own(columns)

    def stored(self, record: Record) -> Record:
        """Every digit and every letter."""
        return record

    def _lines(self, sql: str) -> bytes:
        return "\n".join(self._cluster.lines(sql, self._schema)).encode()
