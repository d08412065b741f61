"""Category trees and categories as ``/v3/catalog/trees`` and below answer them."""

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.values import Row, dice

FIRST_CATEGORY = 17
"""The category that all products are in; those of each kind of goods follow."""

_MAIN_TREE, _OTHER_TREE = 1, 2

_CDN = "https://cdn11.bigcommerce.com/s-sandbox1/product_images"


def category_tree(_seed: int, tree_id: int, _created: int) -> Row:
    """One category tree; each of the store's two channels has one."""
    return {
        "id": tree_id,
        "name": "Default catalog tree" if tree_id == _MAIN_TREE else f"Catalog tree {tree_id}",
        "channels": [tree_id] if tree_id <= _OTHER_TREE else [],
    }


def category(seed: int, category_id: int, _created: int) -> Row:
    """One category; the first of them are those that products are in."""
    roll = dice(seed, "category", category_id)
    name, tree_id, parent_id = _placed(category_id)
    return {
        "category_id": category_id,
        "category_uuid": roll.uuid(),
        "tree_id": tree_id,
        "parent_id": parent_id,
        "name": name,
        "description": f"<p>{name}, for every season.</p>" if roll.chance(0.5) else "",
        "views": roll.upto(9000),
        "sort_order": roll.upto(6),
        "page_title": name if roll.chance(0.3) else "",
        "meta_keywords": roll.pick(([], [""], ["outdoor", "durable"])),
        "meta_description": "",
        "layout_file": roll.pick(("category_with_facets.html", "category.html", "")),
        "image_url": f"{_CDN}/{category_id}.png" if roll.chance(0.3) else "",
        "is_visible": roll.chance(0.9),
        "search_keywords": roll.pick(("", "trail, camp")),
        "default_product_sort": roll.pick(("use_store_settings", "best_selling", "price_asc")),
        "url": {"path": f"/category-{category_id}/", "is_customized": roll.chance(0.2)},
    }


def _placed(category_id: int) -> tuple[str, int, int]:
    """The name of a category, its tree and the category above it, 0 for none."""
    place = category_id - FIRST_CATEGORY
    known = words.CATEGORIES
    if place < len(known):
        return known[place], _MAIN_TREE, FIRST_CATEGORY if place else 0
    if place % 4 == 0:
        return f"Outlet {category_id}", _OTHER_TREE, 0
    above = 1 + place % (len(known) - 1)
    style = words.STYLES[place % len(words.STYLES)]
    return f"{style} {known[above]} {category_id}", _MAIN_TREE, FIRST_CATEGORY + above
