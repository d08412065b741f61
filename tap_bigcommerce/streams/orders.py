"""Orders, each with its line items, addresses, consignments, fees and coupons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from singer_sdk import typing as th

from tap_bigcommerce.changes import ChangeList
from tap_bigcommerce.dialects import V2_ORDERS
from tap_bigcommerce.parts import Included, Part
from tap_bigcommerce.streams.base import ChildStream, RootStream, Scope
from tap_bigcommerce.streams.order_fields import (
    CONSIGNMENT,
    COUPON,
    FEE,
    LINE_ITEM,
    ORDER,
    SHIPPING_ADDRESS,
)
from tap_bigcommerce.values import Record, elements, is_link, known_number, objects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from tap_bigcommerce.client import Params
    from tap_bigcommerce.completion import Found, Wanted
    from tap_bigcommerce.parts import Lack

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

WITH_LINE_ITEMS = frozenset({"products", "consignments", "coupons"})
"""Fields that cannot be had without the line items: their discounts tell of coupons."""


class Orders(RootStream):
    """https://developer.bigcommerce.com/docs/rest-management/orders."""

    name = "orders"
    path = "orders"
    dialect = V2_ORDERS
    scope = Scope("Orders", "store_v2_orders_read_only")
    replication_key = "date_modified"
    properties = th.PropertiesList(*ORDER)
    # Consignments bring line items and addresses with the page.
    includes: ClassVar[Mapping[str, Sequence[str]]] = {
        "products": ("consignments.line_items",),
        "consignments": ("consignments.line_items",),
        "shipping_addresses": ("consignments",),
        "fees": ("fees",),
        "coupons": ("consignments.line_items",),
    }
    completed_fields = frozenset(includes)
    shared_fields: ClassVar[Mapping[str, str]] = {
        "order_id": "id",
        "order_date_modified": "date_modified",
    }
    change_lists = (
        ChangeList(
            "orders/payment_actions/refunds",
            since="created:min",
            date="created",
            parent="order_id",
            fields=frozenset({"refunded_amount", "products"}),
        ),
    )

    def params(self, wanted: Wanted) -> Params:
        """Return the `include` parameter, and the newer of two forms of consignments."""
        include = super().params(wanted)
        return include and {**include, "consignment_structure": "object"}

    def missing(self, record: Record, wanted: Wanted, found: Found) -> Iterable[Lack]:
        """Hold what came against the order's own totals."""
        links = [
            part
            for part in ("consignments", "fees")
            if part in wanted and part not in found and is_link(record.get(part))
        ]
        if links:  # although they were included; what they bring tells what else is missing
            return [Included(part, {"include": "line_items"}) for part in links]
        return list(self._missing(record, wanted, found))

    def _missing(self, order: Record, wanted: Wanted, found: Found) -> Iterator[Lack]:
        kinds = _kinds(order, found)
        if "shipping_addresses" in wanted:
            count = known_number(order.get("shipping_address_count"))
            if len(_of_kind(kinds, "shipping")) != count:
                yield Part("shipping_addresses", count)
        if wanted.isdisjoint(WITH_LINE_ITEMS):
            return
        items = _line_items(kinds, found)
        if "products" not in found and not _is_whole(order, kinds, items):
            total = known_number(order.get("items_total"))
            yield Part("products", total, units, needed_for=WITH_LINE_ITEMS)
        elif "coupons" in wanted and self._is_asked_for_coupons(order, items):
            yield Part("coupons", may_be_absent=True)

    def _is_asked_for_coupons(self, order: Record, items: list[Record]) -> bool:
        return self.run.settings.order_coupons == "all" or _may_have_coupon(order, items)

    def assemble(self, record: Record, wanted: Wanted, found: Found) -> None:
        """Give consignments their one form, and put line items and addresses beside them."""
        kinds = _kinds(record, found)
        if not wanted.isdisjoint(WITH_LINE_ITEMS):
            record["products"] = _dealt_out(kinds, found)
            record["coupons"] = found.get("coupons", [])
        if "shipping_addresses" in wanted:
            came = _addresses(record, _of_kind(kinds, "shipping"))
            record["shipping_addresses"] = found.get("shipping_addresses", came)
        given = found.get("consignments", record.get("consignments"))
        if kinds and all(isinstance(one, dict) for one in elements(given)):
            record["consignments"] = kinds[0]
        elif "consignments" in found:
            record["consignments"] = given
        if "fees" in found:
            record["fees"] = found["fees"]


class OrderProducts(ChildStream):
    """A line of an order: a product that was bought."""

    name = "order_products"
    parent_stream_type = Orders
    field = "products"
    keys = ("order_id", "id")
    replication_key = "order_date_modified"
    properties = LINE_ITEM


class OrderShippingAddresses(ChildStream):
    """An address that goods of an order are shipped to."""

    name = "order_shipping_addresses"
    parent_stream_type = Orders
    field = "shipping_addresses"
    keys = ("order_id", "id")
    replication_key = "order_date_modified"
    properties = SHIPPING_ADDRESS


