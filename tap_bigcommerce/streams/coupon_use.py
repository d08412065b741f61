"""Whether an order may have used a coupon, so that its coupons are worth a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

AMOUNTS = (
    "coupon_discount",
    "discount_amount",
    "base_shipping_cost",
    "shipping_cost_ex_tax",
    "shipping_address_count",
)
"""Numbers of an order that tell."""


def may_have_coupon(
    amounts: Iterable[int | Decimal | None], discounts: Iterable[list[Any] | None]
) -> bool:
    """Return whether a coupon may have been used: it lowers what was paid for goods or shipping.

    Args:
        amounts: the order's `AMOUNTS`; one that is missing or no number leaves that open.
        discounts: those of each of its line items.
    """
    known = [one for one in amounts if one is not None]
    if len(known) < len(AMOUNTS) or any(discounts):
        return True
    coupon, discount, base, shipping, addresses = known
    return coupon != 0 or discount != 0 or shipping < base or (shipping == 0 and addresses > 0)
