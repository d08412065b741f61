"""Products, with their variants, images and custom fields; brands.

Facts: https://developer.bigcommerce.com/docs/rest-catalog/products. Fields that the reference
leaves out but the API has served for years (an image's `image_file`, a variant's `map_price`) are
kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3
from tap_bigcommerce.sdk import MODES_WITH_TABLES
from tap_bigcommerce.streams.base import ChildStream, RootStream
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

# Fields

IMAGE = (
    th.Property("id", INTEGER),
    th.Property("product_id", INTEGER),
    th.Property("is_thumbnail", th.BooleanType),
    th.Property("sort_order", INTEGER),
    th.Property("description", th.StringType),
    th.Property("image_file", th.StringType),
    th.Property("image_url", th.StringType),
    th.Property("url_zoom", th.StringType),
    th.Property("url_standard", th.StringType),
    th.Property("url_thumbnail", th.StringType),
    th.Property("url_tiny", th.StringType),
    th.Property("date_modified", th.DateTimeType),
)

CUSTOM_FIELD = (
    th.Property("id", INTEGER),
    th.Property("name", th.StringType),
    th.Property("value", th.StringType),
)

VARIANT = (
    th.Property("id", INTEGER),
    th.Property("product_id", INTEGER),
    th.Property("sku", th.StringType),
    th.Property("sku_id", INTEGER),
    th.Property("price", th.NumberType),
    th.Property("cost_price", th.NumberType),
    th.Property("sale_price", th.NumberType),
    th.Property("retail_price", th.NumberType),
    th.Property("map_price", th.NumberType),
    th.Property("calculated_price", th.NumberType),
    th.Property("weight", th.NumberType),
    th.Property("calculated_weight", th.NumberType),
    th.Property("width", th.NumberType),
    th.Property("height", th.NumberType),
    th.Property("depth", th.NumberType),
    th.Property("is_free_shipping", th.BooleanType),
    th.Property("fixed_cost_shipping_price", th.NumberType),
    th.Property("purchasing_disabled", th.BooleanType),
    th.Property("purchasing_disabled_message", th.StringType),
    th.Property("image_url", th.StringType),
    th.Property("upc", th.StringType),
    th.Property("mpn", th.StringType),
    th.Property("gtin", th.StringType),
    th.Property("inventory_level", INTEGER),
    th.Property("inventory_warning_level", INTEGER),
    th.Property("bin_picking_number", th.StringType),
    th.Property(
        "option_values",
        objects(
            th.Property("id", INTEGER),
            th.Property("option_id", INTEGER),
            th.Property("option_display_name", th.StringType),
            th.Property("label", th.StringType),
        ),
    ),
)

OPTION_CONFIG = th.Property(
    "config",
    closed_object(
        th.Property("default_value", th.StringType),
        th.Property("checked_by_default", th.BooleanType),
        th.Property("checkbox_label", th.StringType),
        th.Property("date_limited", th.BooleanType),
        th.Property("date_limit_mode", th.StringType),
        th.Property("date_earliest_value", th.DateTimeType),
        th.Property("date_latest_value", th.DateTimeType),
        th.Property("file_types_mode", th.StringType),
        th.Property("file_types_supported", th.ArrayType(th.StringType)),
        th.Property("file_types_other", th.ArrayType(th.StringType)),
        th.Property("file_max_size", INTEGER),
        th.Property("text_characters_limited", th.BooleanType),
        th.Property("text_min_length", INTEGER),
        th.Property("text_max_length", INTEGER),
        th.Property("text_lines_limited", th.BooleanType),
        th.Property("text_max_lines", INTEGER),
        th.Property("number_limited", th.BooleanType),
        th.Property("number_limit_mode", th.StringType),
        th.Property("number_lowest_value", th.NumberType),
        th.Property("number_highest_value", th.NumberType),
        th.Property("number_integers_only", th.BooleanType),
        th.Property("product_list_adjusts_inventory", th.BooleanType),
        th.Property("product_list_adjusts_pricing", th.BooleanType),
        th.Property("product_list_shipping_calc", th.StringType),
    ),
)

OPTION_VALUE = (
    th.Property("id", INTEGER),
    th.Property("label", th.StringType),
    th.Property("sort_order", INTEGER),
    th.Property("is_default", th.BooleanType),
    # What it holds depends on the option's type: colours of a swatch, the id of a product.
    th.Property("value_data", th.ObjectType(additional_properties=True)),
)

ADJUSTER = closed_object(
    th.Property("adjuster", th.StringType),
    th.Property("adjuster_value", th.NumberType),
)

OPTION = (
    th.Property("id", INTEGER),
    th.Property("product_id", INTEGER),
    th.Property("name", th.StringType),
    th.Property("display_name", th.StringType),
    th.Property("type", th.StringType),
    th.Property("sort_order", INTEGER),
    OPTION_CONFIG,
    th.Property("option_values", objects(*OPTION_VALUE)),
)

MODIFIER = (
    th.Property("id", INTEGER),
    th.Property("product_id", INTEGER),
    th.Property("name", th.StringType),
    th.Property("display_name", th.StringType),
    th.Property("type", th.StringType),
    th.Property("required", th.BooleanType),
    th.Property("sort_order", INTEGER),
    OPTION_CONFIG,
    th.Property(
        "option_values",
        objects(
            *OPTION_VALUE,
            th.Property("option_id", INTEGER),
            th.Property(
                "adjusters",
                closed_object(
                    th.Property("price", ADJUSTER),
                    th.Property("weight", ADJUSTER),
                    th.Property("image_url", th.StringType),
                    th.Property(
                        "purchasing_disabled",
                        closed_object(
                            th.Property("status", th.BooleanType),
                            th.Property("message", th.StringType),
                        ),
                    ),
                ),
            ),
        ),
    ),
)

PRODUCT = (
    th.Property("id", INTEGER, required=True),
    th.Property("name", th.StringType),
    th.Property("type", th.StringType),
    th.Property("sku", th.StringType),
    th.Property("description", th.StringType),
    th.Property("date_created", th.DateTimeType),
    th.Property("date_modified", th.DateTimeType),
    th.Property("date_last_imported", th.DateTimeType),
    th.Property("price", th.NumberType),
    th.Property("cost_price", th.NumberType),
    th.Property("retail_price", th.NumberType),
    th.Property("sale_price", th.NumberType),
    th.Property("map_price", th.NumberType),
    th.Property("calculated_price", th.NumberType),
    th.Property("tax_class_id", INTEGER),
    th.Property("product_tax_code", th.StringType),
    th.Property("weight", th.NumberType),
    th.Property("width", th.NumberType),
    th.Property("depth", th.NumberType),
    th.Property("height", th.NumberType),
    th.Property("categories", th.ArrayType(INTEGER)),
    th.Property("channels", th.ArrayType(INTEGER)),
    th.Property("brand_id", INTEGER),
    th.Property("base_variant_id", INTEGER),
    th.Property("option_set_id", INTEGER),
    th.Property("option_set_display", th.StringType),
    th.Property("inventory_tracking", th.StringType),
    th.Property("inventory_level", INTEGER),
    th.Property("inventory_warning_level", INTEGER),
    th.Property("total_sold", INTEGER),
    th.Property("reviews_rating_sum", th.NumberType),
    th.Property("reviews_count", INTEGER),
    th.Property("view_count", INTEGER),
    th.Property("fixed_cost_shipping_price", th.NumberType),
    th.Property("is_free_shipping", th.BooleanType),
    th.Property("is_visible", th.BooleanType),
    th.Property("is_featured", th.BooleanType),
    th.Property("related_products", th.ArrayType(INTEGER)),
    th.Property("warranty", th.StringType),
    th.Property("bin_picking_number", th.StringType),
    th.Property("layout_file", th.StringType),
    th.Property("upc", th.StringType),
    th.Property("gtin", th.StringType),
    th.Property("mpn", th.StringType),
    th.Property("search_keywords", th.StringType),
    th.Property("availability", th.StringType),
    th.Property("availability_description", th.StringType),
    th.Property("gift_wrapping_options_type", th.StringType),
    th.Property("gift_wrapping_options_list", th.ArrayType(INTEGER)),
    th.Property("sort_order", INTEGER),
    th.Property("condition", th.StringType),
    th.Property("is_condition_shown", th.BooleanType),
    th.Property("order_quantity_minimum", INTEGER),
    th.Property("order_quantity_maximum", INTEGER),
    th.Property("page_title", th.StringType),
    th.Property("meta_keywords", th.ArrayType(th.StringType)),
    th.Property("meta_description", th.StringType),
    th.Property("preorder_release_date", th.DateTimeType),
    th.Property("preorder_message", th.StringType),
    th.Property("is_preorder_only", th.BooleanType),
    th.Property("is_price_hidden", th.BooleanType),
    th.Property("price_hidden_label", th.StringType),
    th.Property(
        "custom_url",
        closed_object(
            th.Property("url", th.StringType),
            th.Property("is_customized", th.BooleanType),
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
        objects(
            th.Property("id", INTEGER),
            th.Property("quantity_min", INTEGER),
            th.Property("quantity_max", INTEGER),
            th.Property("type", th.StringType),
            th.Property("amount", th.NumberType),
        ),
    ),
    th.Property(
        "custom_fields",
        objects(*CUSTOM_FIELD),
    ),
    th.Property("primary_image", closed_object(*IMAGE)),
    th.Property("images", objects(*IMAGE)),
    th.Property(
        "videos",
        objects(
            th.Property("id", INTEGER),
            th.Property("product_id", INTEGER),
            th.Property("title", th.StringType),
            th.Property("description", th.StringType),
            th.Property("sort_order", INTEGER),
            th.Property("type", th.StringType),
            th.Property("video_id", th.StringType),
            th.Property("length", th.StringType),
        ),
    ),
    th.Property(
        "parent_relations",
        objects(
            th.Property("type", th.StringType),
            th.Property("product_id", INTEGER),
            th.Property("attribute_id", INTEGER),
        ),
    ),
    th.Property("variants", objects(*VARIANT)),
    th.Property("options", objects(*OPTION)),
    th.Property("modifiers", objects(*MODIFIER)),
)


class Products(RootStream):
    """https://developer.bigcommerce.com/docs/rest-catalog/products."""

    name = "products"
    path = "catalog/products"
    dialect = V3
    scopes = (PRODUCTS,)
    replication_key = "date_modified"
    reads_whole_first = True
    includes: ClassVar[Mapping[str, Sequence[str]]] = {part: (part,) for part in PARTS}
    costly_fields = frozenset({"options", "modifiers"})
    undated_fields = frozenset(PARTS)
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
        fields = self.schema["properties"]
        left_out = [one for one in fields if one not in {*PARTS, *ALWAYS, *wanted}]
        params = super().params(wanted)
        return {**params, "exclude_fields": ",".join(left_out)} if left_out else params

    def fewer_params(self, wanted: Wanted) -> Params | None:
        """Leave out what BigCommerce added lately, and `exclude_fields`, which only saves bytes."""
        params = super().params(wanted - YOUNG_PARTS)
        return None if params == self.params(wanted) else params


class ProductVariants(ChildStream):
    """A variant of a product: what is bought, with its own SKU, price and stock."""

    name = "product_variants"
    parent_stream_type = Products
    field = "variants"
    replication_key = "product_date_modified"
    properties = VARIANT


class ProductImages(ChildStream):
    """An image of a product."""

    name = "product_images"
    parent_stream_type = Products
    field = "images"
    replication_key = "product_date_modified"
    properties = IMAGE


class ProductCustomFields(ChildStream):
    """A name and a value that a shop gives a product."""

    name = "product_custom_fields"
    parent_stream_type = Products
    field = "custom_fields"
    replication_key = "product_date_modified"
    properties = CUSTOM_FIELD


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
        th.Property("id", INTEGER, required=True),
        th.Property("name", th.StringType),
        th.Property("page_title", th.StringType),
        th.Property("meta_keywords", th.ArrayType(th.StringType)),
        th.Property("meta_description", th.StringType),
        th.Property("search_keywords", th.StringType),
        th.Property("image_url", th.StringType),
        th.Property(
            "custom_url",
            closed_object(
                th.Property("url", th.StringType),
                th.Property("is_customized", th.BooleanType),
            ),
        ),
    )
