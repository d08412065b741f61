"""Orders, each with its line items, addresses, consignments, fees and coupons."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from singer_sdk import typing as th

from tap_bigcommerce.changes import ChangeList
from tap_bigcommerce.collection import V2
from tap_bigcommerce.collection import Orders as OrderList
from tap_bigcommerce.errors import NotFoundError, StreamError
from tap_bigcommerce.streams.base import BigCommerceStream, Scope
from tap_bigcommerce.streams.order_fields import ORDER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_bigcommerce.client import Params
    from tap_bigcommerce.page import Record

DIMENSIONS = frozenset({"weight", "width", "height"})
"""What the API leaves out of some included line items."""


class Orders(BigCommerceStream):
    """https://developer.bigcommerce.com/docs/rest-management/orders."""

    name = "orders"
    path = "orders"
    collection_type = OrderList
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

    @property
    def needs_completion(self) -> bool:
        """Whether any of the parts that are not fields of the list itself is selected."""
        return bool(self._wanted)

    @cached_property
    def _wanted(self) -> frozenset[str]:
        parts = ("products", "consignments", "shipping_addresses", "coupons")
        return frozenset(filter(self.selects, parts))

    def complete(self, records: dict[int, Record]) -> Iterator[Iterator[None]]:
        """Put each order's parts where its schema has them, and fetch those that are missing."""
        for order_id in list(records):
            yield self._completed_or_dropped(order_id, records)

    def _completed_or_dropped(self, order_id: int, orders: dict[int, Record]) -> Iterator[None]:
        try:
            with self.as_documented(orders[order_id]):
                yield from self._complete(orders[order_id])
        except NotFoundError as error:
            if V2(self.client, self.path).holds(order_id):
                raise StreamError(error.message) from error
            self.logger.info("Order %d was deleted while it was read.", order_id)
            del orders[order_id]

    def _complete(self, order: Record) -> Iterator[None]:
        consignments = _consignments(order)
        items: list[Record] = []
        if not self._wanted <= {"shipping_addresses"}:
            items = list(chain.from_iterable(c.get("line_items") or () for c in consignments))
            if not _is_whole(order, consignments, items):
                yield
                items = self._part(order, "products")
                _deal_out(consignments, items)
            order["products"] = sorted(items, key=itemgetter("id"))
            for consignment in consignments:
                own = consignment.get("line_items") or ()
                consignment["line_items"] = [{"id": item["id"]} for item in own]
                consignment.pop("__warning__", None)
        if "shipping_addresses" in self._wanted:
            shipping = (order.get("consignments") or {}).get("shipping") or []
            if len(shipping) == _amount(order.get("shipping_address_count")):
                order["shipping_addresses"] = _addresses(order, shipping)
            else:
                yield
                order["shipping_addresses"] = self._part(order, "shipping_addresses")
        if "coupons" in self._wanted:
            order["coupons"] = []
            if self.settings.order_coupons == "all" or _may_have_coupon(order, items):
                yield
                order["coupons"] = self._part(order, "coupons")

    def _part(self, order: Record, part: str) -> list[Record]:
        """A part of one order, from its own endpoint."""
        parts = V2(self.client, f"orders/{order['id']}/{part}")
        # By id, so that an element that moves from page to page meanwhile is not doubled.
        found = {row.id: row.record() for page in parts.pages() for row in page.rows()}
        return list(found.values())


def _addresses(order: Record, shipping: list[Record]) -> list[Record]:
    """An order's shipping addresses, which are those of its shipping consignments."""
    return [
        {"order_id": order["id"]}
        | {name: value for name, value in address.items() if name != "line_items"}
        for address in shipping
    ]


def _consignments(order: Record) -> list[Record]:
    """An order's consignments of all four kinds; none if they were not asked for."""
    kinds = order.get("consignments") or {}
    email = kinds.get("email") or {}
    return [
        *(kinds.get("shipping") or ()),
        *(kinds.get("pickups") or ()),
        *(kinds.get("downloads") or ()),
        *(email.get("gift_certificates") or ()),
    ]


def _is_whole(order: Record, consignments: list[Record], items: list[Record]) -> bool:
    """Whether the line items that came along are all there are, in full.

    The API stops at 50 for each consignment, and brings none, some or curtailed ones of some
    orders; an order's `items_total` is the number of units there should be.
    """
    return (
        not any("__warning__" in consignment for consignment in consignments)
        and all(item.keys() >= DIMENSIONS for item in items)
        and sum(_amount(item.get("quantity")) for item in items)
        == _amount(order.get("items_total"))
    )


def _deal_out(consignments: list[Record], items: list[Record]) -> None:
    """Give each consignment its line items among all of the order's."""
    if len(consignments) == 1:
        consignments[0]["line_items"] = items
        return
    known = {item["id"] for item in items}
    for consignment in consignments:
        came = [item for item in consignment.get("line_items") or () if item.get("id") in known]
        own = [item for item in items if item.get("order_address_id") == consignment.get("id")]
        # Only shipping consignments are addresses; others hold what came with them.
        consignment["line_items"] = own or came


def _may_have_coupon(order: Record, items: list[Record]) -> bool:
    """Whether a coupon may have been used: it lowers what was paid for goods or for shipping."""
    shipping = _amount(order.get("shipping_cost_ex_tax"))
    return (
        _amount(order.get("coupon_discount")) != 0
        or _amount(order.get("discount_amount")) != 0
        or any(item.get("applied_discounts") for item in items)
        or shipping < _amount(order.get("base_shipping_cost"))
        or (shipping == 0 and _amount(order.get("shipping_address_count")) > 0)
    )


def _amount(value: Any) -> Decimal:
    """A number, which v2 may give as text, or not at all."""
    return Decimal(value or 0)
