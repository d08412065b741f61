"""Orders with all of their parts; amounts in ten-thousandths.

An order's sums always hold:

* ``total_ex_tax`` = subtotal + shipping + handling + wrapping + fees, each without tax, less
  ``discount_amount`` and ``coupon_discount``;
* ``total_tax`` = the taxes of the same parts;
* ``total_inc_tax`` = ``total_ex_tax`` + ``total_tax``.
"""

# ruff: noqa: PLR2004 - the numbers are shares of all orders, named by what they decide

from bisect import bisect_right
from collections import Counter
from functools import lru_cache

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.baskets import basket
from bigcommerce_sandbox.generator.coupons import COUPON_TYPES, coupon
from bigcommerce_sandbox.generator.currencies import EXCHANGE_RATES
from bigcommerce_sandbox.generator.customers import Shopper, draw_shopper, shopper
from bigcommerce_sandbox.generator.kinds import PARTS_PER_ORDER, Kind, kind_of
from bigcommerce_sandbox.generator.line_items import Line, LineItems, spread
from bigcommerce_sandbox.generator.parcels import Parcels, address, draw_parcels
from bigcommerce_sandbox.generator.shop import FIRST_COUPON, FIRST_CUSTOMER, FIRST_ORDER, Shop
from bigcommerce_sandbox.generator.values import (
    DAY,
    Dice,
    Row,
    dice,
    money,
    number,
    rfc2822,
    tax_on,
)

STATUSES = {
    0: "Incomplete",
    1: "Pending",
    2: "Shipped",
    3: "Partially Shipped",
    4: "Refunded",
    5: "Cancelled",
    6: "Declined",
    7: "Awaiting Payment",
    8: "Awaiting Pickup",
    9: "Awaiting Shipment",
    10: "Completed",
    11: "Awaiting Fulfillment",
    12: "Manual Verification Required",
    13: "Disputed",
    14: "Partially Refunded",
}
INCOMPLETE, SHIPPED, PARTIALLY_SHIPPED, REFUNDED = 0, 2, 3, 4
COMPLETED, PARTIALLY_REFUNDED = 10, 14

AWAITED = frozenset({1, 3, 7, 8, 9, 11})
"""The statuses of orders that are still to be shipped."""

_HAVE_SHIPPED = frozenset({SHIPPED, REFUNDED, COMPLETED, PARTIALLY_REFUNDED})
_SETTLED = (10,) * 70 + (2,) * 16 + (0,) * 5 + (5,) * 3 + (4,) * 2 + (14, 6, 13, 3)
_IN_PROGRESS = (11,) * 50 + (9,) * 14 + (2,) * 14 + (7,) * 7 + (0,) * 7 + (1, 1, 3, 3, 8, 8, 12, 5)

_LABELS = {COMPLETED: "Delivered", 11: "In the Workshop"}

_PAYMENT_STATUSES = {
    0: "",
    4: "refunded",
    5: "void",
    6: "declined",
    7: "pending",
    11: "authorized",
    12: "held for review",
    14: "partially refunded",
}

_CURRENCIES = {"CA": ("CAD", 2), "AU": ("AUD", 3), "GB": ("GBP", 4), "DE": ("EUR", 5)}
_LOCALES = {"CA": "fr", "DE": "de", "FR": "fr", "JP": "ja", "SE": "sv"}

_FEE = 49_500


def status(_seed: int, status_id: int, _created: int) -> Row:
    """A status as ``/order_statuses`` lists it; the shop gave some a label of its own."""
    name = STATUSES[status_id]
    return {
        "id": status_id,
        "name": name,
        "system_label": name,
        "custom_label": _LABELS.get(status_id, name),
        "system_description": f"The order is {name.lower()}.",
        "order": status_id * 7 % len(STATUSES),
    }


