"""What is special about the lists around customers."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bigcommerce_sandbox import Fault
from tests.running import attempt, read

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

FORM_FIELDS = "customer_form_field_values"


def test_form_field_values_say_what_they_belong_to(shop: Sandbox) -> None:
    """A customer or an address, by its id, though the API has no id for the value itself."""
    truth = {
        (kind, owner["id"], field["name"])
        for customer in shop.store.customers
        for kind, owners in (("customer", [customer]), ("address", customer["addresses"]))
        for owner in owners
        for field in owner["form_fields"]
    }
    records = read(shop, FORM_FIELDS, streams="tables").records(FORM_FIELDS)
    assert {kind for kind, *_ in truth} == {"customer", "address"}
    assert {(one["resource_type"], one["resource_id"], one["name"]) for one in records} == truth
    assert len(records) == len(truth)
    for one in records:
        owner = {"customer": one["customer_id"], "address": one["address_id"]}
        assert owner.pop(one["resource_type"]) == one["resource_id"]
        assert [*owner.values()] == [None]


def test_form_field_values_are_texts(shop: Sandbox) -> None:
    """A number as it is written, several choices as a JSON list."""
    values = {one["value"] for one in read(shop, FORM_FIELDS).records(FORM_FIELDS)}
    assert {"38", "41.5", "44"} & values
    assert ["camp", "garden"] in [json.loads(one) for one in values if one.startswith("[")]


def test_form_field_values_are_read_once_while_customers_leave(open_shop: OpenShop) -> None:
    """Cursors stand for values, so what leaves the list shifts nothing."""
    shop = open_shop(customers=120)
    shop.mutate(every=2, touch=0, delete=1, insert=0, collections=["customers"])
    output, error = attempt(shop, FORM_FIELDS, page_size=5)
    assert error is None
    keys = [
        (one["resource_type"], one["resource_id"], one["name"])
        for one in output.records(FORM_FIELDS)
    ]
    assert len(set(keys)) == len(keys)
    left = {
        ("customer", customer["id"], field["name"])
        for customer in shop.store.customers
        for field in customer["form_fields"]
    }
    assert left <= set(keys)


def test_a_changed_attribute_value_comes_alone(shop: Sandbox) -> None:
    """It has a date of its own, whatever the customer's says."""
    shop.store.clock.advance(3600)
    first = read(shop, "customer_attribute_values")
    customer_id = shop.store.customers.ids()[0]
    shop.store.customers.edit_attribute(customer_id, 1, "Changed")
    shop.store.clock.advance(3600)
    [record] = read(shop, "customer_attribute_values", state=first.state).records(
        "customer_attribute_values"
    )
    assert (record["customer_id"], record["attribute_id"]) == (customer_id, 1)
    assert record["attribute_value"] == "Changed"


@pytest.mark.parametrize("seconds", [0, 1])
def test_subscribers_of_one_second_are_not_missed(seconds: int, open_shop: OpenShop) -> None:
    """The bounds of this filter exclude their own second, as the reference's words have it."""
    shop = open_shop(subscribers=20)
    shop.store.clock.advance(3600)
    moment = shop.store.clock.now()
    shop.store.subscribers.stamp([1, 2], moment)
    shop.store.clock.advance(3600)
    first = read(shop, "subscribers")
    shop.store.subscribers.stamp([3], moment + timedelta(seconds=seconds))
    second = read(shop, "subscribers", state=first.state)
    assert 3 in second.ids("subscribers")
    assert not {4, 5} & {*second.ids("subscribers")}


@pytest.mark.parametrize("status", [403, 404])
def test_customer_groups_may_need_a_plan(status: int, open_shop: OpenShop) -> None:
    """A store without them is told so, and other streams are read."""
    shop = open_shop(subscribers=5)
    shop.faults.append(Fault(path="/v2/customer_groups", status=status, times=99))
    output, error = attempt(shop, "customer_groups", "subscribers")
    assert "Plus or higher" in str(error)
    assert output.ids("subscribers")


def test_the_four_shapes_of_discounts_have_one_schema(shop: Sandbox) -> None:
    """Each rule has the fields of its kind."""
    records = read(shop, "customer_groups").records("customer_groups")
    rules = {rule["type"]: rule for one in records for rule in one["discount_rules"]}
    assert rules["price_list"]["price_list_id"] == 1
    assert rules["category"]["category_id"] == 19
    assert rules["product"]["product_id"] == 1
    assert str(rules["all"]["amount"]) in {"5", "5.0", "5.0000"}
