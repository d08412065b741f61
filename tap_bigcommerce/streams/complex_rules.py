"""Rules that change a product by what the shopper chooses, which no list has for all products."""

from __future__ import annotations

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3_PAGES
from tap_bigcommerce.reading.parts import Part
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import ChildStream
from tap_bigcommerce.streams.product_part_fields import ADJUSTER
from tap_bigcommerce.streams.products import Products
from tap_bigcommerce.streams.types import INTEGER, objects


class ProductComplexRules(ChildStream):
    """A rule that changes a product's price, weight or image if a shopper chooses some values.

    https://developer.bigcommerce.com/docs/rest-catalog/products/complex-rules
    """

    name = "product_complex_rules"
    parent_stream_type = Products
    field = "complex-rules"
    own_list = Part(field, may_be_absent=True, dialect=V3_PAGES)
    price = "1 per product"
    default_in = BY_NAME
    replication_key = "product_date_modified"
    properties = (
        th.Property("id", INTEGER),
        th.Property("sort_order", INTEGER, description="Place in the order in which rules apply"),
        th.Property("enabled", th.BooleanType),
        th.Property(
            "stop", th.BooleanType, description="Whether no other rule applies after this one"
        ),
        th.Property("price_adjuster", ADJUSTER),
        th.Property("weight_adjuster", ADJUSTER),
        th.Property(
            "purchasing_disabled",
            th.BooleanType,
            description="Whether the product cannot be bought if the rule applies",
        ),
        th.Property(
            "purchasing_disabled_message",
            th.StringType,
            description="What shoppers see if it cannot be bought",
        ),
        th.Property(
            "purchasing_hidden",
            th.BooleanType,
            description="Whether the shopper cannot see that it could be bought",
        ),
        th.Property("image_url", th.StringType, description="The image that shoppers see"),
        th.Property(
            "conditions",
            objects(
                th.Property("id", INTEGER),
                th.Property("rule_id", INTEGER, description="The rule that has the condition"),
                th.Property(
                    "modifier_id",
                    INTEGER,
                    description="The modifier (product_modifiers.id); null if it is not about one",
                ),
                th.Property(
                    "modifier_value_id", INTEGER, description="The value of it that is chosen"
                ),
                th.Property(
                    "variant_id",
                    INTEGER,
                    description="The variant that is chosen (product_variants.id)",
                ),
                th.Property(
                    "combination_id",
                    INTEGER,
                    description="The combination of options, as older APIs number them",
                ),
            ),
            description="What must be chosen; all of them",
        ),
    )
