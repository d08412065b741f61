"""The lists about customers, and what they refer to."""

from typing import Any

import pytest

from bigcommerce_sandbox import Store
from conftest import Client

GROUPS = "/v2/customer_groups"
ATTRIBUTES = "/v3/customers/attributes"
VALUES = "/v3/customers/attribute-values"
FORM_FIELDS = "/v3/customers/form-field-values"
SUBSCRIBERS = "/v3/customers/subscribers"
WISHLISTS = "/v3/wishlists"


def test_customers_are_members_of_groups_that_exist(shared_client: Client) -> None:
    """Or of none, which is the group 0."""
    store = shared_client.store
    members = {row["customer_group_id"] for row in store.customers}
    assert len(members) > 3
    assert members - {0} <= set(shared_client.ids(GROUPS))


def test_groups_discount_in_four_shapes(shared_client: Client) -> None:
    """By price list, by category, by product, and on everything."""
    rules = [rule for row in shared_client.read(GROUPS) for rule in row["discount_rules"]]
    assert {rule["type"] for rule in rules} == {"price_list", "category", "product", "all"}


def test_attribute_values_name_attributes_that_exist(shared_client: Client) -> None:
    """And are texts, whatever they are about."""
    kinds = {row["id"]: row["type"] for row in shared_client.read(ATTRIBUTES)["data"]}
    values = shared_client.read(VALUES, limit=250)["data"]
    assert {kinds[row["attribute_id"]] for row in values} == {"string"}


def test_form_field_values_are_those_of_customers_and_addresses(shared_client: Client) -> None:
    """Every value of both, each with the id of one of them, read on from cursor to cursor."""
    rows: list[Any] = []
    cursors: dict[str, str] = {}
    while page := shared_client.read(FORM_FIELDS, limit=20, **cursors)["data"]:
        rows += page
        answer = shared_client.read(FORM_FIELDS, limit=20, **cursors)
        cursors = {"after": answer["meta"]["cursor_pagination"]["end_cursor"]}
    truth = [
        value
        for customer in shared_client.store.customers
        for owner in (customer, *customer["addresses"])
        for value in owner["form_fields"]
    ]
    assert len(truth) > 40
    assert rows == truth
    assert all(("customer_id" in row) != ("address_id" in row) for row in rows)


def test_subscribers_come_from_orders_of_their_own(shared_client: Client) -> None:
    """The order that a subscriber names was placed with the same e-mail; no e-mail comes twice."""
    store = shared_client.store
    rows = list(store.subscribers)
    assert len({row["email"] for row in rows}) == len(rows)
    for row in rows:
        assert (row["source"] == "order") == (row["order_id"] is not None)
        if row["order_id"]:
            order = store.orders.get(row["order_id"])
            assert order["billing_address"]["email"] == row["email"]
    customers = {row["email"] for row in store.customers}
    assert {row["source"] for row in rows} == {"order", "storefront", "custom"}
    assert all(row["email"] in customers for row in rows if row["source"] == "storefront")


def test_wishlists_are_of_customers_and_variants_that_exist(shared_client: Client) -> None:
    """An old item may lack its variant."""
    store = shared_client.store
    variants = {row["id"]: {one["id"] for one in row["variants"]} for row in store.products}
    rows = shared_client.read(WISHLISTS)["data"]
    assert {row["customer_id"] for row in rows} <= set(store.customers.ids())
    items = [item for row in rows for item in row["items"]]
    assert len({item["id"] for item in items}) == len(items) > 20
    assert all(item["product_id"] in variants for item in items)
    named = [item for item in items if "variant_id" in item]
    assert all(item["variant_id"] in variants[item["product_id"]] for item in named)
    assert 0 < len(items) - len(named) < len(items) / 2


@pytest.mark.parametrize(
    ("path", "query", "count"),
    [
        (GROUPS, {"name": "Wholesale"}, 1),
        (GROUPS, {"name__like": "&"}, 1),
        (GROUPS, {"is_group_for_guests": "true"}, 1),
        (GROUPS, {"is_default": "true"}, 0),
        (GROUPS, {"date_created__max": "2000-01-01"}, 0),
        (GROUPS, {"date_modified__min": "2000-01-01"}, 6),
        (ATTRIBUTES, {"type": "date"}, 1),
        (ATTRIBUTES, {"name__like": "Trade"}, 1),
        (ATTRIBUTES, {"date_modified__min": "2099-01-01"}, 0),
        (VALUES, {"name": "Birthday"}, 0),
        (VALUES, {"date_created__max": "2000-01-01"}, 0),
        (FORM_FIELDS, {"address_id": 1}, 0),
        (FORM_FIELDS, {"field_name": "Occupation"}, 0),
        (FORM_FIELDS, {"field_type": "password"}, 0),
        (SUBSCRIBERS, {"id__in": "3,1"}, 2),
        (SUBSCRIBERS, {"source": "fax"}, 0),
        (SUBSCRIBERS, {"date_modified__max": "2000-01-01"}, 0),
        (WISHLISTS, {"customer_id": 999}, 0),
    ],
)
def test_lists_are_filtered(
    shared_client: Client, path: str, query: dict[str, object], count: int
) -> None:
    """By the parameters that the reference gives each."""
    answer = shared_client.read(path, **query)
    assert len(answer["data"] if isinstance(answer, dict) else answer) == count


@pytest.mark.parametrize("kind", ["text", "numbers", "checkboxes"])
def test_form_field_values_are_found_by_type(shared_client: Client, kind: str) -> None:
    """Each of the shop's fields has one."""
    rows = shared_client.read(FORM_FIELDS, field_type=kind)["data"]
    assert len({row["name"] for row in rows}) == 1


def test_a_shop_without_customers_has_no_wishlists() -> None:
    """Nobody could have made them."""
    assert Store(orders=0, customers=0).wishlists.ids() == []
