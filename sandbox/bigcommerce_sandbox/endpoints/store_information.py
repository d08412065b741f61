"""The store itself: its clock, and what it says of itself."""

from bigcommerce_sandbox.endpoints.metafields import metafields
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.generator.shop import STORE_ID
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.tables import STORE_METAFIELDS

INFORMATION: Row = {
    "account_uuid": "8c3b4d52-6f1e-4a7c-9d20-5e8f7a6b1c09",
    "domain": "alderfold.example.com",
    "secure_url": "https://alderfold.example.com",
    "control_panel_base_url": "https://store-sandbox1.mybigcommerce.com",
    "status": "live",
    "name": "Alderfold Outdoor & Home",
    "first_name": "Zoë",
    "last_name": "Walker",
    "address": "12 Mill Lane\nAustin, Texas",
    "country": "United States",
    "country_code": "US",
    "infrastructure_region": "us-central1",
    "phone": "512-555-0100",
    "admin_email": "zoe@example.com",
    "order_email": "orders@example.com",
    "favicon_url": "",
    "timezone": {
        "name": "America/Chicago",
        "raw_offset": -21600,
        "dst_offset": -18000,
        "dst_correction": True,
        "date_format": {
            "display": "M jS Y",
            "export": "M jS Y",
            "extended_display": "M jS Y @ g:i A",
        },
    },
    "language": "en",
    "currency": "USD",
    "currency_symbol": "$",
    "decimal_separator": ".",
    "thousands_separator": ",",
    "decimal_places": 2,
    "currency_symbol_location": "left",
    "weight_units": "Ounces",
    "dimension_units": "Inches",
    "dimension_decimal_places": 2,
    "dimension_decimal_token": ".",
    "dimension_thousands_token": ",",
    "plan_name": "Pro",
    "plan_level": "Pro",
    "plan_is_trial": False,
    "industry": "Sporting goods",
    "logo": [],
    "is_price_entered_with_tax": False,
    "store_id": STORE_ID,
    "default_channel_id": 1,
    "default_site_id": 1000,
    "active_comparison_modules": [],
    "features": {
        "stencil_enabled": True,
        "sitewidehttps_enabled": True,
        "facebook_catalog_id": "",
        "checkout_type": "optimized",
        "wishlists_enabled": True,
        "graphql_storefront_api_enabled": True,
        "shopper_consent_tracking_enabled": False,
        "multi_storefront_enabled": True,
        "storefront_limits": {"active": 2, "total_including_inactive": 3},
    },
}


RESOURCES = (
    Resource("v2", "/time", None, lambda call: {"time": call.store.clock.second()}, paging=None),
    Resource(
        "v2",
        "/store",
        "information",
        lambda call: INFORMATION | {"id": call.store_hash},
        paging=None,
    ),
    metafields("/store/metafields", "information", STORE_METAFIELDS),
)
