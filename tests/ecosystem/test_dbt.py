"""The dbt package builds on databases, and its staging tables are what the store has."""

from __future__ import annotations

from contextlib import closing
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from bigcommerce_sandbox import Sandbox, Store
from tap_bigcommerce.tap import TapBigCommerce
from tests.ecosystem.dbt import Dbt, Statuses
from tests.ecosystem.direct import DirectTables
from tests.ecosystem.duckdb import TargetDuckdb
from tests.ecosystem.pipeline import Pipeline
from tests.ecosystem.postgres import TargetPostgres
from tests.running import read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.ecosystem.targets import Database, Record
    from tests.running import Output

DATABASES = (TargetDuckdb.name, TargetPostgres.name, DirectTables.name)

pytestmark = [
    pytest.mark.ecosystem,
    pytest.mark.parametrize("database", DATABASES, indirect=True, scope="module"),
]

SIZES: dict[str, Any] = {"orders": 60, "customers": 40, "products": 40, "order_refunds": 12}

STREAMS = [
    name
    for name, one in TapBigCommerce(
        config={"streams": "tables"}, validate_config=False
    ).streams.items()
    if one.selected_by_default or name == "deleted_records"
]
"""The tables that the package expects unless told otherwise."""

SETTLED = 3600
"""Seconds after which every change can be read."""

DAY = 86_400
"""Seconds after which parts that vanish without a date are read again."""


class Model(NamedTuple):
    """A staging table, and how its rows follow from records.

    Args:
        stream: the records.
        keys: the columns that tell rows apart.
        renamed: fields of the records whose columns have another name, by the column's.
        computed: columns that are no field.
    """

    stream: str
    keys: tuple[str, ...]
    renamed: Mapping[str, str]
    computed: Mapping[str, Callable[[Record], Any]] = {}

    def row(self, record: Record, columns: list[str]) -> Record:
        """The row that a record should be."""
        return {
            name: self.computed[name](record)
            if name in self.computed
            else plain(record[self.renamed.get(name, name)])
            for name in columns
        }


def is_sale(order: Record) -> bool:
    """Whether an order counts."""
    left_out = {"Incomplete", "Cancelled", "Declined"}
    return not order["is_deleted"] and order["status"] not in left_out


def paid_back(refund: Record) -> Decimal:
    """What payments give back that were not declined."""
    amounts = (one["amount"] for one in refund["payments"] if not one["is_declined"])
    return Decimal(sum(amounts))


def unless_zero(field: str) -> Callable[[Record], int | None]:
    """An id; 0 points to nothing."""
    return lambda record: record[field] or None


DATES = {"created_at": "date_created", "modified_at": "date_modified"}

MODELS = {
    "orders": Model(
        "orders",
        ("order_id",),
        {
            **DATES,
            "order_id": "id",
            "is_archived": "is_deleted",
            "shipped_at": "date_shipped",
            "units": "items_total",
            "currency_code": "default_currency_code",
        },
        {"customer_id": unless_zero("customer_id"), "is_sale": is_sale},
    ),
    "order_lines": Model(
        "order_products",
        ("order_id", "line_id"),
        {
            "line_id": "id",
            "units": "quantity",
            "units_shipped": "quantity_shipped",
            "units_refunded": "quantity_refunded",
        },
        {
            "product_id": unless_zero("product_id"),
            "variant_id": unless_zero("variant_id"),
            "parent_line_id": unless_zero("parent_order_product_id"),
        },
    ),
    "customers": Model(
        "customers",
        ("customer_id",),
        {**DATES, "customer_id": "id"},
        {"customer_group_id": unless_zero("customer_group_id")},
    ),
    "products": Model(
        "products",
        ("product_id",),
        {**DATES, "product_id": "id"},
        {"brand_id": unless_zero("brand_id")},
    ),
    "variants": Model("product_variants", ("variant_id",), {"variant_id": "id"}),
    "refunds": Model(
        "order_refunds",
        ("refund_id",),
        {"refund_id": "id", "created_at": "created"},
        {"paid_back_amount": paid_back},
    ),
}


def plain(value: Any) -> Any:
    """A value as any database has it: moments without a zone, and no empty text."""
    if isinstance(value, str):
        return value.removesuffix("+00:00") or None
    return value


def staged(database: Database, name: str) -> list[Record]:
    """The rows of a staging table, as those that a record should be."""
    rows = database.ask(f"SELECT * FROM stg_bigcommerce__{name}")  # noqa: S608 - our names
    for row in rows:
        moments = [column for column in row if column.endswith("_at") and row[column]]
        row.update({column: row[column].replace(" ", "T") for column in moments})
    return [{column: plain(value) for column, value in row.items()} for row in rows]


