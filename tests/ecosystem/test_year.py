"""A year in the life of a store: its copy in PostgreSQL equals it, deletions applied."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Sandbox, Store
from bigcommerce_sandbox.tables import TABLES
from tap_bigcommerce.streams import ChildStream, DeletedRecords
from tap_bigcommerce.tap import TapBigCommerce
from tests.documents import statements
from tests.ecosystem.environments import program
from tests.ecosystem.pipeline import Pipeline
from tests.ecosystem.postgres import TargetPostgres
from tests.ecosystem.targets import moments
from tests.ecosystem.test_vanished import BY_READING, query
from tests.running import read

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ecosystem.cluster import Cluster
    from tests.ecosystem.targets import Record
    from tests.running import Output

BESIDES = {
    *("banners", "channels", "currencies", "inventory_items", "pages", "price_lists"),
    *("promotion_codes", "redirects", "tax_classes", "order_shipments"),
}
"""Streams that are read beside the default tables."""

STREAMS = {
    name: stream
    for name, stream in TapBigCommerce(config={}, validate_config=False).streams.items()
    if name in BESIDES or "tables" in getattr(stream, "default_in", ())
}

SIZES: dict[str, Any] = {"orders": 60, "customers": 50, "products": 40}

YEAR = 365 * 86_400

REFRESH_HOURS = 24 * 14

DELETE, _ = statements("gone", "DELETE")  # the other is for several stores in one table
"""The statement that the documentation shows."""


@pytest.mark.parametrize(
    "runs",
    [
        pytest.param(8, marks=pytest.mark.ecosystem),
        pytest.param(200, marks=pytest.mark.soak),
    ],
)
def test_a_copy_equals_the_store_after_a_year(runs: int, cluster: Cluster, tmp_path: Path) -> None:
    """While records of every kind come, change and go, and a third of the runs are killed."""
    program(TargetPostgres.name, TargetPostgres.name)
    chance = Random(runs)
    database = TargetPostgres(cluster, f"year_{runs}", hard_delete=True)
    changing = [table.name for table in TABLES if table.trades or table.name in STREAMS]
    with Sandbox(Store(seed=runs, **SIZES)) as shop:
        shop.store.clock.advance(3600)
        pipeline = Pipeline(
            shop,
            database,
            tmp_path,
            *STREAMS,
            DeletedRecords.name,
            streams="tables",
            activate_versions=True,
            refresh_hours=REFRESH_HOURS,
        )
        pipeline.run()
        for _ in range(runs):
            shop.mutate(
                every=chance.choice([5, 20, 50]), touch=1, delete=1, insert=1, collections=changing
            )
            pipeline.run(killed=chance if chance.random() < 1 / 3 else None)
            shop.store.clock.advance(YEAR // runs)
        shop.mutate(every=0)
        shop.store.clock.advance(REFRESH_HOURS * 3600)
        pipeline.run()
        truth = read(shop, *STREAMS, streams="tables")
        apply_deletions(cluster, database)
        wrong = {name: faults(database, truth, name) for name in STREAMS}
    assert {name: found for name, found in wrong.items() if found} == {}


def apply_deletions(cluster: Cluster, database: TargetPostgres) -> None:
    """Run the statement for each table that has rows to lose."""
    schema = str(database.config["default_target_schema"])
    for row in database.ask(f"SELECT DISTINCT stream FROM {DeletedRecords.name}"):  # noqa: S608 - our names
        cluster.lines(DELETE.replace("orders", row["stream"]), schema)


def faults(database: TargetPostgres, truth: Output, name: str) -> list[str]:
    """Where a table differs from what the store has now."""
    stream, schema = STREAMS[name], truth.schema(name)["schema"]
    everything = f"SELECT * FROM {name}"  # noqa: S608 - our names
    shown = query(BY_READING, stream) if isinstance(stream, ChildStream) else everything
    keys, dates = stream.primary_keys, moments(schema)

    def by_key(rows: list[Record]) -> dict[tuple[Any, ...], Record]:
        return {tuple(row[key] for key in keys): row for row in rows}

    stored = by_key(database.ask(shown))
    for row in stored.values():
        row.update({one: row[one] and f"{row[one].replace(' ', 'T')}+00:00" for one in dates})
    delivered = by_key(truth.records(name))
    return [
        *(f"{one} is missing" for one in delivered.keys() - stored.keys()),
        *(f"{one} is gone" for one in stored.keys() - delivered.keys()),
        *(
            f"{key} {one}: {stored[key].get(one)} is not {value}"
            for key in delivered.keys() & stored.keys()
            for one, value in delivered[key].items()
            if stored[key].get(one) != value
        ),
    ][:20]
