"""Tables of orders that have a list for each order, and orders' refunds and statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tap_bigcommerce.streams.fulfilment import OrderShipments
from tap_bigcommerce.streams.payments import OrderTaxes
from tests.replay import Replay
from tests.running import attempt, read
from tests.test_recorded import FOLDERS, lost, recorded
from tests.truth import differences

if TYPE_CHECKING:
    from pathlib import Path

    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop
    from tests.replay import Row

PARTS = ("order_shipments", "order_taxes", "order_transactions", "order_messages")

MANY = 300


@pytest.fixture
def small(open_shop: OpenShop) -> Sandbox:
    """A store with orders of many kinds."""
    return open_shop(orders=80, customers=40, products=30, coupons=5, order_refunds=10)


def asked(shop: Sandbox, part: str) -> set[int]:
    """The orders that were asked for a part."""
    return {int(one.path.split("/")[3]) for one in shop.requests if one.path.endswith(f"/{part}")}


def test_only_orders_that_can_have_any_are_asked(small: Sandbox) -> None:
    """Shipped ones for shipments, taxed ones for taxes; nothing tells of the others."""
    read(small, *PARTS)
    orders = list(small.store.orders)
    shipped = {
        one["id"] for one in orders if one["items_shipped"] or one["status_id"] in {2, 3, 10}
    }
    taxed = {one["id"] for one in orders if float(one["total_tax"])}
    assert asked(small, "shipments") == shipped
    assert asked(small, "taxes") == taxed
    assert asked(small, "transactions") == asked(small, "messages") == {*small.store.orders.ids()}
    assert len(shipped) < len(orders) > len(taxed)


@pytest.mark.parametrize(
    ("order", "may_have_shipments", "may_have_taxes"),
    [
        ({"items_shipped": 0, "status_id": 11, "total_tax": "0.0000"}, False, False),
        ({"items_shipped": "1", "status_id": 11, "total_tax": "0.0100"}, True, True),
        ({"items_shipped": 0, "status_id": 2, "total_tax": -1}, True, True),
        ({"items_shipped": 0, "status_id": 10, "total_tax": 0}, True, False),
        ({}, True, True),
        ({"items_shipped": "some", "status_id": "x", "total_tax": "much"}, True, True),
    ],
)
def test_what_an_order_does_not_say_may_be(
    order: Row, *, may_have_shipments: bool, may_have_taxes: bool
) -> None:
    """A number that is not there, or is none, leaves it open."""
    assert OrderShipments.has_any(order) is may_have_shipments
    assert OrderTaxes.has_any(order) is may_have_taxes


def test_a_later_run_asks_only_changed_orders(small: Sandbox) -> None:
    """Parts come again with their order, and with no other."""
    first = read(small, *PARTS)
    small.store.clock.advance(3600)
    changed = next(one["id"] for one in small.store.orders if one["shipments"] and one["taxes"])
    small.store.orders.touch(changed)
    small.store.clock.advance(3600)
    small.requests.clear()
    second = read(small, *PARTS, state=first.state)
    assert {row["order_id"] for row in second.records("order_shipments")} == {changed}
    for part in ("shipments", "taxes", "transactions", "messages"):
        assert asked(small, part) == {changed}


def test_taxes_name_their_line_and_their_order(small: Sandbox) -> None:
    """Details are asked for; automatic taxes, which leave the order out, get it all the same."""
    rows = read(small, "order_taxes").records("order_taxes")
    automatic = [row for row in rows if row["class"] == "Automatic Tax"]
    assert automatic
    assert all(row["order_id"] for row in rows)
    assert {row["order_address_id"] for row in automatic} == {None}
    lines = {line["id"] for order in small.store.orders for line in order["products"]}
    assert {row["order_product_id"] for row in rows if row["line_item_type"] == "item"} <= lines


def test_parts_of_orders_are_read_only_if_named(open_shop: OpenShop) -> None:
    """They cost a request for each order, so no mode selects them."""
    shop = open_shop(orders=5)
    output = read(shop, streams="tables")
    names = {one["stream"] for one in output.messages if one["type"] == "SCHEMA"}
    assert names.isdisjoint(PARTS)
    assert {"order_refunds", "order_metafields", "order_statuses"} <= names


def test_transactions_need_a_scope_of_their_own(small: Sandbox) -> None:
    """Without it they fail alone; the orders and their other parts arrive."""
    token = small.token("store_v2_orders_read_only")
    given: dict[str, Any] = {"access_token": token}
    output, error = attempt(small, "orders", "order_taxes", "order_transactions", **given)
    assert "Order Transactions" in str(error)
    assert len(output.records("orders")) == len(small.store.orders)
    assert output.records("order_taxes")
    assert output.records("order_transactions") == []


def transaction(number: int) -> Row:
    """A transaction."""
    return {"id": number, "order_id": "401", "event": "purchase", "amount": 1}


@pytest.mark.parametrize("folder", FOLDERS[:1])
def test_transactions_that_cannot_be_had_are_not_lost_silently(folder: Path) -> None:
    """The list has no second page: a total beyond the first is an error of this stream alone."""
    orders = recorded(folder, "orders")
    body = {
        "data": [transaction(number) for number in range(250)],
        "meta": {"pagination": {"total": MANY, "count": 250, "per_page": 250}},
    }
    replay = Replay({"v2/orders": orders}, {r"v3/orders/\d+/transactions": body})
    with replay.open() as store:
        output, error = attempt(store, "order_transactions", "order_messages", retry_time=1)
    assert "order_transactions" in str(error)
    assert "more of them cannot be had" in str(error)
    assert output.records("order_transactions") == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_recorded_parts_arrive(folder: Path) -> None:
    """As live stores were seen to send them; an order's id that comes as text is a number."""
    orders = [one | {"status_id": 2} for one in recorded(folder, "orders")[:1]]
    shipments = recorded(folder, "order-shipment-create")
    transactions = recorded(folder, "order-transactions")
    statuses = recorded(folder, "order-statuses")
    parts = {
        "v2/order_statuses": statuses,
        r"v2/orders/\d+/shipments": shipments,
        r"v3/orders/\d+/transactions": {"data": transactions, "meta": {}},
    }
    with Replay({"v2/orders": orders}, parts).open() as store:
        output = read(store, "order_shipments", "order_transactions", "order_statuses")
    for stream, rows in (
        ("order_shipments", shipments),
        ("order_transactions", transactions),
        ("order_statuses", statuses),
    ):
        records = output.records(stream)
        assert len(records) == len(rows)
        for record, row in zip(records, rows, strict=True):
            assert lost(record, row) == []
            truth = {"order_date_modified": orders[0]["date_modified"]} | row
            assert differences(record, truth) == []


def test_new_refunds_come_alone(small: Sandbox) -> None:
    """A later run asks for those created since, in one request."""
    first = read(small, "order_refunds")
    assert first.ids("order_refunds") == small.store.order_refunds.ids()
    small.store.clock.advance(60)
    refund = small.store.orders.refund(small.store.orders.ids()[0])
    small.store.clock.advance(3600)
    small.requests.clear()
    second = read(small, "order_refunds", state=first.state)
    assert second.ids("order_refunds") == [refund]
    assert len(small.requests) == 1
    [row] = second.records("order_refunds")
    assert differences(row, small.store.order_refunds.get(refund)) == []
