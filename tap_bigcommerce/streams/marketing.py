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
        th.Property("id", INTEGER, required=True),
        th.Property("name", th.StringType),
        th.Property("code", th.StringType),
        th.Property("type", th.StringType),
        th.Property("amount", th.NumberType),
        th.Property("min_purchase", th.NumberType),
        th.Property("enabled", th.BooleanType),
        th.Property("date_created", th.DateTimeType),
        th.Property("expires", th.DateTimeType),
        th.Property(
            "applies_to",
            closed_object(
                th.Property("entity", th.StringType),
                th.Property("ids", th.ArrayType(INTEGER)),
            ),
        ),
        th.Property("num_uses", INTEGER),
        th.Property("max_uses", INTEGER),
        th.Property("max_uses_per_customer", INTEGER),
        th.Property(
            "restricted_to",
            th.ObjectType(
                th.Property("countries", th.ArrayType(th.StringType)),
                additional_properties=True,
            ),
        ),
        th.Property("shipping_methods", th.ArrayType(th.StringType)),
    )

    completed_fields = frozenset({"restricted_to"})

    def assemble(self, record: Record, wanted: Wanted, found: Found) -> None:  # noqa: ARG002 - the base class's signature
        """Give `restricted_to` its one shape, where it comes as a bare list of country codes."""
        restriction = record.get("restricted_to")
        if restriction and isinstance(restriction, list):
            record["restricted_to"] = {"countries": restriction}
