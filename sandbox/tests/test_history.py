"""The invented shop: the same for the same seed, consistent, and as varied as a live one."""

import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from bigcommerce_sandbox import DEFAULT_NOW, Store

if TYPE_CHECKING:
    from collections.abc import Callable

COLLECTIONS = ("orders", "customers", "products", "coupons")
Order = dict[str, Any]


@pytest.fixture(scope="module")
def shop() -> Store:
    """A shop large enough to have something of everything."""
    return Store(seed=5, orders=1000, customers=500, products=300, coupons=40)


@pytest.fixture(scope="module")
def orders(shop: Store) -> list[Order]:
    """All of its orders."""
    return [shop.orders.get(i) for i in shop.orders.ids()]


def content(store: Store) -> bytes:
    """Every row of a store as bytes."""
    return msgspec.json.encode(
        [[store.collection(n).get(i) for i in store.collection(n).ids()] for n in COLLECTIONS]
    )


def is_money(value: object) -> bool:
    """Whether a value is written as v2 writes money."""
    return isinstance(value, str) and re.fullmatch(r"\d+\.\d{4}", value) is not None


def test_the_same_seed_makes_the_same_shop() -> None:
    """Byte for byte; another seed makes another shop."""
    assert content(Store(seed=2)) == content(Store(seed=2))
    assert content(Store(seed=2)) != content(Store(seed=3))


def test_ids_ascend_with_creation_over_the_months(shop: Store) -> None:
    """The history begins as many months before now as asked, and ends before now."""
    created = [shop.orders.created(i) for i in shop.orders.ids()]
    assert created == sorted(created)
    end = DEFAULT_NOW.timestamp()
    assert end - 18.1 * 31 * 86400 < created[0] < end - 17 * 30 * 86400
    assert end - 3 * 86400 < created[-1] < end


def test_no_row_was_changed_before_it_was_made_or_after_now(shop: Store) -> None:
    """Every date of change lies between creation and the end of the history."""
    for name in COLLECTIONS[:3]:
        collection = shop.collection(name)
        for i in collection.ids():
            assert collection.created(i) <= collection.second(i) < DEFAULT_NOW.timestamp()


@pytest.mark.parametrize("name", COLLECTIONS[:3])
def test_bulk_edits_share_a_few_seconds(shop: Store, name: str) -> None:
    """Two to five rows in a hundred share a few seconds of change."""
    collection = shop.collection(name)
    seconds = Counter(collection.modified(i) for i in collection.ids())
    shared = [count for count in seconds.values() if count > 1]
    assert 0.02 <= sum(shared) / len(collection) <= 0.055
    assert max(shared) >= len(collection) / 500


def test_a_large_shop_has_hundreds_of_changes_in_one_second() -> None:
    """The seconds of bulk edits hold more rows than a page."""
    collection = Store(orders=40_000).orders
    seconds = Counter(collection.modified(i) for i in collection.ids())
    assert sorted(seconds.values())[-3] > 100
    assert max(seconds.values()) > 250


def test_november_and_december_are_the_busiest_months() -> None:
    """Trade follows the seasons, and grows from one year to the next."""
    store = Store(orders=20_000)
    by_month = Counter(
        (
            DEFAULT_NOW - timedelta(seconds=DEFAULT_NOW.timestamp() - store.orders.created(i))
        ).strftime("%Y-%m")
        for i in store.orders.ids()
    )
    assert {month for month, _ in by_month.most_common(2)} == {"2025-11", "2025-12"}
    assert by_month["2026-05"] > by_month["2025-05"]


def test_line_items_add_up(orders: list[Order]) -> None:
    """Prices, quantities and totals of every line agree, to the fourth decimal."""
    for line in (line for order in orders for line in order["products"]):
        quantity = line["quantity"]
        for tax in ("ex_tax", "inc_tax"):
            assert Decimal(line[f"total_{tax}"]) == Decimal(line[f"price_{tax}"]) * quantity
        assert Decimal(line["price_inc_tax"]) == sum(
            Decimal(line[name]) for name in ("price_ex_tax", "price_tax")
        )
        discounts = sum(Decimal(one["amount"]) for one in line["applied_discounts"])
        assert Decimal(line["total_inc_tax"]) - discounts == Decimal(
            line["discounted_total_inc_tax"]
        )


