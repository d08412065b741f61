"""Banners as ``/v2/banners`` answers them."""

from bigcommerce_sandbox.generator.categories import FIRST_CATEGORY
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import DAY, Row, dice

_ENTITIES = {"category_page": ("categories", FIRST_CATEGORY), "brand_page": ("brands", 1)}
"""What the pages are of that are many: the table, and its first id."""


def banner(shop: Shop, banner_id: int, created: int) -> Row:
    """One banner; all its numbers and dates are text."""
    roll = dice(shop.seed, "banner", banner_id)
    page = roll.pick(("home_page", "category_page", "brand_page", "search_page"))
    table, first_id = _ENTITIES.get(page, ("", 0))
    count = len(shop.created[table]) if table else 0
    is_bounded = roll.chance(0.4)
    return {
        "id": banner_id,
        "name": f"Banner #{banner_id}",
        "content": f"<p>{roll.pick(('Summer sale', 'Été', 'Free freight'))} № {banner_id}</p>",
        "page": page,
        "item_id": str(first_id + roll.upto(count)) if count else "0",
        "location": roll.pick(("top", "bottom")),
        "date_created": str(created),
        "date_type": "custom" if is_bounded else "always",
        "date_from": str(created + DAY) if is_bounded else "0",
        "date_to": str(created + 30 * DAY) if is_bounded else "0",
        "visible": roll.pick(("1", "1", "0")),
    }
