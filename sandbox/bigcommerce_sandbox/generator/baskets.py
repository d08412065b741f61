"""What each order is of: products and quantities, drawn apart from the rest of the order.

So the whole trade of a shop can be summed up without drawing its orders.
"""

from bisect import bisect_right
from typing import NamedTuple

from bigcommerce_sandbox.generator.kinds import kind_of
from bigcommerce_sandbox.generator.shop import FIRST_PRODUCT, Shop
from bigcommerce_sandbox.generator.values import dice

_MOST_ADDRESSES = 4


class Pick(NamedTuple):
    """A product, and how many of it."""

    product_id: int
    quantity: int


class Basket(NamedTuple):
    """The picks of an order; ``parts`` are those of the bundle that the first one is."""

    picks: list[Pick]
    parts: list[Pick]


def basket(shop: Shop, order_id: int, created: int, *, is_split: bool = False) -> Basket:
    """What an order is of: products that were in the catalog by then.

    Args:
        shop: The shop.
        order_id: The order.
        created: When it was placed.
        is_split: Whether it must be of several lines, since some of them are still to be shipped.
    """
    roll, kind = dice(shop.seed, "basket", order_id), kind_of(shop.seed, order_id)
    if kind.is_gift_certificate:
        return Basket([], [])
    known = max(1, bisect_right(shop.created["products"], created))
    count = 1 + int(roll.random() ** 2 * 6)
    if kind.is_long:
        count = 60 + roll.upto(71)
    elif kind.is_multi_address:
        count = max(count, 2 * _MOST_ADDRESSES)
    elif is_split:
        count = max(count, 2)
    picks = [
        Pick(FIRST_PRODUCT + roll.upto(known), 1 if roll.chance(0.75) else 2 + roll.upto(4))
        for _ in range(count)
    ]
    parts = [
        Pick(FIRST_PRODUCT + roll.upto(known), picks[0].quantity)
        for _ in range(2 if kind.has_bundle else 0)
    ]
    return Basket(picks, parts)
