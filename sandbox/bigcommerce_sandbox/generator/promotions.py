"""Promotions and their coupon codes as ``/v3/promotions`` answers them."""

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.customer_groups import GROUPS_IN_USE
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import DAY, Dice, Row, dice, iso

EVERY_CHANNEL = (1, 2)

_ROUND = 4
_SINGLE, _BULK = 1, 3
"""Of every four promotions one has a single coupon code, one has many, and two have none."""

_SCHEDULE: Row = {
    "week_frequency": 1,
    "week_days": ["Saturday", "Sunday"],
    "daily_start_time": "08:00:00",
    "daily_end_time": "20:00:00",
}

_ADDRESSES: tuple[Row | None, ...] = (
    None,
    None,
    {"countries": [{"iso2_country_code": "US"}, {"iso2_country_code": "CA"}]},
    {"not": {"countries": [{"iso2_country_code": "JP"}]}},
)


def promotion(shop: Shop, promotion_id: int, created: int) -> Row:
    """One promotion, automatic or of a coupon; promotions carry no date of their last change."""
    roll = dice(shop.seed, "promotion", promotion_id)
    end = iso(created + 90 * DAY, "+00:00") if roll.chance(0.4) else None
    row: Row = {
        "id": promotion_id,
        "name": f"{roll.pick(('Spring', 'Été', 'Clearance', 'Trail club'))} {promotion_id}",
        "display_name": roll.pick(("", "10 % off", "Freight on us")),
        "created_from": roll.pick(("api", "react_ui", "legacy_ui")),
        "channels": roll.pick(([], [], [{"id": 1}], [{"id": one} for one in EVERY_CHANNEL])),
        "customer": {
            "group_ids": roll.pick(([], [], [1, GROUPS_IN_USE])),
            "minimum_order_count": roll.pick((0, 0, 1)),
            "excluded_group_ids": [],
            "segments": None,
        },
        "rules": [_rule(roll)],
        "notifications": [
            {"content": "Nearly there!", "type": "UPSELL", "locations": ["CART_PAGE"]}
        ],
        "stop": roll.chance(0.2),
        "currency_code": roll.pick(("USD", "USD", "*")),
        "redemption_type": "AUTOMATIC",
        "shipping_address": roll.pick(_ADDRESSES),
        "current_uses": roll.upto(200),
        "max_uses": roll.pick((None, 1000)),
        "start_date": iso(created, "+00:00"),
        "end_date": end,
        "status": roll.pick(("ENABLED", "ENABLED", "DISABLED", "INVALID")),
        "schedule": _SCHEDULE if roll.chance(0.2) else None,
        "can_be_used_with_other_promotions": roll.chance(0.5),
    }
    return row | _coupon(shop, roll, promotion_id)


def promotion_code(shop: Shop, code_id: int, created: int) -> Row:
    """One coupon code, with the id of its promotion, which the API leaves out."""
    roll = dice(shop.seed, "code", code_id)
    return {
        "id": code_id,
        "promotion_id": _promotion_of(shop, code_id),
        "code": f"{roll.hexadecimal(6).upper()}-{code_id}",
        "current_uses": roll.upto(20),
        "max_uses": roll.pick((0, 100)),
        "max_uses_per_customer": roll.pick((0, 1)),
        "created": iso(created, "+00:00"),
    }


def _coupon(shop: Shop, roll: Dice, promotion_id: int) -> Row:
    """What a promotion has beside the others if it is one of a coupon."""
    kind = promotion_id % _ROUND
    if kind not in {_SINGLE, _BULK}:
        return {}
    row: Row = {
        "redemption_type": "COUPON",
        "coupon_type": "SINGLE" if kind == _SINGLE else "BULK",
        "coupon_overrides_other_promotions": roll.chance(0.3),
        "coupon_overrides_automatic_when_offering_higher_discounts": False,
        "multiple_codes": {"has_multiple_codes": kind == _BULK},
    }
    codes = shop.created["promotion_codes"]
    place = promotion_id // _ROUND
    if kind == _SINGLE and place < len(codes):
        code = promotion_code(shop, place + 1, codes[place])
        del code["promotion_id"]
        row["codes"] = code
    return row


def _promotion_of(shop: Shop, code_id: int) -> int:
    """The promotion of a code: the first codes are single ones, all others are of bulk ones."""
    count = len(shop.created["promotions"])
    single, bulk = (range(first, count + 1, _ROUND) for first in (_SINGLE, _BULK))
    if code_id <= len(single) or not bulk:
        return _SINGLE + (code_id - 1) * _ROUND
    return bulk[(code_id - 1) % len(bulk)]


def _rule(roll: Dice) -> Row:
    """A discount on the cheapest products of a brand, as recorded, or on the whole cart."""
    brand = {"brands": [1 + roll.upto(len(words.BRANDS))]}
    discount = {"percentage_amount": roll.pick(("10", "12.5"))}
    action: Row = {"cart_value": {"discount": discount}}
    if roll.chance(0.5):
        action = {
            "cart_items": {
                "discount": discount,
                "strategy": "LEAST_EXPENSIVE",
                "add_free_item": False,
                "as_total": True,
                "include_items_considered_by_condition": True,
                "exclude_items_on_sale": False,
                "items": brand,
            }
        }
    cart = {"items": brand, "minimum_spend": "200", "minimum_quantity": 1}
    return {"action": action, "apply_once": True, "stop": False, "condition": {"cart": cart}}