def test_orders_add_up(orders: list[Order]) -> None:
    """Totals are the sum of the parts, less the discounts, which the lines share out."""
    for order in orders:
        amount = {name: Decimal(v) for name, v in order.items() if is_money(v)}
        lines = order["products"]
        fees = order["fees"]
        assert amount["subtotal_ex_tax"] == sum(Decimal(line["total_ex_tax"]) for line in lines)
        parts = ("shipping_cost", "handling_cost", "wrapping_cost")
        ex_tax = amount["subtotal_ex_tax"] + sum(amount[f"{part}_ex_tax"] for part in parts)
        ex_tax += sum(Decimal(fee["cost_ex_tax"]) for fee in fees)
        discounts = amount["discount_amount"] + amount["coupon_discount"]
        assert amount["total_ex_tax"] == ex_tax - discounts
        tax = amount["subtotal_tax"] + sum(amount[f"{part}_tax"] for part in parts)
        assert amount["total_tax"] == tax + sum(Decimal(fee["cost_tax"]) for fee in fees)
        assert amount["total_inc_tax"] == amount["total_ex_tax"] + amount["total_tax"]
        assert discounts == sum(
            Decimal(one["amount"]) for line in lines for one in line["applied_discounts"]
        )
        shipping = sum(Decimal(a["cost_ex_tax"]) for a in order["shipping_addresses"])
        assert amount["shipping_cost_ex_tax"] == shipping


def test_items_total_is_the_number_of_units(orders: list[Order]) -> None:
    """It counts the units of all lines, parts of bundles too, as do the consignments."""
    for order in orders:
        units = sum(line["quantity"] for line in order["products"])
        assert order["items_total"] == units
        kinds = order["consignments"]
        held = [*kinds["shipping"], *kinds["pickups"], *kinds["downloads"]]
        held += kinds["email"]["gift_certificates"]
        assert units == sum(line["quantity"] for part in held for line in part["line_items"])
        for part in kinds["shipping"]:
            assert part["items_total"] == sum(line["quantity"] for line in part["line_items"])


def test_what_is_shipped_fits_the_status(shop: Store, orders: list[Order]) -> None:
    """Nothing, all, or some of it; in lines, consignments and the order alike."""
    late = Store(seed=5, orders=300, customers=50, products=30)
    late.live(days=4)
    seen = set()
    for order in (*orders, *(late.orders.get(i) for i in late.orders.ids())):
        shipped = sum(line["quantity_shipped"] for line in order["products"])
        assert order["items_shipped"] == shipped
        for parcel in order["consignments"]["shipping"]:
            own = sum(line["quantity_shipped"] for line in parcel["line_items"])
            assert parcel["items_shipped"] == own
        status_id = order["status_id"]
        seen.add(status_id)
        if status_id in {2, 4, 10, 14}:
            assert shipped == order["items_total"]
        elif status_id == 3:
            assert 0 < shipped < order["items_total"]
        else:
            assert shipped == 0
        assert bool(order["date_shipped"]) == (shipped == order["items_total"])
    assert {0, 2, 3, 10, 11} <= seen
    assert shop.clock.now() < late.clock.now()


def test_products_were_there_before_they_were_ordered(shop: Store, orders: list[Order]) -> None:
    """No line is of a product that came into the catalog after its order."""
    first = shop.orders.created(100)
    assert sum(shop.products.created(i) < first for i in shop.products.ids()) >= 100
    for order in orders:
        for line in order["products"]:
            if line["type"] != "giftcertificate":
                product_id = line["product_id"]
                assert shop.products.created(product_id) <= shop.orders.created(order["id"])


def test_products_were_sold_as_often_as_they_were_ordered(shop: Store, orders: list[Order]) -> None:
    """``total_sold`` is the number of units in all orders of the history but incomplete ones."""
    units: Counter[int] = Counter()
    for order in orders:
        if order["status_id"] != 0:
            for line in order["products"]:
                units[line["product_id"]] += line["quantity"]
    shown = {i: shop.products.get(i)["total_sold"] for i in shop.products.ids()}
    assert shown == {i: units[i] for i in shop.products.ids()}
    assert max(shown.values()) > 5


def test_most_orders_pay_for_shipping(orders: list[Order]) -> None:
    """Between 80 and 92 in a hundred."""
    paid = sum(order["shipping_cost_ex_tax"] != "0.0000" for order in orders)
    assert 0.80 < paid / len(orders) < 0.92


