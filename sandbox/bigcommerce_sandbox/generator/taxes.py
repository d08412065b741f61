"""Tax classes, zones and rates: what orders' taxes were computed with."""

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import Row, iso, number

_CLASSES = ("Default Tax Class", "Non-Taxable Products", "Shipping", "Gift Wrapping")
"""By ascending id from 0: products are of the first, shipping and wrapping of orders of theirs."""

_UNTAXED = 1

_COUNTRIES = {town.country_iso2: town.country for town in words.TOWNS}
_FIRST_OF_A_COUNTRY = 2
_FOR_TRADE = _FIRST_OF_A_COUNTRY + len(_COUNTRIES)
"""The zone of shoppers whom a customer group exempts; the zone with id 1 is the default."""

CLASSES = len(_CLASSES)
ZONES = _FOR_TRADE
RATES = len(words.TOWNS) + 1


def tax_class(_seed: int, class_id: int, created: int) -> Row:
    """One tax class; its id is text here, though a number wherever others name it."""
    name = _CLASSES[class_id] if class_id < CLASSES else f"Class {class_id}"
    moment = iso(created, "+00:00")
    return {"id": str(class_id), "name": name, "created_at": moment, "updated_at": moment}


def tax_zone(_seed: int, zone_id: int, _created: int) -> Row:
    """One tax zone: the default one, one of a country, or one of a customer group."""
    place = zone_id - _FIRST_OF_A_COUNTRY
    code = [*_COUNTRIES][place] if 0 <= place < len(_COUNTRIES) else None
    is_default, is_inclusive = zone_id == 1, code not in {None, "US", "CA"}
    name = f"Trade {zone_id}" if code is None else _COUNTRIES[code]
    location = {"country_code": code or "US", "subdivision_codes": [], "postal_codes": []}
    return {
        "id": zone_id,
        "name": "Default Tax Zone" if is_default else name,
        "enabled": True,
        "price_display_settings": {
            "show_inclusive": is_inclusive,
            "show_both_on_detail_view": False,
            "show_both_on_list_view": False,
        },
        "shopper_target_settings": {
            "locations": [] if is_default else [location],
            "customer_groups": [2] if code is None and not is_default else [],
        },
    }


def tax_rate(shop: Shop, rate_id: int, _created: int) -> Row:
    """One tax rate: of a town that orders go to, or the one for trade."""
    town = words.TOWNS[rate_id - 1] if rate_id <= len(words.TOWNS) else None
    zone_id = _FOR_TRADE
    if town:
        zone_id = _FIRST_OF_A_COUNTRY + [*_COUNTRIES].index(town.country_iso2)
    rate = number(town.tax * 100) if town else 0
    classes = range(len(shop.created["tax_classes"]))
    return {
        "id": rate_id,
        "tax_zone_id": min(zone_id, len(shop.created["tax_zones"])),
        "name": f"{town.city} tax" if town else f"Exempt {rate_id}",
        "enabled": True,
        "priority": 1,
        "class_rates": [
            {"rate": 0 if one == _UNTAXED else rate, "tax_class_id": one} for one in classes
        ],
    }
