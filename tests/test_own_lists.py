"""Tables with lists of their own that are about several records, or about parts of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tap_bigcommerce.reading.parts import IDS_AT_ONCE, Bulk, batches
from tap_bigcommerce.streams.fulfilment import OrderPickups
from tests.replay import Replay
from tests.running import attempt, read

if TYPE_CHECKING:
    from bigcommerce_sandbox import Request, Sandbox
    from tests.conftest import OpenShop
    from tests.replay import Query, Row

HOUR = 3600


def asked(shop: Sandbox, path: str) -> list[Request]:
    """The requests for a list."""
    return [one for one in shop.requests if one.path.endswith(path)]


def named(request: Request, name: str) -> set[int]:
    """The ids that a request names."""
    return {int(one) for one in request.query[name].split(",")}


@pytest.mark.parametrize(
    ("stream", "path", "name"),
    [
        ("tax_customers", "/tax/customers", "customer_id:in"),
        ("product_tax_properties", "/tax/products/properties", "product_id:in"),
    ],
)
def test_all_records_are_named_fifty_at_a_time(
    open_shop: OpenShop, stream: str, path: str, name: str
) -> None:
    """Each once, with no other parameter, and again with the next run: no date tells of changes."""
    shop = open_shop(customers=120, products=120, tax_customers=70, product_tax_properties=70)
    first = read(shop, stream)
    requests = asked(shop, path)
    assert [one.query.keys() for one in requests] == [{name}] * 3
    assert sorted(len(named(one, name)) for one in requests) == [20, 50, 50]
    assert set().union(*(named(one, name) for one in requests)) == {*range(1, 121)}
    assert len(first.records(stream)) == 70
    shop.store.collection(stream).edit(3, tax_properties={"C-42": "new", "X": None})
    shop.store.clock.advance(HOUR)
    again = read(shop, stream, state=first.state).records(stream)
    [edited] = [one for one in again if 3 in one.values()]
    assert edited["tax_properties"] == {"C-42": "new", "X": None}


def test_only_orders_with_goods_to_collect_are_asked_for_pickups(open_shop: OpenShop) -> None:
    """Together, and with no other parameter."""
    shop = open_shop(orders=200, customers=40, products=30)
    rows = read(shop, "order_pickups").records("order_pickups")
    orders = [one for one in shop.store.orders if one["consignments"]["pickups"]]
    requests = asked(shop, "/orders/pickups")
    assert 0 < len(requests) <= 200 / IDS_AT_ONCE
    assert [one.query.keys() for one in requests] == [{"order_id:in"}] * len(requests)
    wanted = {one["id"] for one in orders}
    assert set().union(*(named(one, "order_id:in") for one in requests)) == wanted
    assert {one["id"] for one in rows} == {one["id"] for row in orders for one in row["pickups"]}


@pytest.mark.parametrize(
    ("order", "may_have"),
    [
        ({"consignments": {"pickups": [{"id": 1}], "shipping": []}}, True),
        ({"consignments": [{"pickups": [{"id": 1}]}]}, True),
        ({"consignments": {"pickups": [], "shipping": [{"id": 1}]}}, False),
        ({"consignments": {"url": "https://...", "resource": "/orders/1/consignments"}}, True),
        ({}, True),
    ],
)
def test_an_order_that_does_not_say_may_have_pickups(order: Row, *, may_have: bool) -> None:
    """As where consignments were included and came as a link."""
    assert OrderPickups.has_any(order) is may_have


def test_a_pickup_that_changes_without_its_order_arrives_with_a_refresh(
    open_shop: OpenShop,
) -> None:
    """And not before: nothing tells of it."""
    shop = open_shop(orders=200, customers=40, products=30)
    waiting = next(one["id"] for one in shop.store.orders if one["pickups"])
    shop.store.orders.edit_silently(waiting, status_id=8)
    shop.store.clock.advance(HOUR)
    first = read(shop, "order_pickups")
    shop.store.orders.edit_silently(waiting, status_id=10)
    shop.store.clock.advance(2 * HOUR)
    assert read(shop, "order_pickups", state=first.state).records("order_pickups") == []
    later = read(shop, "order_pickups", state=first.state, refresh_hours=1)
    collected = [row for row in later.records("order_pickups") if row["order_id"] == waiting]
    before = [row for row in first.records("order_pickups") if row["order_id"] == waiting]
    assert {item["status"] for row in before for item in row["pickup_items"]} == {
        "AWAITING_COLLECTION"
    }
    assert {item["status"] for row in collected for item in row["pickup_items"]} == {"COLLECTED"}


def test_orders_are_not_read_again_for_anything_else(open_shop: OpenShop) -> None:
    """A refresh is for pickups only."""
    shop = open_shop(orders=60, customers=20, products=20)
    first = read(shop, "orders", "order_shipping_quotes")
    shop.store.clock.advance(2 * HOUR)
    later = read(shop, "orders", "order_shipping_quotes", state=first.state, refresh_hours=0)
    assert later.records("orders") == later.records("order_shipping_quotes") == []


def test_each_address_of_an_order_is_asked_for_its_quote(open_shop: OpenShop) -> None:
    """Once; where no shopper chose one there is none."""
    shop = open_shop(orders=200, customers=40, products=30)
    rows = read(shop, "order_shipping_quotes").records("order_shipping_quotes")
    addresses = [
        (one["id"], order["order_source"])
        for order in shop.store.orders
        for one in order["shipping_addresses"]
    ]
    paths = [one.path.split("/") for one in asked(shop, "/shipping_quotes")]
    assert sorted(int(path[5]) for path in paths) == sorted(one for one, _ in addresses)
    quoted = {one for one, source in addresses if source not in {"manual", "external"}}
    assert {row["order_address_id"] for row in rows} == quoted
    assert len(rows) == len(quoted) < len(addresses)
    assert len({row["order_id"] for row in rows}) < len(rows)  # some orders go to several
    carriers = [row["shipping_provider_quote"] for row in rows if row["shipping_provider_quote"]]
    assert carriers[0][0]["rate"] == {"value": "107.32", "unit": "USD"}


def test_addresses_that_did_not_come_along_are_asked_for_quotes_as_well() -> None:
    """Where consignments came as a link, the order's own list names them."""
    order = {
        "id": 1,
        "date_modified": "Mon, 05 Jan 2026 09:00:07 +0000",
        "shipping_address_count": 2,
        "consignments": {"url": "https://...", "resource": "/orders/1/consignments"},
    }
    quote = {"id": "16", "timestamp": "Mon, 30 Jul 2018 15:32:35 +0000"}
    parts: dict[str, Any] = {
        r"v2/orders/1/shipping_addresses": [{"id": 7}, {"id": 8}],
        r"v2/orders/1/shipping_addresses/7/shipping_quotes": None,
        # An object in place of a list, as the reference says in words of some carriers.
        r"v2/orders/1/shipping_addresses/8/shipping_quotes": quote
        | {"shipping_provider_quote": {"name": "Ground"}},
    }
    with Replay({"v2/orders": [order]}, parts).open() as store:
        output = read(store, "order_shipping_quotes", refresh_hours="never")
    [row] = output.records("order_shipping_quotes")
    assert (row["order_id"], row["order_address_id"], row["id"]) == (1, 8, "16")
    assert row["shipping_provider_quote"] == [{"name": "Ground"}]


