"""What `--audit` counts is what the documentation's SQL counts in a database that was loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Sandbox, Store
from tap_bigcommerce.tap import TapBigCommerce
from tests.documents import statements
from tests.ecosystem.pipeline import Pipeline
from tests.running import config, selection

if TYPE_CHECKING:
    from tests.ecosystem.targets import Database

pytestmark = pytest.mark.ecosystem

DATED = ("customers", "order_refunds", "orders", "products", "subscribers", "variant_metafields")
UNDATED = ("brands", "coupons", "customer_groups", "promotions")

SETTLED = 3600
"""Seconds after which every change can be read."""

BY_MONTH, IN_ALL = statements("audit", "SELECT")
"""The queries that the documentation shows, each with the names of one table."""


def by_month(stream: str, key: str) -> str:
    """The first query for another table."""
    return BY_MONTH.replace("orders", stream).replace("date_modified", key)


def in_all(stream: str) -> str:
    """The second query for another table."""
    return IN_ALL.replace("coupons", stream)


def test_a_database_has_what_the_store_counts(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In all and for each month, after two runs with changes and new records in between."""
    store = Store(seed=23, orders=80, customers=60, products=40)
    with Sandbox(store) as shop:
        pipeline = Pipeline(shop, database, tmp_path_factory.mktemp("pipeline"), *DATED, *UNDATED)
        store.clock.advance(SETTLED)
        pipeline.run()
        for rows in (store.orders, store.customers, store.products):
            rows.touch(*rows.ids()[::9])
            rows.insert(3)
        store.clock.advance(SETTLED)
        pipeline.run()
        tap = TapBigCommerce(config=config(shop), catalog=selection(*DATED, *UNDATED))
        report: dict[str, Any] = json.loads(tap.audited().json())
    assert report["streams"].keys() == {*DATED, *UNDATED}
    for stream in DATED:
        counted = report["streams"][stream]
        rows = database.ask(by_month(stream, counted["replication_key"]))
        assert {row["month"][:7]: row["records"] for row in rows} == counted["months"]
    for stream in (*DATED, *UNDATED):
        [row] = database.ask(in_all(stream))
        assert row["records"] == report["streams"][stream]["total"] > 0