def order_status(shop: Shop, order_id: int, created: int) -> int:
    """The ``status_id`` of an order nobody has edited: settled when old, in progress when new."""
    draw = (order_id * 0x9E3779B1 + shop.seed * 0x85EBCA6B >> 7) % 100
    status_id = (_IN_PROGRESS if shop.now - created < 6 * DAY else _SETTLED)[draw]
    if status_id == PARTIALLY_SHIPPED and kind_of(shop.seed, order_id).is_gift_certificate:
        return COMPLETED
    return status_id


def units_sold(shop: Shop) -> Counter[int]:
    """How many of each product the orders of a shop's history are of; not of incomplete ones."""
    units: Counter[int] = Counter()
    for order_id, created in enumerate(shop.created["orders"], FIRST_ORDER):
        status_id = order_status(shop, order_id, created)
        if status_id != INCOMPLETE:
            is_split = status_id == PARTIALLY_SHIPPED
            picks, parts = basket(shop, order_id, created, is_split=is_split)
            for product_id, quantity in (*picks, *parts):
                units[product_id] += quantity
    return units


def order(shop: Shop, order_id: int, created: int) -> Row:
    """One order, without ``date_modified``, which the store keeps.

    Beside the API's fields the row holds ``products`` (its line items), ``coupons``, ``fees`` and
    ``consignments`` (without line items), and ``_included``: how completely the order list
    includes its line items, ``whole``, ``empty``, ``partial`` or ``unmeasured``.
    """
    roll = dice(shop.seed, "order", order_id)
    kind = kind_of(shop.seed, order_id)
    customer_id, buyer = _buyer(roll, shop, order_id, created)
    town = buyer.town
    status_id = order_status(shop, order_id, created)
    shipped_at = max(created, min(created + DAY + roll.upto(4 * DAY), shop.now - 1))
    is_shipped = status_id in _HAVE_SHIPPED
    is_split = status_id == PARTIALLY_SHIPPED

    parcels = draw_parcels(roll, kind, buyer, order_id)
    contents = basket(shop, order_id, created, is_split=is_split)
    lines = LineItems(roll, shop, order_id, town.tax).draw(kind, contents, parcels)
    if is_shipped or is_split:
        _ship(lines[:1] if is_split else lines)
    _count_items(parcels, lines)
    items = sum(line.quantity for line in lines)
    fees = [_fee(order_id, town.tax)] if kind.has_fee else []
    subtotal = sum(line.ex_tax for line in lines)
    discount = subtotal // 20 // 100 * 100 if kind.is_discounted else 0
    spread(lines, discount, {"id": "manual-discount", "name": "Manual Discount", "code": None})
    coupons, coupon_discount = _coupons(kind, shop, order_id, subtotal)
    code = coupons[0]["code"] if coupons else None
    spread(lines, coupon_discount, {"id": "coupon", "name": f"Coupon {code}", "code": code})
    sums = _sums(lines, parcels, len(fees), discount + coupon_discount, town.tax)
    total = sums["total_inc_tax"]
    currency, currency_id = "USD", 1
    if roll.chance(0.3):
        currency, currency_id = _CURRENCIES.get(town.country_iso2, (currency, currency_id))

    return {
        "id": order_id,
        "customer_id": customer_id,
        "date_created": rfc2822(created),
        "date_shipped": rfc2822(shipped_at) if is_shipped else "",
        "status_id": status_id,
        "status": STATUSES[status_id],
        "custom_status": STATUSES[status_id],
        **{name: money(amount) for name, amount in sums.items()},
        "shipping_cost_tax_class_id": 2,
        "handling_cost_tax_class_id": 2,
        "wrapping_cost_tax_class_id": 3,
        "is_tax_inclusive_pricing": False,
        "items_total": items,
        "items_shipped": sum(line.row["quantity_shipped"] for line in lines),
        "payment_method": roll.pick(words.PAYMENT_METHODS),
        "payment_provider_id": _payment_provider_id(roll, status_id),
        "payment_status": _PAYMENT_STATUSES.get(status_id, "captured"),
        "refunded_amount": money(_refunded(status_id, total)),
        "order_is_digital": kind.is_digital,
        "store_credit_amount": money(50_000 if roll.chance(0.02) else 0),
        "gift_certificate_amount": money(100_000 if roll.chance(0.01) else 0),
        "ip_address": f"198.51.100.{roll.upto(256)}" if roll.chance(0.9) else "",
        "ip_address_v6": f"2001:db8::{roll.hexadecimal(4)}" if roll.chance(0.1) else "",
        "geoip_country": town.country,
        "geoip_country_iso2": town.country_iso2,
        "currency_id": currency_id,
        "currency_code": currency,
        "currency_exchange_rate": EXCHANGE_RATES[currency],
        "default_currency_id": 1,
        "default_currency_code": "USD",
        "store_default_currency_code": "USD",
        "store_default_to_transactional_exchange_rate": EXCHANGE_RATES[currency],
        "staff_notes": roll.pick(words.STAFF_NOTES) if roll.chance(0.06) else None,
        "customer_message": roll.pick(words.CUSTOMER_MESSAGES) if roll.chance(0.08) else None,
        "discount_amount": money(discount),
        "coupon_discount": money(coupon_discount),
        "shipping_address_count": len(parcels.shipping),
        "is_deleted": False,
        "ebay_order_id": "0",
        "cart_id": roll.uuid(),
        "billing_address": address(buyer) | {"form_fields": _form_fields(roll)},
        "is_email_opt_in": roll.chance(0.3),
        "credit_card_type": None,
        "order_source": roll.pick(("www", "www", "www", "iphone", "manual", "external")),
        "channel_id": 1 if roll.chance(0.85) else 2,
        "external_source": "POS" if roll.chance(0.04) else None,
        "external_id": None,
        "external_merchant_id": None,
        "external_order_id": f"AMZ-{roll.digits(7)}" if roll.chance(0.05) else "",
        "tax_provider_id": "BasicTaxProvider",
        "customer_locale": _LOCALES.get(town.country_iso2, "en"),
        "products": [line.row for line in lines],
        "coupons": coupons,
        "fees": fees,
        "consignments": parcels.rows(town.tax),
        "_included": kind.included,
    }


