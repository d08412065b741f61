"""Price lists, their records and their assignments."""

from array import array

from bigcommerce_sandbox.generator.assortment import size
from bigcommerce_sandbox.generator.history import History
from bigcommerce_sandbox.generator.prices import (
    CURRENCIES,
    price_list,
    price_list_assignment,
    price_list_record,
)
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import iso
from bigcommerce_sandbox.table import Table


def _of_variants(shop: Shop, past: History) -> History:
    """No more records than all variants can have in all lists and currencies."""
    lists, products = (len(shop.created[name]) for name in ("price_lists", "products"))
    most = lists * len(CURRENCIES) * size(shop.seed, products)
    return History(past.created[:most], past.modified[:most])


def _of_lists(shop: Shop, past: History) -> History:
    """No assignments where there is no list."""
    return past if shop.created["price_lists"] else History(array("q"), array("q"))


PRICE_LISTS = Table(
    name="price_lists",
    draw=price_list,
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=3,
    size_by_hand=4,
    write_date=iso,
)

PRICE_LIST_RECORDS = Table(
    name="price_list_records",
    draw=price_list_record,
    touch=lambda row: {"retail_price": (row["retail_price"] or 0) + 1},
    size=40,
    size_by_hand=200,
    write_date=iso,
    past=_of_variants,
)

PRICE_LIST_ASSIGNMENTS = Table(
    name="price_list_assignments",
    draw=price_list_assignment,
    touch=lambda row: {"price_list_id": 1 if row["price_list_id"] > 1 else 2},
    size=5,
    size_by_hand=6,
    past=_of_lists,
)
