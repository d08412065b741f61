"""What customs must know of products."""

from __future__ import annotations

from dataclasses import replace

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3_PAGES
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.streams.scopes import PRODUCTS
from tap_bigcommerce.streams.types import FREE_OBJECT, INTEGER


class ProductCustomsInformation(RootStream):
    """What customs must know of a product that is shipped abroad.

    https://developer.bigcommerce.com/docs/rest-management/shipping/customs-information
    """

    name = "product_customs_information"
    path = "shipping/products/customs-information"
    dialect = replace(V3_PAGES, key="product_id")
    keys = ("product_id",)
    scopes = (PRODUCTS,)
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("product_id", INTEGER, required=True, description="The product (products.id)"),
        th.Property(
            "country_of_origin",
            th.StringType,
            description="Two-letter ISO code of the country where it was made or grown",
        ),
        th.Property(
            "commodity_description", th.StringType, description="What it is, in words for customs"
        ),
        th.Property(
            "international_shipping", th.BooleanType, description="Whether it is shipped abroad"
        ),
        th.Property(
            "hs_codes",
            FREE_OBJECT,
            description="Harmonized System codes by two-letter country code; ALL for the others",
        ),
        th.Property("created_at", th.DateTimeType, description="When it was entered"),
        th.Property("updated_at", th.DateTimeType, description="When it was last changed"),
    )