class OrderConsignments(ChildStream):
    """A part of an order that is handed over together: shipped, picked up, or sent by e-mail."""

    name = "order_consignments"
    parent_stream_type = Orders
    field = "consignments"
    keys = ("order_id", "type", "consignment_key")
    replication_key = "order_date_modified"
    properties = CONSIGNMENT

    def elements(self, parent: Record) -> Iterable[Record]:
        """Return the consignments of all four kinds; those without an id are counted."""
        kinds = objects(parent.get("consignments"))
        for kind, some in (
            ("shipping", _of_kind(kinds, "shipping")),
            ("pickup", _of_kind(kinds, "pickups")),
            ("download", _of_kind(kinds, "downloads")),
            ("email", _certificates(kinds)),
        ):
            for place, one in enumerate(some, 1):
                yield {**one, "type": kind, "consignment_key": one.get("id", place)}


class OrderFees(ChildStream):
    """A fee of an order."""

    name = "order_fees"
    parent_stream_type = Orders
    field = "fees"
    keys = ("order_id", "id")
    replication_key = "order_date_modified"
    properties = FEE


class OrderCoupons(ChildStream):
    """A coupon that was used on an order."""

    name = "order_coupons"
    parent_stream_type = Orders
    field = "coupons"
    keys = ("order_id", "id")
    replication_key = "order_date_modified"
    properties = COUPON


def units(items: list[Record]) -> int | Decimal | None:
    """Return how many units some line items are, or None if one does not say."""
    quantities = [known_number(item.get("quantity")) for item in items]
    known = [one for one in quantities if one is not None]
    return sum(known) if len(known) == len(quantities) else None


def _addresses(order: Record, shipping: list[Record]) -> list[Record]:
    """Return an order's shipping addresses, which are those of its shipping consignments."""
    return [
        {"order_id": order["id"]}
        | {name: value for name, value in address.items() if name != "line_items"}
        for address in shipping
    ]


def _kinds(order: Record, found: Found) -> list[Record]:
    """Return an order's consignments as one object that holds the four kinds; none without any.

    The reference's older form is an array of objects that hold the four kinds.
    """
    given = found.get("consignments", order.get("consignments"))
    holders = objects(given)
    return [_merged(holders)] if len(holders) > 1 else holders


def _consignments(kinds: list[Record]) -> list[Record]:
    """Return the consignments of all four kinds."""
    return [
        *_of_kind(kinds, "shipping"),
        *_of_kind(kinds, "pickups"),
        *_of_kind(kinds, "downloads"),
        *_certificates(kinds),
    ]


def _certificates(kinds: list[Record]) -> list[Record]:
    """Return the gift certificates that are sent by e-mail."""
    return [
        one for email in _of_kind(kinds, "email") for one in _of_kind([email], "gift_certificates")
    ]


def _of_kind(holders: list[Record], kind: str) -> list[Record]:
    return [one for holder in holders for one in objects(holder.get(kind))]


def _merged(holders: list[Record]) -> Record:
    """Return one object with everything that several hold; lists in them are put together."""
    merged: Record = {}
    for holder in holders:
        for name, value in holder.items():
            mine = merged.get(name)
            if name not in merged:
                merged[name] = value
            elif isinstance(mine, dict) and isinstance(value, dict):
                merged[name] = _merged([mine, value])
            else:
                merged[name] = [*elements(mine), *elements(value)]
    return merged


def _line_items(kinds: list[Record], found: Found) -> list[Record]:
    """Return an order's line items: all if they were fetched, else what came along."""
    if "products" in found:
        items: list[Record] = found["products"]
        return items
    return [item for one in _consignments(kinds) for item in objects(one.get("line_items"))]


def _is_whole(order: Record, kinds: list[Record], items: list[Record]) -> bool:
    """Return whether the line items that came along are all there are, in full.

    The API stops at 50 for each consignment, and brings none, some or curtailed ones of some
    orders; an order's `items_total` is the number of units there should be.
    """
    return (
        not any("__warning__" in consignment for consignment in _consignments(kinds))
        and all(item.keys() >= LIKELY_LEFT_OUT for item in items)
        and units(items) == known_number(order.get("items_total"))
    )


def _dealt_out(kinds: list[Record], found: Found) -> list[Record]:
    """Return all line items, and leave to each consignment the ids of its own."""
    consignments, items = _consignments(kinds), _line_items(kinds, found)
    for consignment in consignments:
        came = objects(consignment.get("line_items"))
        own = _own(consignment, came, items, len(consignments)) if "products" in found else came
        consignment["line_items"] = [{"id": item["id"]} for item in own]
        consignment.pop("__warning__", None)
    return sorted(items, key=lambda item: int(item["id"]))


def _own(
    consignment: Record, came: list[Record], items: list[Record], consignments: int
) -> list[Record]:
    """Return a consignment's line items among all of the order's."""
    if consignments == 1:
        return items
    known = {known_number(item["id"]) for item in items}
    address = known_number(consignment.get("id"))
    own = [item for item in items if known_number(item.get("order_address_id")) == address]
    # Only shipping consignments are addresses; others hold what came with them.
    if address is not None and own:
        return own
    return [item for item in came if known_number(item.get("id")) in known]


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
