"""The streams' fields are those of BigCommerce's own reference."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tap_bigcommerce.tap import TapBigCommerce
from tests import reference
from tests.fields import field_names, free_names

if TYPE_CHECKING:
    from collections.abc import Iterator

ORDERS = "orders.v2.oas2.yml"
ORDERS_V3 = "orders.v3.yml"
PRODUCTS = "catalog/products_catalog.v3.yml"
BRANDS = "catalog/brands_catalog.v3.yml"
VARIANTS = "catalog/product-variants_catalog.v3.yml"
CUSTOMERS = "customers.v3.yml"
TREES = "catalog/category-trees_catalog.v3.yml"
OPTIONS = "catalog/product-variant-options_catalog.v3.yml"
MODIFIERS = "catalog/product-modifiers_catalog.v3.yml"
PRICE_LISTS = "price_lists.v3.yml"
PRODUCT_PARTS = "/catalog/products/{product_id}"
MARKETING = "marketing.v2.yml"
PROMOTIONS = "promotions.v3.yml"
CONTENT, GEOGRAPHY = "store_content.v2.yml", "geography.v2.yml"
CATEGORIES = "catalog/categories_catalog.v3.yml"
SEGMENTS, TAX_PROPERTIES = "segments.v3.yml", "tax_properties.v3.yml"
QUOTES = "/orders/{order_id}/shipping_addresses/{shipping_address_id}/shipping_quotes"
TAXES, SHIPPING = "tax_rates_zones.v3.yml", "shipping.v2.yml"

LINK = "only says where the part is to be had; the part itself is delivered"

LEFT_OUT = {
    "products": {
        "custom_url.create_redirect": "an instruction to the API, accepted when writing only",
    },
    "orders": {
        "consignments.url": LINK,
        "consignments.resource": LINK,
        "consignments.shipping.shipping_quotes": LINK,
        "consignments.shipping.shipping_quotes.url": LINK,
        "consignments.shipping.shipping_quotes.resource": LINK,
        "shipping_addresses.shipping_quotes": LINK,
        "shipping_addresses.shipping_quotes.url": LINK,
        "shipping_addresses.shipping_quotes.resource": LINK,
        "shipping_addresses.url": LINK,
        "shipping_addresses.resource": LINK,
        "products.url": LINK,
        "products.resource": LINK,
        "coupons.url": LINK,
        "coupons.resource": LINK,
        "fees.url": LINK,
        "fees.resource": LINK,
    },
    "countries": {"states": LINK, "states.url": LINK, "states.resource": LINK},
}

RAISED = {"inventory_items": ("identity", "locations")}
"""Objects of a record whose fields stand in the rows themselves."""

SOURCES = [
    ("brands", "", BRANDS, "/catalog/brands"),
    ("categories", "", TREES, "/catalog/trees/categories"),
    ("category_trees", "", TREES, "/catalog/trees"),
    ("coupons", "", "marketing.v2.yml", "/coupons"),
    ("coupons", "", MARKETING, "/coupons"),
    ("customer_attribute_values", "", CUSTOMERS, "/customers/attribute-values"),
    ("customer_attributes", "", CUSTOMERS, "/customers/attributes"),
    ("customer_form_field_values", "", CUSTOMERS, "/customers/form-field-values"),
    ("customer_groups", "", "customers.v2.yml", "/customer_groups"),
    ("customer_metafields", "", CUSTOMERS, "/customers/metafields"),
    ("customers", "", CUSTOMERS, "/customers"),
    ("customers", "addresses", CUSTOMERS, "/customers/addresses"),
    ("customers", "attributes", CUSTOMERS, "/customers/attribute-values"),
    ("gift_certificates", "", MARKETING, "/gift_certificates"),
    ("orders", "", ORDERS, "/orders"),
    ("orders", "products", ORDERS, "/orders/{order_id}/products"),
    ("orders", "shipping_addresses", ORDERS, "/orders/{order_id}/shipping_addresses"),
    ("orders", "consignments", ORDERS, "/orders/{order_id}/consignments"),
    ("orders", "fees", ORDERS, "/orders/{order_id}/fees"),
    ("orders", "coupons", ORDERS, "/orders/{order_id}/coupons"),
    ("order_messages", "", ORDERS, "/orders/{order_id}/messages"),
    ("order_metafields", "", ORDERS_V3, "/orders/metafields"),
    ("order_pickups", "", "pickup.v3.yml", "/orders/pickups"),
    ("order_shipping_quotes", "", ORDERS, QUOTES),
    ("order_refunds", "", ORDERS_V3, "/orders/payment_actions/refunds"),
    ("order_shipments", "", ORDERS, "/orders/{order_id}/shipments"),
    ("order_statuses", "", ORDERS, "/order_statuses"),
    ("order_taxes", "", ORDERS, "/orders/{order_id}/taxes"),
    ("order_transactions", "", ORDERS_V3, "/orders/{order_id}/transactions"),
    ("products", "", PRODUCTS, "/catalog/products"),
    ("products", "variants", VARIANTS, "/catalog/products/{product_id}/variants"),
    ("products", "images", PRODUCTS, "/catalog/products/{product_id}/images"),
    ("products", "videos", PRODUCTS, "/catalog/products/{product_id}/videos"),
    ("inventory_items", "", "inventory.v3.yml", "/inventory/items"),
    ("inventory_locations", "", "locations.v3.yml", "/inventory/locations"),
    ("price_lists", "", PRICE_LISTS, "/pricelists"),
    ("price_list_records", "", PRICE_LISTS, "/pricelists/{price_list_id}/records"),
    ("price_list_assignments", "", PRICE_LISTS, "/pricelists/assignments"),
    ("product_bulk_pricing_rules", "", PRODUCTS, f"{PRODUCT_PARTS}/bulk-pricing-rules"),
    ("product_complex_rules", "", PRODUCTS, f"{PRODUCT_PARTS}/complex-rules"),
    (
        "product_customs_information",
        "",
        "shipping.v3.yml",
        "/shipping/products/customs-information",
    ),
    ("product_tax_properties", "", TAX_PROPERTIES, "/tax/products/properties"),
    ("tax_properties", "", TAX_PROPERTIES, "/tax/properties"),
    ("tax_customers", "", "tax_customers.v3.yml", "/tax/customers"),
    ("segments", "", SEGMENTS, "/segments"),
    ("shopper_profiles", "", SEGMENTS, "/shopper-profiles"),
    ("brand_metafields", "", BRANDS, "/catalog/brands/metafields"),
    ("category_metafields", "", CATEGORIES, "/catalog/categories/metafields"),
    ("location_metafields", "", "locations.v3.yml", "/inventory/locations/metafields"),
    ("channel_metafields", "", "channels.v3.yml", "/channels/metafields"),
    ("store_metafields", "", "store_information.v3.yml", "/store/metafields"),
    ("product_metafields", "", PRODUCTS, "/catalog/products/metafields"),
    ("product_modifiers", "", MODIFIERS, f"{PRODUCT_PARTS}/modifiers"),
    ("product_options", "", OPTIONS, f"{PRODUCT_PARTS}/options"),
    ("product_reviews", "", PRODUCTS, f"{PRODUCT_PARTS}/reviews"),
    ("product_videos", "", PRODUCTS, f"{PRODUCT_PARTS}/videos"),
    ("variant_metafields", "", VARIANTS, "/catalog/variants/metafields"),
    ("promotion_codes", "", PROMOTIONS, "/promotions/{promotion_id}/codes"),
    ("promotions", "", PROMOTIONS, "/promotions"),
    ("subscribers", "", "subscribers.v3.yml", "/customers/subscribers"),
    ("wishlists", "", "wishlists.v3.yml", "/wishlists"),
    ("store", "", "store_information.v2.yml", "/store"),
    ("currencies", "", "currencies.v2.yml", "/currencies"),
    ("channels", "", "channels.v3.yml", "/channels"),
    ("channel_currency_assignments", "", "channels.v3.yml", "/channels/currency-assignments"),
    ("channel_listings", "", "channels.v3.yml", "/channels/{channel_id}/listings"),
    ("sites", "", "sites.v3.yml", "/sites"),
    ("site_routes", "", "sites.v3.yml", "/sites/{site_id}/routes"),
    ("tax_classes", "", "tax_classes.v2.yml", "/tax_classes"),
    ("tax_zones", "", TAXES, "/tax/zones"),
    ("tax_rates", "", TAXES, "/tax/rates"),
    ("shipping_zones", "", SHIPPING, "/shipping/zones"),
    ("banners", "", MARKETING, "/banners"),
    ("redirects", "", "redirects.v3.yml", "/storefront/redirects"),
    ("pages", "", "pages.v3.yml", "/content/pages"),
    ("blog_posts", "", CONTENT, "/blog/posts"),
    ("blog_tags", "", CONTENT, "/blog/tags"),
    ("payment_methods", "", "methods_payments.v2.yml", "/payments/methods"),
    ("pickup_methods", "", "pickup_methods.v3.yml", "/pickup/methods"),
    ("countries", "", GEOGRAPHY, "/countries"),
    ("country_states", "", GEOGRAPHY, "/countries/states"),
    ("shipping_methods", "", SHIPPING, "/shipping/zones/{zone_id}/methods"),
]


LISTED = [
    line.partition(".")[::2]
    for line in (Path(__file__).parent / "data" / "reference_fields.txt").read_text().split()
]
"""Streams and dotted names of the reference's fields, where the reference itself is not at hand."""


