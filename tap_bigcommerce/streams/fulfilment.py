"""How orders go on: their statuses, shipments, pickups and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V2_PAGES, V2_WHOLE, V3_WHOLE
from tap_bigcommerce.reading.parts import Bulk, Part
from tap_bigcommerce.sdk import BY_NAME, MODES_WITH_TABLES
from tap_bigcommerce.streams.base import ChildStream, RootStream
from tap_bigcommerce.streams.consignments import kinds_of, of_kind
from tap_bigcommerce.streams.orders import Orders
from tap_bigcommerce.streams.scopes import ORDER_FULFILLMENT, ORDERS
from tap_bigcommerce.streams.types import FREE_OBJECT, INTEGER, closed_object, objects
from tap_bigcommerce.values import known_number

if TYPE_CHECKING:
    from tap_bigcommerce.values import Record

SHIPPED, PARTIALLY_SHIPPED, COMPLETED = 2, 3, 10
"""Statuses of orders that may have shipments."""


class OrderStatuses(RootStream):
    """A status that orders can have, by its number, with the shop's own name for it.

    https://developer.bigcommerce.com/docs/rest-management/orders/order-status
    """

    name = "order_statuses"
    path = "order_statuses"
    dialect = V2_WHOLE
    scopes = (ORDERS,)
    price = "1"
    default_in = MODES_WITH_TABLES
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True, description="What orders have as status_id"),
        th.Property("name", th.StringType),
        th.Property("system_label", th.StringType, description="BigCommerce's name for it"),
        th.Property("custom_label", th.StringType, description="The shop's own name for it"),
        th.Property("system_description", th.StringType),
        th.Property("order", INTEGER, description="Its position in lists, which is not its id"),
    )


ADDRESS = closed_object(
    th.Property("first_name", th.StringType),
    th.Property("last_name", th.StringType),
    th.Property("company", th.StringType),
    th.Property("street_1", th.StringType),
    th.Property("street_2", th.StringType),
    th.Property("city", th.StringType),
    th.Property("state", th.StringType),
    th.Property("zip", th.StringType),
    th.Property("country", th.StringType),
    th.Property("country_iso2", th.StringType),
    th.Property("phone", th.StringType),
    th.Property("email", th.StringType),
)

SHIPMENT = (
    th.Property("id", INTEGER),
    th.Property("order_id", INTEGER),
    th.Property("customer_id", INTEGER, description="The order's customer; 0 for a guest"),
    th.Property(
        "order_address_id",
        INTEGER,
        description="Where it goes: an id of order_shipping_addresses",
    ),
    th.Property("date_created", th.DateTimeType, description="When the shop recorded the shipment"),
    th.Property("tracking_number", th.StringType),
    th.Property(
        "merchant_shipping_cost",
        th.NumberType,
        description="What the shipment cost the shop, as staff or an app recorded it",
    ),
    th.Property(
        "shipping_method", th.StringType, description="How it is shipped, in the shop's words"
    ),
    th.Property("shipping_provider", th.StringType, description="The carrier's code; may be empty"),
    th.Property("shipping_provider_display_name", th.StringType, description="The carrier's name"),
    th.Property(
        "tracking_carrier", th.StringType, description="The carrier's code at the tracking service"
    ),
    th.Property(
        "tracking_link", th.StringType, description="A link that the shop set in place of its own"
    ),
    th.Property(
        "generated_tracking_link",
        th.StringType,
        description="The link that BigCommerce made; empty if there is a tracking_link",
    ),
    th.Property("comments", th.StringType),
    th.Property("billing_address", ADDRESS),
    th.Property("shipping_address", ADDRESS),
    th.Property(
        "items",
        objects(
            th.Property(
                "order_product_id", INTEGER, description="The line: an id of order_products"
            ),
            th.Property("product_id", INTEGER),
            th.Property("quantity", INTEGER, description="Units of the line in this shipment"),
        ),
        description="What it holds; a line may come in several shipments",
    ),
)


class OrderShipments(ChildStream):
    """A shipment of goods of an order to one address.

    https://developer.bigcommerce.com/docs/rest-management/orders/order-shipments
    """

    name = "order_shipments"
    parent_stream_type = Orders
    field = "shipments"
    own_list = Part(field, may_be_absent=True, dialect=V2_PAGES)
    keys = ("order_id", "id")
    price = "1 per shipped order"
    replication_key = "order_date_modified"
    default_in = BY_NAME
    properties = SHIPMENT

    @classmethod
    def has_any(cls, parent: Record) -> bool:
        """Return whether something was shipped, by the order's items or its status."""
        status = known_number(parent.get("status_id"))
        shipped = known_number(parent.get("items_shipped"))
        return status in {SHIPPED, PARTIALLY_SHIPPED, COMPLETED} or shipped != 0


