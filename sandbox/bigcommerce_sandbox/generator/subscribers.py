"""Subscribers as ``/v3/customers/subscribers`` answers them."""

from typing import NamedTuple

from bigcommerce_sandbox.generator.customers import Shopper, draw_shopper, shopper
from bigcommerce_sandbox.generator.orders import buyer_of
from bigcommerce_sandbox.generator.shop import FIRST_CUSTOMER, FIRST_ORDER, Shop
from bigcommerce_sandbox.generator.values import Dice, Row, dice, iso

_NUMBER_OF_FIRST = 1_000_000
"""What keeps addresses of those who are only subscribers apart from all others."""

_CONSENTS: tuple[list[str], ...] = (
    ["marketing_newsletter"],
    ["marketing_newsletter", "abandoned_cart"],
    [],
)


class _Signup(NamedTuple):
    who: Shopper
    source: str
    order_id: int | None = None


def subscriber(shop: Shop, subscriber_id: int, created: int) -> Row:
    """One subscriber, without ``date_modified``, which the store keeps."""
    roll = dice(shop.seed, "subscriber", subscriber_id)
    signup = _signup(shop, roll, subscriber_id, created)
    return {
        "id": subscriber_id,
        "email": signup.who.email,
        "first_name": signup.who.first_name,
        "last_name": signup.who.last_name,
        "source": signup.source,
        "order_id": signup.order_id,
        "date_created": iso(created, "+00:00"),
        "channel_id": 1 if roll.chance(0.9) else 2,
        "consents": roll.pick(_CONSENTS),
    }


def _signup(shop: Shop, roll: Dice, subscriber_id: int, created: int) -> _Signup:
    """Where a subscriber comes from: every other one is a customer, some were guests of an order.

    Each is the subscriber of a customer or an order of his own, so no address comes twice.
    """
    place, is_guest = divmod(subscriber_id, 2)
    if not is_guest and _was_there(shop, "customers", place - 1, created):
        return _Signup(shopper(shop.seed, FIRST_CUSTOMER + place - 1), "storefront")
    if is_guest and _was_there(shop, "orders", place, created):
        order_id = FIRST_ORDER + place
        customer_id, buyer = buyer_of(shop, order_id, shop.created["orders"][place])
        if not customer_id:
            return _Signup(buyer, "order", order_id)
    return _Signup(draw_shopper(roll, _NUMBER_OF_FIRST + subscriber_id), "custom")


def _was_there(shop: Shop, table: str, place: int, moment: int) -> bool:
    """Whether the history of a table has a row at a place that is no younger than a moment."""
    born = shop.created[table]
    return place < len(born) and born[place] <= moment
