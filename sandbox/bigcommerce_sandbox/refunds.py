"""Refunds of orders."""

from collections.abc import Mapping
from typing import Any

from bigcommerce_sandbox.generator.orders import PARTIALLY_REFUNDED, REFUNDED, STATUSES
from bigcommerce_sandbox.generator.values import Row, iso


def refund(refund_id: int, order: Row, second: int, quantities: Mapping[int, int]) -> Row:
    """The refund of some units of an order, as ``/v3/orders/payment_actions/refunds`` has it.

    Args:
        refund_id: The refund.
        order: The raw order.
        second: When it is refunded.
        quantities: How many units of each line item, by its id.
    """
    lines = [line for line in order["products"] if quantities.get(line["id"])]
    amount = sum(_price(line, "inc_tax") * quantities[line["id"]] for line in lines)
    return {
        "id": refund_id,
        "order_id": order["id"],
        "user_id": 1,
        "created": iso(second, "+00:00"),
        "reason": "Not as described",
        "total_amount": round(amount, 4),
        "total_tax": round(sum(_price(line, "tax") * quantities[line["id"]] for line in lines), 4),
        "uses_merchant_override_values": False,
        "items": [
            {
                "item_type": "PRODUCT",
                "item_id": line["id"],
                "reason": "",
                "quantity": quantities[line["id"]],
                "adjustments": [],
                "requested_amount": round(_price(line, "inc_tax") * quantities[line["id"]], 4),
            }
            for line in lines
        ],
        "payments": [
            {
                "id": refund_id,
                "provider_id": "custom",
                "amount": round(amount, 4),
                "offline": True,
                "is_declined": False,
                "declined_message": "",
            }
        ],
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
