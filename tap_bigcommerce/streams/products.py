"""Products and brands.

Facts: https://developer.bigcommerce.com/docs/rest-catalog/products.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3
from tap_bigcommerce.sdk import MODES_WITH_TABLES
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.streams.by_channel import ByChannel
from tap_bigcommerce.streams.product_part_fields import (
    BULK_PRICING_RULE,
    CUSTOM_FIELD,
    IMAGE,
    MODIFIER,
    OPTION,
    VARIANT,
    VIDEO,
)
from tap_bigcommerce.streams.scopes import PRODUCTS
from tap_bigcommerce.streams.types import INTEGER, closed_object, objects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tap_bigcommerce.api.client import Params
    from tap_bigcommerce.reading.completion import Wanted

PAGE_SIZE_WITH_OPTIONS = 10
"""The API's limit for pages that include options or modifiers."""

PARTS = (
    "bulk_pricing_rules",
    "channels",
    "custom_fields",
    "images",
    "modifiers",
    "options",
    "parent_relations",
    "primary_image",
    "variants",
    "videos",
)
"""What `include` takes."""

YOUNG_PARTS = frozenset({"channels", "parent_relations"})
"""What it takes since 2024, and may not take on every store."""

V3_BRANDS = replace(V3, by_id={}, from_top={}, descends=True)
"""The list of brands, which the API sorts by name only.

The reference does not state the order without a sort, so the tap accepts both directions of ids.
"""

ALWAYS = frozenset({"id", "date_modified"})
"""Fields without which a record cannot be read."""

