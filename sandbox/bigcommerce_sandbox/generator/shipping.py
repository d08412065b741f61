"""Shipping zones and their methods."""

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import Row, money, number

_WORLD: Row = {"name": "Worldwide", "type": "global", "locations": []}
_OTHERS: tuple[Row, ...] = (
    {"name": "United States", "type": "country", "locations": [{"country_iso2": "US"}]},
    {
        "name": "West Coast",
        "type": "state",
        "locations": [{"country_iso2": "US", "state_iso2": state} for state in ("CA", "OR")],
    },
    {
        "name": "Around the shop",
        "type": "zip",
        "locations": [{"country_iso2": "US", "state_iso2": "TX", "zip": "787*"}],
    },
)

_FEES: tuple[Row, ...] = (
    {"handling_fees": {"fixed_surcharge": money(25_000), "display_separately": True}},
    {"handling_fees": {"percentage_surcharge": money(15_000), "display_separately": False}},
    {},
)
"""The shapes that handling fees of a zone have been seen in."""

_LOCATIONS_PER_ZONE = 10

ZONES = 1 + len(_OTHERS)


def shipping_zone(_seed: int, zone_id: int, _created: int) -> Row:
    """One shipping zone; only the first is in use, as all orders name it."""
    what = _WORLD if zone_id == 1 else _OTHERS[(zone_id - 2) % len(_OTHERS)]
    return {
        "id": zone_id,
        "name": what["name"],
        "type": what["type"],
        "locations": [
            {"id": zone_id * _LOCATIONS_PER_ZONE + place, **location}
            for place, location in enumerate(what["locations"])
        ],
        "free_shipping": {
            "enabled": zone_id == 1,
            "minimum_sub_total": money(1_500_000 if zone_id == 1 else 0),
            "exclude_fixed_shipping_products": False,
        },
        **_FEES[zone_id % len(_FEES)],
        "enabled": zone_id == 1,
    }


_RANGES = [
    {"lower_limit": 0, "upper_limit": 20, "shipping_cost": 8},
    {"lower_limit": 20, "upper_limit": 49.99, "shipping_cost": 12.5},
]
_METHODS: tuple[tuple[str, Row], ...] = (
    ("perorder", {"rate": number(words.SHIPPING_METHODS[0][1])}),
    ("weight", {"default_cost": None, "default_cost_type": "fixed_amount", "range": _RANGES}),
    (
        "upsready",
        {
            "carrier_options": {
                "delivery_services": ["2nd_Day_Air", "Standard"],
                "packaging_type": "02",
                "packing_method": "separate",
                "include_package_value": "1",
                "destination_type": "residential",
                "show_transit_time": "1",
            }
        },
    ),
    ("total", {"default_cost": 5, "default_cost_type": "percentage_of_total", "range": _RANGES}),
    ("freeshipping", {}),
    ("peritem", {"rate": 4.25}),
)
_NAMES = (*(name for name, _ in words.SHIPPING_METHODS), "Free Shipping", "By the item")
"""The names of methods: those that orders name first."""

_OF_THE_FIRST_ZONE = 5

METHODS = 12


def shipping_method(shop: Shop, method_id: int, _created: int) -> Row:
    """One shipping method, with the id of its zone, which the API leaves to the address."""
    place = method_id - 1
    zones = len(shop.created["shipping_zones"]) or 1
    kind, settings = _METHODS[place % len(_METHODS)]
    return {
        "zone_id": 1 + max(0, place - _OF_THE_FIRST_ZONE + 1) % zones,
        "id": method_id,
        "name": _NAMES[place % len(_NAMES)],
        "type": kind,
        "settings": settings,
        "enabled": place < _OF_THE_FIRST_ZONE,
        "handling_fees": {"percentage_surcharge" if place % 3 == 1 else "fixed_surcharge": 0},
        "is_fallback": False,
        "channel_ids": [1 + one for one in range(min(3, len(shop.created["channels"])))],
    }
