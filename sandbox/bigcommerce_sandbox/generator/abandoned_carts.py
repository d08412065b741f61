"""E-mails about abandoned carts, as ``/v3/marketing/abandoned-cart-emails`` answers them."""

from bigcommerce_sandbox.generator.coupons import coupon
from bigcommerce_sandbox.generator.shop import FIRST_COUPON, Shop
from bigcommerce_sandbox.generator.values import Row, dice

SIZE = 6

OF_THE_STORE = 0
"""Stands for the channel of those that are of no channel."""

_TRADE = 2

_MINUTES = (60, 1440, 10080)


def email(shop: Shop, email_id: int, _created: int) -> Row:
    """One e-mail: three of the store, then those of the trade shop, and so on in turn."""
    turn, place = divmod(email_id - 1, len(_MINUTES))
    roll = dice(shop.seed, "abandoned-cart-email", email_id)
    codes = [
        coupon(shop.seed, number, second)["code"]
        for number, second in enumerate(shop.created["coupons"][:3], FIRST_COUPON)
    ]
    phrase = "You left something behind"
    return {
        "id": email_id,
        "channel_id": _TRADE if turn % 2 and len(shop.created["channels"]) > 1 else OF_THE_STORE,
        "is_active": place < len(_MINUTES) - 1,
        "sent_num": roll.upto(400),
        "coupon_code": roll.pick(codes) if codes and place else "",
        "notify_at_minutes": _MINUTES[place],
        "template": {
            "subject": "Complete your purchase at {{ store.name }}",
            "body": "<p>{{lang 'hello_phrase'}}</p>",
            "translations": [{"locale": "en", "keys": {"hello_phrase": phrase}}],
        },
    }
