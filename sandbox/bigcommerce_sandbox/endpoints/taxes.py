"""Tax classes, zones and rates, and properties that tax providers ask for."""

from bigcommerce_sandbox.answers import Meta, pagination
from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import TEXT, WHOLE, by
from bigcommerce_sandbox.endpoints.paging import whole
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.queries import Page, Query
from bigcommerce_sandbox.tables import (
    PRODUCT_TAX_PROPERTIES,
    TAX_CLASSES,
    TAX_CUSTOMERS,
    TAX_PROPERTIES,
    TAX_RATES,
    TAX_ZONES,
)


def _whole_and_counted(call: Call, rows: Rows, query: Query) -> tuple[Page, Meta]:
    """All rows at once, as the only page."""
    page, _ = whole(call, rows, query)
    numbers = pagination(total=page.total, count=page.total, per_page=query.limit, page=1)
    return page, {"pagination": numbers}


RESOURCES = (
    Resource("v2", "/tax_classes", "information", TAX_CLASSES, has_rows=True),
    Resource(
        "v3", "/tax/zones", "information", TAX_ZONES, filters=by("id", WHOLE, "in"), paging=whole
    ),
    Resource(
        "v3",
        "/tax/rates",
        "information",
        TAX_RATES,
        filters=(*by("id", WHOLE, "in"), *by("tax_zone_id", WHOLE, "in")),
        paging=_whole_and_counted,
    ),
    Resource(
        "v3",
        "/tax/properties",
        "information",
        TAX_PROPERTIES,
        filters=(*by("id", WHOLE, "in"), *by("type", TEXT, "in")),
        paging=whole,
    ),
    Resource(
        "v3",
        "/tax/products/properties",
        "information",
        PRODUCT_TAX_PROPERTIES,
        key=("product_id",),
        filters=by("product_id", WHOLE, "in"),
        order=("product_id", False),
        paging=whole,
        needs="product_id:in",
    ),
    Resource(
        "v3",
        "/tax/customers",
        "information",
        TAX_CUSTOMERS,
        key=("customer_id",),
        filters=by("customer_id", WHOLE, "in"),
        order=("customer_id", False),
        paging=whole,
    ),
)
