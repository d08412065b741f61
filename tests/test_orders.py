"""An order arrives with all its parts, and almost always with its page."""

from __future__ import annotations

import copy
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Fault
from tests.replay import Query, Replay, Row
from tests.running import attempt, read
from tests.truth import differences

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
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
    assert len(shop.requests) - len(incomplete) <= 2_000 / 250 + 8


def test_parts_that_are_not_selected_are_not_asked_for(open_shop: OpenShop) -> None:
    """Neither with the page nor one by one; a page of bare orders is small."""
    shop = open_shop(orders=60)
    parts = ("products", "shipping_addresses", "consignments", "fees", "coupons")
    output = read(shop, "orders", select={f"orders.{part}": False for part in parts})
    assert Counter(one.path for one in shop.requests) == {"/v2/orders": 2, "/v2/orders/count": 1}
    assert not any("include" in one.query for one in shop.requests)
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


@pytest.mark.promise("vanishing-order")
def test_an_order_that_vanishes_between_two_requests_does_not_end_the_run(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It was deleted meanwhile; the others are delivered."""
    rows = [order(id=one, coupon_discount="1.0000") for one in (1, 2, 3)]

    def deleted(_: Query) -> int:
        rows[:] = [one for one in rows if one["id"] != 2]
        return 404

    with Replay({"v2/orders": rows}, {"v2/orders/2/coupons": deleted}).open() as store:
        output = read(store, "orders")
    assert output.ids("orders") == [1, 3]
    assert "Record 2 of v2/orders was deleted while it was read; it is left out." in caplog.text


@pytest.mark.promise("missing-part")
def test_a_404_of_a_part_that_passes_loses_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """A server that does not know the order yet is asked again."""
    answers = iter([404, 404])
    parts = {"v2/orders/1/products": lambda _: next(answers, [item(quantity=2)])}
    with Replay({"v2/orders": [order(items_total=2)]}, parts).open() as store:
        [record] = read(store, "orders").records("orders")
    assert [one["quantity"] for one in record["products"]] == [2]
    assert caplog.text.count("The next attempt follows in") == 2


@pytest.mark.parametrize("part", ["products", "shipping_addresses"])
def test_a_404_of_an_order_that_exists_is_an_error(part: str) -> None:
    """Leaving it out would lose it for good."""
    rows = [order(items_total=2, shipping_address_count=2)]
    with Replay({"v2/orders": rows}, {f"v2/orders/1/{part}": 404}).open() as store:
        output, error = attempt(store, "orders", retry_time=1)
    assert error is not None
    assert f"GET v2/orders/1/{part} was rejected (404" in error.message
    assert "The list has this record, so it was not deleted." in error.message
    assert output.ids("orders") == []


def test_an_order_that_a_late_server_does_not_know_is_not_deleted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is so young that the next run, which looks back, will find it."""
    rows = [order(id=one, coupon_discount="1.0000") for one in (1, 2, 3)]
    rows[1]["date_modified"] = "Fri, 01 Jan 2027 11:58:00 +0000"

    def unknown(_: Query) -> int:
        rows[:] = [one for one in rows if one["id"] != 2]
        return 404

    with Replay({"v2/orders": rows}, {"v2/orders/2/coupons": unknown}).open() as store:
        output = read(store, "orders", lookback=300)
        assert output.ids("orders") == [1, 3]
        assert "the next run looks for it again" in caplog.text
        assert "was deleted" not in caplog.text


@pytest.mark.parametrize(("age", "delivered"), [("10:00:00", [1]), ("11:58:00", [])])
def test_a_404_for_coupons_means_none_of_an_order_that_is_known(
    age: str, delivered: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    """Two answers agree, and the order is not too young for every server to know it.

    The log does not mention each of hundreds of such orders.
    """
    rows = [order(coupon_discount="1.0000", date_modified=f"Fri, 01 Jan 2027 {age} +0000")]
    with Replay({"v2/orders": rows}, {"v2/orders/1/coupons": 404}).open() as store:
        records = read(store, "orders", lookback=300).records("orders")
    assert [one["id"] for one in records if one["coupons"] == []] == delivered
    assert store.asked.count("v2/orders/1/coupons") == 2
    said = [one.getMessage() for one in caplog.records if one.name == "tap-bigcommerce"]
    assert not [line for line in said if "404" in line]


@pytest.mark.promise("short-part")
def test_parts_are_held_against_the_order(caplog: pytest.LogCaptureFixture) -> None:
    """Pages that are short for no reason are not the last, and a first reading not the only one."""
    items = [item(id=one) for one in range(1, 8)]
    readings: list[int] = []

    def three_at_once(query: Query) -> list[Row] | None:
        page = int(query.get("page", "1"))
        readings.append(page)
        known = items if readings.count(1) > 1 else items[:5]  # at first, a server that is late
        return known[3 * page - 3 : 3 * page] or None

    parts = {"v2/orders/1/products": three_at_once}
    with Replay({"v2/orders": [order(items_total=7)]}, parts).open() as store:
        [record] = read(store, "orders").records("orders")
    assert [one["id"] for one in record["products"]] == [1, 2, 3, 4, 5, 6, 7]
    assert "fewer line items" not in caplog.text


def test_orders_that_stay_short_are_named_once(caplog: pytest.LogCaptureFixture) -> None:
    """What the order says may be wrong, so it is delivered with what there is."""
    rows = [
        order(id=1, items_total=7),
        order(id=2, shipping_address_count=3),
        order(id=3, items_total=1),
    ]
    parts = {r"v2/orders/\d/products": first([item()])}
    with Replay({"v2/orders": rows}, parts).open() as store:
        output = read(store, "orders")
    assert output.ids("orders") == [1, 2, 3]
    [warning] = [one for one in caplog.messages if "have fewer elements in products" in one]
    assert warning.startswith("2 orders ")
    assert {"1", "2"} == set(warning.rsplit(": ")[-1].split(", "))


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


def test_a_name_that_ends_in_a_blank_is_that_fields(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """Old examples of line items have `is_bundled_product` with a blank behind it."""
    shop = open_shop(orders=3, products=5)
    order_id = shop.store.orders.ids()[1]
    item, *others = shop.store.orders.get(order_id)["products"]
    del item["is_bundled_product"]
    shop.store.orders.edit(order_id, products=[item | {"is_bundled_product ": True}, *others])
    shop.store.clock.advance(90)
    records = {record["id"]: record for record in read(shop, "orders").records("orders")}
    assert sorted(records) == shop.store.orders.ids()
    [found] = [one for one in records[order_id]["products"] if one["id"] == item["id"]]
    assert found["is_bundled_product"] is True
    assert "does not know" not in caplog.text


def test_what_a_shopper_is_told_of_backorders_arrives(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """A field that the API got lately: text where there is a message, or null."""
    shop = open_shop(orders=3)
    told, untold, _ = shop.store.orders.ids()
    shop.store.orders.edit(told, backorder_shipping_expectation_message="Leaves us in May.")
    shop.store.orders.edit(untold, backorder_shipping_expectation_message=None)
    shop.store.clock.advance(90)
    messages = {
        record["id"]: record["backorder_shipping_expectation_message"]
        for record in read(shop, "orders").records("orders")
    }
    assert (messages[told], messages[untold]) == ("Leaves us in May.", None)
    assert "does not know" not in caplog.text


LINK = {"url": "https://…/orders/1/consignments", "resource": "/orders/1/consignments"}

ITEM = {"id": 20, "quantity": 1, "weight": "1.0000", "width": "1", "height": "1", "depth": "1"}
SHIPPING = {"id": 30, "city": "Westport", "line_items": [ITEM]}
CONSIGNMENTS = {
    "shipping": [SHIPPING],
    "pickups": [],
    "downloads": [],
    "email": {"gift_certificates": []},
}
GIFT = {"recipient_email": "nora@example.org", "line_items": [ITEM | {"id": 21}]}


def item(**fields: Any) -> Row:
    """A line item."""
    return ITEM | fields


def order(**fields: Any) -> Row:
    """An order of one line item that was sent to one address, and had no coupon."""
    return {
        "id": 1,
        "date_modified": "Mon, 05 Jan 2026 09:00:07 +0000",
        "items_total": 1,
        "shipping_address_count": 1,
        "base_shipping_cost": "5.0000",
        "shipping_cost_ex_tax": "5.0000",
        "discount_amount": "0.0000",
        "coupon_discount": "0.0000",
        "fees": [],
        "consignments": copy.deepcopy(CONSIGNMENTS),
    } | fields


def first(rows: list[Row]) -> Any:
    """A v2 list that fits on one page."""
    return lambda query: rows if query.get("page", "1") == "1" else None


def with_shipping(shipping: Any) -> Row:
    """Consignments that were shipped."""
    return CONSIGNMENTS | {"shipping": shipping}


@pytest.mark.cases(2)
@pytest.mark.parametrize(
    "consignments",
    [
        CONSIGNMENTS,
        [CONSIGNMENTS],
        {"0": CONSIGNMENTS},
        [with_shipping([]), {"shipping": [SHIPPING]}],
        [{"shipping": {"2": SHIPPING}}, {"email": {"gift_certificates": []}}],
        with_shipping({"1": SHIPPING}),
        with_shipping(SHIPPING),
        with_shipping([None, SHIPPING]),
        with_shipping([SHIPPING | {"line_items": {"1": ITEM}}]),
        with_shipping([SHIPPING | {"line_items": ITEM}]),
        with_shipping([SHIPPING | {"line_items": LINK}]),
        with_shipping([SHIPPING | {"line_items": [None]}]),
        with_shipping([SHIPPING | {"line_items": None}]),
        with_shipping([SHIPPING | {"line_items": [ITEM | {"id": "20"}]}]),
        CONSIGNMENTS | {"email": [{"gift_certificates": {}}]},
        CONSIGNMENTS | {"email": {"0": {"gift_certificates": None}}},
        CONSIGNMENTS | {"email": [], "pickups": None, "downloads": ""},
    ],
)
def test_consignments_are_read_in_any_form(
    consignments: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """As one object or several, lists as PHP writes them, or a link where a list belongs."""
    row = order(consignments=copy.deepcopy(consignments))
    parts = {"v2/orders/1/products": first([copy.deepcopy(ITEM)])}
    with Replay({"v2/orders": [row]}, parts).open() as store:
        [record] = read(store, "orders").records("orders")
    assert [(one["id"], one["quantity"]) for one in record["products"]] == [(20, 1)]
    assert [one["city"] for one in record["shipping_addresses"]] == ["Westport"]
    [shipping] = record["consignments"]["shipping"]
    assert (shipping["id"], shipping["line_items"]) == (30, [{"id": 20}])
    assert caplog.messages == [one for one in caplog.messages if "does not know" not in one]


@pytest.mark.parametrize("consignments", [CONSIGNMENTS, [CONSIGNMENTS], {"0": CONSIGNMENTS}])
def test_consignments_of_an_orders_own_endpoint_are_read_in_any_form(
    consignments: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The page has only a link to them; line items and addresses come with them as well."""
    parts = {"v2/orders/1/consignments": copy.deepcopy(consignments)}
    with Replay({"v2/orders": [order(consignments=LINK)]}, parts).open() as store:
        output = read(store, "orders", "order_consignments")
    [record] = output.records("orders")
    assert [(one["id"], one["quantity"]) for one in record["products"]] == [(20, 1)]
    assert [one["city"] for one in record["shipping_addresses"]] == ["Westport"]
    [shipping] = record["consignments"]["shipping"]
    assert (shipping["id"], shipping["line_items"]) == (30, [{"id": 20}])
    assert [one["id"] for one in output.records("order_consignments")] == [30]
    assert "does not know" not in caplog.text
    assert [one for one in store.asked if "/1/" in one] == ["v2/orders/1/consignments"]


@pytest.mark.parametrize("consignments", [LINK, None, [], {}, ""])
def test_without_consignments_everything_comes_from_its_own_endpoint(
    consignments: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The list may send a link whatever was included; that is no unknown field."""
    parts = {
        "v2/orders/1/products": first([item()]),
        "v2/orders/1/shipping_addresses": first([{"id": 30, "city": "Westport"}]),
    }
    with Replay({"v2/orders": [order(consignments=consignments)]}, parts).open() as store:
        [record] = read(store, "orders").records("orders")
    assert [one["id"] for one in record["products"]] == [20]
    assert [one["city"] for one in record["shipping_addresses"]] == ["Westport"]
    assert not record["consignments"]
    assert "does not know" not in caplog.text


def test_gifts_by_email_keep_their_line_items() -> None:
    """Also where the email comes as a list of objects."""
    consignments = [CONSIGNMENTS | {"email": [{"gift_certificates": [GIFT]}]}]
    row = order(items_total=2, consignments=copy.deepcopy(consignments))
    with Replay({"v2/orders": [row]}).open() as store:
        [record] = read(store, "orders").records("orders")
    [gift] = record["consignments"]["email"]["gift_certificates"]
    assert (gift["recipient_email"], gift["line_items"]) == ("nora@example.org", [{"id": 21}])
    assert [one["id"] for one in record["products"]] == [20, 21]


NO_NUMBERS = [
    ({"items_total": "several"}, "items_total"),
    ({"coupon_discount": "N/A"}, "coupon_discount"),
    ({"discount_amount": "1,000.50"}, "discount_amount"),
    ({"base_shipping_cost": "free"}, "base_shipping_cost"),
    ({"shipping_cost_ex_tax": "1_000"}, "shipping_cost_ex_tax"),
    ({"shipping_address_count": "two"}, "shipping_address_count"),
    (
        {"consignments": with_shipping([SHIPPING | {"line_items": [ITEM | {"quantity": "two"}]}])},
        "products.quantity",
    ),
    ({"consignments": with_shipping([SHIPPING, "text"])}, "consignments.shipping"),
    ({"consignments": "text"}, "consignments"),
]


def endpoints(path: str) -> dict[str, Any]:
    """Parts of order 1 that say the same as what came with the list."""
    quantity = "two" if path == "products.quantity" else 1
    return {
        "v2/orders/1/products": first([item(quantity=quantity)]),
        "v2/orders/1/shipping_addresses": first([{"id": 30}]),
    }


@pytest.mark.cases(2)
@pytest.mark.parametrize(("fields", "path"), NO_NUMBERS)
def test_a_value_that_an_order_is_judged_by_is_named(fields: Row, path: str) -> None:
    """The order is not delivered with another value, and field and value are named."""
    rows = [order(**copy.deepcopy(fields))]
    with Replay({"v2/orders": rows}, endpoints(path)).open() as store:
        output, error = attempt(store, "orders")
    assert error is not None
    assert f"orders record 1: field '{path}' is '" in error.message
    assert output.ids("orders") == []


@pytest.mark.cases(2)
@pytest.mark.parametrize(("fields", "path"), NO_NUMBERS)
def test_null_may_stand_for_a_value_that_an_order_is_judged_by(
    fields: Row, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    """As for any other value, if the user wants it."""
    rows = [order(**copy.deepcopy(fields)), order(id=2)]
    with Replay({"v2/orders": rows}, endpoints(path)).open() as store:
        output = read(store, "orders", invalid_values="null")
    assert output.ids("orders") == [1, 2]
    assert f"orders record 1: field '{path}" in caplog.text
    assert "null is delivered in its place" in caplog.text
