"""Segments of customers, and shopper profiles."""

from bigcommerce_sandbox.generator.customers import customer
from bigcommerce_sandbox.generator.shop import FIRST_CUSTOMER, Shop
from bigcommerce_sandbox.generator.values import Row, dice, iso

_NAMES = ("Regulars", "Große Körbe", "Lapsed", "Trail runners", "Staff & friends")


def segment(seed: int, number: int, created: int) -> Row:
    """One segment; its id is a UUID, whatever its number in the table."""
    return {
        "id": dice(seed, "segment", number).uuid(),
        "name": f"{_NAMES[(number - 1) % len(_NAMES)]} {number}",
        "description": "" if number % 3 else "Made by the newsletter app",
        "created_at": iso(created),
        "updated_at": iso(created),
    }


def shopper_profile(shop: Shop, number: int, created: int) -> Row:
    """The profile of the customer of that number, who names it as well."""
    customer_id = FIRST_CUSTOMER + number - 1
    return {
        "id": customer(shop, customer_id, created)["shopper_profile_id"],
        "customer_id": customer_id,
        "created_at": iso(created),
        "updated_at": iso(created),
    }