PRODUCT = (
    th.Property("id", INTEGER, required=True, description="Number of the product"),
    th.Property("name", th.StringType),
    th.Property("type", th.StringType, description="physical or digital"),
    th.Property("sku", th.StringType),
    th.Property("description", th.StringType, description="Description with HTML"),
    th.Property("date_created", th.DateTimeType),
    th.Property(
        "date_modified",
        th.DateTimeType,
        description=(
            "When the product last changed; changes of its parts, such as variants, need "
            "not move it"
        ),
    ),
    th.Property(
        "date_last_imported", th.DateTimeType, description="When it was last imported from a file"
    ),
    th.Property(
        "price",
        th.NumberType,
        description=(
            "Price in the store's default currency, with tax if "
            "store.is_price_entered_with_tax; variants may have others"
        ),
    ),
    th.Property(
        "cost_price",
        th.NumberType,
        description=(
            "What a unit costs the shop, in the store's default currency; shoppers never "
            "see it; 0 if not set"
        ),
    ),
    th.Property(
        "retail_price",
        th.NumberType,
        description=(
            "Price that shoppers see as the usual one, in the store's default currency; "
            "0 if not set"
        ),
    ),
    th.Property(
        "sale_price",
        th.NumberType,
        description=(
            "Price on sale in the store's default currency, with tax if "
            "store.is_price_entered_with_tax; 0 if not set"
        ),
    ),
    th.Property(
        "map_price",
        th.NumberType,
        description=(
            "Lowest price that may be advertised, in the store's default currency; 0 if not set"
        ),
    ),
    th.Property(
        "calculated_price",
        th.NumberType,
        description=(
            "Price in force before price lists and promotions, in the store's default "
            "currency: the sale price if there is one"
        ),
    ),
    th.Property(
        "tax_class_id",
        INTEGER,
        description="Tax class (tax_classes.id); 0 is the default class; automatic tax ignores it",
    ),
    th.Property(
        "product_tax_code",
        th.StringType,
        description="Code of the product at the provider of automatic tax",
    ),
    th.Property(
        "weight",
        th.NumberType,
        description="Weight of a unit, in the unit of the store (store.weight_units)",
    ),
    th.Property(
        "width",
        th.NumberType,
        description="Width of a unit, in the unit of the store (store.dimension_units)",
    ),
    th.Property(
        "depth",
        th.NumberType,
        description="Depth of a unit, in the unit of the store (store.dimension_units)",
    ),
    th.Property(
        "height",
        th.NumberType,
        description="Height of a unit, in the unit of the store (store.dimension_units)",
    ),
    th.Property(
        "categories",
        th.ArrayType(INTEGER),
        description="Categories of the product (categories.category_id)",
    ),
    th.Property(
        "channels",
        th.ArrayType(INTEGER),
        description="Channels that the product is assigned to (channels.id)",
    ),
    th.Property("brand_id", INTEGER, description="The brand (brands.id); 0 for none"),
    th.Property(
        "base_variant_id",
        INTEGER,
        description=(
            "The only variant of a product without options (product_variants.id); null with options"
        ),
    ),
    th.Property(
        "option_set_id", INTEGER, description="Set of options in the older form of the catalog"
    ),
    th.Property("option_set_display", th.StringType),
    th.Property(
        "inventory_tracking",
        th.StringType,
        description="Where stock is counted: none, product or variant",
    ),
    th.Property(
        "inventory_level",
        INTEGER,
        description="Units in stock at the default location; inventory_items has all locations",
    ),
    th.Property(
        "inventory_warning_level", INTEGER, description="Units at which the shop is warned"
    ),
    th.Property(
        "total_sold",
        INTEGER,
        description="Units sold since the product was made; it stops at 2147483647",
    ),
    th.Property(
        "reviews_rating_sum",
        th.NumberType,
        description="Sum of all ratings: divide it by reviews_count",
    ),
    th.Property("reviews_count", INTEGER, description="Number of approved reviews"),
    th.Property("view_count", INTEGER, description="Views of the product's page"),
    th.Property(
        "fixed_cost_shipping_price",
        th.NumberType,
        description="Shipping cost in place of any rates, in the store's default currency",
    ),
    th.Property(
        "is_free_shipping", th.BooleanType, description="Whether shipping it costs nothing"
    ),
    th.Property("is_visible", th.BooleanType, description="Whether shoppers can see the product"),
    th.Property(
        "is_featured", th.BooleanType, description="Whether the storefront features the product"
    ),
    th.Property(
        "related_products",
        th.ArrayType(INTEGER),
        description="Related products (products.id); -1 if the storefront chooses them",
    ),
    th.Property("warranty", th.StringType),
    th.Property("bin_picking_number", th.StringType),
    th.Property("layout_file", th.StringType),
    th.Property("upc", th.StringType),
    th.Property("gtin", th.StringType),
    th.Property("mpn", th.StringType),
    th.Property("search_keywords", th.StringType),
    th.Property(
        "availability",
        th.StringType,
        description="available, preorder, or disabled (it cannot be bought)",
    ),
    th.Property("availability_description", th.StringType),
    th.Property(
        "gift_wrapping_options_type",
        th.StringType,
        description="Which gift wrapping can be chosen: any, none or list",
    ),
    th.Property(
        "gift_wrapping_options_list",
        th.ArrayType(INTEGER),
        description="Gift wrappings that can be chosen, if it is a list",
    ),
    th.Property("sort_order", INTEGER, description="Place in lists of products, lowest first"),
    th.Property("condition", th.StringType, description="New, Used or Refurbished"),
    th.Property("is_condition_shown", th.BooleanType),
    th.Property(
        "order_quantity_minimum", INTEGER, description="Fewest units of an order; 0 for no bound"
    ),
    th.Property(
        "order_quantity_maximum", INTEGER, description="Most units of an order; 0 for no bound"
    ),
    th.Property("page_title", th.StringType),
    th.Property("meta_keywords", th.ArrayType(th.StringType)),
    th.Property("meta_description", th.StringType),
    th.Property(
        "preorder_release_date",
        th.DateTimeType,
        description="When a product that can be ordered ahead comes out",
    ),
    th.Property("preorder_message", th.StringType),
    th.Property(
        "is_preorder_only",
        th.BooleanType,
        description="Whether it can no longer be ordered ahead from the release date on",
    ),
    th.Property(
        "is_price_hidden",
        th.BooleanType,
        description="Whether shoppers see price_hidden_label in place of the price",
    ),
    th.Property("price_hidden_label", th.StringType),
    th.Property(
        "custom_url",
        closed_object(
            th.Property("url", th.StringType),
            th.Property(
                "is_customized", th.BooleanType, description="Whether the shop chose the address"
            ),
        ),
    ),
    th.Property("open_graph_type", th.StringType),
    th.Property("open_graph_title", th.StringType),
    th.Property("open_graph_description", th.StringType),
    th.Property("open_graph_use_meta_description", th.BooleanType),
    th.Property("open_graph_use_product_name", th.BooleanType),
    th.Property("open_graph_use_image", th.BooleanType),
    th.Property(
        "bulk_pricing_rules",
        objects(*BULK_PRICING_RULE),
        description="Prices for several units",
    ),
    th.Property(
        "custom_fields",
        objects(*CUSTOM_FIELD),
    ),
    th.Property(
        "primary_image", closed_object(*IMAGE), description="The image that lists of products show"
    ),
    th.Property("images", objects(*IMAGE)),
    th.Property("videos", objects(*VIDEO)),
    th.Property(
        "parent_relations",
        objects(
            th.Property("type", th.StringType),
            th.Property("product_id", INTEGER),
            th.Property(
                "attribute_id",
                INTEGER,
                description="Option or modifier of the parent product that refers to this one",
            ),
        ),
    ),
    th.Property("variants", objects(*VARIANT)),
    th.Property("options", objects(*OPTION)),
    th.Property("modifiers", objects(*MODIFIER)),
)


