"""What is special about an order."""

from functools import lru_cache
from typing import Literal

PARTS_PER_ORDER = 5
"""Ids of consignments, fees and coupon uses are the order's id times this, plus their place."""

Included = Literal["whole", "empty", "partial", "unmeasured"]

_ROUND = 200


class Kind:
    """The special traits of an order.

    Every 200 orders in a row take each place in a round of traits once, so that even a small
    store has an order of every kind, and a large one has them in the same shares.

    Args:
        place: Its place in the round.
    """

    def __init__(self, place: int) -> None:
        self.is_long = place in range(3)
        self.is_multi_address = place in range(2, 8)
        self.is_digital = place in range(8, 12)
        self.is_gift_certificate = place in range(12, 14)
        self.is_pickup = place in range(14, 20)
        self.has_bundle = place in range(20, 24)
        self.has_fee = place in range(24, 32)
        self.has_free_shipping_coupon = place in range(32, 36)
        self.is_free_shipping = place in range(36, 42)
        self.is_discounted = place in range(42, 48)
        self.has_coupon = place in range(44, 64)
        self.is_wrapped = place in range(64, 68)
        self.has_handling = place in range(68, 74)
        self.included = _INCLUDED.get(place, "whole")


def kind_of(seed: int, order_id: int) -> Kind:
    """The special traits of an order of a store with this seed."""
    return _kind_at((order_id * 61 + seed * 17) % _ROUND)


_kind_at = lru_cache(_ROUND)(Kind)

_INCLUDED: dict[int, Included] = {74: "empty", 75: "partial", 76: "unmeasured"}
