"""Catalog: products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_sdk import typing as th

from tap_bigcommerce.dialects import V3
from tap_bigcommerce.streams.base import KEYS, BigCommerceStream, Scope
from tap_bigcommerce.streams.product_fields import PRODUCT

if TYPE_CHECKING:
    from tap_bigcommerce.client import Params

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


class Products(BigCommerceStream):
    """https://developer.bigcommerce.com/docs/rest-catalog/products."""

    name = "products"
    path = "catalog/products"
    dialect = V3
    scope = Scope("Products", "store_v2_products_read_only")
    replication_key = "date_modified"
    reads_whole_first = True
    costly_fields = frozenset({"options", "modifiers"})
    undated_fields = frozenset(PARTS)
    properties = th.PropertiesList(*PRODUCT)

    @property
    def page_size(self) -> int:
        """What the API gives at once of the fields that are selected."""
        size = super().page_size
        if any(self.selects(field) for field in self.costly_fields):
            return min(size, PAGE_SIZE_WITH_OPTIONS)
        return size

    def params(self) -> Params:
        """Nested parts come if they are asked for, other fields unless they are left out."""
        left_out = [
            field
            for field in self.schema["properties"]
            if field not in {*PARTS, *KEYS, self.replication_key} and not self.selects(field)
        ]
        params = self.included({part: (part,) for part in PARTS})
        return {**params, "exclude_fields": ",".join(left_out)} if left_out else params

    def fewer_params(self) -> Params | None:
        """Leave out what BigCommerce added lately, and `exclude_fields`, which only saves bytes."""
        params = self.included({part: (part,) for part in PARTS if part not in YOUNG_PARTS})
        return None if params == self.params() else params
