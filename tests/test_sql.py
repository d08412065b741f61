"""The SQL that the documentation shows parses in the dialect that it is for."""

from __future__ import annotations

import pytest
from sqlglot import parse_one
from sqlglot.expressions import Query

from tests.documents import MOVING, OLD_NAMES, sql

DIALECTS = {
    "PostgreSQL": "postgres",
    "DuckDB": "duckdb",
    "BigQuery": "bigquery",
    "Snowflake": "snowflake",
}


def columns(statement: str, database: str) -> list[str]:
    """The names of a query's columns."""
    query = parse_one(statement, read=DIALECTS[database])
    assert isinstance(query, Query)
    return query.named_selects


@pytest.mark.parametrize("database", DIALECTS)
def test_nested_parts_become_rows(database: str) -> None:
    """Each database has the same two queries, with the same columns."""
    shown, expected = (
        [columns(one, name) for one in sql("nested", name)] for name in (database, "PostgreSQL")
    )
    assert shown == expected
    assert len(shown) == 2


@pytest.mark.parametrize("page", MOVING)
def test_old_names_are_views(page: str) -> None:
    """Each page makes a schema and views in it."""
    kinds = [parse_one(one, read="postgres").args["kind"] for one in sql(page, OLD_NAMES)]
    assert kinds[0] == "SCHEMA"
    assert set(kinds[1:]) == {"VIEW"}
