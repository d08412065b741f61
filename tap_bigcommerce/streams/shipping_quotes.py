"""Shipping quotes, which each shipping address of an order has a place of its own for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V2_OBJECT
from tap_bigcommerce.reading.parts import Part
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import ChildStream
from tap_bigcommerce.streams.consignments import kinds_of, of_kind
from tap_bigcommerce.streams.orders import Orders
from tap_bigcommerce.streams.types import FREE_OBJECT, INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_bigcommerce.reading.completion import Found, Wanted
    from tap_bigcommerce.values import Record

ADDRESSES, QUOTES = "shipping_addresses", "shipping_quotes"

QUOTE = Part(
    QUOTES,
    may_be_absent=True,
    needed_for=frozenset({QUOTES}),
    dialect=replace(V2_OBJECT, key=()),  # one for each address
)


class OrderShippingQuotes(ChildStream):
    """The shipping quote that a shopper chose for an address of an order.

    Orders from the control panel or the API have none.

    https://developer.bigcommerce.com/docs/rest-management/orders/order-shipping-addresses-quotes
    """

    name = "order_shipping_quotes"
    parent_stream_type = Orders
    field = QUOTES
    own_list = QUOTE
    keys = ("order_id", "order_address_id")
    price = "1 per shipping address of an order"
    replication_key = "order_date_modified"
    default_in = BY_NAME
    properties = (
        th.Property(
            "order_address_id",
            INTEGER,
            description="The address that goods were to go to: an id of order_shipping_addresses",
        ),
        th.Property("id", th.StringType),
        th.Property("uuid", th.StringType),
        th.Property("timestamp", th.DateTimeType, description="When the order was created"),
        th.Property("shipping_provider_id", th.StringType, description="As bcstatic"),
        th.Property(
            "shipping_provider_quote",
            th.ArrayType(FREE_OBJECT),
            description="The carrier's own quote, whose fields depend on the carrier; empty for "
            "methods of the shop, such as a flat rate",
        ),
        th.Property("provider_code", th.StringType, description="As fedex or shipping_byweight"),
        th.Property("carrier_code", th.StringType),
        th.Property("rate_code", th.StringType, description="The type of delivery"),
        th.Property("rate_id", th.StringType),
        th.Property("method_id", INTEGER, description="The shipping method's id"),
    )

    @property
    def wanted(self) -> Wanted:
        """The quotes, and the addresses that have them."""
        return super().wanted | {ADDRESSES}

    @classmethod
    def lists_of(cls, parent: Record, found: Found) -> Iterator[Part]:
        """Return where each address of an order has its quote."""
        came = of_kind(kinds_of(parent, found), "shipping")
        for address in found.get(ADDRESSES, came):
            yield QUOTE._replace(name=f"{ADDRESSES}/{address['id']}/{QUOTES}")

    @classmethod
    def gathered(cls, found: Found) -> list[Record]:
        """Return the quotes, each with its address."""
        places = (name.split("/") for name in found if name.endswith(f"/{QUOTES}"))
        return [
            {**quote, "order_address_id": place[1]}
            for place in places
            for quote in found["/".join(place)]
        ]
