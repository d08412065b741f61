"""Orders, each with its line items, addresses, consignments, fees and coupons."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.changes import ChangeList
from tap_bigcommerce.dialects import V2_ORDERS
from tap_bigcommerce.streams.base import BigCommerceStream, Scope
from tap_bigcommerce.streams.order_fields import ORDER
from tap_bigcommerce.streams.order_parts import LeftOutError, OrderParts, units
from tap_bigcommerce.values import Record, elements, is_link, known_number, objects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from singer_sdk.helpers.types import Context

    from tap_bigcommerce.client import Params

LIKELY_LEFT_OUT = frozenset({"id", "weight", "width", "height"})
"""Fields that every line item has, and that the API leaves out of some included ones."""

AMOUNTS_OF_COUPONS = (
    "coupon_discount",
    "discount_amount",
    "base_shipping_cost",
    "shipping_cost_ex_tax",
    "shipping_address_count",
)
"""Numbers of an order that tell whether a coupon may have been used."""

MOST_NAMED = 10
"""Orders that one warning names."""


class Orders(BigCommerceStream):
    """https://developer.bigcommerce.com/docs/rest-management/orders."""

    name = "orders"
    path = "orders"
    dialect = V2_ORDERS
    scope = Scope("Orders", "store_v2_orders_read_only")
    replication_key = "date_modified"
    properties = th.PropertiesList(*ORDER)
    change_lists = (
        ChangeList(
            "orders/payment_actions/refunds",
            since="created:min",
            date="created",
            parent="order_id",
            fields=frozenset({"refunded_amount", "products"}),
        ),
    )

    def params(self) -> Params:
        """Consignments bring line items and addresses with the page."""
        include = self.included(
            {
                "products": ("consignments.line_items",),
                "consignments": ("consignments.line_items",),
                "shipping_addresses": ("consignments",),
                "fees": ("fees",),
                # Applied discounts of line items tell that a coupon may have been used.
                "coupons": ("consignments.line_items",),
            }
        )
        return include and {**include, "consignment_structure": "object"}

    def get_records(self, context: Context | None) -> Iterator[Record]:
        """Deliver the store's orders, and say which of them stayed short of what they should be."""
        try:
            yield from super().get_records(context)
        finally:
            if short := self._parts.short:
                self.logger.warning(
                    "%d orders have fewer line items or addresses than their own totals say, also "
                    "after a second reading; they are delivered with what the API returned: %s",
                    len(short),
                    ", ".join(map(str, short[:MOST_NAMED])) + ", ..." * (len(short) > MOST_NAMED),
                )

    @property
    def needs_completion(self) -> bool:
        """Whether any of the parts that are not fields of the list itself is selected."""
        return bool(self._wanted)

    @cached_property
    def _wanted(self) -> frozenset[str]:
        parts = ("products", "consignments", "shipping_addresses", "coupons", "fees")
        return frozenset(filter(self.selects, parts))

    @cached_property
    def _parts(self) -> OrderParts:
        return OrderParts(self.client, self.settings)

    def complete(self, records: dict[int, Record]) -> Iterator[Iterator[None]]:
        """Put each order's parts where its schema has them, and fetch those that are missing."""
        for place in list(records):
            yield self._completed_or_dropped(place, records)

    def _completed_or_dropped(self, place: int, orders: dict[int, Record]) -> Iterator[None]:
        try:
            with self.as_documented(orders[place]):
                yield from self._complete(orders[place])
        except LeftOutError as left_out:
            self.logger.warning("%s", left_out)
            del orders[place]

    def _complete(self, order: Record) -> Iterator[None]:
        for part in ("consignments", "fees"):
            if part in self._wanted and is_link(order.get(part)):  # although it was included
                yield
                order[part] = self._parts.included(order, part)
        consignments = _consignments(order)
        items: list[Record] = []
        if not self._wanted <= {"shipping_addresses", "fees"}:
            items = [item for one in consignments for item in objects(one.get("line_items"))]
            if not _is_whole(order, consignments, items):
                yield
                items = self._parts.products(order)
                _deal_out(consignments, items)
            order["products"] = sorted(items, key=lambda item: int(item["id"]))
            for consignment in consignments:
                own = objects(consignment.get("line_items"))
                consignment["line_items"] = [{"id": item["id"]} for item in own]
                consignment.pop("__warning__", None)
        if "shipping_addresses" in self._wanted:
            shipping = _of_kind(objects(order.get("consignments")), "shipping")
            if len(shipping) == known_number(order.get("shipping_address_count")):
                order["shipping_addresses"] = _addresses(order, shipping)
            else:
                yield
                order["shipping_addresses"] = self._parts.shipping_addresses(order)
        if "coupons" in self._wanted:
            order["coupons"] = []
            if self.settings.order_coupons == "all" or _may_have_coupon(order, items):
                yield
                order["coupons"] = self._parts.coupons(order)


