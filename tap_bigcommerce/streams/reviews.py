"""Reviews of products, which no list has for all products at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3_PAGES
from tap_bigcommerce.reading.parts import Part
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import ChildStream
from tap_bigcommerce.streams.products import Products
from tap_bigcommerce.streams.types import INTEGER
from tap_bigcommerce.values import known_number

if TYPE_CHECKING:
    from tap_bigcommerce.reading.completion import Wanted
    from tap_bigcommerce.values import Record


class ProductReviews(ChildStream):
    """A review of a product, whether approved or not; of products with an approved one only.

    https://developer.bigcommerce.com/docs/rest-catalog/products/reviews
    """

    name = "product_reviews"
    parent_stream_type = Products
    field = "reviews"
    own_list = Part("reviews", may_be_absent=True, dialect=V3_PAGES)
    price = "1 per reviewed product"
    default_in = BY_NAME
    replication_key = "product_date_modified"
    properties = (
        th.Property("id", INTEGER),
        th.Property("title", th.StringType),
        th.Property("text", th.StringType, description="What the reviewer wrote"),
        th.Property(
            "status",
            th.StringType,
            description="approved, disapproved or pending; shoppers see approved ones only",
        ),
        th.Property("rating", INTEGER, description="Stars, from 0 to 5"),
        th.Property(
            "email",
            th.StringType,
            description="The reviewer's e-mail address as typed; it points to no customer",
        ),
        th.Property("name", th.StringType, description="The reviewer's name as typed"),
        th.Property(
            "date_reviewed",
            th.DateTimeType,
            description="The date of the review that the storefront shows; staff can set it",
        ),
        th.Property("date_created", th.DateTimeType, description="When it was entered"),
        th.Property("date_modified", th.DateTimeType, description="When it was last changed"),
    )

    @property
    def wanted(self) -> Wanted:
        """The reviews, and what tells whether there are any."""
        return super().wanted | {"reviews_count"}

    @property
    def reads_all(self) -> bool:
        """No: a product without an approved review may have others."""
        return False

    @classmethod
    def has_any(cls, parent: Record) -> bool:
        """Return whether a product has an approved review, or does not say."""
        return known_number(parent.get("reviews_count")) != 0