def test_a_list_without_pages_that_was_cut_is_an_error() -> None:
    """If it says so itself; the customers arrive."""
    customers = [{"id": one, "date_modified": "2026-01-05T09:00:07Z"} for one in (1, 2, 3)]

    def taxes(_: Query) -> Row:
        row = {"customer_id": 1, "tax_properties": {}}
        return {"data": [row], "meta": {"pagination": {"total": 3, "per_page": 1}}}

    replay = Replay({"v3/customers": customers}, {"v3/tax/customers": taxes})
    fields = ("addresses", "attributes", "form_fields", "store_credit_amounts")
    with replay.open() as store:
        select = {f"customers.{one}": False for one in fields}
        output, error = attempt(store, "customers", "tax_customers", select=select, retry_time=1)
    assert "v3/tax/customers" in str(error)
    assert "more of them cannot be had" in str(error)
    assert len(output.records("customers")) == 3
    assert output.records("tax_customers") == []


@pytest.mark.parametrize(
    ("stream", "parent", "scope"),
    [
        ("tax_customers", "customers", "Information & Settings"),
        ("order_pickups", "orders", "Order Fulfillment"),
    ],
)
def test_a_list_about_several_records_needs_a_scope_of_its_own(
    open_shop: OpenShop, stream: str, parent: str, scope: str
) -> None:
    """Without it the stream fails alone, and is told which scope it lacks."""
    shop = open_shop(orders=200, customers=40, products=30)
    token = shop.token("store_v2_orders_read_only", "store_v2_customers_read_only")
    given: dict[str, Any] = {"access_token": token}
    output, error = attempt(shop, parent, stream, **given)
    assert f"may not read {stream} (403)" in str(error)
    assert f"'{scope}'" in str(error)
    assert len(output.records(parent)) == len(shop.store.collection(parent))


def test_a_list_about_records_that_may_not_be_read_names_the_scope_of_these(
    open_shop: OpenShop,
) -> None:
    """The stream's own scope is granted."""
    shop = open_shop(customers=5)
    given: dict[str, Any] = {"access_token": shop.token("store_v2_information_read_only")}
    _, error = attempt(shop, "tax_customers", **given)
    assert "set the scope 'Customers'" in str(error)
    assert "deselect the field" not in str(error)


def test_a_request_names_no_more_than_fifty_records() -> None:
    """However few elements each has."""
    few = Bulk("parts", "parts", "id:in", "id", size=1)
    sizes = [len(batch) for batch in batches((one, few) for one in range(120))]
    assert sizes == [50, 50, 20]


def test_the_stores_metafields_have_numbers_for_ids(open_shop: OpenShop) -> None:
    """Although BigCommerce sends them as text."""
    shop = open_shop(store_metafields=4)
    rows = read(shop, "store_metafields").records("store_metafields")
    assert [row["id"] for row in rows] == [1, 2, 3, 4]
    store = read(shop, "store").records("store")[0]
    assert {row["resource_id"] for row in rows} == {store["store_id"]}


def test_segments_are_told_apart_by_uuids(open_shop: OpenShop) -> None:
    """On several pages as well; and customers name their profiles."""
    shop = open_shop(segments=30, customers=30, shopper_profiles=20)
    output = read(shop, "segments", "shopper_profiles", page_size=7)
    assert {row["id"] for row in output.records("segments")} == {
        row["id"] for row in shop.store.segments
    }
    profiles = {row["customer_id"]: row["id"] for row in output.records("shopper_profiles")}
    assert len(profiles) == 20
    assert all(
        shop.store.customers.get(one)["shopper_profile_id"] == uuid
        for one, uuid in profiles.items()
    )
