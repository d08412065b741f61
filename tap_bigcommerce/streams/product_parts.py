"""What a page of products brings of each: variants, images, options, and where it is sold.

Most changes of parts leave the product's date as it is, so these tables need refreshes
(`Products.undated_fields`). Categories are an exception: they are fields of the product itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import ChildStream
from tap_bigcommerce.streams.product_part_fields import (
    BULK_PRICING_RULE,
    CUSTOM_FIELD,
    IMAGE,
    MODIFIER,
    OPTION,
    VARIANT,
    VIDEO,
)
from tap_bigcommerce.streams.products import Products
from tap_bigcommerce.streams.types import INTEGER
from tap_bigcommerce.values import elements

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_bigcommerce.values import Record


class ProductPart(ChildStream):
    """A part that comes with the page of its product."""

    parent_stream_type = Products
    replication_key = "product_date_modified"


class ProductVariants(ProductPart):
    """A variant of a product: what is bought, with its own SKU, price and stock.

    https://developer.bigcommerce.com/docs/rest-catalog/product-variants
    """

    name = "product_variants"
    field = "variants"
    properties = VARIANT


class ProductImages(ProductPart):
    """An image of a product.

    https://developer.bigcommerce.com/docs/rest-catalog/products/images
    """

    name = "product_images"
    field = "images"
    properties = IMAGE


class ProductCustomFields(ProductPart):
    """A name and a value that a shop gives a product.

    https://developer.bigcommerce.com/docs/rest-catalog/products/custom-fields
    """

    name = "product_custom_fields"
    field = "custom_fields"
    properties = CUSTOM_FIELD


class ProductBulkPricingRules(ProductPart):
    """A discount on a product that depends on how many of it are bought.

    https://developer.bigcommerce.com/docs/rest-catalog/products/bulk-pricing-rules
    """

    name = "product_bulk_pricing_rules"
    field = "bulk_pricing_rules"
    properties = BULK_PRICING_RULE


class ProductVideos(ProductPart):
    """A video on the page of a product.

    https://developer.bigcommerce.com/docs/rest-catalog/products/videos
    """

    name = "product_videos"
    field = "videos"
    properties = VIDEO


class ProductOptions(ProductPart):
    """An option of a product that makes variants of it, such as its colour, with all values.

    https://developer.bigcommerce.com/docs/rest-catalog/product-variant-options
    """

    name = "product_options"
    field = "options"
    price = "1 per 10 products"
    default_in = BY_NAME
    properties = OPTION


class ProductModifiers(ProductPart):
    """A choice that makes no variant, such as an engraving, with all values.

    https://developer.bigcommerce.com/docs/rest-catalog/product-modifiers
    """

    name = "product_modifiers"
    field = "modifiers"
    price = "1 per 10 products"
    default_in = BY_NAME
    properties = MODIFIER


class ProductCategoryAssignments(ProductPart):
    """A product in a category.

    https://developer.bigcommerce.com/docs/rest-catalog/products/category-assignments
    """

    name = "product_category_assignments"
    field = "categories"
    keys = ("product_id", "category_id")
    properties = (th.Property("category_id", INTEGER, description="The category's category_id"),)

    def elements(self, parent: Record) -> Iterable[Record]:
        """Return the rows of a list of ids."""
        return [{"category_id": one} for one in elements(parent.get(self.field))]


class ProductChannelAssignments(ProductPart):
    """A product in a sales channel.

    https://developer.bigcommerce.com/docs/rest-catalog/products/channel-assignments
    """

    name = "product_channel_assignments"
    field = "channels"
    keys = ("product_id", "channel_id")
    properties = (th.Property("channel_id", INTEGER, description="The channel's id"),)

    def elements(self, parent: Record) -> Iterable[Record]:
        """Return the rows of a list of ids."""
        return [{"channel_id": one} for one in elements(parent.get(self.field))]
