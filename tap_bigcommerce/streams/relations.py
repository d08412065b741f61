"""Which columns of a table point to which other table.

A column that is null, 0, empty or `*` points to nothing: the customer of a guest's order is 0, and
the currency of a promotion for any currency is `*`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

RELATIONS: Mapping[str, Mapping[str, str]] = {
    "orders": {
        "customer_id": "customers.id",
        "channel_id": "channels.id",
        "status_id": "order_statuses.id",
        "default_currency_code": "currencies.currency_code",
        "currency_id": "currencies.id",
    },
    "order_products": {
        "order_id": "orders.id",
        "product_id": "products.id",
        "variant_id": "product_variants.id",
        "order_address_id": "order_shipping_addresses.id",
        "gift_certificate_id": "gift_certificates.id",
        "parent_order_product_id": "order_products.id",
    },
    "order_shipping_addresses": {"order_id": "orders.id", "shipping_zone_id": "shipping_zones.id"},
    "order_consignments": {
        "order_id": "orders.id",
        "shipping_zone_id": "shipping_zones.id",
        "pickup_method_id": "pickup_methods.id",
    },
    "order_fees": {"order_id": "orders.id", "tax_class_id": "tax_classes.id"},
    "order_refunds": {"order_id": "orders.id"},
    "order_metafields": {"resource_id": "orders.id"},
    "order_transactions": {
        "order_id": "orders.id",
        "reference_transaction_id": "order_transactions.id",
    },
    "order_shipments": {
        "order_id": "orders.id",
        "order_address_id": "order_shipping_addresses.id",
        "customer_id": "customers.id",
    },
    "order_taxes": {
        "order_id": "orders.id",
        "order_address_id": "order_shipping_addresses.id",
        "order_product_id": "order_products.id",
        "tax_class_id": "tax_classes.id",
    },
    "order_messages": {"order_id": "orders.id", "customer_id": "customers.id"},
    "order_pickups": {"order_id": "orders.id"},
    "order_shipping_quotes": {
        "order_id": "orders.id",
        "order_address_id": "order_shipping_addresses.id",
    },
    "order_coupons": {"order_id": "orders.id", "coupon_id": "coupons.id"},
    "customers": {
        "customer_group_id": "customer_groups.id",
        "origin_channel_id": "channels.id",
        "shopper_profile_id": "shopper_profiles.id",
    },
    "customer_addresses": {"customer_id": "customers.id"},
    "tax_customers": {"customer_id": "customers.id"},
    "customer_attribute_values": {
        "customer_id": "customers.id",
        "attribute_id": "customer_attributes.id",
    },
    "customer_form_field_values": {
        "customer_id": "customers.id",
        "address_id": "customer_addresses.id",
    },
    "customer_metafields": {"resource_id": "customers.id"},
    "subscribers": {"order_id": "orders.id", "channel_id": "channels.id"},
    "wishlists": {"customer_id": "customers.id"},
    "shopper_profiles": {"customer_id": "customers.id"},
    "products": {
        "brand_id": "brands.id",
        "tax_class_id": "tax_classes.id",
        "base_variant_id": "product_variants.id",
    },
    "product_variants": {"product_id": "products.id"},
    "product_images": {"product_id": "products.id"},
    "product_custom_fields": {"product_id": "products.id"},
    "product_bulk_pricing_rules": {"product_id": "products.id"},
    "product_videos": {"product_id": "products.id"},
    "product_options": {"product_id": "products.id"},
    "product_modifiers": {"product_id": "products.id"},
    "product_category_assignments": {
        "product_id": "products.id",
        "category_id": "categories.category_id",
    },
    "product_channel_assignments": {"product_id": "products.id", "channel_id": "channels.id"},
    "product_reviews": {"product_id": "products.id"},
    "product_complex_rules": {"product_id": "products.id"},
    "product_tax_properties": {"product_id": "products.id"},
    "product_customs_information": {"product_id": "products.id"},
    "product_metafields": {"resource_id": "products.id"},
    "variant_metafields": {"resource_id": "product_variants.id"},
    "brand_metafields": {"resource_id": "brands.id"},
    "category_metafields": {"resource_id": "categories.category_id"},
    "location_metafields": {"resource_id": "inventory_locations.id"},
    "channel_metafields": {"resource_id": "channels.id"},
    "store_metafields": {"resource_id": "store.store_id"},
    "categories": {"tree_id": "category_trees.id", "parent_id": "categories.category_id"},
    "price_list_records": {
        "price_list_id": "price_lists.id",
        "variant_id": "product_variants.id",
        "product_id": "products.id",
    },
    "price_list_assignments": {
        "price_list_id": "price_lists.id",
        "customer_group_id": "customer_groups.id",
        "channel_id": "channels.id",
    },
    "inventory_items": {
        "location_id": "inventory_locations.id",
        "product_id": "products.id",
        "variant_id": "product_variants.id",
    },
    "promotions": {"currency_code": "currencies.currency_code"},
    "promotion_codes": {"promotion_id": "promotions.id"},
    "gift_certificates": {
        "order_id": "orders.id",
        "customer_id": "customers.id",
        "currency_code": "currencies.currency_code",
    },
    "redirects": {"site_id": "sites.id"},
    "pages": {"channel_id": "channels.id", "parent_id": "pages.id"},
    "custom_template_associations": {"channel_id": "channels.id"},
    "abandoned_cart_emails": {"channel_id": "channels.id", "coupon_code": "coupons.code"},
    "store": {
        "default_channel_id": "channels.id",
        "default_site_id": "sites.id",
        "currency": "currencies.currency_code",
    },
    "channel_currency_assignments": {
        "channel_id": "channels.id",
        "default_currency": "currencies.currency_code",
    },
    "channel_listings": {"channel_id": "channels.id", "product_id": "products.id"},
    "sites": {"channel_id": "channels.id"},
    "site_routes": {"site_id": "sites.id"},
    "tax_rates": {"tax_zone_id": "tax_zones.id"},
    "shipping_methods": {"zone_id": "shipping_zones.id"},
    "pickup_methods": {"location_id": "inventory_locations.id"},
    "country_states": {"country_id": "countries.id"},
    "settings": {"channel_id": "channels.id"},
}
"""For each stream, its columns and what they point to, as `stream.column`."""
