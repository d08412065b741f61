"""The lists of the API that hold a stream's rows, as the contenders ask for them."""

from __future__ import annotations

from typing import NamedTuple


class List(NamedTuple):
    """An address below the store's, and what is asked of it beside a page."""

    path: str
    params: dict[str, str]


ORDERS = List("v2/orders", {})
ORDERS_NESTED = List(
    "v2/orders",
    {
        "include": "consignments.line_items,consignments,fees",
        "consignment_structure": "object",
    },
)
PRODUCTS = List("v3/catalog/products", {})
PRODUCTS_NESTED = List("v3/catalog/products", {"include": "variants"})
CUSTOMERS = List("v3/customers", {})
CUSTOMERS_NESTED = List("v3/customers", {"include": "addresses,formfields,storecredit,attributes"})
OLD_CUSTOMERS = List("v2/customers", {})

_NESTED = {
    "orders": ORDERS_NESTED,
    "products": PRODUCTS_NESTED,
    "customers": CUSTOMERS_NESTED,
}
_PLAIN = {"orders": ORDERS, "products": PRODUCTS, "customers": CUSTOMERS}


def best(stream: str, *, nested: bool) -> List:
    """The list that brings the most with the fewest requests."""
    return (_NESTED if nested else _PLAIN)[stream]


def every(stream: str, *, nested: bool) -> list[List]:
    """All lists that some contender reads, the best one first."""
    older = [OLD_CUSTOMERS] if stream == "customers" else []
    wanted = [best(stream, nested=nested), _PLAIN[stream], *older]
    return [one for place, one in enumerate(wanted) if one not in wanted[:place]]
