"""A customer arrives with all addresses, attributes, form fields and store credit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_bigcommerce.sandbox import Fault
from tests.running import attempt, read
from tests.truth import differences, wrong_records

if TYPE_CHECKING:
    from tap_bigcommerce.sandbox import Sandbox
    from tests.conftest import OpenShop


def test_customers_say_what_the_store_holds(shop: Sandbox) -> None:
    """Every field, and every address and attribute, also beyond the ten that come along."""
    records = read(shop, "customers").records("customers")
    assert wrong_records(shop.store.customers, records) == []
    for part, count in (("addresses", "address_count"), ("attributes", "attribute_count")):
        assert all(len(record[part]) == record[count] for record in records)
        assert max(record[count] for record in records) > 10


def test_form_fields_keep_lists_and_numbers(shop: Sandbox) -> None:
    """One text a field: a number as written, a list as its JSON."""
    values = {
        field["value"]
        for record in read(shop, "customers").records("customers")
        for field in record["form_fields"]
    }
    assert any(value.startswith('["') for value in values)
    assert any(value.replace(".", "").isdigit() for value in values)


def test_what_did_not_come_along_costs_few_requests(open_shop: OpenShop) -> None:
    """Addresses of several customers are asked for at once."""
    shop = open_shop(customers=1_000)
    many = [
        one
        for one in shop.store.customers.ids()
        if shop.store.customers.get(one)["address_count"] > 10
    ]
    assert len(many) > 15
    read(shop, "customers")
    asked = [one for one in shop.requests if one.path.endswith("/customers/addresses")]
    assert len(asked) <= len(many) / 10 + 1
    assert all("page" not in one.query or one.query["page"] == "1" for one in asked)


def test_parts_that_are_not_selected_are_not_asked_for(open_shop: OpenShop) -> None:
    """One plain request for a store of few customers."""
    shop = open_shop(customers=100)
    parts = ("addresses", "attributes", "form_fields", "store_credit_amounts")
    read(shop, "customers", select={f"customers.{part}": False for part in parts})
    assert [one.path for one in shop.requests] == ["/v3/customers"]
    assert "include" not in shop.requests[0].query


def test_addresses_come_with_their_form_fields(shop: Sandbox) -> None:
    """Also when the customers' own are not selected."""
    output = read(shop, "customers", select={"customers.form_fields": False})
    for record in output.records("customers"):
        truth = shop.store.customers.get(record["id"])["addresses"]
        assert differences(record["addresses"], truth) == []
        assert [len(one["form_fields"]) for one in record["addresses"]] == [
            len(one["form_fields"]) for one in truth
        ]


def test_a_missing_count_is_no_reason_to_stop_at_ten(open_shop: OpenShop) -> None:
    """In doubt, all are asked for."""
    shop = open_shop(customers=200)
    many = next(
        one
        for one in shop.store.customers.ids()
        if shop.store.customers.get(one)["address_count"] > 10
    )
    shop.store.customers.edit(many, address_count=None)
    shop.store.clock.advance(90)
    found = {r["id"]: r for r in read(shop, "customers").records("customers")}
    assert len(found[many]["addresses"]) == len(shop.store.customers.get(many)["addresses"])


def test_a_404_of_addresses_is_not_taken_for_that_of_the_store(open_shop: OpenShop) -> None:
    """The other streams are read."""
    shop = open_shop(customers=200, products=5)
    shop.faults.append(Fault(path="customers/addresses", status=404, times=None))
    output, error = attempt(shop)
    assert error is not None
    assert "GET v3/customers/addresses was turned down (404" in error.message
    assert len(output.ids("products")) == 5
