"""What ACTIVATE_VERSION makes of rows that are gone from the store, in databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from bigcommerce_sandbox import Fault, Sandbox, Store
from tests.ecosystem.duckdb import TargetDuckdb
from tests.ecosystem.environments import program
from tests.ecosystem.pipeline import Pipeline
from tests.ecosystem.postgres import TargetPostgres

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ecosystem.targets import Database

pytestmark = pytest.mark.ecosystem

SIZES: dict[str, Any] = {
    "brands": 12,
    "coupons": 30,
    "orders": 20,
    "customers": 10,
    "products": 10,
    "promotions": 9,
}

WHOLE = ("brands", "coupons", "promotions")
"""Streams that a run reads whole; the last one will be empty."""

DATED = "orders"

GONE = 4
"""Rows to delete of each."""

BACK = 1
"""The id of a coupon that comes back."""

Rows = dict[int, bool]
"""The rows of a table by id, and whether each is marked as deleted."""


class Case(NamedTuple):
    """A target, and what it makes of rows that are gone.

    Args:
        target: its name.
        settings: of the target.
        removes: whether they leave the table.
        marks: whether they are marked as deleted.
    """

    target: str
    settings: dict[str, Any]
    removes: bool
    marks: bool


CASES = {
    "postgres-hard": Case(TargetPostgres.name, {"hard_delete": True}, removes=True, marks=False),
    "postgres-soft": Case(TargetPostgres.name, {}, removes=False, marks=True),
    # 0.8.0 takes the message and does nothing, whatever it is set to.
    "duckdb-hard": Case(TargetDuckdb.name, {"hard_delete": True}, removes=False, marks=False),
    "duckdb-soft": Case(
        TargetDuckdb.name, {"add_metadata_columns": True}, removes=False, marks=False
    ),
}


class Loaded(NamedTuple):
    """What a database held after each of some runs.

    Args:
        case: the target.
        there: the ids that the store had of each stream, after each run.
        rows: the rows that the database had.
    """

    case: Case
    there: list[dict[str, set[int]]]
    rows: list[dict[str, Rows]]


@pytest.fixture(scope="module", params=CASES)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """A store that is loaded, loses rows while runs fail, is loaded, and gets a row back."""
    case = CASES[request.param]
    folder = tmp_path_factory.mktemp("removal")
    database = _database(request, case, folder)
    store = Store(seed=17, **SIZES)
    store.clock.advance(3600)
    outcome = Loaded(case, [], [])
    with Sandbox(store) as shop:
        pipeline = Pipeline(
            shop, database, folder, *WHOLE, DATED, activate_versions=True, retry_time=0, page_size=5
        )

        def note() -> None:
            names = (*WHOLE, DATED)
            outcome.there.append({name: {*store.collection(name).ids()} for name in names})
            outcome.rows.append({name: _rows(database, name) for name in names})

        pipeline.run()
        note()
        for name in (*WHOLE, DATED):
            collection = store.collection(name)
            collection.delete(*(collection.ids() if name == WHOLE[-1] else collection.ids()[:GONE]))
        store.clock.advance(3600)
        # The last list is empty, so that its first response is all of it.
        shop.faults = [
            Fault(path=f"/{name}$", nth=1 if name == WHOLE[-1] else 2, times=None) for name in WHOLE
        ]
        pipeline.run(code=1)
        note()
        shop.faults = []
        pipeline.run()
        note()
        # As if the API had hidden it.
        store.coupons.index.add(BACK, store.clock.second())
        pipeline.run()
        note()
    return outcome


def _database(request: pytest.FixtureRequest, case: Case, folder: Path) -> Database:
    program(case.target, case.target)
    if case.target == TargetPostgres.name:
        schema = f"removal_{request.param.partition('-')[2]}"
        return TargetPostgres(request.getfixturevalue("cluster"), schema, **case.settings)
    return TargetDuckdb(folder, **case.settings)


def _rows(database: Database, name: str) -> Rows:
    """The rows of a table."""
    found = database.ask(f"SELECT id, _sdc_deleted_at IS NOT NULL AS gone FROM {name}")  # noqa: S608 - our names
    rows = {row["id"]: row["gone"] for row in found}
    assert len(rows) == len(found)
    return rows


@pytest.mark.parametrize("name", [*WHOLE, DATED])
def test_the_first_run_brings_all(loaded: Loaded, name: str) -> None:
    """None of them marked."""
    assert loaded.rows[0][name] == dict.fromkeys(loaded.there[0][name], False)


@pytest.mark.parametrize("name", [*WHOLE, DATED])
def test_a_run_that_fails_removes_nothing(loaded: Loaded, name: str) -> None:
    """Although rows are gone, and some of the others came."""
    assert loaded.rows[1][name] == loaded.rows[0][name]


@pytest.mark.parametrize("name", WHOLE)
def test_rows_that_are_gone_are_removed_or_marked(loaded: Loaded, name: str) -> None:
    """And no other row is: also of a list that is empty by now."""
    there, gone = loaded.there[2][name], loaded.there[0][name] - loaded.there[2][name]
    assert len(gone) >= GONE
    expected = dict.fromkeys(there, False)
    if not loaded.case.removes:
        expected |= dict.fromkeys(gone, loaded.case.marks)
    assert loaded.rows[2][name] == expected


def test_rows_of_a_stream_with_a_bookmark_stay(loaded: Loaded) -> None:
    """A run brings few of them."""
    assert loaded.rows[2][DATED] == dict.fromkeys(loaded.there[0][DATED], False)


def test_a_row_that_comes_back_is_there_again(loaded: Loaded) -> None:
    """Without a mark."""
    assert BACK not in loaded.there[2]["coupons"]
    assert loaded.rows[3]["coupons"][BACK] is False