class Products(RootStream):
    """A product, with its variants, images, custom fields and other parts.

    https://developer.bigcommerce.com/docs/rest-catalog/products
    """

    name = "products"
    path = "catalog/products"
    dialect = V3
    channels = ByChannel("channels", filter="channel_id:in")
    scopes = (PRODUCTS,)
    replication_key = "date_modified"
    reads_whole_first = True
    includes: ClassVar[Mapping[str, Sequence[str]]] = {part: (part,) for part in PARTS}
    costly_fields = frozenset({"options", "modifiers"})
    undated_fields = frozenset({*PARTS, "reviews", "complex-rules"})
    fewest_params: ClassVar[Params] = {"include_fields": "date_modified"}
    shared_fields: ClassVar[Mapping[str, str]] = {
        "product_id": "id",
        "product_date_modified": "date_modified",
    }
    properties = th.PropertiesList(*PRODUCT)

    def page_size(self, wanted: Wanted) -> int:
        """Return what the API gives at once of the fields that are wanted."""
        size = super().page_size(wanted)
        return size if wanted.isdisjoint(self.costly_fields) else min(size, PAGE_SIZE_WITH_OPTIONS)

    def params(self, wanted: Wanted) -> Params:
        """Ask for parts, and leave out other fields that nobody wants."""
        left_out = [one for one in self.fields if one not in {*PARTS, *ALWAYS, *wanted}]
        params = super().params(wanted)
        return {**params, "exclude_fields": ",".join(left_out)} if left_out else params

    def fewer_params(self, wanted: Wanted) -> Params | None:
        """Leave out what BigCommerce added lately, and `exclude_fields`, which only saves bytes."""
        params = super().params(wanted - YOUNG_PARTS)
        return None if params == self.params(wanted) else params


class Brands(RootStream):
    """A brand and its page on the storefront.

    https://developer.bigcommerce.com/docs/rest-catalog/brands
    """

    name = "brands"
    path = "catalog/brands"
    dialect = V3_BRANDS
    scopes = (PRODUCTS,)
    default_in = MODES_WITH_TABLES
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True, description="Products refer to it as brand_id"),
        th.Property("name", th.StringType),
        th.Property(
            "page_title", th.StringType, description="Title of the brand's page; empty for its name"
        ),
        th.Property("meta_keywords", th.ArrayType(th.StringType)),
        th.Property("meta_description", th.StringType),
        th.Property(
            "search_keywords",
            th.StringType,
            description="Words that find the brand in the search of the storefront",
        ),
        th.Property("image_url", th.StringType),
        th.Property(
            "custom_url",
            closed_object(
                th.Property("url", th.StringType),
                th.Property(
                    "is_customized",
                    th.BooleanType,
                    description="Whether the shop chose the address",
                ),
            ),
        ),
    )