def _addresses(order: Record, shipping: list[Record]) -> list[Record]:
    """Return an order's shipping addresses, which are those of its shipping consignments."""
    return [
        {"order_id": order["id"]}
        | {name: value for name, value in address.items() if name != "line_items"}
        for address in shipping
    ]


def _consignments(order: Record) -> list[Record]:
    """Return an order's consignments of all four kinds; none if they were not asked for.

    The reference's older form is an array of objects that hold the four kinds. They become one
    object here.
    """
    given = elements(order.get("consignments"))
    holders = [one for one in given if isinstance(one, dict)]
    if len(holders) == len(given) > 0:
        order["consignments"] = _merged(holders)
        holders = [order["consignments"]]
    return [
        *_of_kind(holders, "shipping"),
        *_of_kind(holders, "pickups"),
        *_of_kind(holders, "downloads"),
        *(
            certificate
            for email in _of_kind(holders, "email")
            for certificate in objects(email.get("gift_certificates"))
        ),
    ]


def _of_kind(holders: list[Record], kind: str) -> list[Record]:
    return [one for holder in holders for one in objects(holder.get(kind))]


def _merged(holders: list[Record]) -> Record:
    """Return one object with everything that several hold; lists in them are put together."""
    first, *others = holders
    for other in others:
        for name, value in other.items():
            mine = first.get(name)
            if isinstance(mine, dict) and isinstance(value, dict):
                first[name] = _merged([mine, value])
            else:
                first[name] = [*elements(mine), *elements(value)]
    return first


def _is_whole(order: Record, consignments: list[Record], items: list[Record]) -> bool:
    """Return whether the line items that came along are all there are, in full.

    The API stops at 50 for each consignment, and brings none, some or curtailed ones of some
    orders; an order's `items_total` is the number of units there should be.
    """
    return (
        not any("__warning__" in consignment for consignment in consignments)
        and all(item.keys() >= LIKELY_LEFT_OUT for item in items)
        and units(items) == known_number(order.get("items_total"))
    )


def _deal_out(consignments: list[Record], items: list[Record]) -> None:
    """Give each consignment its line items among all of the order's."""
    if len(consignments) == 1:
        consignments[0]["line_items"] = items
        return
    known = {known_number(item["id"]) for item in items}
    for consignment in consignments:
        came = [
            item
            for item in objects(consignment.get("line_items"))
            if known_number(item.get("id")) in known
        ]
        address = known_number(consignment.get("id"))
        own = [item for item in items if known_number(item.get("order_address_id")) == address]
        # Only shipping consignments are addresses; others hold what came with them.
        consignment["line_items"] = came if address is None else own or came


def _may_have_coupon(order: Record, items: list[Record]) -> bool:
    """Return whether a coupon may have been used: it lowers what was paid for goods or shipping.

    Amounts that are not there, or are no numbers, leave that open.
    """
    amounts = _known_numbers(order, *AMOUNTS_OF_COUPONS)
    if amounts is None or any(item.get("applied_discounts") for item in items):
        return True
    coupon, discount, base, shipping, addresses = amounts
    return coupon != 0 or discount != 0 or shipping < base or (shipping == 0 and addresses > 0)


def _known_numbers(order: Record, *names: str) -> list[int | Decimal] | None:
    """Return some numbers of an order, or None if any of them is not known."""
    found = [known_number(order.get(name)) for name in names]
    known = [one for one in found if one is not None]
    return known if len(known) == len(found) else None
