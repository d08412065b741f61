"""Refunds of orders."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from bigcommerce_sandbox import transactions
from bigcommerce_sandbox.generator.orders import (
    PARTIALLY_REFUNDED,
    REFUNDED,
    STATUSES,
    order_status,
)
from bigcommerce_sandbox.generator.orders import order as draw_order
from bigcommerce_sandbox.generator.shop import FIRST_ORDER, Shop
from bigcommerce_sandbox.generator.values import DAY, Row, iso


def refunded_orders(shop: Shop) -> Iterator[tuple[int, int]]:
    """Orders of a shop's history that were refunded, and the second when each was."""
    for order_id, created in enumerate(shop.created["orders"], FIRST_ORDER):
        if order_status(shop, order_id, created) in {REFUNDED, PARTIALLY_REFUNDED}:
            yield order_id, min(created + 7 * DAY, shop.now - 1)


def drawn(shop: Shop, refund_id: int, created: int) -> Row:
    """A refund of the shop's history: of shipping and fees, and of the order for the rest.

    Lines know nothing of it. A later refund is still empty, since it is of what is told.
    """
    if refund_id > len(shop.created["order_refunds"]):
        return {"id": refund_id}
    order_id, _ = next(islice(refunded_orders(shop), refund_id - 1, None))
    order = draw_order(shop, order_id, shop.created["orders"][order_id - FIRST_ORDER])
    left = total = _whole(order["refunded_amount"])
    items, taxes = [], 0
    for kind, item_id, amount, tax in _charges(order):
        if 0 < amount <= left:
            items.append(_item(kind, item_id, 1, amount))
            taxes += tax
            left -= amount
    if left:
        items.append(_item("ORDER", order_id, 1, left))
    paid = transactions.method(order)
    payment = _payment(refund_id, paid.gateway, total)
    if paid.is_online:
        payment |= {"offline": False, "transaction_id": str(transactions.refund_id(order))}
    return _refund(order, created, items, taxes, payment)


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
    return _refund(order, second, items, taxes, _payment(refund_id, "custom", total))


def _refund(order: Row, second: int, items: list[Row], taxes: int, payment: Row) -> Row:
    """A refund that one payment pays; the tax in it is in ten-thousandths."""
    return {
        "id": payment["id"],
        "order_id": order["id"],
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
