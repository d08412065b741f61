"""The settings of the store, and what channels have instead of them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.endpoints.store_information import INFORMATION
from bigcommerce_sandbox.generator.values import Row

_TRADE = 2

_EMAIL = INFORMATION["admin_email"]

LOCALE: Row = {
    "default_shopper_language": INFORMATION["language"],
    "shopper_language_selection_method": "browser",
    "store_country": INFORMATION["country"],
}

PROFILE: Row = {
    "store_address": INFORMATION["address"],
    "store_address_type": "Retail",
    "store_email": INFORMATION["admin_email"],
    "store_name": INFORMATION["name"],
    "store_phone": INFORMATION["phone"],
}

UNITS: Row = {
    "weight_measurement": INFORMATION["weight_units"],
    "length_measurement": INFORMATION["dimension_units"],
    "decimal_token": INFORMATION["dimension_decimal_token"],
    "thousands_token": INFORMATION["dimension_thousands_token"],
    "decimal_places": INFORMATION["dimension_decimal_places"],
    "factoring_dimension": "depth",
}

INVENTORY: Row = {
    "product_out_of_stock_behavior": "do_nothing",
    "option_out_of_stock_behavior": "label_option",
    "update_stock_behavior": "order_placed",
    "edit_order_stock_adjustment": True,
    "refund_order_stock_adjustment": False,
    "stock_level_display": "show_when_low",
    "default_out_of_stock_message": "Out of stock",
    "hide_in_product_filtering": False,
    "show_pre_order_stock_levels": False,
    "show_out_of_stock_message": True,
}


OTHERS: dict[str, Row] = {
    "inventory/notifications": {
        "low_stock_notification_address": [_EMAIL],
        "out_of_stock_notification_address": [],
    },
    "catalog": {"auto_approve_reviews": False, "enable_product_comparisons": True},
    "storefront/category": {
        "category_tree_depth": 3,
        "default_product_sort": "featured",
        "listing_mode": "current_category_only",
    },
    "storefront/product": {
        "show_product_price": True,
        "show_product_sku": True,
        "show_product_weight": False,
        "show_product_brand": True,
        "show_product_shipping": True,
        "show_product_rating": True,
        "show_add_to_cart_link": True,
        "default_preorder_message": "Ships from %%DATE%%",
        "show_breadcrumbs_product_pages": "show_one",
        "show_add_to_cart_qty_box": True,
        "show_add_to_wishlist": True,
        "hide_price_from_guests": False,
    },
    "storefront/search": {
        "content_product_sort": "relevance",
        "default_product_sort": "relevance",
        "product_filtering_enabled": True,
        "search_suggest": True,
    },
    "storefront/seo": {
        "meta_description": "Things for outdoors",
        "meta_keywords": "outdoor, camping",
        "page_title": INFORMATION["name"],
        "www_redirect": "no-www",
    },
    "storefront/security": {
        "csp_header": {"enabled": False, "header_value": ""},
        "hsts": {
            "enabled": True,
            "include_preload": False,
            "include_subdomains": False,
            "max_age": "one_year",
        },
        "sitewide_https_enabled": True,
        "x_frame_options_header": {
            "allowed_url": "",
            "enabled": True,
            "setting": "same_origin",
        },
    },
    "storefront/robotstxt": {"robots_txt_ssl": "User-agent: *\nDisallow: /cart.php\n"},
    "logo": {
        "favicon_url": INFORMATION["favicon_url"],
        "logo_image_url": "",
        "logo_text": INFORMATION["name"],
        "type": "text",
    },
    "email-statuses": {
        "abandoned_cart_email": True,
        "account_details_changed_email": True,
        "combined_order_status_email": False,
        "create_account_email": True,
        "create_guest_account_email": False,
        "gift_certificate_email": True,
        "invoice_email": True,
        "order_message_notification_email": True,
        "product_review_email": False,
        "return_confirmation_email": True,
        "return_statuschange_email": True,
    },
}
"""What else is below ``/settings``, by the rest of its path."""

STATUS: Row = {
    "down_for_maintenance_message": "Back soon",
    "prelaunch_message": "Coming soon",
    "prelaunch_password": "b4d9e1",
}

TAX: Row = {
    "tax_entered_with_prices": False,
    "price_display_settings": {
        "control_panel_price_display_strategy": "ZONE",
        "invoice_price_display_strategy": "ZONE",
    },
    "fallback_strategy": "BASIC",
    "should_subtract_store_tax": True,
    "should_use_geolocation_to_determine_guest_shopper_tax_zone": False,
    "guest_shopper_tax_zone_id": 1,
    "store_tax_zone_id": 1,
    "document_submission_strategy": "ON_PAYMENT_CAPTURE",
    "rounding_strategy": "RATE_ROUNDING",
}

PROMOTIONS: Row = {
    "promotions_triggered_by_products_with_zero_product_price": False,
    "promotions_apply_on_products_with_custom_product_price": False,
    "number_of_coupons_allowed_at_checkout": 1,
    "promotions_applied_on_original_product_price": True,
}

ABANDONED_CARTS: Row = {
    "enable_notification": True,
    "email_customer_until_cart_is_recovered": True,
    "marketing_emails_require_customer_consent": True,
    "email_merchant_when_cart_is_converted": False,
    "email_merchant_when_cart_is_abandoned": False,
    "merchant_email_address": _EMAIL,
    "merchant_abandoned_cart_email_frequency_type": "digest",
    "merchant_abandoned_cart_digest_email_frequency": 10,
}

CARTS: Row = {"allow_purchasing": True}

CUSTOMERS: Row = {
    "privacy_settings": {
        "ask_shopper_for_tracking_consent": False,
        "ask_shopper_for_tracking_consent_on_checkout": False,
        "policy_url": "",
    },
    "customer_group_settings": {"guest_customer_group_id": 0, "default_customer_group_id": 1},
}

ORDERS: Row = {
    "notifications": {
        "order_placed": {"email_addresses": [_EMAIL]},
        "forward_invoice": {"email_addresses": []},
    },
}

SHIPPING: Row = {
    "checkout": {
        "country_list_strategy": "DISPLAY_ONLY_SHIPPABLE_COUNTRIES",
        "out_of_delivery_zone_message": "We do not ship there",
    }
}


class _Group(NamedTuple):
    """Settings with an address for each channel.

    Attributes:
        path: Where the store's are.
        scope: As of a resource.
        settings: The store's.
        channel: Those that only a channel has.
        envelope: Puts them into an answer that differs from those of other objects.
    """

    path: str
    scope: str
    settings: Row
    channel: Row = {}  # noqa: RUF012 - a named tuple's default, which nobody changes
    envelope: Callable[[Row], Row] | None = None

    def resources(self) -> tuple[Resource, ...]:
        """Where the store's are, and where a channel's are."""
        envelope = self.envelope or (lambda settings: settings)
        own = _inherited(self.settings | self.channel)
        return tuple(
            Resource(
                "v3",
                path,
                self.scope,
                lambda call: envelope(own if call.channel() else self.settings),
                paging=None,
                is_bare=bool(self.envelope),
            )
            for path in (self.path, f"{self.path}/channels/{{channel_id:int}}")
        )


def _inherited(value: Any) -> Any:
    """The same settings of a channel that has none of its own: null at every place."""
    if isinstance(value, dict):
        return {name: _inherited(inner) for name, inner in value.items()}
    return None


def _of_channel(settings: Row, of_trade: Row) -> Callable[[Call], Row]:
    """What answers with settings: the store's own, or a channel's, null where it has none.

    Args:
        settings: The store's.
        of_trade: What the channel of the trade shop has instead.
    """

    def find(call: Call) -> Row:
        channel_id = call.channel()
        if channel_id is None:
            return settings
        own: Row = _inherited(settings)
        return own | (of_trade if channel_id == _TRADE else {})

    return find


RESOURCES = (
    Resource("v3", "/settings/store/locale", "information", lambda _: LOCALE, paging=None),
    Resource("v3", "/tax/settings", "information", lambda _: TAX, paging=None),
    # This one object stands alone: neither `data` nor `meta`.
    Resource(
        "v3", "/promotions/settings", "marketing", lambda _: PROMOTIONS, paging=None, is_bare=True
    ),
    *(
        Resource(
            "v3",
            f"/settings/{name}",
            "information",
            _of_channel(settings, of_trade),
            paging=None,
        )
        for name, settings, of_trade in (
            ("store/profile", PROFILE, {"store_name": "Alderfold Trade"}),
            ("store/units-of-measurement", UNITS, {"weight_measurement": "LBS"}),
            ("inventory", INVENTORY, {"stock_level_display": "show"}),
            ("storefront/status", STATUS, {"prelaunch_password": "77aa01"}),
            *((name, settings, {}) for name, settings in OTHERS.items()),
        )
    ),
    *(
        resource
        for group in (
            _Group("/abandoned-carts/settings", "information", ABANDONED_CARTS),
            _Group("/carts/settings", "information", CARTS),
            _Group("/shipping/settings", "products", SHIPPING),
            # As recorded, without `meta`.
            _Group(
                "/customers/settings",
                "customers",
                CUSTOMERS,
                {"allow_global_logins": None},
                lambda settings: {"data": settings},
            ),
            # By the reference, beside `meta`.
            _Group(
                "/orders/settings",
                "orders",
                ORDERS,
                envelope=lambda settings: settings | {"meta": {}},
            ),
        )
        for resource in group.resources()
    ),
)
