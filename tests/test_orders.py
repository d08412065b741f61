"""An order arrives with all its parts, and almost always with its page."""

from __future__ import annotations

import time
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from tap_bigcommerce.sandbox import Fault
from tests.running import attempt, read
from tests.truth import differences

if TYPE_CHECKING:
    from tap_bigcommerce.sandbox import Sandbox
    from tests.conftest import OpenShop

LINE_ITEM_IDS = ("shipping", "pickups", "downloads", "gift_certificates")


@pytest.fixture(scope="module")
def orders(shop: Sandbox) -> dict[int, dict[str, Any]]:
    """All orders of the store, as delivered, by id."""
    return {record["id"]: record for record in read(shop, "orders").records("orders")}


def nested_requests(shop: Sandbox, part: str) -> list[int]:
    """The ids of the orders that were asked for this part, one by one."""
    return [int(one.path.split("/")[3]) for one in shop.requests if one.path.endswith(f"/{part}")]


def test_orders_say_what_the_store_holds(shop: Sandbox, orders: dict[int, dict[str, Any]]) -> None:
    """Every field, line item, address, fee and coupon of every order, whatever its kind."""
    wrong = []
    for order_id, order in orders.items():
        truth = shop.store.orders.get(order_id)
        wrong += differences(order, truth, f"order {order_id}")
        assert [item["id"] for item in order["products"]] == [i["id"] for i in truth["products"]]
    assert wrong == []


def test_long_orders_have_all_their_lines(shop: Sandbox, orders: dict[int, dict[str, Any]]) -> None:
    """The API stops at 50 for each consignment."""
    long = [
        one for one in shop.store.orders.ids() if len(shop.store.orders.get(one)["products"]) > 50
    ]
    assert len(long) >= 3
    for order_id in long:
        truth = shop.store.orders.get(order_id)["products"]
        assert len(orders[order_id]["products"]) == len(truth)


def test_units_add_up(orders: dict[int, dict[str, Any]]) -> None:
    """No order has fewer units among its line items than it says."""
    for order in orders.values():
        assert sum(item["quantity"] for item in order["products"]) == order["items_total"]


def test_every_line_item_belongs_to_a_consignment(orders: dict[int, dict[str, Any]]) -> None:
    """Consignments name their line items, also where the API brought only some of them."""
    for order in orders.values():
        consignments = order["consignments"]
        parts = [
            *consignments["shipping"],
            *consignments["pickups"],
            *consignments["downloads"],
            *consignments["email"]["gift_certificates"],
        ]
        named = [item["id"] for part in parts for item in part["line_items"]]
        assert sorted(named) == sorted(item["id"] for item in order["products"])


def test_kinds_of_values_that_trip_other_taps_arrive(orders: dict[int, dict[str, Any]]) -> None:
    """Free text and numbers as option values, ids of other systems as number and text."""
    items = [item for order in orders.values() for item in order["products"]]
    options = {option["value"] for item in items for option in item["product_options"]}
    assert any(value.isdigit() for value in options)
    assert any(" " in value for value in options)
    external = {item["external_id"] for item in items}
    assert None in external
    assert any(value and value.isdigit() for value in external)
    assert any(value and not value.isdigit() for value in external)


def test_there_is_no_request_per_order(open_shop: OpenShop) -> None:
    """Only orders whose line items did not all come along are asked for one by one."""
    shop = open_shop(orders=2_000)
    read(shop, "orders", select={"orders.coupons": False})
    assert len(shop.requests) <= 2_000 / 250 * 1.2 + 2_000 * 0.05
    incomplete = nested_requests(shop, "products")
    assert len(shop.requests) - len(incomplete) <= 2_000 / 250 + 4


def test_parts_that_are_not_selected_are_not_asked_for(open_shop: OpenShop) -> None:
    """Neither with the page nor one by one; a page of bare orders is small."""
    shop = open_shop(orders=60)
    parts = ("products", "shipping_addresses", "consignments", "fees", "coupons")
    output = read(shop, "orders", select={f"orders.{part}": False for part in parts})
    assert len(shop.requests) == 1
    assert "include" not in shop.requests[0].query
    assert not any(part in record for record in output.records("orders") for part in parts)


def test_addresses_alone_cost_no_line_items(open_shop: OpenShop) -> None:
    """Each part asks for no more than it needs."""
    shop = open_shop(orders=60)
    others = ("products", "consignments", "fees", "coupons")
    output = read(shop, "orders", select={f"orders.{part}": False for part in others})
    assert shop.requests[0].query["include"] == "consignments"
    for record in output.records("orders"):
        truth = shop.store.orders.get(record["id"])["shipping_addresses"]
        assert differences(record["shipping_addresses"], truth) == []


