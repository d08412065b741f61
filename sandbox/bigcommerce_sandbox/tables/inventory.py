"""Locations, and the items that lie there."""

from array import array

from bigcommerce_sandbox.generator.assortment import numbers
from bigcommerce_sandbox.generator.history import History
from bigcommerce_sandbox.generator.inventory import inventory_item, inventory_location
from bigcommerce_sandbox.generator.shop import FIRST_PRODUCT, Shop
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.table import Table, by_seed
from bigcommerce_sandbox.tables.metafields import metafields


def _of_products(shop: Shop, _: History) -> History:
    """An item for every variant, as old as its product."""
    first = numbers(shop.seed).first
    born = array("q")
    for product_id, created in enumerate(shop.created["products"], FIRST_PRODUCT):
        born.extend([created] * (first(product_id + 1) - first(product_id)))
    return History(born, born)


def _warned(row: Row) -> Row:
    """What changes when warnings shall come earlier."""
    return {"locations": [_warned_at(one) for one in row["locations"]]}


def _warned_at(location: Row) -> Row:
    settings = location["settings"]
    return location | {"settings": settings | {"warning_level": settings["warning_level"] + 1}}


INVENTORY_LOCATIONS = Table(
    name="inventory_locations",
    draw=by_seed(inventory_location),
    touch=lambda row: {"description": f"{row['description']}✓"},
    size=4,
    size_by_hand=4,
)

INVENTORY_ITEMS = Table(
    name="inventory_items",
    draw=inventory_item,
    touch=_warned,
    size=None,
    past=_of_products,
)

LOCATION_METAFIELDS = metafields("location", INVENTORY_LOCATIONS)
