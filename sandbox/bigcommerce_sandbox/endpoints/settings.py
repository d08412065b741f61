"""The settings of the store, and what channels have instead of them."""

from collections.abc import Callable

from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.endpoints.store_information import INFORMATION
from bigcommerce_sandbox.generator.channels import AVAILABLE
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.tables import CHANNELS

_TRADE = 2

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


def _of_channel(settings: Row, of_trade: Row) -> Callable[[Call], Row]:
    """What answers with settings: the store's own, or a channel's, null where it has none.

    Args:
        settings: The store's.
        of_trade: What the channel of the trade shop has instead.
    """

    def find(call: Call) -> Row:
        channel_id = call.ask.whole("channel_id")
        if channel_id is None:
            return settings
        if call.rows(CHANNELS).row(channel_id)["status"] not in AVAILABLE:
            raise KeyError(channel_id)
        return dict.fromkeys(settings) | (of_trade if channel_id == _TRADE else {})

    return find


RESOURCES = (
    Resource("v3", "/settings/store/locale", "information", lambda _: LOCALE, paging=None),
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
        )
    ),
)
