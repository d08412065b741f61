"""Refunds of orders."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from bigcommerce_sandbox import transactions
from bigcommerce_sandbox.generator.orders import (
    COMPLETED,
    PARTIALLY_REFUNDED,
    REFUNDED,
    SHIPPED,
    STATUSES,
    order_status,
)
from bigcommerce_sandbox.generator.orders import order as draw_order
from bigcommerce_sandbox.generator.shop import FIRST_ORDER, Shop
from bigcommerce_sandbox.generator.values import DAY, Row, iso

_REFUNDED = frozenset({REFUNDED, PARTIALLY_REFUNDED})
_CONTENT = frozenset({SHIPPED, COMPLETED})

_ORDERS_PER_GOODWILL = 13
_GOODWILL = 50_000
"""An amount that makes up for a delay, in ten-thousandths."""


def refunded_orders(shop: Shop) -> Iterator[tuple[int, int]]:
    """Orders of a shop's history of which something was refunded, and the second when it was."""
    for order_id, created in enumerate(shop.created["orders"], FIRST_ORDER):
        status_id = order_status(shop, order_id, created)
        is_lucky = status_id in _CONTENT and order_id % _ORDERS_PER_GOODWILL == 0
        if status_id in _REFUNDED or is_lucky:
            yield order_id, min(created + 7 * DAY, shop.now - 1)


def drawn(shop: Shop, refund_id: int, created: int) -> Row:
    """A refund that leaves lines as they are.

    What the history says of a refunded order is given back: shipping and fees, and the rest as an
    amount of the order. Other orders get an amount for goodwill, and so do those that come later.
    """
    if refund_id > len(shop.created["order_refunds"]):
        return _goodwill(refund_id, FIRST_ORDER + refund_id % max(1, _orders(shop)), created)
    order_id, _ = next(islice(refunded_orders(shop), refund_id - 1, None))
    placed = shop.created["orders"][order_id - FIRST_ORDER]
    if order_status(shop, order_id, placed) not in _REFUNDED:
        return _goodwill(refund_id, order_id, created)
    return _of_order(refund_id, draw_order(shop, order_id, placed), created)


def _orders(shop: Shop) -> int:
    return len(shop.created["orders"])


def _goodwill(refund_id: int, order_id: int, second: int) -> Row:
    """A small amount of an order."""
    items = [_item("ORDER", order_id, 1, _GOODWILL)]
    return _refund(order_id, second, items, 0, _payment(refund_id, "custom", _GOODWILL))


def _of_order(refund_id: int, order: Row, second: int) -> Row:
    """As much of an order as it says was refunded, paid back as it was paid."""
    left = total = _whole(order["refunded_amount"])
    items, taxes = [], 0
    for kind, item_id, amount, tax in _charges(order):
        if 0 < amount <= left:
            items.append(_item(kind, item_id, 1, amount))
            taxes += tax
            left -= amount
    if left:
        items.append(_item("ORDER", order["id"], 1, left))
    paid = transactions.method(order)
    payment = _payment(refund_id, paid.gateway, total)
    if paid.is_online:
        payment |= {"offline": False, "transaction_id": str(transactions.refund_id(order))}
    return _refund(order["id"], second, items, taxes, payment)


def refund(refund_id: int, order: Row, second: int, quantities: Mapping[int, int]) -> Row:
    """The refund of some units of an order, as ``/v3/orders/payment_actions/refunds`` has it.

    It is paid back offline, so no transaction shows it.

    Args:
        refund_id: The refund.
        order: The raw order.
        second: When it is refunded.
        quantities: How many units of each line item, by its id.
    """
    lines = [line for line in order["products"] if quantities.get(line["id"])]
    items = [
        _item(
            "PRODUCT",
            line["id"],
            quantities[line["id"]],
            _whole(line["price_inc_tax"]) * quantities[line["id"]],
        )
        for line in lines
    ]
    total = sum(_whole(line["price_inc_tax"]) * quantities[line["id"]] for line in lines)
    taxes = sum(_whole(line["price_tax"]) * quantities[line["id"]] for line in lines)
    return _refund(order["id"], second, items, taxes, _payment(refund_id, "custom", total))


def _refund(order_id: int, second: int, items: list[Row], taxes: int, payment: Row) -> Row:
    """A refund that one payment pays; the tax in it is in ten-thousandths."""
    return {
        "id": payment["id"],
        "order_id": order_id,
        "user_id": 1,
        "created": iso(second, "+00:00"),
        "reason": "Not as described",
        "total_amount": payment["amount"],
        "total_tax": taxes / 10_000,
        "uses_merchant_override_values": False,
        "items": items,
        "payments": [payment],
    }


def _charges(order: Row) -> Iterator[tuple[str, int, int, int]]:
    """What an order costs beside its goods: kind, id, amount with tax, and the tax in it."""
    for parcel in order["consignments"]["shipping"]:
        for kind, cost in (("SHIPPING", "cost"), ("HANDLING", "handling_cost")):
            amount, tax = parcel[f"{cost}_inc_tax"], parcel[f"{cost}_tax"]
            yield kind, parcel["id"], _whole(amount), _whole(tax)
    for fee in order["fees"]:
        yield "FEE", fee["id"], _whole(fee["cost_inc_tax"]), _whole(fee["cost_tax"])


def _item(kind: str, item_id: int, quantity: int, amount: int) -> Row:
    return {
        "item_type": kind,
        "item_id": item_id,
        "reason": "",
        "quantity": quantity,
        "adjustments": [],
        "requested_amount": amount / 10_000,
    }


def _payment(refund_id: int, provider: str, amount: int) -> Row:
    """A payment that is made offline."""
    return {
        "id": refund_id,
        "provider_id": provider,
        "amount": amount / 10_000,
        "offline": True,
        "is_declined": False,
        "declined_message": "",
    }


def refundable(order: Row) -> dict[int, int]:
    """How many units of each line item have not been refunded."""
    return {line["id"]: line["quantity"] - line["quantity_refunded"] for line in order["products"]}


def refunded(order: Row, quantities: Mapping[int, int]) -> dict[str, Any]:
    """The fields that a refund puts in the order."""
    lines = [_refunded_line(line, quantities.get(line["id"], 0)) for line in order["products"]]
    is_whole = all(line["quantity_refunded"] == line["quantity"] for line in lines)
    status_id = REFUNDED if is_whole else PARTIALLY_REFUNDED
    return {
        "products": lines,
        "refunded_amount": f"{sum(float(line['refund_amount']) for line in lines):.4f}",
        "status_id": status_id,
        "status": STATUSES[status_id],
        "custom_status": STATUSES[status_id],
        "payment_status": "refunded" if is_whole else "partially refunded",
    }


def _refunded_line(line: Row, quantity: int) -> Row:
    units = line["quantity_refunded"] + quantity
    amount = float(line["refund_amount"]) + _price(line, "inc_tax") * quantity
    return line | {
        "quantity_refunded": units,
        "is_refunded": units == line["quantity"],
        "refund_amount": f"{amount:.4f}",
    }


def _price(line: Row, tax: str) -> float:
    return float(line[f"price_{tax}"])


def _whole(amount: str | float) -> int:
    """An amount in ten-thousandths."""
    return round(float(amount) * 10_000)
