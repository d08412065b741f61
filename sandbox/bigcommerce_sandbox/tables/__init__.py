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

__all__ = [
    "BRANDS",
    "COUPONS",
    "CUSTOMERS",
    "ORDERS",
    "ORDER_METAFIELDS",
    "ORDER_STATUSES",
    "PRODUCTS",
    "REFUNDS",
    "TABLES",
]

TABLES = (ORDERS, CUSTOMERS, PRODUCTS, COUPONS, BRANDS, REFUNDS, ORDER_METAFIELDS, ORDER_STATUSES)
"""Every table; one whose history depends on another's stands behind it."""
