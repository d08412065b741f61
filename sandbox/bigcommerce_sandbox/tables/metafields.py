"""The metafields of any table's rows."""

from array import array
from bisect import bisect_right
from collections.abc import Callable
from functools import partial

from bigcommerce_sandbox.generator.history import History
from bigcommerce_sandbox.generator.metafields import metafield
from bigcommerce_sandbox.generator.shop import STORE_ID, Shop
from bigcommerce_sandbox.generator.values import Row, dice, iso
from bigcommerce_sandbox.table import Table


def metafields(
    resource: str, of: Table, resource_id: Callable[[int], int] = lambda row_id: row_id
) -> Table:
    """A table of metafields, named after what they belong to: ``order_metafields``.

    Args:
        resource: What the API calls one row that has them: ``order``, ``variant``.
        of: The table that these rows are drawn in, which stands before this one in ``TABLES``.
        resource_id: The id that the API gives such a row, from the id of the table's row. A
            variant's, for one, from that of its product.
    """

    def draw(shop: Shop, metafield_id: int, created: int) -> Row:
        """A metafield of a row that was there by then."""
        there = max(1, bisect_right(shop.created[of.name], created))
        owner = of.first_id + dice(shop.seed, f"o/{resource}", metafield_id).upto(there)
        return metafield(shop.seed, resource, metafield_id, created, resource_id(owner))

    def owned(shop: Shop, past: History) -> History:
        """No metafields where there is nothing to have them."""
        return past if shop.created[of.name] else History(array("q"), array("q"))

    return Table(
        name=f"{resource}_metafields",
        draw=draw,
        touch=lambda row: {"value": f"{row['value']}✓"},
        size=20,
        size_by_hand=60,
        write_date=partial(iso, zone="+00:00"),
        past=owned,
    )


def store_metafields() -> Table:
    """The table of the store's own metafields, whose ids the API writes as text."""

    def draw(shop: Shop, metafield_id: int, created: int) -> Row:
        row = metafield(shop.seed, "store", metafield_id, created, STORE_ID)
        return row | {name: str(row[name]) for name in ("id", "resource_id")}

    return Table(
        name="store_metafields",
        draw=draw,
        touch=lambda row: {"value": f"{row['value']}✓"},
        size=10,
        size_by_hand=10,
        write_date=partial(iso, zone="+00:00"),
    )