def ours(stream: str) -> set[str]:
    """The dotted names of a stream's fields."""
    tap = TapBigCommerce(config={}, validate_config=False)
    return set(field_names(tap.streams[stream].schema))


def listed(stream: str) -> set[str]:
    """The dotted names of the fields that the reference has for a stream."""
    return {name for one, name in LISTED if one == stream}


def documented(stream: str) -> set[str]:
    """The same from the reference itself, but for what is below free objects."""
    tap = TapBigCommerce(config={}, validate_config=False)
    free = tuple(f"{name}." for name in free_names(tap.streams[stream].schema))
    names = {
        f"{part}.{name}" if part else _raised(stream, name)
        for one, part, file, path in SOURCES
        if one == stream
        for name in reference.fields(file, path) - {*RAISED.get(stream, ())}
    }
    return {name for name in names if not name.startswith(free)}


def _raised(stream: str, name: str) -> str:
    outer, _, inner = name.partition(".")
    return inner if outer in RAISED.get(stream, ()) else name


def _is_of_line_item(name: str) -> bool:
    """Line items are delivered once, as the order's `products`; consignments have their ids."""
    return name.startswith("consignments.") and ".line_items." in name


STREAMS = sorted({stream for stream, *_ in SOURCES})


@pytest.mark.cases(6)
@pytest.mark.parametrize("stream", STREAMS)
def test_every_field_of_the_reference_is_delivered(stream: str) -> None:
    """A field that BigCommerce documents is in the stream, or on the list above with a reason."""
    assert len(listed(stream)) >= 2
    lacking = listed(stream) - ours(stream) - LEFT_OUT.get(stream, {}).keys()
    assert {name for name in lacking if not _is_of_line_item(name)} == set()