class Built(NamedTuple):
    """A store that was loaded and built twice, with changes of every kind in between.

    Args:
        database: with the tables.
        first: what became of the models and tests.
        second: the same, of the second time.
        truth: what a first run would read in the end.
        connections: how often dbt has tried to reach something outside.
    """

    database: Database
    first: Statuses
    second: Statuses
    truth: Output
    connections: int


@pytest.fixture(scope="module")
def built(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A shop that loses parts and records between two runs, some without a trace."""
    store = Store(seed=37, **SIZES)
    decline_a_payment(store)
    store.clock.advance(SETTLED)
    folder = tmp_path_factory.mktemp("pipeline")
    with Sandbox(store) as shop, closing(Dbt(database, folder)) as dbt:
        pipeline = Pipeline(shop, database, folder, *STREAMS, streams="tables")
        pipeline.run()
        first = dbt.run("build")
        live_on(store)
        store.clock.advance(DAY)
        pipeline.run()
        second = dbt.run("build")
        truth = read(shop, *(one.stream for one in MODELS.values()), streams="tables")
        return Built(database, first, second, truth, dbt.connections())


def decline_a_payment(store: Store) -> None:
    """Let a gateway refuse to pay a refund back."""
    [one, *_] = store.order_refunds.ids()
    declined = [{**paid, "is_declined": True} for paid in store.order_refunds.get(one)["payments"]]
    store.order_refunds.edit(one, payments=declined)


def live_on(store: Store) -> None:
    """Let records come, change and go, and parts of records with and without a trace."""
    for collection in (store.orders, store.customers, store.products):
        collection.touch(*collection.ids()[10:15])
        collection.delete(*collection.ids()[20:22])
        collection.insert(3)

    orders = store.orders
    lesser, other, archived, refunded, *_ = orders.ids()
    row = orders.row(other)
    orders.edit(lesser, **{name: row[name] for name in row.keys() - {"id", "date_modified"}})
    orders.edit(archived, is_deleted=True)
    orders.refund(refunded)

    products = store.products
    several = [one for one in products.ids() if len(products.row(one)["variants"]) > 1]
    for one, edit in zip(several, (products.edit, products.edit_silently), strict=False):
        edit(one, variants=products.row(one)["variants"][1:])

    spoil(store)


def spoil(store: Store) -> None:
    """Give some records values that do not fit each other: one for each test of the package."""
    *_, subtotal, units = store.orders.ids()
    store.orders.edit(subtotal, subtotal_ex_tax="0.0100")
    store.orders.edit(units, items_total=999)
    refunded = store.order_refunds.get(store.order_refunds.ids()[-1])["order_id"]
    store.orders.edit(refunded, total_inc_tax="0.0100")
    *_, bare = store.products.ids()
    store.products.edit(bare, variants=[], base_variant_id=None)


SPOILED = {
    "lines_add_up_to_the_subtotal",
    "lines_count_every_unit",
    "products_have_a_variant",
    "refunds_are_within_the_total",
}


def test_the_first_build_finds_nothing_wrong(built: Built) -> None:
    """All models are built, and all tests pass."""
    assert set(built.first.values()) == {("success", 0), ("pass", 0)}
    assert built.first.keys() > {f"stg_bigcommerce__{name}" for name in MODELS} | SPOILED


def test_the_second_build_finds_what_does_not_fit(built: Built) -> None:
    """The one record that each test is about, and nothing else."""
    assert built.second.keys() == built.first.keys()
    wrong = {name: one for name, one in built.second.items() if one[0] not in {"success", "pass"}}
    assert wrong == dict.fromkeys(SPOILED, ("warn", 1))


@pytest.mark.parametrize("name", MODELS)
def test_a_staging_table_is_what_the_store_has(name: str, built: Built) -> None:
    """Current records and current parts, every value of them."""
    model, rows = MODELS[name], staged(built.database, name)
    wanted = [model.row(record, list(rows[0])) for record in built.truth.records(model.stream)]

    def by_key(some: list[Record]) -> dict[tuple[Any, ...], Record]:
        return {tuple(row[key] for key in model.keys): row for row in some}

    assert by_key(rows) == by_key(wanted)
    assert len(rows) == len(wanted)


@pytest.mark.parametrize("name", [name for name in MODELS if name != "refunds"])
def test_the_loaded_table_has_more(name: str, built: Built) -> None:
    """What is gone: otherwise the comparison would prove little."""
    stream = MODELS[name].stream
    assert len(built.database.rows(stream)) > len(built.truth.records(stream))


@pytest.mark.parametrize("name", MODELS)
def test_amounts_are_exact(name: str, built: Built) -> None:
    """No column is a floating-point number."""
    types = built.database.columns(f"stg_bigcommerce__{name}")
    assert "DOUBLE" not in types.values()
    assert name == "customers" or {"DECIMAL(28,4)", "numeric"} & {*types.values()}


def test_dbt_reaches_nothing_outside(built: Built) -> None:
    """No statistics are sent, and no newer version is looked for."""
    assert built.connections == 0
