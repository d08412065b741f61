"""Category trees and categories."""

from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import BOOLEAN, TEXT, WHOLE, Filter, by, equal
from bigcommerce_sandbox.endpoints.metafields import metafields
from bigcommerce_sandbox.endpoints.paging import whole_linked
from bigcommerce_sandbox.endpoints.resource import Resource
from bigcommerce_sandbox.tables import CATEGORIES, CATEGORY_METAFIELDS, CATEGORY_TREES


def _words(_: Call, categories: Rows, category_id: int) -> str:
    row = categories.row(category_id)
    return f"{row['name']} {row['search_keywords']}"


RESOURCES = (
    Resource(
        "v3",
        "/catalog/trees",
        "products",
        CATEGORY_TREES,
        filters=(
            *by("id", WHOLE, "in"),
            Filter("channel_id:in", WHOLE, "channels", "any_of"),
        ),
        paging=whole_linked,
    ),
    Resource(
        "v3",
        "/catalog/trees/categories",
        "products",
        CATEGORIES,
        key=("category_id",),
        order=("category_id", False),
        filters=(
            *by("category_uuid", TEXT, "in", "not_in"),
            *by("category_id", WHOLE, "in", "not_in"),
            *by("tree_id", WHOLE, "in", "not_in"),
            *by("parent_id", WHOLE, "in", "not_in"),
            *by("page_title", TEXT, "", "like"),
            *by("name", TEXT, "", "like"),
            *equal(BOOLEAN, "is_visible"),
            Filter("keyword", TEXT, _words, "like"),
        ),
        has_fields=True,
    ),
    metafields("/catalog/categories/metafields", "products", CATEGORY_METAFIELDS),
)
