"""The resources of the API, one module for each area of it."""

from bigcommerce_sandbox.endpoints import (
    catalog,
    categories,
    channels,
    customers,
    inventory,
    marketing,
    old_customers,
    orders,
    prices,
    settings,
    shipping,
    store_information,
    taxes,
)

RESOURCES = (
    *catalog.RESOURCES,
    *categories.RESOURCES,
    *channels.RESOURCES,
    *customers.RESOURCES,
    *inventory.RESOURCES,
    *marketing.RESOURCES,
    *old_customers.RESOURCES,
    *orders.RESOURCES,
    *prices.RESOURCES,
    *settings.RESOURCES,
    *shipping.RESOURCES,
    *store_information.RESOURCES,
    *taxes.RESOURCES,
)
"""Every resource that is served."""
