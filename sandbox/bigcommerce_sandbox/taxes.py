"""The taxes of an order: a row for each thing that was taxed, which add up to its total tax."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.values import Row, money

_TAXES_PER_ORDER = 1000
"""Ids of taxes are the order's id times this, plus their place."""

_RATES = {town.zip: town.tax for town in words.TOWNS}

_DETAILS = ("order_product_id", "line_item_type")


class _Taxed(NamedTuple):
    """Something that was taxed, and how: an amount of tax in ten-thousandths."""

    kind: str
    amount: int
    tax_class_id: int | None
    tax_class: str
    address_id: int
    line: Row | None = None


def taxes(order: Row) -> list[Row]:
    """The taxes as ``/orders/{id}/taxes?details=true`` lists them.

    One order in ten has automatic tax, whose rows do not say which order they are of.
    """
    rate = _RATES.get(order["billing_address"]["zip"], 0)
    listed = []
    for place, one in enumerate(each for each in _taxed(order) if each.amount):
        row = {
            "id": order["id"] * _TAXES_PER_ORDER + place,
            "order_id": order["id"],
            "order_address_id": one.address_id,
            "tax_rate_id": 1,
            "sales_tax_id": "1",
            "tax_class_id": one.tax_class_id,
            "name": "Sales Tax",
            "class": one.tax_class,
            "rate": f"{rate / 100:.4f}",
            "priority": 1,
            "priority_amount": money(one.amount),
            "line_amount": money(one.amount),
            "order_pickup_method_id": one.line["order_pickup_method_id"] if one.line else 0,
            "order_product_id": str(one.line["id"]) if one.line else None,
            "line_item_type": one.kind,
        }
        if order["id"] % 10 == 0:
            del row["order_id"], row["order_address_id"]
            row |= {"name": "Tax", "class": "Automatic Tax", "sales_tax_id": f"AT-{rate}"}
        listed.append(row)
    return listed


def without_details(tax: Row) -> Row:
    """A tax as it is listed unless details are asked for."""
    return {name: value for name, value in tax.items() if name not in _DETAILS}


def _taxed(order: Row) -> Iterator[_Taxed]:
    """Everything in an order that may be taxed."""
    for line in order["products"]:
        address = line["order_address_id"]
        yield _Taxed("item", _amount(line["total_tax"]), 0, "Default Tax Class", address, line)
        wrapping = _amount(line["wrapping_cost_tax"])
        yield _Taxed("gift-wrapping", wrapping, 3, "Gift Wrapping", address, line)
    for parcel in order["consignments"]["shipping"]:
        yield _Taxed("shipping", _amount(parcel["cost_tax"]), 2, "Shipping", parcel["id"])
        yield _Taxed("handling", _amount(parcel["handling_cost_tax"]), 2, "Shipping", parcel["id"])
    for fee in order["fees"]:
        # The reference has no type for fees.
        yield _Taxed("handling", _amount(fee["cost_tax"]), None, "Default Tax Class", 0)


def _amount(value: Any) -> int:
    return round(float(value) * 10_000)
