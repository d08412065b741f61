"""Price lists, their records and their assignments."""

from bigcommerce_sandbox.endpoints.filters import DECIMAL, MOMENT, TEXT, WHOLE, Within, by
from bigcommerce_sandbox.endpoints.paging import by_cursor_or_number
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.tables import PRICE_LIST_ASSIGNMENTS, PRICE_LIST_RECORDS, PRICE_LISTS

_DATES = (
    *by("date_created", MOMENT, "", "min", "max"),
    *by("date_modified", MOMENT, "", "min", "max"),
)

_PRICES = ("price", "sale_price", "retail_price", "map_price", "calculated_price")

RESOURCES = (
    Resource(
        "v3",
        "/pricelists",
        "products",
        PRICE_LISTS,
        filters=(*by("id", WHOLE, "in"), *by("name", TEXT, "", "like"), *_DATES),
        paging=by_cursor_or_number,
    ),
    Resource(
        "v3",
        "/pricelists/{id:int}/records",
        "products",
        PRICE_LIST_RECORDS,
        key=("price_list_id", "variant_id", "currency"),
        filters=(
            Within(PRICE_LISTS, "price_list_id"),
            *by("variant_id", WHOLE, "in"),
            *by("product_id", WHOLE, "in"),
            *by("currency", TEXT, "", "in"),
            *by("sku", TEXT, "", "in"),
            *(one for name in _PRICES for one in by(name, DECIMAL, "", "min", "max")),
            *_DATES,
        ),
        includes={name: (name,) for name in ("bulk_pricing_tiers", "sku")},
        paging=by_cursor_or_number,
    ),
    Resource(
        "v3",
        "/pricelists/assignments",
        "products",
        PRICE_LIST_ASSIGNMENTS,
        filters=tuple(
            one
            for name in ("id", "price_list_id", "customer_group_id", "channel_id")
            for one in by(name, WHOLE, "", "in")
        ),
        paging=by_cursor_or_number,
    ),
)
