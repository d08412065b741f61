"""Segments of customers, and the profiles that are in them."""

from __future__ import annotations

from dataclasses import replace

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3_PAGES
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.streams.scopes import CUSTOMERS
from tap_bigcommerce.streams.types import INTEGER

V3_UUIDS = replace(V3_PAGES, key=("id",))
"""A list whose ids are no numbers."""

PLAN = "Enterprise"


class Segments(RootStream):
    """A segment: a group of customers that promotions can be for.

    `segment_ids` of customers says who is in it.

    https://developer.bigcommerce.com/docs/rest-management/customer-segmentation
    """

    name = "segments"
    path = "segments"
    dialect = V3_UUIDS
    scopes = (CUSTOMERS,)
    plan = PLAN
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", th.StringType, required=True, description="A UUID"),
        th.Property("name", th.StringType),
        th.Property("description", th.StringType),
        th.Property("created_at", th.DateTimeType, description="When it was created"),
        th.Property(
            "updated_at",
            th.DateTimeType,
            description="When the segment was last changed; who is in it need not count",
        ),
    )


class ShopperProfiles(RootStream):
    """A shopper profile, which makes a customer eligible for segments.

    https://developer.bigcommerce.com/docs/rest-management/customer-segmentation
    """

    name = "shopper_profiles"
    path = "shopper-profiles"
    dialect = V3_UUIDS
    scopes = (CUSTOMERS,)
    plan = PLAN
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", th.StringType, required=True, description="A UUID"),
        th.Property("customer_id", INTEGER, description="Whose profile it is (customers.id)"),
        th.Property("created_at", th.DateTimeType, description="When it was created"),
        th.Property("updated_at", th.DateTimeType, description="When it was last changed"),
    )
