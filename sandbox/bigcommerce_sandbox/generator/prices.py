"""Price lists, their records and assignments as ``/v3/pricelists`` and below answer them."""

from bigcommerce_sandbox.generator.assortment import item
from bigcommerce_sandbox.generator.catalog import merchandise
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import Row, dice, iso, number

_NAMES = ("Wholesale", "Staff", "Ambassadors", "Outlet")

CURRENCIES = ("usd", "eur")
"""Codes as records have them: in lower case."""

_GROUPS = 4
"""Customer groups that customers are in."""


def price_list(_shop: Shop, list_id: int, created: int) -> Row:
    """One price list, without ``date_modified``, which the store keeps."""
    return {
        "id": list_id,
        "name": f"{_NAMES[list_id % len(_NAMES)]} {list_id}",
        "date_created": iso(created),
        "active": list_id % 5 != 0,
    }


def price_list_record(shop: Shop, record: int, created: int) -> Row:
    """One record: what a variant costs by a price list in a currency.

    The lists take turns, and the records of each go through the catalog's variants in order, with
    both currencies of one before the next. ``date_modified`` is the store's to keep.
    """
    roll = dice(shop.seed, "prices", record)
    turn, place = divmod(record - 1, max(1, len(shop.created["price_lists"])))
    variant_number, currency = divmod(turn, len(CURRENCIES))
    product_id, variant = item(shop.seed, 1 + variant_number)
    price = merchandise(shop.seed, product_id).price * (70 + roll.upto(25)) // 100
    sale = price * 9 // 10 if roll.chance(0.2) else None
    return {
        "price_list_id": 1 + place,
        "variant_id": variant["id"],
        "price": number(price),
        "sale_price": None if sale is None else number(sale),
        "retail_price": number(price + 100_000) if roll.chance(0.2) else None,
        "map_price": None,
        "calculated_price": number(sale or price),
        "date_created": iso(created),
        "currency": CURRENCIES[currency],
        "product_id": product_id,
        "bulk_pricing_tiers": _tiers(roll.chance(0.2)),
        "sku": variant["sku"],
    }


def price_list_assignment(shop: Shop, assignment_id: int, _created: int) -> Row:
    """One assignment: each customer group once for all channels, then once for each channel."""
    turn, group = divmod(assignment_id - 1, _GROUPS)
    lists = max(1, len(shop.created["price_lists"]))
    return {
        "id": assignment_id,
        "price_list_id": 1 + (assignment_id - 1) % lists,
        "customer_group_id": 1 + group,
        "channel_id": turn or None,
    }


def _tiers(has_any: bool) -> list[Row]:  # noqa: FBT001 - a draw of its row
    if not has_any:
        return []
    return [
        {"quantity_min": 5, "quantity_max": 9, "type": "percent", "amount": 5},
        {"quantity_min": 10, "quantity_max": None, "type": "price", "amount": 2.5},
    ]
