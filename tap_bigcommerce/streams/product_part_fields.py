"""The fields of what belongs to products: variants, images, options and more.

Facts: https://developer.bigcommerce.com/docs/rest-catalog/products. Fields that the reference
leaves out but the API has served for years (an image's `image_file`, a variant's `map_price`) are
kept.
"""

from __future__ import annotations

from singer_sdk import typing as th

from tap_bigcommerce.streams.types import FREE_OBJECT, INTEGER, closed_object, objects

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

BULK_PRICING_RULE = (
    th.Property("id", INTEGER),
    th.Property("quantity_min", INTEGER, description="Fewest units that the rule is for"),
    th.Property(
        "quantity_max", INTEGER, description="Most units that the rule is for; 0 for no end"
    ),
    th.Property(
        "type",
        th.StringType,
        description="What amount is: price (off a unit), percent (off) or fixed (price of a unit)",
    ),
    th.Property(
        "amount",
        th.NumberType,
        description=(
            "Price of a unit, amount off or percentage off, as `type` tells; "
            "amounts are in the store's default currency"
        ),
    ),
)

VIDEO = (
    th.Property("id", INTEGER),
    th.Property("product_id", INTEGER, description="The product (products.id)"),
    th.Property("title", th.StringType),
    th.Property("description", th.StringType),
    th.Property("sort_order", INTEGER, description="Place among the videos"),
    th.Property("type", th.StringType, description="The site that hosts the video"),
    th.Property(
        "video_id",
        th.StringType,
        description="Id of the video at YouTube; `id` is BigCommerce's",
    ),
    th.Property("length", th.StringType, description="Length as text, such as 01:46"),
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
        FREE_OBJECT,
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
