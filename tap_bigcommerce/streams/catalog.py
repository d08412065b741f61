"""Catalog: products, with their variants, images and custom fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from singer_sdk import typing as th

from tap_bigcommerce.dialects import V3
from tap_bigcommerce.streams.base import ChildStream, RootStream, Scope
from tap_bigcommerce.streams.product_fields import CUSTOM_FIELD, IMAGE, PRODUCT, VARIANT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tap_bigcommerce.client import Params
    from tap_bigcommerce.completion import Wanted

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

ALWAYS = frozenset({"id", "date_modified"})
"""Fields without which a record cannot be read."""


class Products(RootStream):
    """https://developer.bigcommerce.com/docs/rest-catalog/products."""

    name = "products"
    path = "catalog/products"
    dialect = V3
    scope = Scope("Products", "store_v2_products_read_only")
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
