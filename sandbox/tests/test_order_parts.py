"""What orders have lists of their own for, and what refers to them."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_sandbox import Store
from conftest import Client

REFUNDS = "/v3/orders/payment_actions/refunds"

Order = dict[str, Any]


@pytest.fixture(scope="module")
def orders(shared_client: Client) -> list[Order]:
    """Every order, whole."""
    return list(shared_client.store.orders)


def total(amounts: Any) -> Decimal:
    """What amounts add up to, whether they are text or numbers."""
    return sum((Decimal(str(one)) for one in amounts), Decimal())


def test_shipments_are_what_lines_say_was_shipped(orders: list[Order]) -> None:
    """Each goes to an address of its order, with its lines; a line may go in two."""
    for order in orders:
        sent: Counter[int] = Counter()
        for one in order["shipments"]:
            address = next(
                a for a in order["shipping_addresses"] if a["id"] == one["order_address_id"]
            )
            assert one["shipping_address"]["street_1"] == address["street_1"]
            for item in one["items"]:
                sent[item["order_product_id"]] += item["quantity"]
        shipped = {
            line["id"]: line["quantity_shipped"]
            for line in order["products"]
            if line["order_address_id"] and line["quantity_shipped"]
        }
        assert sent == shipped
    ids = [one["id"] for order in orders for one in order["shipments"]]
    assert len(ids) == len(set(ids)) > len([one for one in orders if one["shipments"]])


def test_a_shipped_order_gets_shipments(client: Client) -> None:
    """An order that is shipped later has them from then on."""
    orders = client.store.orders
    waiting = next(one for one in orders if not one["items_shipped"] and one["shipping_addresses"])
    path = f"/v2/orders/{waiting['id']}/shipments"
    assert client.ask(path).status_code == 204
    orders.ship(waiting["id"], client.store.clock.now())
    assert client.read(path) == orders.get(waiting["id"])["shipments"] != []


def test_taxes_add_up_to_the_orders_total(orders: list[Order]) -> None:
    """By line, wrapping, shipping, handling and fee, each once."""
    for order in orders:
        assert total(one["line_amount"] for one in order["taxes"]) == total([order["total_tax"]])
        lines = {str(line["id"]) for line in order["products"]}
        assert {one["order_product_id"] for one in order["taxes"]} <= lines | {None}
    kinds = {one["line_item_type"] for order in orders for one in order["taxes"]}
    assert kinds == {"item", "shipping", "handling", "gift-wrapping"}


def test_taxes_show_details_only_if_asked(shared_client: Client, orders: list[Order]) -> None:
    """The line and its type are details; automatic taxes do not name their order."""
    taxed = next(one["id"] for one in orders if one["taxes"] and one["id"] % 10)
    automatic = next(one["id"] for one in orders if one["taxes"] and not one["id"] % 10)
    plain = shared_client.read(f"/v2/orders/{taxed}/taxes")[0]
    detailed = shared_client.read(f"/v2/orders/{taxed}/taxes", details="true")[0]
    assert detailed.keys() - plain.keys() == {"order_product_id", "line_item_type"}
    unnamed = shared_client.read(f"/v2/orders/{automatic}/taxes")[0]
    assert plain.keys() - unnamed.keys() == {"order_id", "order_address_id"}


def test_transactions_pay_the_orders_total(orders: list[Order]) -> None:
    """Purchases and captures do, unless the order was not paid; others act on one of them."""
    unpaid = {"", "pending", "declined", "void", "authorized", "held for review"}
    for order in orders:
        done = [one for one in order["transactions"] if one["status"] == "ok"]
        paid = total(one["amount"] for one in done if one["event"] in {"purchase", "capture"})
        expected = (
            Decimal() if order["payment_status"] in unpaid else Decimal(order["total_inc_tax"])
        )
        assert paid == expected
        ids = {one["id"] for one in done}
        assert {one["reference_transaction_id"] for one in done} <= ids | {None}
    every = [one["id"] for order in orders for one in order["transactions"]]
    assert len(every) == len(set(every))


def test_transactions_come_on_one_page_or_not_at_all(
    shared_client: Client, orders: list[Order]
) -> None:
    """A page number is ignored, and nothing is 204."""
    paid = next(one for one in orders if len(one["transactions"]) > 1)
    path = f"/v3/orders/{paid['id']}/transactions"
    assert shared_client.read(path, page=2)["data"] == paid["transactions"]
    cut = shared_client.read(path, limit=1)
    assert cut["data"] == paid["transactions"][:1]
    assert cut["meta"]["pagination"]["total"] == len(paid["transactions"])
    unpaid = next(one for one in orders if not one["transactions"])
    empty = shared_client.ask(f"/v3/orders/{unpaid['id']}/transactions")
    assert (empty.status_code, empty.content) == (204, b"")


def test_refunds_are_of_what_their_order_has(shared_client: Client, orders: list[Order]) -> None:
    """Items and payments add up to the refund, and the payment's transaction is the order's."""
    known = {one["id"]: one for one in orders}
    refunds = shared_client.read(REFUNDS)["data"]
    kinds = Counter(item["item_type"] for refund in refunds for item in refund["items"])
    assert kinds.keys() == {"PRODUCT", "SHIPPING", "HANDLING", "FEE", "ORDER"}
    for refund in refunds:
        order = known[refund["order_id"]]
        ids = {
            "PRODUCT": {one["id"] for one in order["products"]},
            "SHIPPING": {one["id"] for one in order["shipping_addresses"]},
            "HANDLING": {one["id"] for one in order["shipping_addresses"]},
            "FEE": {one["id"] for one in order["fees"]},
            "ORDER": {order["id"]},
        }
        assert all(item["item_id"] in ids[item["item_type"]] for item in refund["items"])
        amount = total([refund["total_amount"]])
        assert total(item["requested_amount"] for item in refund["items"]) == amount
        assert total(payment["amount"] for payment in refund["payments"]) == amount
        if order["status_id"] in {4, 14}:
            assert total([order["refunded_amount"]]) == amount
        for payment in refund["payments"]:
            if not payment["offline"]:
                paid_back = next(
                    one
                    for one in order["transactions"]
                    if str(one["id"]) == payment["transaction_id"]
                )
                assert (paid_back["event"], paid_back["amount"]) == ("refund", payment["amount"])


def test_refunds_need_one_of_two_scopes(shared_client: Client) -> None:
    """Orders or transactions; no other will do."""
    for scope, status in (("orders", 200), ("transactions", 200), ("products", 403)):
        token = shared_client.sandbox.token(f"store_v2_{scope}_read_only")
        assert shared_client.ask(REFUNDS, {"X-Auth-Token": token}).status_code == status


def test_refunds_are_found_by_their_transaction(shared_client: Client) -> None:
    """Those that were paid back online have one."""
    refunds = shared_client.read(REFUNDS)["data"]
    paid = next(one for one in refunds if not one["payments"][0]["offline"])
    wanted = paid["payments"][0]["transaction_id"]
    assert shared_client.ids(REFUNDS, transaction_id=wanted) == [paid["id"]]


def test_a_history_has_no_more_refunds_than_refunded_orders() -> None:
    """Whatever number is asked for; they come in the order of their dates."""
    store = Store(seed=3, orders=300, order_refunds=250)
    refunds = list(store.order_refunds)
    refunded = {one["id"] for one in store.orders if one["status_id"] in {4, 14}}
    ids = [one["order_id"] for one in refunds]
    assert len({*ids}) == len(ids) < 250
    assert refunded < {*ids}
    assert [one["created"] for one in refunds] == sorted(one["created"] for one in refunds)


def test_messages_are_filtered(shared_client: Client, orders: list[Order]) -> None:
    """By id, status and sender."""
    order = next(one for one in orders if len(one["messages"]) == 2)
    path, (question, answer) = f"/v2/orders/{order['id']}/messages", order["messages"]
    assert shared_client.ids(path, min_id=answer["id"]) == [answer["id"]]
    assert shared_client.ids(path, status="read") == [question["id"]]
    assert shared_client.ids(path, customer_id=order["customer_id"], is_flagged="false")


def test_metafields_belong_to_orders_and_have_direction(shared_client: Client) -> None:
    """Each order is there; the list can be turned round, filtered and read by cursors."""
    path, store = "/v3/orders/metafields", shared_client.store
    ids = shared_client.ids(path)
    assert ids == store.order_metafields.ids()
    assert {one["resource_id"] for one in store.order_metafields} <= set(store.orders.ids())
    assert shared_client.ids(path, direction="desc") == ids[::-1]
    first = shared_client.read(path, limit=7, direction="desc")
    after = first["meta"]["cursor_pagination"]["end_cursor"]
    assert shared_client.ids(path, limit=7, direction="desc", after=after) == ids[::-1][7:14]
    key = store.order_metafields.get(5)["key"]
    assert shared_client.ids(path, key=key) == [5]


def test_statuses_come_at_once(shared_client: Client) -> None:
    """Whatever limit is asked for, and without one."""
    assert shared_client.ids("/v2/order_statuses", limit=1) == list(range(15))
