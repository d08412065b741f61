"""Marketing: coupons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V2
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.streams.scopes import MARKETING
from tap_bigcommerce.streams.types import INTEGER, closed_object

if TYPE_CHECKING:
    from tap_bigcommerce.reading.completion import Found, Wanted
    from tap_bigcommerce.values import Record


class Coupons(RootStream):
    """https://developer.bigcommerce.com/docs/rest-management/marketing/coupons."""

    name = "coupons"
    path = "coupons"
    dialect = V2
    scopes = (MARKETING,)
    properties = th.PropertiesList(
        th.Property(
            "id",
            INTEGER,
            required=True,
            description="Uses of the coupon refer to it as coupon_id (order_coupons)",
        ),
        th.Property("name", th.StringType),
        th.Property("code", th.StringType, description="What shoppers enter; unique"),
        th.Property(
            "type",
            th.StringType,
            description=(
                "What `amount` is: an amount per item or per order, a percentage, or for shipping"
            ),
        ),
        th.Property(
            "amount",
            th.NumberType,
            description="Amount, in the store's default currency, or percentage, as `type` tells",
        ),
        th.Property(
            "min_purchase",
            th.NumberType,
            description=(
                "Subtotal that an order must have, in the store's default currency; 0 for none"
            ),
        ),
        th.Property("enabled", th.BooleanType),
        th.Property("date_created", th.DateTimeType, description="When the coupon was made"),
        th.Property(
            "expires",
            th.DateTimeType,
            description="When the coupon can no longer be used; null for never",
        ),
        th.Property(
            "applies_to",
            closed_object(
                th.Property(
                    "entity", th.StringType, description="What ids are: categories or products"
                ),
                th.Property(
                    "ids",
                    th.ArrayType(INTEGER),
                    description=(
                        "What the coupon is for (categories.category_id or products.id); "
                        "0 for everything"
                    ),
                ),
            ),
        ),
        th.Property("num_uses", INTEGER, description="Uses so far"),
        th.Property("max_uses", INTEGER, description="Most uses by all customers; 0 for no bound"),
        th.Property(
            "max_uses_per_customer", INTEGER, description="Most uses by a customer; 0 for no bound"
        ),
        th.Property(
            "restricted_to",
            th.ObjectType(
                th.Property("countries", th.ArrayType(th.StringType)),
                additional_properties=True,
            ),
            description="Where the coupon can be used; empty for everywhere",
        ),
        th.Property(
            "shipping_methods",
            th.ArrayType(th.StringType),
            description="Shipping methods that the coupon is for; null for all",
        ),
    )

    completed_fields = frozenset({"restricted_to"})

    def assemble(self, record: Record, wanted: Wanted, found: Found) -> None:  # noqa: ARG002 - the base class's signature
        """Give `restricted_to` its one shape, where it comes as a bare list of country codes."""
        restriction = record.get("restricted_to")
        if restriction and isinstance(restriction, list):
            record["restricted_to"] = {"countries": restriction}
