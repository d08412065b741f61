"""Orders that their pages bring whole, decoded as structs.

Nearly all orders come so, and nothing in them needs to be looked at by name. What is done here is
what `Orders.missing` and `Orders.assemble` do for all others, and leads to the same rows.
"""

from __future__ import annotations

from functools import cache, partial
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, Struct

from tap_bigcommerce.arrivals import Arrival
from tap_bigcommerce.streams.coupon_use import AMOUNTS, may_have_coupon
from tap_bigcommerce.structs import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_bigcommerce.reading.completion import Wanted
    from tap_bigcommerce.structs import Kinds

WHERE_LINE_ITEMS_COME = {
    ("consignments", *kind, "line_items"): "products"
    for kind in (("shipping",), ("pickups",), ("downloads",), ("email", "gift_certificates"))
}

_id, _quantity, _discounts = map(attrgetter, ("id", "quantity", "applied_discounts"))

_amounts = attrgetter(*AMOUNTS)


def whole_orders(wanted: Wanted) -> Arrival:
    """Return how orders come whole: line items in consignments, which are addresses as well.

    Args:
        wanted: which fields must be there.
    """
    return Arrival(
        partial(_arranged, wanted),
        looks_at=("consignments", "items_total", *AMOUNTS),
        fills=("products", "shipping_addresses", "coupons"),
        elsewhere=WHERE_LINE_ITEMS_COME,
    )


def _arranged(wanted: Wanted, order: Any, kinds: Kinds) -> bool:
    items = _taken_out(order.consignments)
    if items is None or sum(map(_quantity, items)) != order.items_total:
        return False
    if "coupons" in wanted and may_have_coupon(_amounts(order), map(_discounts, items)):
        return False
    if "shipping_addresses" in wanted:
        shipping = order.consignments.shipping or ()
        if len(shipping) != order.shipping_address_count:
            return False
        kind = kinds["shipping_addresses",]
        order.shipping_addresses = [_address_of(order.id, one, kind) for one in shipping]
    order.products = items
    order.coupons = []
    return True


def _taken_out(held: Any) -> list[Any] | None:
    """Take the line items out of consignments, and leave their ids; None if anything is missing."""
    if not _is_struct(held):
        return None
    certificates = getattr(held.email, "gift_certificates", None)
    kinds = (held.shipping, held.pickups, held.downloads, certificates)
    items: list[Any] = []
    for one in chain.from_iterable(filter(None, kinds)):
        if not _is_struct(one) or not isinstance(one.line_items, list):
            return None
        if not all(map(_is_in_full, one.line_items)):
            return None
        items += one.line_items
        one.line_items = [{"id": item.id} for item in one.line_items]
    items.sort(key=_id)
    return items


def _is_struct(value: Any) -> bool:
    """Return whether an object came in its usual form; otherwise it is a dictionary."""
    return isinstance(value, Struct)


def _is_in_full(item: Any) -> bool:
    """Return whether a line item has all fields that the API leaves out of curtailed ones."""
    return (
        _is_struct(item)
        and isinstance(item.id, int)
        and isinstance(item.quantity, int)
        and item.weight is not UNSET
        and item.width is not UNSET
        and item.height is not UNSET
    )


def _address_of(order: int, consignment: Struct, kind: type[Struct]) -> Struct:
    """Return the shipping address that a consignment is."""
    address = kind(*_values_for(kind, type(consignment))(consignment))
    address.order_id = order  # type: ignore[attr-defined]
    return address


@cache
def _values_for(kind: type[Struct], given: type[Struct]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what takes the values of one type's fields from an object of another."""
    names = (
        name if name in given.__struct_fields__ else NOTHING for name in kind.__struct_fields__
    )
    return attrgetter(*names)
