"""Every table of a store lands in databases: its rows, its types, and what its columns point to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tap_bigcommerce.streams.relations import RELATIONS
from tap_bigcommerce.tap import TapBigCommerce
from tests.ecosystem.pipeline import Loaded, load
from tests.ecosystem.targets import Database, kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


pytestmark = pytest.mark.ecosystem

SIZES: dict[str, Any] = {"orders": 60, "customers": 60, "products": 40, "shopper_profiles": 60}

STREAMS = TapBigCommerce(config={}, validate_config=False).streams
KEYS = {name: stream.primary_keys for name, stream in STREAMS.items()}

COSTLY = {"customers.shopper_profile_id": True}
"""A field that points to another table, and is left out unless it is selected by name."""

UNRESOLVED: Mapping[str, str] = {
    "promotions.currency_code": "'*' stands for every currency",
}
"""Columns that may point to rows that are not there, and why."""


@pytest.fixture(scope="module")
def loaded(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """One run with every stream selected."""
    return load(
        database, tmp_path_factory.mktemp("pipeline"), SIZES, *KEYS, fields=COSTLY, streams="tables"
    )


def union(queries: Iterable[str]) -> str:
    """One query in place of many."""
    return " UNION ALL ".join(queries)


def test_every_table_has_its_rows(loaded: Loaded) -> None:
    """As many as there are keys among the rows that were delivered, and no table is empty."""
    delivered = {
        name: len({tuple(row[key] for key in keys) for row in loaded.output.records(name)})
        for name, keys in KEYS.items()
    }
    counts = union(f"SELECT '{name}' AS name, count(*) AS rows FROM {name}" for name in KEYS)  # noqa: S608 - our names
    assert {row["name"]: row["rows"] for row in loaded.database.ask(counts)} == delivered
    assert [name for name, rows in delivered.items() if not rows] == []


@pytest.mark.parametrize("stream", KEYS)
def test_columns_have_the_types_of_their_fields(loaded: Loaded, stream: str) -> None:
    """Amounts are numbers, dates are dates, nested parts are JSON, and there is no other column."""
    fields = loaded.output.schema(stream)["schema"]["properties"]
    types = loaded.database.column_types
    expected = {name: types[kind(field)] for name, field in fields.items()}
    assert loaded.database.columns(stream) == expected


def dangling(name: str, column: str, points_to: str) -> str:
    """A query for how many rows of a table point to what is not there.

    What is null, 0 or empty points to nothing.
    """
    table, key = points_to.split(".")
    return (
        f"SELECT '{name}.{column}' AS name, count(*) AS rows FROM {name} AS one"  # noqa: S608 - our names
        f" WHERE CAST(one.{column} AS VARCHAR) NOT IN ('0', '')"
        f" AND NOT EXISTS (SELECT 1 FROM {table} AS other WHERE other.{key} = one.{column})"
    )


def test_every_column_points_to_rows_that_exist(loaded: Loaded) -> None:
    """But for those with a reason, which are no more than needed."""
    relations = [
        (name, column, points_to)
        for name in KEYS
        for column, points_to in RELATIONS.get(name, {}).items()
        if points_to.split(".")[0] in KEYS
    ]
    assert len(relations) > len(KEYS) / 2
    found = loaded.database.ask(union(dangling(*one) for one in relations))
    needed = {name for name in UNRESOLVED if name.split(".")[0] in KEYS}
    assert {row["name"] for row in found if row["rows"]} == needed
