"""The resources of the API, one module for each area of it."""

from bigcommerce_sandbox.endpoints import (
    catalog,
    channels,
    customers,
    marketing,
    old_customers,
    orders,
    settings,
    shipping,
    store_information,
    taxes,
)

RESOURCES = (
    *catalog.RESOURCES,
    *channels.RESOURCES,
    *customers.RESOURCES,
    *marketing.RESOURCES,
    *old_customers.RESOURCES,
    *orders.RESOURCES,
    *settings.RESOURCES,
    *shipping.RESOURCES,
    *store_information.RESOURCES,
    *taxes.RESOURCES,
)
"""Every resource that is served."""
