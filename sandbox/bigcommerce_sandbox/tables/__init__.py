"""The tables of a store, one module for each area of it."""

from bigcommerce_sandbox.tables.catalog import BRANDS, PRODUCTS
from bigcommerce_sandbox.tables.customers import CUSTOMERS
from bigcommerce_sandbox.tables.marketing import COUPONS
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
    "ORDERS",
    "ORDER_METAFIELDS",
    "ORDER_STATUSES",
    "PRODUCTS",
    "REFUNDS",
    "SHIPPING_METHODS",
    "SHIPPING_ZONES",
    "SITES",
    "TABLES",
    "TAX_CLASSES",
    "TAX_RATES",
    "TAX_ZONES",
]

TABLES = (
    *(ORDERS, CUSTOMERS, PRODUCTS, COUPONS, BRANDS, REFUNDS, ORDER_METAFIELDS, ORDER_STATUSES),
    *(CURRENCIES, CHANNELS, SITES, TAX_CLASSES, TAX_ZONES, TAX_RATES),
    *(SHIPPING_ZONES, SHIPPING_METHODS),
)
"""Every table; one whose history depends on another's stands behind it."""
