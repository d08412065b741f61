"""The SQL that the documentation shows does what it says, on a store that was loaded."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlglot import transpile

from tests.documents import MOVING, OLD_NAMES, sql
from tests.ecosystem.duckdb import TargetDuckdb
from tests.ecosystem.pipeline import Loaded, load
from tests.ecosystem.postgres import TargetPostgres

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.ecosystem.targets import Database, Record
    from tests.running import Output

pytestmark = pytest.mark.ecosystem

SIZES: dict[str, Any] = {"orders": 40, "customers": 30, "products": 20}

STREAMS = (
    *("orders", "order_products", "order_shipping_addresses", "order_coupons"),
    *("order_transactions", "customers", "products", "brands", "categories", "coupons"),
)
"""What the views are made of."""

NESTED = {"orders.products": True}
"""A part that is read inside its record as well."""

ON_POSTGRES = pytest.mark.parametrize("database", [TargetPostgres.name], indirect=True)
ON_DUCKDB = pytest.mark.parametrize("database", [TargetDuckdb.name], indirect=True)

DIALECTS = {TargetPostgres.name: "PostgreSQL", TargetDuckdb.name: "DuckDB"}


@pytest.fixture(scope="module")
def loaded(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """One run with nested parts and tables of parts."""
    return load(database, tmp_path_factory.mktemp("pipeline"), SIZES, *STREAMS, fields=NESTED)


def lines(output: Output) -> list[Record]:
    """The line items that were delivered, as the documentation's first query returns them."""
    names = ("order_id", "id", "name", "quantity", "total_inc_tax", "sku")
    return [{name: row[name] for name in names} for row in output.records("order_products")]


def options(output: Output) -> list[Record]:
    """The options of line items that were delivered, as its second query returns them."""
    return [
        {
            "order_id": row["order_id"],
            "order_product_id": row["id"],
            "name": option["display_name"],
            "value": option["display_value"],
        }
        for row in output.records("order_products")
        for option in row["product_options"]
    ]


def comparable(rows: Iterable[Record], places: int) -> list[list[Any]]:
    """Rows in one order, with amounts to so many decimal places."""
    exact = Decimal(1).scaleb(-places)
    return sorted(
        [
            Decimal(str(value)).quantize(exact, ROUND_HALF_UP) if name == "total_inc_tax" else value
            for name, value in row.items()
        ]
        for row in rows
    )


def assert_rows(loaded: Loaded, statements: list[str], places: int) -> None:
    """Check that two queries return the line items and their options."""
    for query, expected in zip(statements, (lines, options), strict=True):
        found = comparable(loaded.database.ask(query), places)
        assert found == comparable(expected(loaded.output), places)
        assert len(found) > SIZES["orders"]


def test_nested_parts_become_rows(loaded: Loaded) -> None:
    """Line items, and the options inside them."""
    assert_rows(loaded, sql("nested", DIALECTS[loaded.database.name]), places=4)


@ON_DUCKDB
def test_nested_parts_become_rows_in_bigquery(loaded: Loaded) -> None:
    """As far as that can be told without it: its SQL is translated to DuckDB's.

    The translation makes NUMERIC a number with three decimal places.
    """
    queries = sql("nested", "BigQuery")
    translated = [transpile(one, read="bigquery", write="duckdb")[0] for one in queries]
    assert_rows(loaded, translated, places=3)


@pytest.fixture(scope="module")
def renamed(loaded: Loaded) -> Loaded:
    """The store with all views beside its tables."""
    database = loaded.database
    assert isinstance(database, TargetPostgres)
    for page in MOVING:
        for statement in sql(page, OLD_NAMES):
            database.do(statement)
    return loaded


@ON_POSTGRES
@pytest.mark.parametrize("page", MOVING)
def test_old_names_are_views(renamed: Loaded, page: str) -> None:
    """Each has a row for each record of the table that it stands for, the first that it names."""
    _, *views = sql(page, OLD_NAMES)
    for view in views:
        name, _, query = view.removeprefix("CREATE VIEW ").partition(" AS\n")
        table = query.partition("FROM ")[2].split()[0]
        [counted] = renamed.database.ask(f"SELECT count(*) AS rows FROM {name}")  # noqa: S608 - our names
        assert counted["rows"] == len(renamed.output.records(table)) > 0, name


@ON_POSTGRES
def test_old_columns_have_the_values_of_their_fields(renamed: Loaded) -> None:
    """Those that are made of another field."""
    customers = {row["id"]: row for row in renamed.output.records("customers")}
    for row in renamed.database.ask(
        'SELECT id, accepts_marketing, reset_pass_on_login, store_credit, "StoreCreditAmounts"'
        ' FROM stitch.customers JOIN cdata."Customers" ON id = "Id"'
    ):
        told = customers[row["id"]]
        assert row["accepts_marketing"] == told["accepts_product_review_abandoned_cart_emails"]
        assert row["reset_pass_on_login"] == told["authentication"]["force_password_reset"]
        assert row["store_credit"] == told["store_credit_amounts"][0]["amount"]
    brands = {row["id"]: row["name"] for row in renamed.output.records("brands")}
    named = {row["id"]: brands.get(row["brand_id"]) for row in renamed.output.records("products")}
    found = renamed.database.ask("SELECT id, brand_name FROM stitch.products")
    assert {row["id"]: row["brand_name"] for row in found} == named
