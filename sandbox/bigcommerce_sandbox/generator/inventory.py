"""Locations and what lies there, as ``/v3/inventory/locations`` and ``/items`` answer them."""

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.assortment import item
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import Dice, Row, dice, iso

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_WEEKEND = ("saturday", "sunday")


def inventory_location(_seed: int, location_id: int, created: int) -> Row:
    """One location; the first are the shops in which orders are picked up."""
    code, label = _named(location_id)
    is_shop = location_id <= len(words.PICKUP_LOCATIONS)
    return {
        "id": location_id,
        "code": code,
        "label": label,
        "description": "" if is_shop else "Ships online orders",
        "managed_by_external_source": location_id % 5 == 0,
        "type_id": "PHYSICAL" if is_shop else "VIRTUAL",
        "enabled": location_id % 7 != 0,
        "operating_hours": {day: _open("09:00", "18:00") for day in _WEEKDAYS}
        | {day: _open("10:00", "16:00") for day in _WEEKEND},
        "time_zone": "Etc/UTC",
        "created_at": iso(created),
        "updated_at": iso(created),
        "address": _address(location_id),
        "storefront_visibility": is_shop,
        "special_hours": [_NEW_YEAR] if is_shop else [],
    }


_NEW_YEAR = {
    "label": "New Year",
    "date": "2026-01-01",
    "open": False,
    "opening": "00:00",
    "closing": "00:00",
    "all_day": True,
    "annual": True,
}


def inventory_item(shop: Shop, number: int, _created: int) -> Row:
    """One item with what lies of it at each location: together the stock that its variant has."""
    roll = dice(shop.seed, "items", number)
    product_id, variant = item(shop.seed, number)
    places = len(shop.created["inventory_locations"])
    levels = _split(roll, variant["inventory_level"], places)
    return {
        "identity": {
            "sku": variant["sku"],
            "variant_id": variant["id"],
            "product_id": product_id,
            "sku_id": variant["sku_id"],
        },
        "locations": [
            _stock(roll, location_id, level) for location_id, level in enumerate(levels, 1)
        ],
    }


def _named(location_id: int) -> tuple[str, str]:
    """The code and the label of a location."""
    shops = words.PICKUP_LOCATIONS
    if location_id <= len(shops):
        label, code, *_ = shops[location_id - 1]
        return code, label
    return f"WAREHOUSE-{location_id}", f"Warehouse {location_id}"


def _address(location_id: int) -> Row:
    shops = words.PICKUP_LOCATIONS
    code, _ = _named(location_id)
    _, _, street, city, state, zip_code = shops[(location_id - 1) % len(shops)]
    return {
        "address1": street,
        "address2": "" if location_id <= len(shops) else f"Hall {location_id}",
        "city": city,
        "state": state,
        "zip": zip_code,
        "email": f"{code.lower()}@example.com",
        "phone": "+1 512-555-0199",
        "geo_coordinates": {"latitude": 30.2747, "longitude": -97.7404},
        "country_code": "USA",
    }


def _open(opening: str, closing: str) -> Row:
    return {"open": True, "opening": opening, "closing": closing}


def _split(roll: Dice, level: int, places: int) -> list[int]:
    """A level in as many parts as there are places."""
    parts = []
    for left in range(places, 0, -1):
        part = level if left == 1 else roll.upto(level + 1)
        parts.append(part)
        level -= part
    return parts


def _stock(roll: Dice, location_id: int, level: int) -> Row:
    code, label = _named(location_id)
    safety = min(level, roll.pick((0, 0, 0, 2)))
    return {
        "location_id": location_id,
        "location_code": code,
        "location_name": label,
        "available_to_sell": level - safety,
        "total_inventory_onhand": level,
        "location_enabled": location_id % 7 != 0,
        "settings": {
            "safety_stock": safety,
            "is_in_stock": level > safety,
            "warning_level": roll.pick((0, 5)),
            "bin_picking_number": f"B-{roll.upto(400)}" if roll.chance(0.3) else "",
        },
    }
