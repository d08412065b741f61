"""Gift certificates as ``/v2/gift_certificates`` answers them."""

from bigcommerce_sandbox.generator.customers import draw_shopper
from bigcommerce_sandbox.generator.kinds import kind_of
from bigcommerce_sandbox.generator.orders import order
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import DAY, Dice, Row, dice, money

_IDS_PER_GIFT = 10
"""The shop gives away one certificate for this many orders."""

_LIFETIME = 730 * DAY


def is_sold(seed: int, certificate_id: int) -> bool:
    """Whether the order of this id sells the certificate, whose id is the same."""
    return kind_of(seed, certificate_id).is_gift_certificate


def is_issued(seed: int, certificate_id: int) -> bool:
    """Whether there is a certificate of this id."""
    return certificate_id % _IDS_PER_GIFT == 0 or is_sold(seed, certificate_id)


def gift_certificate(shop: Shop, certificate_id: int, created: int) -> Row:
    """One gift certificate; they carry no date of their last change."""
    roll = dice(shop.seed, "gift", certificate_id)
    row = _given(roll, certificate_id)
    if is_sold(shop.seed, certificate_id):
        row |= _sold(order(shop, certificate_id, created))
    balance = roll.pick((row["amount"], row["amount"], "12.5000", "0.0000"))
    return row | {
        "balance": balance,
        "purchase_date": str(created),
        "expiry_date": str(created + _LIFETIME) if roll.chance(0.7) else "",
        "template": roll.pick(("birthday.html", "celebration.html", "general.html")),
        "message": roll.pick(("", "Congratulations! 🎁", "Merci pour tout")),
        "code": f"{roll.hexadecimal(3).upper()}-{roll.hexadecimal(3).upper()}-{certificate_id}",
        "status": roll.pick(("active", "active", "active", "pending", "disabled", "expired")),
        "currency_code": "USD",
    }


def _given(roll: Dice, certificate_id: int) -> Row:
    """What the shop itself gives away, to somebody who has bought nothing yet."""
    friend = draw_shopper(roll, certificate_id)
    return {
        "id": certificate_id,
        "customer_id": 0,
        "order_id": 0,
        "to_name": friend.first_name,
        "to_email": friend.email,
        "from_name": "Alderfold Outdoor & Home",
        "from_email": "orders@example.com",
        "amount": money(roll.pick((250_000, 500_000))),
    }


def _sold(sale: Row) -> Row:
    """What the certificate that an order sells has from the order."""
    buyer = sale["billing_address"]
    [gift] = sale["consignments"]["email"]["gift_certificates"]
    return {
        "customer_id": sale["customer_id"],
        "order_id": sale["id"],
        "to_email": gift["recipient_email"],
        "from_name": f"{buyer['first_name']} {buyer['last_name']}",
        "from_email": buyer["email"],
        "amount": sale["products"][0]["base_price"],
    }
