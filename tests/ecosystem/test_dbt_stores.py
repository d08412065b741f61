"""Two stores in the same tables, each with ids of its own: the dbt package keeps them apart."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import pytest

from bigcommerce_sandbox import Sandbox, Store
from tests.ecosystem.dbt import Dbt
from tests.ecosystem.pipeline import Pipeline
from tests.ecosystem.test_dbt import (
    DATABASES,
    DAY,
    MODELS,
    SETTLED,
    SIZES,
    SPOILED,
    STREAMS,
    live_on,
    staged,
)
from tests.running import read

if TYPE_CHECKING:
    from tests.ecosystem.dbt import Statuses
    from tests.ecosystem.targets import Database, Record
    from tests.running import Output

pytestmark = [
    pytest.mark.ecosystem,
    pytest.mark.parametrize("database", DATABASES, indirect=True, scope="module"),
]

BUSY, QUIET = "aaa111", "bbb222"
"""A store that changes between two runs, and one that does not."""


class Stores(NamedTuple):
    """Both stores, loaded and built twice.

    Args:
        database: with the tables.
        first: what became of the models and tests.
        second: the same, of the second time.
        truth: what a first run of each store would read in the end.
    """

    database: Database
    first: Statuses
    second: Statuses
    truth: dict[str, Output]


@pytest.fixture(scope="module")
def stores(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """Parts and records go from one store that the other has under the same id."""
    busy, quiet = Store(seed=37, **SIZES), Store(seed=38, **SIZES)
    for store in (busy, quiet):
        store.clock.advance(SETTLED)
    folder = tmp_path_factory.mktemp("dbt")
    with (
        Sandbox(busy, store_hash=BUSY) as one,
        Sandbox(quiet, store_hash=QUIET) as other,
        closing(Dbt(database, folder)) as dbt,
    ):
        pipelines = [
            Pipeline(
                shop,
                database,
                tmp_path_factory.mktemp(shop.store_hash),
                *STREAMS,
                streams="tables",
                store_hash_column=True,
            )
            for shop in (one, other)
        ]

        def loaded_and_built() -> Statuses:
            for pipeline in pipelines:
                pipeline.run()
            return dbt.run("build", bigcommerce_several_stores=True)

        first = loaded_and_built()
        live_on(busy)
        for store in (busy, quiet):
            store.clock.advance(DAY)
        second = loaded_and_built()
        tables = {model.stream for model in MODELS.values()}
        truth = {shop.store_hash: read(shop, *tables, streams="tables") for shop in (one, other)}
    return Stores(database, first, second, truth)


def test_all_tests_hold_within_each_store(stores: Stores) -> None:
    """Until the busy one has records that do not fit, of which the quiet one knows nothing."""
    assert set(stores.first.values()) == {("success", 0), ("pass", 0)}
    assert stores.second.keys() == stores.first.keys()
    wrong = {name: one for name, one in stores.second.items() if one[0] not in {"success", "pass"}}
    assert wrong == dict.fromkeys(SPOILED, ("warn", 1))


@pytest.mark.parametrize("name", MODELS)
def test_a_staging_table_is_what_the_stores_have(name: str, stores: Stores) -> None:
    """Each row of each store, behind the store's hash."""
    model, rows = MODELS[name], staged(stores.database, name)
    assert next(iter(rows[0])) == "store_hash"
    wanted: list[Record] = [
        model.row({**record, "store_hash": store_hash}, list(rows[0]))
        for store_hash, truth in stores.truth.items()
        for record in truth.records(model.stream)
    ]
    key = ("store_hash", *model.keys)
    assert sorted(rows, key=lambda row: [row[column] for column in key]) == sorted(
        wanted, key=lambda row: [row[column] for column in key]
    )


@pytest.mark.parametrize("name", MODELS)
def test_the_stores_have_ids_in_common(name: str, stores: Stores) -> None:
    """Without which the comparison would prove little."""
    busy, quiet = (
        {tuple(row[column] for column in MODELS[name].keys) for row in rows}
        for rows in (
            [row for row in staged(stores.database, name) if row["store_hash"] == store_hash]
            for store_hash in (BUSY, QUIET)
        )
    )
    assert busy & quiet
    assert busy ^ quiet