@pytest.mark.cases(6)
@reference.needed
@pytest.mark.parametrize("stream", STREAMS)
def test_the_list_is_the_references(stream: str) -> None:
    """No field is forgotten on the list that stands in for the reference."""
    assert listed(stream) == documented(stream)


@pytest.mark.parametrize("stream", sorted(LEFT_OUT))
def test_nothing_is_excused_without_need(stream: str) -> None:
    """A field on the list of those left out is documented, and is indeed left out."""
    assert LEFT_OUT[stream].keys() <= listed(stream) - ours(stream)


def test_integers_have_bounds() -> None:
    """Wherever they are: without them targets choose types that other tools read as floats."""
    tap = TapBigCommerce(config={}, validate_config=False)
    for stream in tap.streams.values():
        integers = list(_integers(stream.schema))
        assert bool(integers) == (stream.name not in {"payment_methods", "segments"})
        assert {(one["minimum"], one["maximum"]) for one in integers} <= {(-(2**63), 2**63 - 1)}


def test_only_keys_are_required() -> None:
    """Whatever the API leaves out of a nested object, its record is delivered."""
    tap = TapBigCommerce(config={}, validate_config=False)
    for stream in tap.streams.values():
        assert {*stream.schema["required"]} == {*stream.primary_keys}
        nested = stream.schema["properties"].values()
        assert not any(_required(inner) for inner in nested), stream.name


def _required(schema: dict[str, Any]) -> bool:
    """Whether an object in a schema must have a field."""
    inner = [*schema.get("properties", {}).values(), *filter(None, [schema.get("items")])]
    return bool(schema.get("required")) or any(map(_required, inner))


def _integers(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schemas of all integers in a schema."""
    if "integer" in schema.get("type", ()):
        yield schema
    inner = [*schema.get("properties", {}).values(), *filter(None, [schema.get("items")])]
    for one in inner:
        yield from _integers(one)