PICKUP = (
    th.Property("id", INTEGER),
    th.Property("order_id", INTEGER),
    th.Property("pickup_method_id", INTEGER, description="How and where goods are collected"),
    th.Property("ready_at", th.DateTimeType, description="From when on goods can be collected"),
    th.Property("created_at", th.DateTimeType, description="When the shop recorded the pickup"),
    th.Property("updated_at", th.DateTimeType, description="When the pickup was last changed"),
    th.Property(
        "pickup_items",
        objects(
            th.Property("id", INTEGER),
            th.Property(
                "order_product_id", INTEGER, description="The line: an id of order_products"
            ),
            th.Property("quantity", INTEGER, description="Units of the line in this pickup"),
            th.Property("status", th.StringType, description="AWAITING_COLLECTION or COLLECTED"),
            th.Property(
                "collected_at", th.DateTimeType, description="Null until the goods are collected"
            ),
        ),
        description="What is to be collected; a line may come in several pickups",
    ),
)


class OrderPickups(ChildStream):
    """Goods of an order that the shopper collects, once the shop has recorded that they are ready.

    BigCommerce does not say that a collected pickup moves its order's date, so orders are read
    again as `refresh_hours` says. The list of orders needs the scope Orders as well.

    https://developer.bigcommerce.com/docs/rest-management/orders/pickups
    """

    name = "order_pickups"
    parent_stream_type = Orders
    field = "pickups"
    own_list = Bulk(field, "orders/pickups", "order_id:in", "order_id", dialect=V3_WHOLE)
    scopes = (ORDER_FULFILLMENT,)
    price = "1 per 50 orders"
    replication_key = "order_date_modified"
    default_in = BY_NAME
    properties = PICKUP

    @classmethod
    def has_any(cls, parent: Record) -> bool:
        """Return whether some of an order's goods are collected, or the order does not say."""
        kinds = kinds_of(parent, {})
        return not kinds or bool(of_kind(kinds, "pickups"))


MESSAGE = (
    th.Property("id", INTEGER),
    th.Property("order_id", INTEGER),
    th.Property("staff_id", INTEGER, description="Who of the staff wrote it; 0 for nobody"),
    th.Property("customer_id", INTEGER, description="The order's customer; 0 for a guest"),
    th.Property("type", th.StringType, description="Who wrote it: customer or admin"),
    th.Property("subject", th.StringType, description="Personal text"),
    th.Property("message", th.StringType, description="Personal text"),
    th.Property("status", th.StringType, description="read or unread"),
    th.Property("is_flagged", th.BooleanType),
    th.Property("date_created", th.DateTimeType, description="When it was sent"),
    th.Property("customer", FREE_OBJECT, description="Not documented by BigCommerce"),
)


class OrderMessages(ChildStream):
    """What a customer and the shop's staff wrote to each other about an order.

    https://developer.bigcommerce.com/docs/rest-management/orders/order-messages
    """

    name = "order_messages"
    parent_stream_type = Orders
    field = "messages"
    own_list = Part(field, may_be_absent=True, dialect=V2_PAGES)
    keys = ("order_id", "id")
    price = "1 per order"
    replication_key = "order_date_modified"
    default_in = BY_NAME
    properties = MESSAGE
