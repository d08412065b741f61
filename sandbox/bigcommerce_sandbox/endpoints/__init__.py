"""The resources of the API, one module for each area of it."""

from bigcommerce_sandbox.endpoints import (
    catalog,
    categories,
    channels,
    content,
    customers,
    geography,
    inventory,
    logs,
    marketing,
    methods,
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
    *content.RESOURCES,
    *customers.RESOURCES,
    *geography.RESOURCES,
    *inventory.RESOURCES,
    *logs.RESOURCES,
    *marketing.RESOURCES,
    *methods.RESOURCES,
    *old_customers.RESOURCES,
    *orders.RESOURCES,
    *prices.RESOURCES,
    *settings.RESOURCES,
    *shipping.RESOURCES,
    *store_information.RESOURCES,
    *taxes.RESOURCES,
)
"""Every resource that is served."""
