"""Products, brands, and metafields of the catalog."""

from collections import Counter
from functools import cached_property, partial

from bigcommerce_sandbox.collection import Collection
from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.brands import brand
from bigcommerce_sandbox.generator.catalog import PER_PRODUCT, product
from bigcommerce_sandbox.generator.history import stocked
from bigcommerce_sandbox.generator.orders import units_sold
from bigcommerce_sandbox.generator.values import Row, iso
from bigcommerce_sandbox.table import Table, by_seed
from bigcommerce_sandbox.tables.metafields import metafields


class Products(Collection):
    """Products, which know how many of them were sold."""

    def draw(self, row_id: int, created: int) -> Row:
        """Draw a product.

        As recorded: an order of today does not move what a product says of its sales at once.
        """
        return super().draw(row_id, created) | {"total_sold": self._units_sold[row_id]}

    @cached_property
    def _units_sold(self) -> Counter[int]:
        return units_sold(self._store.shop)


PRODUCTS = Table(
    name="products",
    draw=by_seed(product),
    touch=lambda row: {"view_count": row["view_count"] + 1},
    size=50,
    size_by_hand=200,
    write_date=partial(iso, zone="+00:00"),
    past=stocked,
    trades=True,
    kept=Products,
)

BRANDS = Table(
    name="brands",
    draw=by_seed(brand),
    touch=lambda row: {"search_keywords": f"{row['search_keywords']}✓"},
    size=len(words.BRANDS),
    size_by_hand=len(words.BRANDS),
)

PRODUCT_METAFIELDS = metafields("product", PRODUCTS)

VARIANT_METAFIELDS = metafields("variant", PRODUCTS, lambda product_id: product_id * PER_PRODUCT)
"""Those of each product's first variant."""

BRAND_METAFIELDS = metafields("brand", BRANDS)
