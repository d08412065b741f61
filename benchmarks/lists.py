"""The lists of the API that hold a stream's rows, as the contenders ask for them."""

from __future__ import annotations

from typing import NamedTuple


class List(NamedTuple):
    """An address below the store's, and what is asked of it beside a page."""

    path: str
    params: dict[str, str]


PATHS = {
    "orders": "v2/orders",
    "products": "v3/catalog/products",
    "customers": "v3/customers",
}
OLDER_PATHS = {"customers": "v2/customers"}
"""Where some contenders read the same rows."""

NESTED = {
    "orders": {
        "include": "consignments.line_items,consignments,fees",
        "consignment_structure": "object",
    },
    "products": {"include": "variants"},
    "customers": {"include": "addresses,formfields,storecredit,attributes"},
}
"""What brings nested parts along."""


def best(stream: str, *, nested: bool) -> List:
    """The list that brings the most with the fewest requests."""
    return List(PATHS[stream], NESTED[stream] if nested else {})


def every(stream: str, *, nested: bool) -> list[List]:
    """All lists that some contender reads, the best one first."""
    found = [best(stream, nested=nested)]
    if nested:
        found.append(best(stream, nested=False))
    if stream in OLDER_PATHS:
        found.append(List(OLDER_PATHS[stream], {}))
    return found
