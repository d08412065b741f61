"""The catalog: products, what belongs to them, and brands."""

from functools import partial

from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import (
    BOOLEAN,
    CATALOG_MOMENT,
    DECIMAL,
    MOMENT,
    TEXT,
    WHOLE,
    Filter,
    by,
    equal,
)
from bigcommerce_sandbox.endpoints.listed import part
from bigcommerce_sandbox.endpoints.metafields import metafields
from bigcommerce_sandbox.endpoints.paging import numbered
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.complex_rules import complex_rules
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.queries import LARGEST_LIMIT
from bigcommerce_sandbox.tables import (
    BRAND_METAFIELDS,
    BRANDS,
    PRODUCT_METAFIELDS,
    PRODUCTS,
    VARIANT_METAFIELDS,
)

LIMIT_WITH_OPTIONS = 10
"""The largest page of products that include options or modifiers (products reference)."""

_BY_ID = by("id", WHOLE, "", "in", "not_in", "min", "max", "greater", "less")

_PARTS = (
    *("variants", "images", "videos", "custom_fields", "bulk_pricing_rules"),
    *("options", "modifiers"),
)
"""What is part of a product, and has a list of its own as well."""


def _limit(call: Call) -> int:
    return LIMIT_WITH_OPTIONS if {"options", "modifiers"} & call.include() else LARGEST_LIMIT


def _summary(call: Call) -> Row:
    """Counts and prices over the whole catalog."""
    rows = call.rows(PRODUCTS)
    products = [rows.row(i) for i in rows.index.ids]
    prices = [one["calculated_price"] for row in products for one in row["variants"]] or [0]
    dates = [row["date_created"] for row in products] or [""]
    stock = [row["inventory_level"] for row in products]
    return {
        "inventory_count": sum(stock),
        "inventory_value": sum(row["inventory_level"] * row["price"] for row in products),
        "primary_category_id": 17,
        "primary_category_name": words.CATEGORIES[0],
        "variant_count": sum(len(row["variants"]) for row in products),
        "highest_variant_price": max(prices),
        "average_variant_price": sum(prices) / len(prices),
        "lowest_variant_price": str(min(prices)),
        "oldest_variant_date": min(dates),
        "newest_variant_date": max(dates),
    }


RESOURCES = (
    Resource(
        "v3",
        "/catalog/products",
        "products",
        PRODUCTS,
        filters=(
            *_BY_ID,
            *by("date_modified", MOMENT),
            *by("date_modified", CATALOG_MOMENT, "min", "max"),
            *by("sku", TEXT, "", "in"),
            *equal(TEXT, "name", "type", "availability"),
            *equal(WHOLE, "brand_id"),
            *equal(DECIMAL, "price"),
            *equal(BOOLEAN, "is_visible", "is_featured"),
            Filter("channel_id:in", WHOLE, "channels", "any_of"),
            Filter("categories:in", WHOLE, "categories", "all_of"),
        ),
        sorts={
            *("id", "name", "sku", "price", "date_modified", "date_last_imported"),
            *("inventory_level", "is_visible", "total_sold", "calculated_price"),
        },
        includes={
            name: (name,)
            for name in (*_PARTS, "reviews", "primary_image", "channels", "parent_relations")
        },
        limit=_limit,
        paging=partial(numbered, too_many=False),
        has_rows=True,
        has_fields=True,
    ),
    *(
        Resource(
            "v3",
            f"/catalog/products/{{id:int}}/{name.replace('_', '-')}",
            "products",
            part(PRODUCTS, name),
        )
        for name in _PARTS
    ),
    Resource(
        "v3",
        "/catalog/products/{id:int}/reviews",
        "products",
        part(PRODUCTS, "reviews"),
        filters=equal(TEXT, "status"),
        has_fields=True,
        is_silent=True,
    ),
    Resource(
        "v3",
        "/catalog/products/{id:int}/complex-rules",
        "products",
        part(PRODUCTS, lambda _, product: complex_rules(product)),
        has_fields=True,
    ),
    Resource("v3", "/catalog/summary", "products", _summary, paging=None),
    Resource(
        "v3",
        "/catalog/brands",
        "products",
        BRANDS,
        filters=(*_BY_ID, *by("name", TEXT, "", "like"), *equal(TEXT, "page_title")),
        sorts={"name"},
        has_rows=True,
        has_fields=True,
    ),
    metafields("/catalog/products/metafields", "products", PRODUCT_METAFIELDS),
    metafields("/catalog/variants/metafields", "products", VARIANT_METAFIELDS),
    metafields("/catalog/brands/metafields", "products", BRAND_METAFIELDS),
)
