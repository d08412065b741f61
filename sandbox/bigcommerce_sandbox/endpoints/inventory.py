"""Locations, and the items that lie there."""

from collections.abc import Callable

from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import BOOLEAN, TEXT, WHOLE, Filter, by, equal
from bigcommerce_sandbox.endpoints.metafields import metafields
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.tables import INVENTORY_ITEMS, INVENTORY_LOCATIONS, LOCATION_METAFIELDS


def _of_locations(field: str) -> Callable[[Call, Rows, int], list[object]]:
    """Reads a field of all locations of an item."""

    def read(_: Call, items: Rows, number: int) -> list[object]:
        return [location[field] for location in items.row(number)["locations"]]

    return read


def _is_default(_: Call, __: Rows, location_id: int) -> bool:
    return location_id == INVENTORY_LOCATIONS.first_id


RESOURCES = (
    Resource(
        "v3",
        "/inventory/items",
        "inventory",
        INVENTORY_ITEMS,
        key=("identity",),
        filters=(
            Filter("sku:in", TEXT, "identity.sku", "in"),
            Filter("variant_id:in", WHOLE, "identity.variant_id", "in"),
            Filter("product_id:in", WHOLE, "identity.product_id", "in"),
            Filter("location_id:in", WHOLE, _of_locations("location_id"), "any_of"),
            Filter("location_code:in", TEXT, _of_locations("location_code"), "any_of"),
        ),
    ),
    Resource(
        "v3",
        "/inventory/locations",
        "locations",
        INVENTORY_LOCATIONS,
        filters=(
            Filter("location_id:in", WHOLE, "id", "in"),
            Filter("location_code:in", TEXT, "code", "in"),
            Filter("is_default", BOOLEAN, _is_default),
            *by("type_id", TEXT, "in"),
            *equal(BOOLEAN, "managed_by_external_source", "storefront_visibility"),
            Filter("is_active", BOOLEAN, "enabled"),
        ),
    ),
    metafields("/inventory/locations/metafields", "locations", LOCATION_METAFIELDS),
)
