"""The tables of a store, one module for each area of it."""

from bigcommerce_sandbox.tables.catalog import (
    BRANDS,
    PRODUCT_METAFIELDS,
    PRODUCTS,
    VARIANT_METAFIELDS,
)
from bigcommerce_sandbox.tables.categories import CATEGORIES, CATEGORY_TREES
from bigcommerce_sandbox.tables.customers import (
    CUSTOMER_ATTRIBUTES,
    CUSTOMER_GROUPS,
    CUSTOMER_METAFIELDS,
    CUSTOMERS,
    SUBSCRIBERS,
    WISHLISTS,
)
from bigcommerce_sandbox.tables.inventory import INVENTORY_ITEMS, INVENTORY_LOCATIONS
from bigcommerce_sandbox.tables.marketing import (
    COUPONS,
    GIFT_CERTIFICATES,
    PROMOTION_CODES,
    PROMOTIONS,
)
from bigcommerce_sandbox.tables.orders import (
    ORDER_METAFIELDS,
    ORDER_STATUSES,
    ORDERS,
    REFUNDS,
)
from bigcommerce_sandbox.tables.prices import (
    PRICE_LIST_ASSIGNMENTS,
    PRICE_LIST_RECORDS,
    PRICE_LISTS,
)
from bigcommerce_sandbox.tables.store import (
    CHANNELS,
    CURRENCIES,
    SHIPPING_METHODS,
    SHIPPING_ZONES,
    SITES,
    TAX_CLASSES,
    TAX_RATES,
    TAX_ZONES,
)

__all__ = [
    "BRANDS",
    "CATEGORIES",
    "CATEGORY_TREES",
    "CHANNELS",
    "COUPONS",
    "CURRENCIES",
    "CUSTOMERS",
    "CUSTOMER_ATTRIBUTES",
    "CUSTOMER_GROUPS",
    "CUSTOMER_METAFIELDS",
    "GIFT_CERTIFICATES",
    "INVENTORY_ITEMS",
    "INVENTORY_LOCATIONS",
    "ORDERS",
    "ORDER_METAFIELDS",
    "ORDER_STATUSES",
    "PRICE_LISTS",
    "PRICE_LIST_ASSIGNMENTS",
    "PRICE_LIST_RECORDS",
    "PRODUCTS",
    "PRODUCT_METAFIELDS",
    "PROMOTIONS",
    "PROMOTION_CODES",
    "REFUNDS",
    "SHIPPING_METHODS",
    "SHIPPING_ZONES",
    "SITES",
    "SUBSCRIBERS",
    "TABLES",
    "TAX_CLASSES",
    "TAX_RATES",
    "TAX_ZONES",
    "VARIANT_METAFIELDS",
    "WISHLISTS",
]

TABLES = (
    ORDERS,
    CUSTOMERS,
    PRODUCTS,
    COUPONS,
    BRANDS,
    REFUNDS,
    ORDER_METAFIELDS,
    ORDER_STATUSES,
    PRODUCT_METAFIELDS,
    VARIANT_METAFIELDS,
    CATEGORY_TREES,
    CATEGORIES,
    PRICE_LISTS,
    PRICE_LIST_RECORDS,
    PRICE_LIST_ASSIGNMENTS,
    INVENTORY_LOCATIONS,
    INVENTORY_ITEMS,
    CUSTOMER_GROUPS,
    CUSTOMER_ATTRIBUTES,
    CUSTOMER_METAFIELDS,
    SUBSCRIBERS,
    WISHLISTS,
    PROMOTIONS,
    PROMOTION_CODES,
    GIFT_CERTIFICATES,
    CURRENCIES,
    CHANNELS,
    SITES,
    TAX_CLASSES,
    TAX_ZONES,
    TAX_RATES,
    SHIPPING_ZONES,
    SHIPPING_METHODS,
)
"""Every table; one whose history depends on another's stands behind it."""
