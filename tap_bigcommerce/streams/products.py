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
    th.Property("product_id", INTEGER, description="The product (products.id)"),
    th.Property(
        "is_thumbnail", th.BooleanType, description="Whether lists of products show this image"
    ),
    th.Property(
        "sort_order", INTEGER, description="Place among the product's images, lowest first"
    ),
    th.Property("description", th.StringType),
    th.Property("image_file", th.StringType),
    th.Property("image_url", th.StringType),
    th.Property("url_zoom", th.StringType),
    th.Property("url_standard", th.StringType),
    th.Property("url_thumbnail", th.StringType),
    th.Property("url_tiny", th.StringType),
    th.Property(
        "date_modified",
        th.DateTimeType,
        description="When the image last changed, which need not move the product's date",
    ),
)

CUSTOM_FIELD = (
    th.Property("id", INTEGER),
    th.Property("name", th.StringType),
    th.Property("value", th.StringType, description="The value, always as text"),
)

VARIANT = (
    th.Property("id", INTEGER, description="Other tables refer to it as variant_id"),
    th.Property("product_id", INTEGER, description="The product (products.id)"),
    th.Property("sku", th.StringType),
    th.Property(
        "sku_id",
        INTEGER,
        description="Id of the SKU in the older API; null for a product's only variant",
    ),
    th.Property(
        "price",
        th.NumberType,
        description=(
            "Price in the store's default currency, with tax if "
            "store.is_price_entered_with_tax; null if it is the product's"
        ),
    ),
    th.Property(
        "cost_price",
        th.NumberType,
        description=(
            "What a unit costs the shop, in the store's default currency; shoppers never see it"
        ),
    ),
    th.Property(
        "sale_price",
        th.NumberType,
        description=(
            "Price on sale in the store's default currency, with tax if "
            "store.is_price_entered_with_tax; null if it is the product's"
        ),
    ),
    th.Property(
        "retail_price",
        th.NumberType,
        description=(
            "Price that shoppers see as the usual one, in the store's default currency; "
            "null if it is the product's"
        ),
    ),
    th.Property(
        "map_price",
        th.NumberType,
        description=(
            "Lowest price that may be advertised, in the store's default currency; null "
            "if it is the product's"
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
        "weight",
        th.NumberType,
        description=(
            "Weight in the unit of the store (store.weight_units); null if it is the product's"
        ),
    ),
    th.Property(
        "calculated_weight",
        th.NumberType,
        description="Weight in force, in the unit of the store (store.weight_units)",
    ),
    th.Property(
        "width",
        th.NumberType,
        description=(
            "Width in the unit of the store (store.dimension_units); null if it is the product's"
        ),
    ),
    th.Property(
        "height",
        th.NumberType,
        description=(
            "Height in the unit of the store (store.dimension_units); null if it is the product's"
        ),
    ),
    th.Property(
        "depth",
        th.NumberType,
        description=(
            "Depth in the unit of the store (store.dimension_units); null if it is the product's"
        ),
    ),
    th.Property(
        "is_free_shipping", th.BooleanType, description="Whether shipping it costs nothing"
    ),
    th.Property(
        "fixed_cost_shipping_price",
        th.NumberType,
        description=(
            "Shipping cost in place of any rates, in the store's default currency; null "
            "if it is the product's"
        ),
    ),
    th.Property(
        "purchasing_disabled", th.BooleanType, description="Whether the variant cannot be bought"
    ),
    th.Property("purchasing_disabled_message", th.StringType),
    th.Property("image_url", th.StringType),
    th.Property("upc", th.StringType),
    th.Property("mpn", th.StringType),
    th.Property("gtin", th.StringType),
    th.Property(
        "inventory_level",
        INTEGER,
        description=(
            "Units in stock at the default location, if products.inventory_tracking is variant"
        ),
    ),
    th.Property(
        "inventory_warning_level", INTEGER, description="Units at which the shop is warned"
    ),
    th.Property("bin_picking_number", th.StringType),
    th.Property(
        "option_values",
        objects(
            th.Property("id", INTEGER),
            th.Property("option_id", INTEGER, description="The option (product_options.id)"),
            th.Property("option_display_name", th.StringType),
            th.Property("label", th.StringType),
        ),
        description="What tells the variant from others of the product; empty for its only variant",
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
    th.Property("sort_order", INTEGER, description="Place among the values, lowest first"),
    th.Property(
        "is_default", th.BooleanType, description="Whether the storefront selects it beforehand"
    ),
    th.Property(
        "value_data",
        th.ObjectType(additional_properties=True),
        description="What the type of option needs, such as colours or the id of a product",
    ),
)

ADJUSTER = closed_object(
    th.Property("adjuster", th.StringType, description="relative (an amount) or percentage"),
    th.Property(
        "adjuster_value",
        th.NumberType,
        description="Amount or percentage that is added; negative to take off",
    ),
)

OPTION = (
    th.Property("id", INTEGER),
    th.Property("product_id", INTEGER, description="The product (products.id)"),
    th.Property("name", th.StringType, description="Name in the control panel"),
    th.Property("display_name", th.StringType, description="Name that shoppers see"),
    th.Property(
        "type", th.StringType, description="How shoppers choose, such as swatch or dropdown"
    ),
    th.Property("sort_order", INTEGER, description="Place among the options, lowest first"),
    OPTION_CONFIG,
    th.Property("option_values", objects(*OPTION_VALUE)),
)

MODIFIER = (
    th.Property("id", INTEGER),
    th.Property("product_id", INTEGER, description="The product (products.id)"),
    th.Property("name", th.StringType, description="Name in the control panel"),
    th.Property("display_name", th.StringType, description="Name that shoppers see"),
    th.Property(
        "type",
        th.StringType,
        description="How shoppers choose or enter it, such as text or checkbox",
    ),
    th.Property(
        "required", th.BooleanType, description="Whether shoppers must choose or enter something"
    ),
    th.Property("sort_order", INTEGER, description="Place among the modifiers, lowest first"),
    OPTION_CONFIG,
    th.Property(
        "option_values",
        objects(
            *OPTION_VALUE,
            th.Property("option_id", INTEGER, description="The modifier that the value belongs to"),
            th.Property(
                "adjusters",
                closed_object(
                    th.Property("price", ADJUSTER),
                    th.Property("weight", ADJUSTER),
                    th.Property("image_url", th.StringType),
                    th.Property(
                        "purchasing_disabled",
                        closed_object(
                            th.Property(
                                "status",
                                th.BooleanType,
                                description="Whether the product cannot be bought with this value",
                            ),
                            th.Property("message", th.StringType),
                        ),
                    ),
                ),
                description="What the value changes about the product",
            ),
        ),
    ),
)

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
        objects(
            th.Property("id", INTEGER),
            th.Property("quantity_min", INTEGER, description="Fewest units that the rule is for"),
            th.Property(
                "quantity_max", INTEGER, description="Most units that the rule is for; 0 for no end"
            ),
            th.Property("type", th.StringType),
            th.Property(
                "amount",
                th.NumberType,
                description=(
                    "Price of a unit, amount off or percentage off, as `type` tells; "
                    "amounts are in the store's default currency"
                ),
            ),
        ),
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
    th.Property(
        "videos",
        objects(
            th.Property("id", INTEGER),
            th.Property("product_id", INTEGER),
            th.Property("title", th.StringType),
            th.Property("description", th.StringType),
            th.Property("sort_order", INTEGER),
            th.Property("type", th.StringType),
            th.Property(
                "video_id",
                th.StringType,
                description="Id of the video at YouTube; `id` is BigCommerce's",
            ),
            th.Property("length", th.StringType, description="Length as text, such as 01:46"),
        ),
    ),
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
