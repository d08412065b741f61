"""A customer arrives with all addresses, attributes, form fields and store credit."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Fault
from tests.replay import Query, Replay, Row
from tests.running import attempt, read
from tests.truth import differences, wrong_records

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
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
    shop = open_shop(customers=90)
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
    output, error = attempt(shop, retry_time=1)
    assert error is not None
    assert "GET v3/customers/addresses was rejected (404" in error.message
    assert len(output.ids("products")) == 5


def test_a_404_of_addresses_that_passes_loses_nothing(open_shop: OpenShop) -> None:
    """The same request is made again."""
    shop = open_shop(customers=200)
    shop.faults.append(Fault(path="customers/addresses", status=404))
    records = read(shop, "customers").records("customers")
    assert wrong_records(shop.store.customers, records) == []


def customer(**fields: Any) -> Row:
    """A customer whose addresses did not all come along."""
    return {"id": 1, "date_modified": "2026-01-05T09:00:07Z", "address_count": 400} | fields


def address(one: int) -> Row:
    """An address of customer 1."""
    return {"id": one, "customer_id": 1, "city": f"City {one}"}


def test_addresses_that_move_between_pages_are_not_lost() -> None:
    """Of 400, the first is deleted behind the first page, so that all others move."""
    addresses = [address(one) for one in range(1, 401)]

    def deleted_behind(query: Query) -> Row:
        page, limit = int(query["page"]), int(query["limit"])
        shown = addresses[(page - 1) * limit : page * limit]
        pagination = {"total": len(addresses), "per_page": limit}
        addresses[:] = [one for one in addresses if one["id"] != 1]
        return {"data": shown, "meta": {"pagination": pagination}}

    parts = {"v3/customers/addresses": deleted_behind}
    with Replay({"v3/customers": [customer()]}, parts).open() as store:
        [record] = read(store, "customers").records("customers")
    assert [one["id"] for one in record["addresses"]] == list(range(2, 401))


@pytest.mark.promise("restless-addresses")
def test_addresses_that_never_stand_still_are_refused() -> None:
    """The tap says so rather than deliver what may lack some."""
    changes = itertools.count(1_000, 1_000)

    def moving(query: Query) -> Row:
        page, limit = int(query["page"]), int(query["limit"])
        shown = [address(next(changes) + one) for one in range(limit if page == 1 else 10)]
        return {"data": shown, "meta": {"pagination": {"total": limit + 10, "per_page": limit}}}

    parts = {"v3/customers/addresses": moving}
    with Replay({"v3/customers": [customer()]}, parts).open() as store:
        output, error = attempt(store, "customers")
    assert error is not None
    assert "GET v3/customers/addresses changed 5 times while it was read" in error.message
    assert output.ids("customers") == []


@pytest.mark.parametrize(
    "came",
    [
        [address(1), address(2)],
        {"0": address(1), "5": address(2)},
        [None, address(1), address(2)],
    ],
)
def test_addresses_that_came_along_are_counted_in_any_form(came: Any) -> None:
    """Where they are all there, no request is made for them."""
    rows = [customer(address_count="2", addresses=came, attribute_count=0)]
    with Replay({"v3/customers": rows}).open() as store:
        [record] = read(store, "customers").records("customers")
    assert [one["city"] for one in record["addresses"]] == ["City 1", "City 2"]
    assert not [path for path in store.asked if path.endswith("addresses")]


@pytest.mark.parametrize(
    "came", [None, [], "", {"url": "https://…/addresses", "resource": "/addresses"}]
)
def test_addresses_that_did_not_come_along_are_fetched(came: Any) -> None:
    """Whatever stands in their place."""
    rows = [customer(address_count=2, addresses=came)]
    lists = {"v3/customers": rows, "v3/customers/addresses": [address(1), address(2)]}
    with Replay(lists).open() as store:
        [record] = read(store, "customers").records("customers")
    assert [one["city"] for one in record["addresses"]] == ["City 1", "City 2"]


def test_a_count_that_is_no_number_is_named() -> None:
    """As any other value that its field cannot represent."""
    rows = [customer(address_count="many", addresses=[])]
    with Replay({"v3/customers": rows}).open() as store:
        _, error = attempt(store, "customers")
        lenient = read(store, "customers", invalid_values="null")
    assert error is not None
    assert "customers record 1: field 'address_count' is 'many'" in error.message
    assert [one["address_count"] for one in lenient.records("customers")] == [None]


def test_beta_fields_come_when_they_are_selected() -> None:
    """Only then: a store without them may refuse the whole request."""
    profile = {"shopper_profile_id": "82511e54", "segment_ids": ["0a1b", "2c3d"]}
    store = Replay({"v3/customers": [customer(address_count=0) | profile]})
    with store.open():
        read(store, "customers", select={"customers.addresses": False})
        [record] = read(
            store, "customers", select={f"customers.{field}": True for field in profile}
        ).records("customers")
    assert "shopper_profile_id" not in store.queries[0]["include"]
    assert store.queries[-1]["include"].endswith(",shopper_profile_id,segment_ids")
    assert {field: record[field] for field in profile} == profile
