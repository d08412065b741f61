"""What an API account must be allowed, as the control panel and OAuth call it.

Source: https://developer.bigcommerce.com/docs/start/authentication/api-accounts.
"""

from __future__ import annotations

from typing import NamedTuple


class Scope(NamedTuple):
    """A scope, of which read-only access is enough.

    Args:
        title: as the control panel calls it.
        name: the OAuth scope's own name.
    """

    title: str
    name: str


CHANNEL_LISTINGS = Scope("Channel Listings", "store_channel_listings_read_only")
CHANNEL_SETTINGS = Scope("Channel Settings", "store_channel_settings_read_only")
CONTENT = Scope("Content", "store_v2_content_read_only")
CUSTOMERS = Scope("Customers", "store_v2_customers_read_only")
FULFILLMENT_METHODS = Scope("Fulfillment Methods", "store_fulfillment_methods_read_only")
INFORMATION = Scope("Information & Settings", "store_v2_information_read_only")
MARKETING = Scope("Marketing", "store_v2_marketing_read_only")
ORDERS = Scope("Orders", "store_v2_orders_read_only")
ORDER_FULFILLMENT = Scope("Order Fulfillment", "store_order_fulfillment_read_only")
ORDER_TRANSACTIONS = Scope("Order Transactions", "store_v2_transactions_read_only")
PAYMENT_METHODS = Scope("Get Payment Methods", "store_payments_methods_read")
PRODUCTS = Scope("Products", "store_v2_products_read_only")
SITES = Scope("Sites & Routes", "store_sites_read_only")
STORE_INVENTORY = Scope("Store Inventory", "store_inventory_read_only")
STORE_LOCATIONS = Scope("Store Locations", "store_locations_read_only")
STORE_LOGS = Scope("Store Logs", "store_logs_read_only")
THEMES = Scope("Themes", "store_themes_read_only")