def buyer_of(shop: Shop, order_id: int, created: int) -> tuple[int, Shopper]:
    """Who placed an order, as customer id and person, without drawing the rest of it."""
    return _buyer(dice(shop.seed, "order", order_id), shop, order_id, created)


def _buyer(roll: Dice, shop: Shop, order_id: int, created: int) -> tuple[int, Shopper]:
    """Who placed the order: a customer who had signed up by then, or a guest with id 0."""
    known = bisect_right(shop.created["customers"], created)
    if known == 0 or roll.chance(0.25):
        return 0, draw_shopper(roll, order_id)
    # The square root of luck favours those who signed up late: a shop's old customers drift away.
    customer_id = FIRST_CUSTOMER + int(known * roll.random() ** 0.5)
    return customer_id, shopper(shop.seed, customer_id)


def _ship(lines: list[Line]) -> None:
    for line in lines:
        line.row["quantity_shipped"] = line.quantity


def _count_items(parcels: Parcels, lines: list[Line]) -> None:
    by_id = {parcel.id: parcel for parcel in parcels.shipping}
    for line in lines:
        if line.address in by_id:
            by_id[line.address].items += line.quantity
            by_id[line.address].shipped += line.row["quantity_shipped"]


def _sums(
    lines: list[Line], parcels: Parcels, fees: int, discounts: int, rate: int
) -> dict[str, int]:
    """The order's sums of money by field."""
    subtotal = sum(line.ex_tax for line in lines)
    subtotal_tax = sum(line.tax for line in lines)
    sums = {
        "subtotal_ex_tax": subtotal,
        "subtotal_inc_tax": subtotal + subtotal_tax,
        "subtotal_tax": subtotal_tax,
    }
    taxes = subtotal_tax + fees * tax_on(_FEE, rate)
    total = subtotal + fees * _FEE - discounts
    for part, costs in {
        "shipping": [parcel.cost for parcel in parcels.shipping],
        "handling": [parcel.handling for parcel in parcels.shipping],
        "wrapping": [line.wrapping for line in lines],
    }.items():
        cost, tax = sum(costs), sum(tax_on(cost, rate) for cost in costs)
        sums |= {
            f"base_{part}_cost": cost,
            f"{part}_cost_ex_tax": cost,
            f"{part}_cost_inc_tax": cost + tax,
            f"{part}_cost_tax": tax,
        }
        total, taxes = total + cost, taxes + tax
    return sums | {"total_ex_tax": total, "total_inc_tax": total + taxes, "total_tax": taxes}


