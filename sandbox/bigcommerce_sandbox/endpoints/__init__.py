"""The resources of the API, one module for each area of it."""

from bigcommerce_sandbox.endpoints import (
    catalog,
    customers,
    marketing,
    old_customers,
    orders,
    store_information,
)

RESOURCES = (
    *catalog.RESOURCES,
    *customers.RESOURCES,
    *marketing.RESOURCES,
    *old_customers.RESOURCES,
    *orders.RESOURCES,
    *store_information.RESOURCES,
)
"""Every resource that is served."""
