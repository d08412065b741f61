"""Category trees and categories."""

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.categories import FIRST_CATEGORY, category, category_tree
from bigcommerce_sandbox.table import Table, by_seed
from bigcommerce_sandbox.tables.metafields import metafields

CATEGORY_TREES = Table(
    name="category_trees",
    draw=by_seed(category_tree),
    touch=lambda row: {"name": f"{row['name']}✓"},
    size=2,
    size_by_hand=2,
)

CATEGORIES = Table(
    name="categories",
    draw=by_seed(category),
    touch=lambda row: {"views": row["views"] + 1},
    size=len(words.CATEGORIES) + 6,
    size_by_hand=len(words.CATEGORIES) + 16,
    first_id=FIRST_CATEGORY,
)

CATEGORY_METAFIELDS = metafields("category", CATEGORIES)
