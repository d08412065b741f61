"""Tables whose rows are about rows of another table, one about each of its first ones."""

from collections.abc import Callable

from bigcommerce_sandbox.generator.customs import customs_information
from bigcommerce_sandbox.generator.history import History
from bigcommerce_sandbox.generator.segments import shopper_profile
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.tax_properties import values_of
from bigcommerce_sandbox.generator.values import Row, iso
from bigcommerce_sandbox.queries import read_moment
from bigcommerce_sandbox.table import Table, by_seed
from bigcommerce_sandbox.tables.catalog import PRODUCTS
from bigcommerce_sandbox.tables.customers import CUSTOMERS


def _of(table: Table) -> Callable[[Shop, History], History]:
    """As many rows as the other table has at the most, and each as old as the one it is about."""

    def past(shop: Shop, past: History) -> History:
        born = shop.created[table.name][: len(past.created)]
        return History(born, born)

    return past


def _renewed(row: Row) -> Row:
    """What changes when a profile does, which has nothing but dates."""
    return {"updated_at": iso(int(read_moment(row["updated_at"]).timestamp()) + 1)}


def _revalued(row: Row) -> Row:
    """What changes when a tax provider corrects values."""
    values = {code: f"{value}1" for code, value in row["tax_properties"].items()}
    return {"tax_properties": values}


SHOPPER_PROFILES = Table(
    name="shopper_profiles",
    draw=shopper_profile,
    touch=_renewed,
    size=20,
    size_by_hand=60,
    first_id=CUSTOMERS.first_id,
    past=_of(CUSTOMERS),
)

TAX_CUSTOMERS = Table(
    name="tax_customers",
    draw=by_seed(values_of("customer")),
    touch=_revalued,
    size=12,
    size_by_hand=40,
    first_id=CUSTOMERS.first_id,
    past=_of(CUSTOMERS),
)

PRODUCT_TAX_PROPERTIES = Table(
    name="product_tax_properties",
    draw=by_seed(values_of("product")),
    touch=_revalued,
    size=12,
    size_by_hand=40,
    first_id=PRODUCTS.first_id,
    past=_of(PRODUCTS),
)

PRODUCT_CUSTOMS_INFORMATION = Table(
    name="product_customs_information",
    draw=by_seed(customs_information),
    touch=lambda row: {"commodity_description": f"{row['commodity_description']}✓"},
    size=16,
    size_by_hand=60,
    first_id=PRODUCTS.first_id,
    past=_of(PRODUCTS),
)
