"""An order's consignments, and the line items, addresses and certificates in them.

With `include` a list brings an order's consignments: one object with four kinds of them, or, in the
reference's older form, an array of such objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_bigcommerce.values import Record, elements, known_number, objects

if TYPE_CHECKING:
    from decimal import Decimal

    from tap_bigcommerce.reading.completion import Found

LIKELY_LEFT_OUT = frozenset({"id", "weight", "width", "height"})
"""Fields that every line item has, and that the API leaves out of some included ones."""


def units(items: list[Record]) -> int | Decimal | None:
    """Return how many units some line items are, or None if one does not say."""
    quantities = [known_number(item.get("quantity")) for item in items]
    known = [one for one in quantities if one is not None]
    return sum(known) if len(known) == len(quantities) else None


def addresses(order: Record, shipping: list[Record]) -> list[Record]:
    """Return an order's shipping addresses, which are those of its shipping consignments."""
    return [
        {"order_id": order["id"]}
        | {name: value for name, value in address.items() if name != "line_items"}
        for address in shipping
    ]


def kinds_of(order: Record, found: Found) -> list[Record]:
    """Return an order's consignments as one object that holds the four kinds; none without any.

    The reference's older form is an array of objects that hold the four kinds.
    """
    given = found.get("consignments", order.get("consignments"))
    holders = objects(given)
    return [_merged(holders)] if len(holders) > 1 else holders


def consignments_of(kinds: list[Record]) -> list[Record]:
    """Return the consignments of all four kinds."""
    return [
        *of_kind(kinds, "shipping"),
        *of_kind(kinds, "pickups"),
        *of_kind(kinds, "downloads"),
        *certificates_of(kinds),
    ]


def certificates_of(kinds: list[Record]) -> list[Record]:
    """Return the gift certificates that are sent by e-mail."""
    return [
        one for email in of_kind(kinds, "email") for one in of_kind([email], "gift_certificates")
    ]


def of_kind(holders: list[Record], kind: str) -> list[Record]:
    """Return what some objects hold of one kind."""
    return [one for holder in holders for one in objects(holder.get(kind))]


def _merged(holders: list[Record]) -> Record:
    """Return one object with everything that several hold; lists in them are put together."""
    merged: Record = {}
    for holder in holders:
        for name, value in holder.items():
            mine = merged.get(name)
            if name not in merged:
                merged[name] = value
            elif isinstance(mine, dict) and isinstance(value, dict):
                merged[name] = _merged([mine, value])
            else:
                merged[name] = [*elements(mine), *elements(value)]
    return merged


def line_items_of(consignments: list[Record], found: Found) -> list[Record]:
    """Return an order's line items: all if they were fetched, else what came along."""
    if "products" in found:
        items: list[Record] = found["products"]
        return items
    return [item for one in consignments for item in objects(one.get("line_items"))]


def is_whole(order: Record, consignments: list[Record], items: list[Record]) -> bool:
    """Return whether the line items that came along are all there are, in full.

    The API stops at 50 for each consignment, and brings none, some or curtailed ones of some
    orders; an order's `items_total` is the number of units there should be.
    """
    return (
        not any("__warning__" in consignment for consignment in consignments)
        and all(item.keys() >= LIKELY_LEFT_OUT for item in items)
        and units(items) == known_number(order.get("items_total"))
    )


def dealt_out(consignments: list[Record], found: Found) -> list[Record]:
    """Return all line items, and leave to each consignment the ids of its own."""
    items = line_items_of(consignments, found)
    for consignment in consignments:
        came = objects(consignment.get("line_items"))
        own = _own(consignment, came, items, len(consignments)) if "products" in found else came
        consignment["line_items"] = [{"id": item["id"]} for item in own]
        consignment.pop("__warning__", None)
    return sorted(items, key=lambda item: int(item["id"]))


def _own(
    consignment: Record, came: list[Record], items: list[Record], consignments: int
) -> list[Record]:
    """Return a consignment's line items among all of the order's."""
    if consignments == 1:
        return items
    known = {known_number(item["id"]) for item in items}
    address = known_number(consignment.get("id"))
    own = [item for item in items if known_number(item.get("order_address_id")) == address]
    # Only shipping consignments are addresses; others hold what came with them.
    if address is not None and own:
        return own
    return [item for item in came if known_number(item.get("id")) in known]
