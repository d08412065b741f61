"""The questions of the demo are answered to the cent, from the tables that the tap loads."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Sandbox, Store
from demo import questions
from tap_bigcommerce.tap import TapBigCommerce
from tests.ecosystem.duckdb import TargetDuckdb
from tests.ecosystem.pipeline import Pipeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Row = dict[str, Any]

pytestmark = pytest.mark.ecosystem

SETTLED = 3600
"""Seconds after which everything can be read."""

SQL = "\n".join([*questions.VIEWS, *questions.QUESTIONS.values()])

USED = [
    name
    for name in TapBigCommerce(config={}, validate_config=False).streams
    if re.search(rf"\b{name}\b", SQL)
]
"""The tables that the questions are about."""


@pytest.fixture(scope="module")
def store() -> Store:
    """A small shop of some months."""
    return Store(
        seed=5, months=3, orders=160, customers=50, products=30, coupons=20, order_refunds=30
    )


@pytest.fixture(scope="module")
def loaded(store: Store, tmp_path_factory: pytest.TempPathFactory) -> TargetDuckdb:
    """The shop's tables, loaded twice: in between orders come, change, lose lines, are refunded."""
    target = TargetDuckdb(tmp_path_factory.mktemp("stored"))
    store.clock.advance(SETTLED)
    with Sandbox(store) as shop:
        folder = tmp_path_factory.mktemp("pipeline")
        pipeline = Pipeline(shop, target, folder, *USED, streams="tables")
        pipeline.run()
        long = [order for order in sales(store) if len(order["products"]) > 2]
        _lose_a_line(store, long[0])
        store.orders.refund(long[1]["id"])
        store.orders.refund(long[2]["id"], {long[2]["products"][0]["id"]: 1}, moves_date=True)
        store.orders.touch(long[3]["id"])
        store.orders.insert(3)
        store.clock.advance(SETTLED)
        pipeline.run()
    return target


def _lose_a_line(store: Store, order: Row) -> None:
    """Take a line out of an order, as staff may."""
    _, *others = store.orders.row(order["id"])["products"]
    store.orders.edit(order["id"], products=others)


# The truth, from the store's own rows


def sales(store: Store) -> list[Row]:
    """The orders that count."""
    left_out = {"Incomplete", "Cancelled", "Declined"}
    return [order for order in store.orders if order["status"] not in left_out]


def revenue(order: Row) -> Decimal:
    """What an order brought."""
    return Decimal(order["total_inc_tax"]) - Decimal(order["refunded_amount"])


def lines(store: Store) -> Iterator[tuple[Row, int, Decimal]]:
    """What was sold, how many of it, and what it brought."""
    for order in sales(store):
        for line in order["products"]:
            brought = Decimal(line["discounted_total_inc_tax"]) - Decimal(line["refund_amount"])
            yield line, line["quantity"], brought


def added(rows: Iterable[tuple[Any, ...]], labels: int = 1) -> list[tuple[Any, ...]]:
    """Sum up the numbers of rows that begin with the same labels."""
    sums: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in rows:
        label, numbers = row[:labels], row[labels:]
        before = sums.get(label, (0,) * len(numbers))
        sums[label] = tuple(one + other for one, other in zip(before, numbers, strict=True))
    return [label + numbers for label, numbers in sums.items()]


def by_day(store: Store) -> list[Any]:
    """Orders and revenue of each day."""
    return added((f"{placed(order):%Y-%m-%d}", 1, revenue(order)) for order in sales(store))


def by_channel(store: Store) -> list[Any]:
    """Orders and revenue of each channel, by its name."""
    names = {channel["id"]: channel["name"] for channel in store.channels}
    return added((names[order["channel_id"]], 1, revenue(order)) for order in sales(store))


def by_product(store: Store) -> list[Any]:
    """Units and revenue of each product, two of which may have one name."""
    names = {product["id"]: product["name"] for product in store.products}
    found = added(
        (
            (line["product_id"], names.get(line["product_id"], line["name"]), *numbers)
            for line, *numbers in lines(store)
        ),
        labels=2,
    )
    return [row[1:] for row in found]


