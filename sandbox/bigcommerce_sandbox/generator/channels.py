"""Channels and the sites of those that are storefronts."""

from typing import NamedTuple

from bigcommerce_sandbox.generator.currencies import DEFAULT, EXCHANGE_RATES
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import Row, iso

FIRST_SITE = 1000

AVAILABLE = frozenset({"prelaunch", "active", "inactive", "connected"})
"""The states of channels that ``available=true`` asks for (channels reference)."""

_ENABLED = frozenset({"prelaunch", "active", "connected"})
"""The states in which ``is_enabled`` is true (channels reference)."""


class _Channel(NamedTuple):
    name: str
    type: str
    platform: str
    status: str


_CHANNELS = (
    _Channel("Alderfold", "storefront", "bigcommerce", "active"),
    _Channel("Alderfold Trade", "storefront", "bigcommerce", "active"),
    _Channel("Alderfold Outlet", "storefront", "bigcommerce", "inactive"),
    _Channel("Market Stall", "pos", "square", "connected"),
    _Channel("Amazon", "marketplace", "amazon", "disconnected"),
    _Channel("Old Catalogue", "marketing", "google", "deleted"),
)
"""By ascending id: orders come from the first two, and the first three are storefronts."""

_ROUTES = (
    ("product", "*", "/products/{slug}"),
    ("category", "*", "/category/{slug}"),
    ("product", "5", "/products?id={id}"),
    ("static", "/shipping", "/service/shipping"),
)

ROUTES = 10

SIZE = len(_CHANNELS)
STOREFRONTS = sum(one.type == "storefront" for one in _CHANNELS)


def channel(_seed: int, channel_id: int, created: int) -> Row:
    """One channel, with the currencies that have to be included."""
    number, place = divmod(channel_id - 1, SIZE)
    what = _CHANNELS[place]
    is_storefront = what.type == "storefront"
    return {
        "id": channel_id,
        "name": f"{what.name} {number + 1}" if number else what.name,
        "platform": what.platform,
        "type": what.type,
        "date_created": iso(created),
        "external_id": "" if is_storefront else f"{what.platform}-{channel_id}",
        "icon_url": f"https://cdn11.bigcommerce.com/s-sandbox1/icons/{what.platform}.svg",
        "is_listable_from_ui": what.type != "marketing",
        "is_enabled": what.status in _ENABLED,
        "is_visible": what.status in AVAILABLE,
        "status": what.status,
        "currencies": {
            "channel_id": channel_id,
            "enabled_currencies": list(EXCHANGE_RATES) if is_storefront else [DEFAULT],
            "default_currency": DEFAULT,
        },
    }


def site(shop: Shop, site_id: int, created: int) -> Row:
    """One site of a storefront."""
    storefronts = min(STOREFRONTS, len(shop.created["channels"])) or 1
    number, place = divmod(site_id - FIRST_SITE, storefronts)
    name = "-".join(_CHANNELS[place].name.lower().split()) + (f"-{number + 1}" if number else "")
    url, moment = f"https://{name}.example.com", iso(created)
    return {
        "id": site_id,
        "url": url,
        "channel_id": place + 1,
        "created_at": moment,
        "updated_at": moment,
        "ssl_status": "dedicated" if place == 0 else "shared",
        "urls": [
            {"url": address, "type": kind, "created_at": moment, "updated_at": moment}
            for kind, address in (
                ("primary", url),
                ("canonical", f"https://store-sandbox1-{place + 1}.mybigcommerce.com"),
                ("checkout", f"{url}/checkout"),
            )
        ],
        "is_checkout_url_customized": False,
    }


def site_route(shop: Shop, route_id: int, _created: int) -> Row:
    """One route; the sites take turns with each kind."""
    turn, place = divmod(route_id - 1, max(1, len(shop.created["sites"])))
    kind, matching, route = _ROUTES[turn % len(_ROUTES)]
    return {
        "id": route_id,
        "site_id": FIRST_SITE + place,
        "type": kind,
        "matching": matching,
        "route": route,
    }