def test_only_orders_that_may_have_a_coupon_are_asked(open_shop: OpenShop) -> None:
    """By default fewer are asked than there are, and no coupon is missed."""
    shop = open_shop(orders=400, products=50, coupons=20)
    output = read(shop, "orders")
    asked = nested_requests(shop, "coupons")
    having = {one for one in shop.store.orders.ids() if shop.store.orders.get(one)["coupons"]}
    assert having
    assert having <= set(asked)
    assert len(asked) < 400 * 0.4
    found = {record["id"] for record in output.records("orders") if record["coupons"]}
    assert found == having


def test_all_orders_can_be_asked_for_coupons(open_shop: OpenShop) -> None:
    """For who does not trust amounts to tell."""
    shop = open_shop(orders=40)
    read(shop, "orders", order_coupons="all")
    assert sorted(nested_requests(shop, "coupons")) == shop.store.orders.ids()


def test_a_fault_in_a_nested_request_loses_nothing(open_shop: OpenShop) -> None:
    """One transient 500 makes other taps drop the rest of the page and go on."""
    shop = open_shop(orders=60)
    shop.faults.append(Fault(path=r"/orders/\d+/coupons", status=500, nth=2))
    output = read(shop, "orders")
    assert sorted(output.ids("orders")) == shop.store.orders.ids()
    wrong = [
        differences(r["coupons"], shop.store.orders.get(r["id"])["coupons"])
        for r in output.records("orders")
    ]
    assert not any(wrong)


@pytest.mark.promise("An order disappears between two requests for it")
def test_an_order_that_vanishes_between_two_requests_does_not_end_the_run(
    open_shop: OpenShop,
) -> None:
    """It was deleted meanwhile; the others are delivered."""
    shop = open_shop(orders=60)
    gone = shop.store.orders.ids()[30]
    shop.faults.append(Fault(path=f"/orders/{gone}/coupons", status=404))
    # While the first order's coupons are long in coming, the list has been read.
    shop.faults.append(Fault("slow", path=r"/orders/\d+/coupons", seconds=1))

    def delete() -> None:
        while not shop.requests:
            time.sleep(0.01)
        shop.store.orders.delete(gone)

    deleting = Thread(target=delete)
    deleting.start()
    output = read(shop, "orders", order_coupons="all")
    deleting.join()
    assert sorted(output.ids("orders")) == shop.store.orders.ids()
    assert gone not in output.ids("orders")


def test_a_404_of_an_order_that_exists_is_an_error(open_shop: OpenShop) -> None:
    """Leaving it out would lose it for good."""
    shop = open_shop(orders=60)
    shop.faults.append(Fault(path=r"/orders/\d+/coupons", status=404, times=None))
    _, error = attempt(shop, "orders")
    assert error is not None
    assert "404" in error.message


def test_coupons_do_not_depend_on_what_else_is_selected(open_shop: OpenShop) -> None:
    """An order whose only trace of a coupon is a line item's discount is asked all the same."""
    shop = open_shop(orders=10, products=5)
    order_id = shop.store.orders.ids()[4]
    order = shop.store.orders.get(order_id)
    item = order["products"][0] | {"applied_discounts": [{"id": "coupon", "amount": "1.0000"}]}
    coupon = {"id": 1, "coupon_id": 2, "order_id": order_id, "code": "X", "amount": 1, "type": 0}
    shop.store.orders.edit(
        order_id,
        products=[item, *order["products"][1:]],
        coupons=[coupon],
        coupon_discount="0.0000",
        discount_amount="0.0000",
    )
    shop.store.clock.advance(90)
    others = {f"orders.{part}": False for part in ("products", "consignments", "fees")}
    for select in ({}, others):
        output = read(shop, "orders", select=select)
        found = {record["id"]: record["coupons"] for record in output.records("orders")}
        assert [one["code"] for one in found[order_id]] == ["X"]


@pytest.mark.parametrize(
    "fields",
    [
        {"items_total": "several"},
        {"coupon_discount": "none"},
        {"shipping_address_count": "two"},
    ],
)
def test_an_order_of_another_form_is_named(fields: dict[str, Any], open_shop: OpenShop) -> None:
    """Not a traceback; and other streams are read."""
    shop = open_shop(orders=5, products=5)
    order_id = shop.store.orders.ids()[2]
    shop.store.orders.edit(order_id, **fields)
    shop.store.clock.advance(90)
    output, error = attempt(shop)
    assert error is not None
    assert f"orders record {order_id}" in error.message
    assert len(output.ids("products")) == 5
