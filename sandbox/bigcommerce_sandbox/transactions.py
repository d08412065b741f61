"""The payments of an order, as the gateways report them, and what was paid back."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bigcommerce_sandbox.generator.values import DAY, Row, iso, number
from bigcommerce_sandbox.queries import read_moment

_PER_ORDER = 10
"""Ids of transactions are the order's id times this, plus their place."""

_FIRST, _SECOND, _STORE_CREDIT, _GIFT_CERTIFICATE, _REFUND = range(5)

_NOT_PAID = frozenset({"", "pending"})

_ONLY_AUTHORIZED = frozenset({"authorized", "held for review", "void"})


class _Method(NamedTuple):
    """How a payment method of an order shows in transactions."""

    gateway: str
    method: str
    is_online: bool


_METHODS = {
    "Credit Card": _Method("stripe", "credit_card", is_online=True),
    "PayPal": _Method("paypalexpress", "electronic_wallet", is_online=True),
    "Klarna. Pay later.": _Method("klarna", "offsite", is_online=True),
    "Bank Deposit": _Method("bankdeposit", "offline", is_online=False),
}
_MANUAL = _Method("custom", "custom", is_online=False)

_BALANCES = (
    (_STORE_CREDIT, "store_credit_amount", _Method("storecredit", "store_credit", is_online=True)),
    (
        _GIFT_CERTIFICATE,
        "gift_certificate_amount",
        _Method("giftcertificate", "gift_certificate", is_online=True),
    ),
)
"""What is used up before the rest is paid: the place, the order's field, and how it shows."""


def method(order: Row) -> _Method:
    """How an order was paid."""
    return _METHODS.get(order["payment_method"], _MANUAL)


def refund_id(order: Row) -> int:
    """The id of the transaction that pays an order back online."""
    return int(order["id"]) * _PER_ORDER + _REFUND


def transactions(order: Row, refunds: Iterable[Row]) -> list[Row]:
    """The transactions as ``/orders/{id}/transactions`` lists them.

    What was purchased or captured adds up to the order's total, unless it was not paid.

    Args:
        order: The raw order.
        refunds: The order's refunds; those that were paid back offline have no transaction.
    """
    paid = list(_payments(order))
    return paid + [
        _transaction(order, _REFUND, "refund", round(payment["amount"] * 10_000), method(order))
        | _later(_second(refund["created"]), paid[-1])
        for refund in refunds
        for payment in refund["payments"]
        if not payment["offline"]
    ]


def _payments(order: Row) -> Iterator[Row]:
    status = order["payment_status"]
    if status in _NOT_PAID:
        return
    how, left = method(order), _amount(order["total_inc_tax"])
    if status == "declined":
        yield _transaction(order, _FIRST, "purchase", left, how) | {"status": "error"}
        return
    for place, field, balance in _BALANCES:
        share = min(left, _amount(order[field]))
        if share and status not in _ONLY_AUTHORIZED:
            yield _transaction(order, place, "purchase", share, balance)
            left -= share
    is_in_two_steps = how.method == "credit_card" and order["id"] % 2
    if status in _ONLY_AUTHORIZED or is_in_two_steps:
        first = _transaction(order, _FIRST, "authorization", left, how)
        yield first
        if status in {"authorized", "held for review"}:
            return
        event, later = "void" if status == "void" else "capture", _placed(order) + DAY
        yield _transaction(order, _SECOND, event, left, how) | _later(later, first)
    elif left:
        yield _transaction(order, _FIRST, "purchase", left, how)


def _later(second: int, acted_on: Row) -> Row:
    """What is different about a transaction that acts on another, some time after."""
    return {
        "date_created": iso(second, "+00:00"),
        "reference_transaction_id": acted_on["id"],
    }


def _transaction(order: Row, place: int, event: str, amount: int, how: _Method) -> Row:
    transaction_id = order["id"] * _PER_ORDER + place
    is_card = how.method == "credit_card"
    return {
        "id": transaction_id,
        "order_id": str(order["id"]),
        "event": event,
        "method": how.method,
        "amount": number(amount),
        "currency": order["currency_code"],
        "gateway": how.gateway,
        "gateway_transaction_id": f"txn_{transaction_id}" if how.is_online else "",
        "status": "ok",
        "test": False,
        "fraud_review": order["payment_status"] == "held for review",
        "reference_transaction_id": None,
        "date_created": iso(_placed(order), "+00:00"),
        "avs_result": {
            "code": "Y" if is_card else "",
            "message": "",
            "street_match": "Y" if is_card else "",
            "postal_match": "Y" if is_card else "",
        },
        "cvv_result": {"code": "M" if is_card else "", "message": ""},
        "credit_card": _CARD if is_card else {},
        "gift_certificate": _certificate(order, amount) if "gift" in how.method else {},
        "store_credit": {"remaining_balance": 0} if how.method == "store_credit" else {},
        "offline": {"display_name": order["payment_method"]} if how.method == "offline" else {},
        "custom": {"payment_method": "Cash on the trail"} if how.method == "custom" else {},
        "payment_instrument_token": None,
        "payment_method_id": f"{how.gateway}.{how.method}",
        "custom_provider_field_result": None,
    }


def _certificate(order: Row, amount: int) -> Row:
    return {
        "code": f"GIFT-{order['id']}",
        "original_balance": number(2 * amount),
        "starting_balance": number(2 * amount),
        "remaining_balance": number(amount),
        "status": "active",
    }


def _placed(order: Row) -> int:
    return _second(order["date_created"])


def _second(moment: str) -> int:
    return int(read_moment(moment).timestamp())


def _amount(value: str) -> int:
    return round(float(value) * 10_000)


_CARD = {
    "card_type": "visa",
    "card_iin": "411111",
    "card_last4": "1111",
    "card_expiry_month": 9,
    "card_expiry_year": 2029,
}
