"""What a page has, and what is said of it, under variants."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.index import FIRST, LAST
from bigcommerce_sandbox.queries import Page, Query
from bigcommerce_sandbox.variants import NEAR_PAGES, Variants, is_chosen
from bigcommerce_sandbox.variants.requests import LINE_ITEMS
from bigcommerce_sandbox.variants.rows import UNDATED, milliseconds

_CAP = 100
_FAR_TOO_MANY = 1_000_000_000
_A_FEW = 3
_YOUNG = 20

_REVERSED = {
    "/v3/customers": "customers-oldest-first",
    "/v2/orders": "orders-newest-first",
    "/v3/catalog/products": "products-newest-first",
    "/v2/coupons": "coupons-newest-first",
}
"""The variant that turns the order of each list around."""


def altered_query(query: Query, path: str, sent: Mapping[str, str], variants: Variants) -> Query:
    """The query that is answered in place of one.

    Args:
        query: What is asked for.
        path: Where.
        sent: The parameters that have an effect.
        variants: Those that are on.
    """
    if not variants:
        return query
    query = replace(query)
    if "sort" not in sent and _REVERSED.get(path) in variants:
        query.descending = not query.descending
    if query.sort == "date_modified" and "dates-descending" in variants:
        query.descending = True
    if "dates-with-fractions" in variants:
        query.fraction = milliseconds
    if "far-pages-repeated" in variants and query.page > NEAR_PAGES:
        query.page = 1
    if variants.any(*UNDATED) and query.dates != (FIRST, LAST):
        query.dates = max(query.dates[0], FIRST + 1), min(query.dates[1], LAST - 1)
    return query


def altered_page(page: Page, number: int, path: str, variants: Variants) -> Page:
    """The page that is given in place of one.

    Args:
        page: What the query found.
        number: The page's number.
        path: Where.
        variants: Those that are on.
    """
    if not variants:
        return page
    ids = page.ids
    if "far-pages-empty" in variants and number > NEAR_PAGES:
        ids = []
    if "rows-withheld" in variants:
        ids = [i for i in ids if not is_chosen(i)]
    if len(ids) > 1 and variants.once("rows-repeated-once", path):
        middle = len(ids) // 2
        ids = [*ids[:middle], *ids[middle - 1 :]]
    return Page(ids, page.total, page.listed)


def altered_parts(rows: list[Row], path: str, variants: Variants) -> list[Row]:
    """The parts of a row that are listed in place of these."""
    if LINE_ITEMS.search(path) and variants.once("parts-empty-once", path):
        return []
    if LINE_ITEMS.search(path) and variants.once("parts-incomplete-once", path):
        return rows[:-1]
    return rows


def is_denied(path: str, age: int, variants: Variants) -> bool:
    """Whether the parts of a row answer 404, given the seconds since its last change."""
    is_young = age <= _YOUNG and path.startswith("/v2/orders/")
    return is_young and "young-parts-missing" in variants


def altered_total(total: int, variants: Variants) -> int:
    """What is said to be the number of rows on all pages."""
    if "totals-slightly-too-high" in variants:
        total += _A_FEW
    if "totals-capped" in variants:
        total = min(total, _CAP)
    if "totals-far-too-high" in variants:
        total = _FAR_TOO_MANY
    return 0 if "totals-zero" in variants else total


def altered_meta(meta: Mapping[str, Any], variants: Variants) -> dict[str, Any]:
    """The meta that is sent in place of one."""
    meta = dict(meta)
    pagination = meta.get("pagination")
    if pagination and "next-names-page-1" in variants:
        links = pagination.get("links", {})
        first = f"?page=1&limit={pagination['per_page']}"
        meta["pagination"] = pagination | {"links": links | {"next": first}}
    if "metas-bare" in variants:
        meta.pop("cursor_pagination", None)
        pagination = meta.get("pagination", {})
        bare = {n: v for n, v in pagination.items() if n not in {"links", "per_page"}}
        meta["pagination"] = bare
    return meta
