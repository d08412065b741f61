"""Ways to pay for an order, and ways to pick it up."""

from __future__ import annotations

from dataclasses import replace

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V2_PAGES, V3_PAGES
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.streams.scopes import FULFILLMENT_METHODS, PAYMENT_METHODS
from tap_bigcommerce.streams.types import INTEGER

V2_PAYMENT_METHODS = replace(V2_PAGES, key=("code",))
"""The list of payment methods, which have codes in place of ids."""


class PaymentMethods(RootStream):
    """A payment method that the store has enabled.

    BigCommerce has deprecated the list and says that some methods may be missing.

    https://developer.bigcommerce.com/docs/rest-payments/methods-v2
    """

    name = "payment_methods"
    path = "payments/methods"
    dialect = V2_PAYMENT_METHODS
    keys = ("code",)
    scopes = (PAYMENT_METHODS,)
    price = "2"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property(
            "code",
            th.StringType,
            required=True,
            description="BigCommerce's code, the same in every store",
        ),
        th.Property("name", th.StringType),
        th.Property(
            "test_mode",
            th.BooleanType,
            description="Whether the gateway takes no real money; always false for offline methods",
        ),
    )


class PickupMethods(RootStream):
    """A way to pick up an order at a location.

    https://developer.bigcommerce.com/docs/rest-management/pickup-methods
    """

    name = "pickup_methods"
    path = "pickup/methods"
    dialect = V3_PAGES
    scopes = (FULFILLMENT_METHODS,)
    price = "1"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property(
            "id",
            INTEGER,
            required=True,
            description="Pickups of orders refer to it as pickup_method_id",
        ),
        th.Property(
            "location_id", INTEGER, description="Where to pick up (inventory_locations.id)"
        ),
        th.Property("display_name", th.StringType, description="Name that shoppers see"),
        th.Property(
            "collection_instructions",
            th.StringType,
            description="What shoppers should bring or do",
        ),
        th.Property(
            "collection_time_description",
            th.StringType,
            description="When shoppers can come, as free text",
        ),
        th.Property(
            "location_identity", INTEGER, description="Deprecated: the same as location_id"
        ),
        th.Property("date_created", th.DateTimeType, description="When it was created"),
        th.Property("date_modified", th.DateTimeType, description="When it was last changed"),
    )
