"""Orders, their parts and their refunds."""

from collections.abc import Callable

from bigcommerce_sandbox import consignments, views
from bigcommerce_sandbox.collection import Indexed, Rows
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import (
    BOOLEAN,
    DECIMAL,
    MOMENT,
    TEXT,
    WHOLE,
    Filter,
    between,
    by,
    equal,
)
from bigcommerce_sandbox.endpoints.listed import part, parts
from bigcommerce_sandbox.endpoints.metafields import metafields
from bigcommerce_sandbox.endpoints.paging import first_alone, whole
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.generator.orders import STATUSES
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.messages import messages
from bigcommerce_sandbox.pickups import pickups
from bigcommerce_sandbox.queries import Query, matching
from bigcommerce_sandbox.shipments import shipments
from bigcommerce_sandbox.shipping_quotes import shipping_quote
from bigcommerce_sandbox.tables import (
    ORDER_METAFIELDS,
    ORDER_STATUSES,
    ORDERS,
    REFUNDS,
)
from bigcommerce_sandbox.tables.orders import status_id
from bigcommerce_sandbox.taxes import taxes, without_details


def _orders(call: Call) -> Rows:
    """Orders as lists have them: the archived ones as well, alone, or not at all."""
    orders = call.rows(ORDERS)
    if "archived-by-filter" in call.variants and call.ask.boolean("is_deleted"):
        return Indexed(orders, call.store.orders.archived())
    if "archived-listed" in call.variants:
        return Indexed(orders, call.store.orders.with_archived())
    return orders


def _view(call: Call, _: views.Fields) -> views.OrderView:
    """Orders with what is to be included; consignments only in the structure that is supported."""
    parts = call.include()
    if call.ask.text("consignment_structure") != "object":
        parts &= {"fees"}
    return views.OrderView(call.base, parts)


def _status_id(call: Call, orders: Rows, order_id: int) -> int:
    return status_id(call.store.shop, orders, order_id)


def _count(call: Call, orders: Rows, query: Query) -> Row:
    """How many orders match, in all and by status."""
    span = matching(orders, query)
    counts = dict.fromkeys(STATUSES, 0)
    for row_id in span.items[span.start : span.stop]:
        counts[_status_id(call, orders, row_id)] += 1
    statuses = [
        {
            "id": status_id,
            "name": name,
            "system_label": name,
            "custom_label": name,
            "system_description": "",
            "count": counts[status_id],
            "sort_order": place,
        }
        for place, (status_id, name) in enumerate(STATUSES.items())
    ]
    return {"statuses": statuses, "count": call.count(orders, query)}


def _line_items(_: Call, order: Row) -> list[Row]:
    """All line items, with a field that only this list has."""
    return [line | {"fulfillment_source": ""} for line in order["products"]]


def _shipping_addresses(call: Call, order: Row) -> list[Row]:
    """The shipping addresses, with links to their quotes."""
    place = f"/orders/{order['id']}/shippingaddresses"
    return [
        address
        | {"shipping_quotes": views.link(call.base, f"{place}/{address['id']}/shippingquotes")}
        for address in consignments.shipping_addresses(order)
    ]


def _consignments(call: Call, order: Row) -> Row:
    """The consignments: with links, or with line items as the list includes them."""
    if "line_items" in call.include():
        return consignments.included(order)
    return consignments.linked(order, views.link(call.base, f"/orders/{order['id']}/products"))


def _taxes(call: Call, order: Row) -> list[Row]:
    """The taxes, in more detail if the request asks for that."""
    found = taxes(order)
    return found if call.ask.boolean("details") else [*map(without_details, found)]


def _transactions(call: Call, order: Row) -> list[Row]:
    found: list[Row] = call.store.orders.transactions(order)
    return found


def _transaction_ids(_: Call, refunds: Rows, place: int) -> list[str]:
    """The transactions that pay a refund."""
    payments = refunds.row(place)["payments"]
    return [one["transaction_id"] for one in payments if "transaction_id" in one]


def _shipping_quote(call: Call, order: Row) -> Row | None:
    return shipping_quote(order, call.number("address_id"))


def _fees(_: Call, order: Row) -> Row:
    return {"fees": order["fees"]}


_LISTS: dict[str, str | Callable[[Call, Row], list[Row]]] = {
    "products": _line_items,
    "coupons": "coupons",
    "shipments": lambda _, order: shipments(order),
    "taxes": _taxes,
    "shipping_addresses": _shipping_addresses,
    "shippingaddresses": _shipping_addresses,
}
"""The lists of parts of an order: their addresses, and what they show."""

_OBJECTS = {"consignments": _consignments, "fees": _fees}
"""The parts of an order that come as one object."""

RESOURCES = (
    Resource(
        "v2",
        "/orders",
        "orders",
        _orders,
        filters=(
            *between("id", WHOLE),
            *between("date_created"),
            *between("date_modified"),
            *equal(WHOLE, "customer_id", "channel_id"),
            *equal(TEXT, "cart_id", "payment_method", "external_order_id"),
            Filter("status_id", WHOLE, _status_id),
            Filter("email", TEXT, "billing_address.email"),
            Filter("min_total", DECIMAL, "total_inc_tax", "min"),
            Filter("max_total", DECIMAL, "total_inc_tax", "max"),
        ),
        sorts={
            *("id", "customer_id", "date_created", "date_modified"),
            *("status_id", "channel_id", "external_id"),
        },
        view=_view,
        count=_count,
        has_rows=True,
        is_dated=True,
    ),
    *(
        Resource("v2", f"/orders/{{id:int}}/{address}", "orders", part(ORDERS, show))
        for address, show in _LISTS.items()
    ),
    *(
        Resource("v2", f"/orders/{{id:int}}/{address}", "orders", part(ORDERS, show), paging=None)
        for address, show in _OBJECTS.items()
    ),
    Resource(
        "v2",
        "/orders/{id:int}/messages",
        "orders",
        part(ORDERS, lambda _, order: messages(order)),
        filters=(
            *between("id", WHOLE),
            *between("date_created"),
            *equal(WHOLE, "customer_id"),
            *equal(BOOLEAN, "is_flagged"),
            *equal(TEXT, "status"),
        ),
    ),
    Resource(
        "v3",
        "/orders/{id:int}/transactions",
        "transactions",
        part(ORDERS, _transactions),
        paging=first_alone,
        is_silent=True,
    ),
    Resource(
        "v2",
        "/orders/{id:int}/shipping_addresses/{address_id:int}/shipping_quotes",
        "orders",
        part(ORDERS, _shipping_quote),
        paging=None,
    ),
    Resource(
        "v3",
        "/orders/pickups",
        "order_fulfillment",
        parts(ORDERS, pickups, "order_id"),
        filters=(Filter("pickup_id:in", WHOLE, "id", "in"),),
        paging=whole,
    ),
    Resource("v2", "/order_statuses", "orders", ORDER_STATUSES, paging=whole, has_rows=True),
    Resource(
        "v3",
        "/orders/payment_actions/refunds",
        "orders or transactions",
        lambda call: [*call.store.collection(REFUNDS.name)],
        filters=(
            *by("id", WHOLE, "in"),
            *by("order_id", WHOLE, "in"),
            *by("created", MOMENT, "min", "max"),
            Filter("transaction_id", TEXT, _transaction_ids, "any_of"),
        ),
    ),
    metafields("/orders/metafields", "orders", ORDER_METAFIELDS),
)
