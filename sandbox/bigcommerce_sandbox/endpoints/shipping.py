"""Shipping zones and the methods of each."""

from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.listed import part
from bigcommerce_sandbox.endpoints.paging import whole
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.tables import SHIPPING_METHODS, SHIPPING_ZONES
from bigcommerce_sandbox.views import Fields


def _methods(call: Call, zone: Row) -> list[Row]:
    methods = call.store.collection(SHIPPING_METHODS.name)
    return [method for method in methods if method["zone_id"] == zone["id"]]


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
)
