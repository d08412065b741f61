"""Wishlists as ``/v3/wishlists`` answers them."""

from bisect import bisect_right

from bigcommerce_sandbox.generator.catalog import product
from bigcommerce_sandbox.generator.shop import FIRST_CUSTOMER, FIRST_PRODUCT, Shop
from bigcommerce_sandbox.generator.values import Dice, Row, dice

_MOST_ITEMS = 5


def wishlist(shop: Shop, wishlist_id: int, created: int) -> Row:
    """One wishlist: of a customer who had signed up by then, with products that were there."""
    roll = dice(shop.seed, "wishlist", wishlist_id)
    return {
        "id": wishlist_id,
        "customer_id": FIRST_CUSTOMER + roll.upto(_known(shop, "customers", created)),
        "name": roll.pick(("My Wish List", "Birthday", "Noël", "Camp kitchen")),
        "is_public": roll.chance(0.3),
        "token": roll.uuid(),
        "items": [
            {"id": wishlist_id * _MOST_ITEMS + place, **_choice(shop, roll, created)}
            for place in range(roll.upto(_MOST_ITEMS))
        ],
    }


def _choice(shop: Shop, roll: Dice, created: int) -> Row:
    """A product and its variant, which lists of earlier years do not say (recorded in 2022)."""
    place = roll.upto(_known(shop, "products", created))
    product_id = FIRST_PRODUCT + place
    variants = product(shop.seed, product_id, created)["variants"]
    choice = {"product_id": product_id, "variant_id": roll.pick(variants)["id"]}
    if roll.chance(0.1):
        del choice["variant_id"]
    return choice


def _known(shop: Shop, table: str, moment: int) -> int:
    """How many rows of a table there were at a moment; one at least."""
    return max(1, bisect_right(shop.created[table], moment))