def test_there_is_an_order_of_every_kind(orders: list[Order]) -> None:
    """Every shape that has tripped a connector occurs, even among two hundred orders."""
    kinds: dict[str, Callable[[Order], Any]] = {
        "guest": lambda o: o["customer_id"] == 0,
        "customer": lambda o: o["customer_id"] > 0,
        "several addresses": lambda o: 2 <= len(o["consignments"]["shipping"]) <= 4,
        "over 50 lines": lambda o: len(o["products"]) > 60,
        "over 50 lines in one of several": lambda o: (
            len(o["consignments"]["shipping"]) > 1
            and any(len(part["line_items"]) > 50 for part in o["consignments"]["shipping"])
        ),
        "digital": lambda o: o["order_is_digital"] and o["consignments"]["downloads"],
        "gift certificate": lambda o: o["consignments"]["email"]["gift_certificates"],
        "pickup": lambda o: o["consignments"]["pickups"],
        "fee": lambda o: o["fees"],
        "bundle": lambda o: any(line["parent_order_product_id"] for line in o["products"]),
        "coupon": lambda o: o["coupons"] and Decimal(o["coupon_discount"]) > 0,
        "free-shipping coupon": lambda o: (
            o["coupons"]
            and o["coupon_discount"] == "0.0000"
            and o["shipping_cost_ex_tax"] == "0.0000"
        ),
        "discount": lambda o: Decimal(o["discount_amount"]) > 0,
        "incomplete": lambda o: o["status_id"] == 0,
        "not shipped": lambda o: o["date_shipped"] == "",
        "shipped": lambda o: o["date_shipped"].endswith("+0000"),
    }
    for name, is_one in kinds.items():
        assert any(is_one(order) for order in orders[:200]), f"there is no {name} order"
    assert {order["ebay_order_id"] for order in orders} == {"0"}


def test_values_come_in_every_type(orders: list[Order]) -> None:
    """Ids of payments and of lines elsewhere are text, numbers or null; options free text."""
    assert {type(order["payment_provider_id"]) for order in orders} == {str, int, type(None)}
    assert "" in {order["payment_provider_id"] for order in orders}
    lines = [line for order in orders for line in order["products"]]
    assert {type(line["external_id"]) for line in lines} == {str, int, type(None)}
    values = {option["value"] for line in lines for option in line["product_options"]}
    assert "Happy Birthday" in values
    assert any(value.isdigit() for value in values)
    assert any(value.startswith('{"originalName"') for value in values)
    assert {type(o["discount"]) for order in orders for o in order["coupons"]} == {int, float}


def test_coupons_come_in_every_shape(shop: Store) -> None:
    """All types, and all shapes of ``restricted_to``, ``shipping_methods`` and ``expires``."""
    coupons = [shop.coupons.get(i) for i in shop.coupons.ids()]
    assert len({coupon["type"] for coupon in coupons}) == 6
    shapes = {msgspec.json.encode(coupon["restricted_to"]) for coupon in coupons}
    assert shapes == {b"[]", b"{}", b'{"countries":"AU"}', b'{"countries":["AU","NZ"]}'}
    assert {type(coupon["shipping_methods"]) for coupon in coupons} == {list, type(None)}
    assert {coupon["expires"] == "" for coupon in coupons} == {True, False}


def test_customers_and_products_vary(shop: Store) -> None:
    """Many addresses, many attributes, absent phones; variants, absent and null values."""
    customers = [shop.customers.get(i) for i in shop.customers.ids()]
    assert max(customer["address_count"] for customer in customers) == 14
    assert max(customer["attribute_count"] for customer in customers) > 10
    assert any("phone" not in customer for customer in customers)
    assert len({customer["email"] for customer in customers}) == len(customers)
    products = [shop.products.get(i) for i in shop.products.ids()]
    assert {product["primary_image"] is None for product in products} == {True, False}
    assert max(len(product["variants"]) for product in products) > 8
    for part in ("bulk_pricing_rules", "videos", "options", "modifiers", "parent_relations"):
        assert any(product[part] for product in products), part
    text = "".join(c["first_name"] + c["last_name"] for c in customers)
    assert not text.isascii()


def test_customers_had_signed_up_before_they_ordered(shop: Store, orders: list[Order]) -> None:
    """An order's customer exists, is older than the order, and has its email address."""
    for order in orders:
        if customer_id := order["customer_id"]:
            assert shop.customers.created(customer_id) <= shop.orders.created(order["id"])
            email = shop.customers.get(customer_id)["email"]
            assert order["billing_address"]["email"] == email
