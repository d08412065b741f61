"""Shipping zones and the methods of each, and what customs must know."""

from bigcommerce_sandbox.answers import Meta
from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import WHOLE, by
from bigcommerce_sandbox.endpoints.listed import part
from bigcommerce_sandbox.endpoints.paging import numbered, whole
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.queries import Page, Query
from bigcommerce_sandbox.tables import (
    PRODUCT_CUSTOMS_INFORMATION,
    SHIPPING_METHODS,
    SHIPPING_ZONES,
)
from bigcommerce_sandbox.views import Fields


def _methods(call: Call, zone: Row) -> list[Row]:
    methods = call.store.collection(SHIPPING_METHODS.name)
    return [method for method in methods if method["zone_id"] == zone["id"]]


def _numbered_in_its_way(call: Call, rows: Rows, query: Query) -> tuple[Page, Meta]:
    """Pages by number, where the number of pages has a name of its own."""
    page, meta = numbered(call, rows, query)
    numbers = meta["pagination"]
    return page, {"pagination": numbers | {"total_page": numbers.pop("total_pages")}}


RESOURCES = (
    Resource("v2", "/shipping/zones", "information", SHIPPING_ZONES, paging=whole, has_rows=True),
    Resource(
        "v2",
        "/shipping/zones/{id:int}/methods",
        "information",
        part(SHIPPING_ZONES, _methods),
        paging=whole,
        view=lambda _, __: Fields(frozenset({"zone_id"})),
    ),
    Resource(
        "v3",
        "/shipping/products/customs-information",
        "products",
        PRODUCT_CUSTOMS_INFORMATION,
        key=("product_id",),
        filters=by("product_id", WHOLE, "in"),
        order=("product_id", False),
        paging=_numbered_in_its_way,
    ),
)