def _refunded(status_id: int, total: int) -> int:
    if status_id == REFUNDED:
        return total
    return total // 2 if status_id == PARTIALLY_REFUNDED else 0


def _payment_provider_id(roll: Dice, status_id: int) -> str | int | None:
    """A transaction at the payment provider: BigCommerce answers text, number, "" or null."""
    luck = roll.random()
    if status_id == 0 or luck > 0.97:
        return None
    if luck < 0.7:
        return f"ch_{roll.hexadecimal(20)}"
    return int("4" + roll.digits(11)) if luck < 0.85 else ""


def _form_fields(roll: Dice) -> list[Row]:
    if not roll.chance(0.04):
        return []
    value: object = roll.pick(("123BAF", 4471, ["gate", "dog"]))
    return [{"name": "Delivery hint", "value": value}]


def _fee(order_id: int, rate: int) -> Row:
    tax = tax_on(_FEE, rate)
    return {
        "id": order_id * PARTS_PER_ORDER,
        "type": "custom_fee",
        "display_name_customer": "Package protection",
        "display_name_merchant": "Package protection",
        "source": "app",
        "base_cost": money(_FEE),
        "cost_ex_tax": money(_FEE),
        "cost_inc_tax": money(_FEE + tax),
        "cost_tax": money(tax),
        "tax_class_id": None,
    }


def _coupons(kind: Kind, shop: Shop, order_id: int, subtotal: int) -> tuple[list[Row], int]:
    """The coupons used and the discount they gave.

    A free-shipping coupon takes away the shipping cost itself, so its discount stays zero.
    """
    if not (kind.has_coupon or kind.has_free_shipping_coupon):
        return [], 0
    is_for_shipping = kind.has_free_shipping_coupon
    found = _coupon_for(shop, order_id, is_for_shipping=is_for_shipping)
    if found is None:
        return [], 0
    coupon_id, code, type_number = found
    discount = 0 if is_for_shipping else max(100, subtotal // 10 // 100 * 100)
    amount: str | int = money(100_000) if order_id % 2 else 10
    use: Row = {
        "id": order_id * PARTS_PER_ORDER,
        "coupon_id": coupon_id,
        "order_id": order_id,
        "code": code,
        "amount": money(0) if is_for_shipping else amount,
        "type": type_number,
        "discount": number(discount),
    }
    return [use], discount


def _coupon_for(shop: Shop, order_id: int, *, is_for_shipping: bool) -> tuple[int, str, int] | None:
    """The id, code and type number of a coupon for shipping, or for the goods."""
    coupons = len(shop.created["coupons"])
    for step in range(min(coupons, len(COUPON_TYPES))):
        coupon_id = FIRST_COUPON + (order_id + step) % coupons
        code, kind = _coupon(shop.seed, coupon_id)
        if kind == "free_shipping" if is_for_shipping else "shipping" not in kind:
            return coupon_id, code, COUPON_TYPES.index(kind)
    return None


@lru_cache(maxsize=1024)
def _coupon(seed: int, coupon_id: int) -> tuple[str, str]:
    """A coupon's code and type."""
    row = coupon(seed, coupon_id, 0)
    return row["code"], row["type"]