def by_variant(store: Store) -> list[Any]:
    """Units and revenue of each variant, by its SKU; gift certificates have a name only."""
    skus = {
        variant["id"]: variant["sku"]
        for product in store.products
        for variant in product["variants"]
    }
    found = added(
        (
            (
                line["variant_id"],
                skus.get(line["variant_id"]) or line["sku"] or line["name"],
                *numbers,
            )
            for line, *numbers in lines(store)
        ),
        labels=2,
    )
    return [row[1:] for row in found]


def refunded_items(store: Store) -> list[Any]:
    """Items and amounts of each kind of refund."""
    return added(
        (item["item_type"], 1, exact(item["requested_amount"]))
        for refund in store.order_refunds
        for item in refund["items"]
    )


def paid_back(store: Store) -> list[Any]:
    """Payments and amounts that each provider paid back."""
    return added(
        (payment["provider_id"], 1, exact(payment["amount"]))
        for refund in store.order_refunds
        for payment in refund["payments"]
        if not payment["is_declined"]
    )


def discounts(store: Store) -> list[Any]:
    """Orders with each discount, and what it gave."""
    given = [
        (discount["name"], line["order_id"], exact(discount["amount"]))
        for line, *_ in lines(store)
        for discount in line["applied_discounts"]
    ]
    orders: dict[str, set[int]] = {}
    for name, order_id, _ in given:
        orders.setdefault(name, set()).add(order_id)
    return [
        (name, len(orders[name]), amount)
        for name, amount in added((name, amount) for name, _, amount in given)
    ]


def coupons(store: Store) -> list[Any]:
    """Orders with each coupon, what it gave, and what they brought."""
    return added(
        (coupon["code"], 1, exact(coupon["discount"]), revenue(order))
        for order in sales(store)
        for coupon in order["coupons"]
    )


def stock(store: Store) -> list[Any]:
    """Variants, units on hand and units for sale at each location."""
    names = {location["id"]: location["label"] for location in store.inventory_locations}
    return added(
        (
            names[at["location_id"]],
            int(at["available_to_sell"] > 0),
            at["total_inventory_onhand"],
            at["available_to_sell"],
        )
        for item in store.inventory_items
        for at in item["locations"]
    )


def buyers(store: Store) -> list[Any]:
    """Orders and revenue of guests, new and returning customers in each month."""
    known = {0}
    rows = []
    for order in sorted(sales(store), key=lambda one: (placed(one), one["id"])):
        customer = order["customer_id"]
        buyer = "returning" if customer in known else "new"
        known.add(customer)
        rows.append((f"{placed(order):%Y-%m}", buyer if customer else "guest", 1, revenue(order)))
    return added(rows, labels=2)


def tax(store: Store) -> list[Any]:
    """Tax by class and rate."""
    return added(
        (
            (tax["class"], Decimal(tax["rate"]), Decimal(tax["line_amount"]))
            for order in sales(store)
            for tax in order["taxes"]
        ),
        labels=2,
    )


def placed(order: Row) -> datetime:
    """When an order was placed, in UTC."""
    return parsedate_to_datetime(order["date_created"]).astimezone(UTC)


def exact(amount: Any) -> Decimal:
    """An amount, which the API gives as a text or as a number."""
    return Decimal(str(amount))


TRUTHS: dict[str, Callable[[Store], list[Any]]] = {
    "Revenue by day": by_day,
    "Revenue by channel": by_channel,
    "Revenue by product": by_product,
    "Revenue by variant": by_variant,
    "Refunds by what was refunded": refunded_items,
    "Refunds by who paid them back": paid_back,
    "Discounts on goods": discounts,
    "Coupons, also those that only make shipping free": coupons,
    "Stock by location": stock,
    "New and returning customers": buyers,
    "Tax by rate, refunds not taken off": tax,
}

AMOUNT = re.compile(r"-?\d+\.\d+")


def cell(value: Any) -> Any:
    """A value of an answer: amounts come as text."""
    is_amount = isinstance(value, str) and AMOUNT.fullmatch(value)
    return Decimal(value) if is_amount else value


@pytest.mark.parametrize("question", questions.QUESTIONS)
def test_a_question_is_answered_to_the_cent(
    question: str, loaded: TargetDuckdb, store: Store
) -> None:
    """As the store's own rows answer it."""
    [answer] = loaded.answers(*questions.VIEWS, questions.QUESTIONS[question])
    truth = TRUTHS[question](store)
    assert len(truth) > 1
    assert Counter(tuple(map(cell, row)) for row in answer) == Counter(truth)
