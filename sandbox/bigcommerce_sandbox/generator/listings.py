"""Listings of products on channels, as ``/v3/channels/{id}/listings`` answers them."""

from bigcommerce_sandbox.generator.catalog import merchandise, variants_of
from bigcommerce_sandbox.generator.shop import FIRST_PRODUCT, Shop
from bigcommerce_sandbox.generator.values import Row, dice, iso

FIRST_LISTING = 1_200_000_001
"""Recorded ids have ten digits."""

SIZE = 18

_CHANNELS = (4, 5)
"""A point of sale and a marketplace, if the store has that many channels."""

_STATES = ("active", "active", "active", "pending", "disabled", "rejected")


def listing(shop: Shop, listing_id: int, created: int) -> Row:
    """One listing, without ``date_modified``; the channels take turns with each product."""
    number = listing_id - FIRST_LISTING
    channels = [one for one in _CHANNELS if one <= len(shop.created["channels"])] or [1]
    turn, place = divmod(number, len(channels))
    product_id = FIRST_PRODUCT + turn % max(1, len(shop.created["products"]))
    roll = dice(shop.seed, "listing", listing_id)
    what: Row = {
        "channel_id": channels[place],
        "product_id": product_id,
        "external_id": f"B0{listing_id}",
        "state": roll.pick(_STATES),
        "name": merchandise(shop.seed, product_id).name,
        "description": roll.pick(("", "<p>Also here.</p>")),
        "date_created": iso(created),
    }
    return {
        **what,
        "listing_id": listing_id,
        "variants": [
            {**what, "variant_id": one["id"], "external_id": f"{what['external_id']}-{one['id']}"}
            for one in variants_of(shop.seed, product_id)
        ],
    }
