"""A store lands in databases as it is, through targets that others publish."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from bigcommerce_sandbox import Sandbox, Store
from tests.ecosystem.direct import ENVIRONMENT, DirectFiles, DirectTables
from tests.ecosystem.duckdb import TargetDuckdb
from tests.ecosystem.environments import program
from tests.ecosystem.history import LONG_AMOUNT, SIZES, STREAMS, History
from tests.ecosystem.jsonl import TargetJsonl
from tests.ecosystem.pipeline import Pipeline
from tests.ecosystem.postgres import TargetPostgres
from tests.ecosystem.targets import kind, moments
from tests.truth import differences

if TYPE_CHECKING:
    from tests.ecosystem.targets import Record, Target
    from tests.running import Output

pytestmark = pytest.mark.ecosystem

DATED = ("customers", "orders", "products")

RESHAPED = {"restricted_to"}
"""What the tap gives another shape than the store does; `tests/test_coupons.py` says which."""

AMOUNT = re.compile(r"-?\d+\.\d+")


class Loaded(NamedTuple):
    """A store that was loaded, went on, and was loaded again."""

    target: Target
    history: History
    first: Output
    second: Output

    def schema(self, stream: str) -> dict[str, Any]:
        """The fields of a stream."""
        schema: dict[str, Any] = self.second.schema(stream)["schema"]
        return schema

    def delivered(self, stream: str) -> dict[int, Record]:
        """Each record as the tap delivered it last."""
        every = (*self.first.records(stream), *self.second.records(stream))
        return {record["id"]: record for record in every}

    def rows(self, stream: str) -> dict[int, Record]:
        """Each record as it is stored, dates as the tap writes them."""
        dates = moments(self.schema(stream))
        rows = self.target.rows(stream)
        for row in rows:
            row.update({name: _utc(row[name]) for name in dates})
        assert len({row["id"] for row in rows}) == len(rows)
        return {row["id"]: row for row in rows}


def _utc(moment: str | None) -> str | None:
    """A moment in the tap's form; one without a zone is in UTC."""
    if moment is None:
        return None
    moment = moment.replace(" ", "T")
    return moment if moment.endswith("+00:00") else f"{moment}+00:00"


NAMES = (
    TargetJsonl.name,
    TargetDuckdb.name,
    TargetPostgres.name,
    DirectTables.name,
    DirectFiles.name,
)


@pytest.fixture(scope="module", params=NAMES)
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Target:
    """A target that is installed, with nothing stored yet."""
    name: str = request.param
    folder = tmp_path_factory.mktemp("stored")
    if name in {DirectTables.name, DirectFiles.name}:
        program(ENVIRONMENT, "python")
        return DirectTables(folder) if name == DirectTables.name else DirectFiles(folder)
    program(name, name)
    if name == TargetPostgres.name:
        return TargetPostgres(request.getfixturevalue("cluster"), schema="targets")
    return TargetDuckdb(folder) if name == TargetDuckdb.name else TargetJsonl(folder)


@pytest.fixture(scope="module")
def loaded(target: Target, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Two runs through a target, with changes of every kind in between."""
    store = Store(seed=5, **SIZES)
    history = History(store)
    history.begin()
    with Sandbox(store) as shop:
        pipeline = Pipeline(shop, target, tmp_path_factory.mktemp("pipeline"))
        first = pipeline.run()
        history.go_on()
        second = pipeline.run()
    return Loaded(target, history, first, second)


@pytest.mark.parametrize("stream", STREAMS)
def test_every_record_is_there_once(loaded: Loaded, stream: str) -> None:
    """All that the store has, and those that it no longer has; none twice."""
    assert loaded.rows(stream).keys() == loaded.history.truth[stream].keys()
    assert loaded.history.deleted[stream] < loaded.rows(stream).keys()


@pytest.mark.parametrize("stream", STREAMS)
def test_every_value_is_the_stores(loaded: Loaded, stream: str) -> None:
    """As it says now, or last said of what it no longer has."""
    truth = loaded.history.truth[stream]
    wrong = [
        line
        for one, row in loaded.rows(stream).items()
        for line in differences(
            {name: value for name, value in row.items() if name not in RESHAPED},
            truth[one],
            f"record {one}",
        )
    ]
    if loaded.target.column_types.get("number") == "DOUBLE":
        wrong = [line for line in wrong if not line.endswith(f"is not '{LONG_AMOUNT}'")]
    assert wrong == []


@pytest.mark.parametrize("stream", STREAMS)
def test_nothing_is_lost_of_what_was_delivered(loaded: Loaded, stream: str) -> None:
    """Every field, every digit and every letter, nested ones included."""
    delivered = loaded.delivered(stream)
    rows = loaded.rows(stream)
    altered = [
        (one, name, value, rows[one].get(name))
        for one, record in delivered.items()
        for name, value in loaded.target.stored(record).items()
        if rows[one].get(name) != value
    ]
    assert altered == []


@pytest.mark.parametrize("stream", STREAMS)
def test_columns_have_the_types_of_their_fields(loaded: Loaded, stream: str) -> None:
    """Amounts are numbers, dates are dates, nested parts are JSON, and there is no other column."""
    if not loaded.target.column_types:
        pytest.skip("files have no columns")
    fields = loaded.schema(stream)["properties"]
    expected = {name: loaded.target.column_types[kind(field)] for name, field in fields.items()}
    assert loaded.target.columns(stream) == expected


@pytest.mark.parametrize("stream", STREAMS)
def test_no_amount_is_text(loaded: Loaded, stream: str) -> None:
    """Where every value of a text reads as an amount, as the API writes them, it should be one."""
    rows = list(loaded.rows(stream).values())
    values = {name: [row[name] for row in rows if row[name]] for name in rows[0]}
    amounts = [
        name
        for name, given in values.items()
        if given and all(isinstance(value, str) and AMOUNT.fullmatch(value) for value in given)
    ]
    assert amounts == []


@pytest.mark.parametrize("stream", DATED)
def test_the_second_run_loads_only_what_changed(loaded: Loaded, stream: str) -> None:
    """The state that a target hands back is the one to go on from."""
    assert set(loaded.second.ids(stream)) == loaded.history.changed[stream]
