"""Coupons as ``/v2/coupons`` answers them."""

from bigcommerce_sandbox.generator.values import DAY, Row, dice, money, rfc2822

# The numbers that an order's coupon lists for these types (orders reference, ``type``).
COUPON_TYPES = (
    "per_item_discount",
    "percentage_discount",
    "per_total_discount",
    "shipping_discount",
    "free_shipping",
    "promotion",
)

_RESTRICTIONS: tuple[Row | list[Row], ...] = (
    [],
    {},
    {"countries": "AU"},
    {"countries": ["AU", "NZ"]},
    [],
)


def coupon(seed: int, coupon_id: int, created: int) -> Row:
    """One coupon; coupons carry no date of their last change."""
    roll = dice(seed, "coupon", coupon_id)
    kind = COUPON_TYPES[coupon_id % len(COUPON_TYPES)]
    row: Row = {
        "id": coupon_id,
        "name": f"{roll.pick(_OCCASIONS)} {coupon_id}",
        "type": kind,
        "amount": money(_amount(kind) * (1 + roll.upto(4))),
        "min_purchase": money(roll.pick((0, 250000, 500000))),
        "expires": rfc2822(created + 120 * DAY) if roll.chance(0.4) else "",
        "enabled": roll.chance(0.8),
        "code": f"{roll.hexadecimal(4).upper()}{coupon_id:03d}",
        "applies_to": roll.pick(
            (
                {"entity": "categories", "ids": [0]},
                {"entity": "products", "ids": [1 + roll.upto(20), 30 + roll.upto(20)]},
            )
        ),
        "num_uses": roll.upto(300),
        "max_uses": roll.pick((0, 100, 1000)),
        "max_uses_per_customer": roll.pick((0, 1)),
        "restricted_to": _RESTRICTIONS[(coupon_id // 2) % len(_RESTRICTIONS)],
        "shipping_methods": roll.pick((None, ["1", "0"], [])),
        "date_created": rfc2822(created),
    }
    if kind == "promotion":
        # The reference: a promotion's coupon answers these fields with fixed defaults.
        row |= {"amount": money(0), "min_purchase": money(0), "restricted_to": []}
        row |= {"shipping_methods": None, "applies_to": {}}
    return row


_OCCASIONS = (
    "Spring sale",
    "Été 2026",
    "First order",
    "Thank you ♥",
    "Trail club",
    "Freight on us",
)


def _amount(kind: str) -> int:
    return 0 if kind == "free_shipping" else 50_000
