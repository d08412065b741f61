"""The tables of a store, one module for each area of it."""

from bigcommerce_sandbox.tables.catalog import BRANDS, PRODUCTS
from bigcommerce_sandbox.tables.customers import (
    CUSTOMER_ATTRIBUTES,
    CUSTOMER_GROUPS,
    CUSTOMER_METAFIELDS,
    CUSTOMERS,
    SUBSCRIBERS,
    WISHLISTS,
)
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
    "CHANNELS",
    "COUPONS",
    "CURRENCIES",
    "CUSTOMERS",
    "CUSTOMER_ATTRIBUTES",
    "CUSTOMER_GROUPS",
    "CUSTOMER_METAFIELDS",
    "GIFT_CERTIFICATES",
    "ORDERS",
    "ORDER_METAFIELDS",
    "ORDER_STATUSES",
    "PRODUCTS",
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
