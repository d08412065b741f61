"""Customers as ``/v3/customers`` answers with everything included and nothing capped."""

# ruff: noqa: PLR2004 - the numbers are shares of all rows, named by what they decide

from functools import lru_cache
from typing import NamedTuple

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import DAY, Dice, Row, dice, iso


class Shopper(NamedTuple):
    """Who a customer (or a guest) is, as both the customer row and their orders tell it."""

    first_name: str
    last_name: str
    email: str
    town: words.Town
    street: str
    company: str
    phone: str


_MANY_ADDRESSES = 14
_MANY_ATTRIBUTES = 13
_ADDRESS_IDS_PER_CUSTOMER = 20


def draw_shopper(roll: Dice, number: int) -> Shopper:
    """Invent somebody; ``number`` keeps the email address unique."""
    first, last = roll.pick(words.FIRST_NAMES), roll.pick(words.LAST_NAMES)
    town = roll.pick(words.TOWNS)
    ascii_name = "".join(c for c in f"{first}.{last}".lower() if c in _MAIL_LETTERS).strip(".")
    return Shopper(
        first_name=first,
        last_name=last,
        email=f"{ascii_name or 'shopper'}.{number}@example.com",
        town=town,
        street=f"{1 + roll.upto(240)} {roll.pick(words.STREETS)}",
        company=roll.pick(words.COMPANIES) if roll.chance(0.12) else "",
        phone=town.phone.format(roll.upto(100)) if roll.chance(0.85) else "",
    )


_MAIL_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz.")


@lru_cache(maxsize=4096)
def shopper(seed: int, customer_id: int) -> Shopper:
    """The person behind a customer id."""
    return draw_shopper(dice(seed, "shopper", customer_id), customer_id)


def customer(shop: Shop, customer_id: int, created: int) -> Row:
    """One customer, without ``date_modified``, which the store keeps."""
    roll = dice(shop.seed, "customer", customer_id)
    who = shopper(shop.seed, customer_id)
    latest = max(created, shop.now - 1)
    addresses = [_address(roll, who, customer_id, place) for place in range(_address_count(roll))]
    attributes = [
        _attribute(roll, customer_id, created, latest, place)
        for place in range(_attribute_count(roll))
    ]
    row: Row = {
        "id": customer_id,
        "email": who.email,
        "first_name": who.first_name,
        "last_name": who.last_name,
        "company": who.company,
        "phone": who.phone,
        "registration_ip_address": f"203.0.113.{roll.upto(256)}" if roll.chance(0.8) else "",
        "notes": roll.pick(words.STAFF_NOTES) if roll.chance(0.1) else "",
        "tax_exempt_category": "reseller" if roll.chance(0.03) else "",
        "customer_group_id": 1 + roll.upto(4) if roll.chance(0.25) else 0,
        "date_created": iso(created),
        "address_count": len(addresses),
        "attribute_count": len(attributes),
        "authentication": {"force_password_reset": roll.chance(0.05)},
        "accepts_product_review_abandoned_cart_emails": roll.chance(0.6),
        "origin_channel_id": 1 if roll.chance(0.8) else 2,
        "channel_ids": [1] if roll.chance(0.1) else None,
        "addresses": addresses,
        "attributes": attributes,
        "form_fields": _form_fields(roll, "customer_id", customer_id),
        "store_credit_amounts": [{"amount": roll.upto(5000) / 100 if roll.chance(0.1) else 0}],
        "shopper_profile_id": roll.uuid(),
        "segment_ids": [],
    }
    if not who.phone and roll.chance(0.5):
        del row["phone"]
    return row


def _address_count(roll: Dice) -> int:
    luck = roll.random()
    if luck < 0.02:
        return _MANY_ADDRESSES
    if luck < 0.03:
        return 10
    return 0 if luck < 0.15 else 1 + int(roll.random() ** 3 * 4)


def _attribute_count(roll: Dice) -> int:
    luck = roll.random()
    if luck < 0.015:
        return _MANY_ATTRIBUTES
    return roll.upto(4) if luck < 0.3 else 0


def _address(roll: Dice, who: Shopper, customer_id: int, place: int) -> Row:
    town = who.town if place == 0 else roll.pick(words.TOWNS)
    street = who.street if place == 0 else f"{1 + roll.upto(240)} {roll.pick(words.STREETS)}"
    return {
        "id": customer_id * _ADDRESS_IDS_PER_CUSTOMER + place,
        "customer_id": customer_id,
        "first_name": who.first_name,
        "last_name": who.last_name,
        "company": who.company,
        "address1": street,
        "address2": f"Apt {1 + roll.upto(40)}" if roll.chance(0.2) else "",
        "city": town.city,
        "state_or_province": town.state,
        "postal_code": town.zip,
        "country": town.country,
        "country_code": town.country_iso2,
        "phone": who.phone,
        "address_type": "commercial" if who.company else "residential",
        "form_fields": _form_fields(roll, "address_id", customer_id * 20 + place)
        if roll.chance(0.1)
        else [],
    }


def _attribute(roll: Dice, customer_id: int, created: int, latest: int, place: int) -> Row:
    """A value that was set within a day after the customer signed up, though not in the future."""
    return attribute(customer_id, 1 + place, iso(created)) | {
        "attribute_value": roll.pick(("Yes", "No", "42", "früh", "🌲", "2026-01-31")),
        "date_modified": iso(min(created + roll.upto(DAY), latest)),
    }


def attribute(customer_id: int, attribute_id: int, created: str) -> Row:
    """A customer's value of an attribute, which is still empty."""
    return {
        "id": customer_id * _ADDRESS_IDS_PER_CUSTOMER + attribute_id - 1,
        "attribute_id": attribute_id,
        "attribute_value": "",
        "customer_id": customer_id,
        "date_created": created,
        "date_modified": created,
    }


FORM_FIELDS = {"Favourite trail": "text", "Shoe size": "numbers", "Interests": "checkboxes"}
"""The shop's own form fields, and the type of each."""


def _form_fields(roll: Dice, owner: str, owner_id: int) -> list[Row]:
    """Values of the shop's own form fields: text, a number, or several choices in a list."""
    fields: list[Row] = []
    if roll.chance(0.3):
        fields.append(
            {"name": "Favourite trail", "value": roll.pick(("Pacific Crest", "Te Araroa"))}
        )
    if roll.chance(0.2):
        fields.append({"name": "Shoe size", "value": roll.pick((38, 41.5, 44))})
    if roll.chance(0.2):
        fields.append({"name": "Interests", "value": roll.pick((["hiking"], ["camp", "garden"]))})
    return [field | {owner: owner_id} for field in fields]
