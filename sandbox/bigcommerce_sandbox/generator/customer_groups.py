"""Customer groups as ``/v2/customer_groups`` answers them."""

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.shop import FIRST_PRODUCT
from bigcommerce_sandbox.generator.values import Row, dice, iso

GROUPS_IN_USE = 4
"""The groups that customers are members of; their ids begin at 1."""

_NAMES = ("Wholesale", "Trail Club", "Schools & Clubs", "Équipe", "Guests", "Press")
_GUESTS = 5
_CATEGORIES = range(17, 17 + len(words.CATEGORIES))

_DISCOUNTS: dict[int, list[Row]] = {
    1: [{"type": "price_list", "price_list_id": 1}],
    2: [
        {"type": "category", "method": "percent", "amount": "10.0000", "category_id": category}
        for category in _CATEGORIES[1:3]
    ],
    3: [{"type": "product", "method": "price", "amount": "15.0000", "product_id": FIRST_PRODUCT}],
    4: [{"type": "all", "method": "fixed", "amount": "5.0000"}],
}
"""The four shapes of discounts, each the rule of a group."""


def customer_group(seed: int, group_id: int, created: int) -> Row:
    """One customer group, without ``date_modified``, which the store keeps."""
    roll = dice(seed, "group", group_id)
    number, place = divmod(group_id - 1, len(_NAMES))
    access: Row = {"type": roll.pick(("all", "all", "specific", "none"))}
    if access["type"] == "specific":
        access["categories"] = [*_CATEGORIES[:3]]
    return {
        "id": group_id,
        "name": f"{_NAMES[place]} {number + 1}" if number else _NAMES[place],
        "is_default": False,
        "category_access": access,
        "discount_rules": _DISCOUNTS.get(group_id, []),
        "date_created": group_date(created),
        "is_group_for_guests": group_id == _GUESTS,
    }


def group_date(moment: int) -> str:
    """A moment as the reference's example of a group has it, without a zone."""
    return iso(moment, "").replace("T", " ")
