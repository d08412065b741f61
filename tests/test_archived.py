"""Archived orders arrive with `is_deleted`, if the API shows them in whatever way."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bigcommerce_sandbox import Sandbox, Store
from tests.running import Output, attempt, read

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTLED = 3600
"""Seconds after which every change can be read."""

SHOWN = ["archived-by-filter", "archived-listed"]
"""Ways in which the API may show them."""

HIDDEN = [None, "is-deleted-refused"]
"""Ways in which it may not: a filter without effect, and one that is refused."""


@pytest.fixture
def shop() -> Iterator[Sandbox]:
    """A store whose orders can all be read."""
    store = Store(seed=11, orders=60, customers=20, products=20)
    store.clock.advance(SETTLED)
    with Sandbox(store, gzip=False) as shop:
        yield shop


def archive(shop: Sandbox, *row_ids: int) -> None:
    """Archive orders, and let some time go by."""
    shop.store.orders.delete(*row_ids)
    shop.store.clock.advance(SETTLED)


def archived(output: Output) -> list[int]:
    """The orders that a run delivered as archived."""
    return [one["id"] for one in output.records("orders") if one["is_deleted"]]


@pytest.mark.cases(1)
@pytest.mark.promise("archived")
@pytest.mark.parametrize("habit", SHOWN)
def test_archived_orders_come_once(habit: str, shop: Sandbox) -> None:
    """With their line items, by the next run, while others come and change."""
    shop.variants = {habit}
    first = read(shop, "orders", "order_products", page_size=10)
    assert archived(first) == []
    some = shop.store.orders.ids()[5:40:3]
    shop.store.orders.touch(shop.store.orders.ids()[1])
    new = shop.store.orders.insert(2)
    archive(shop, *some)
    second = read(shop, "orders", "order_products", state=first.state, page_size=10)
    assert sorted(archived(second)) == some
    assert Counter(second.ids("orders")).most_common(1)[0][1] == 1
    assert {*second.ids("orders")} >= {*some, *new}
    assert {one["order_id"] for one in second.records("order_products")} >= {*some}
    third = read(shop, "orders", "order_products", state=second.state, page_size=10)
    assert third.records("orders") == third.records("order_products") == []


@pytest.mark.cases(2)
@pytest.mark.parametrize("method", ["INCREMENTAL", "FULL_TABLE"])
@pytest.mark.parametrize("habit", SHOWN)
def test_a_first_run_brings_those_that_were_archived_before(
    habit: str, method: str, shop: Sandbox
) -> None:
    """Each order once, archived or not."""
    ids = shop.store.orders.ids()
    archive(shop, *ids[10:15])
    shop.variants = {habit}
    metadata = {"selected": True, "forced-replication-method": method}
    catalog = {
        "streams": [
            {"tap_stream_id": "orders", "metadata": [{"breadcrumb": [], "metadata": metadata}]}
        ]
    }
    output = read(shop, catalog=catalog, page_size=20)
    assert sorted(output.ids("orders")) == ids
    assert sorted(archived(output)) == ids[10:15]


@pytest.mark.parametrize("habit", HIDDEN)
def test_an_api_that_hides_them_is_no_failure(
    habit: str | None, shop: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Then `deleted_records` tells of them."""
    shop.variants = {habit} if habit else set()
    first = read(shop, "orders", "deleted_records")
    some = shop.store.orders.ids()[3:6]
    archive(shop, *some)
    output = read(shop, "orders", "deleted_records", state=first.state)
    assert output.records("orders") == []
    assert [one["id"] for one in output.records("deleted_records")] == some
    assert [one.getMessage() for one in caplog.records if one.levelname == "WARNING"] == []


@pytest.mark.parametrize("habit", SHOWN)
def test_an_archived_order_is_not_gone(habit: str, shop: Sandbox) -> None:
    """The store still has it, and says so."""
    shop.variants = {habit}
    first = read(shop, "orders", "deleted_records")
    archive(shop, *shop.store.orders.ids()[3:6])
    output = read(shop, "orders", "deleted_records", state=first.state)
    assert len(archived(output)) == 3
    assert output.records("deleted_records") == []


@pytest.mark.cases(2)
@pytest.mark.parametrize("habit", [*HIDDEN, *SHOWN])
def test_an_idle_run_asks_once_for_archived_orders(habit: str | None, shop: Sandbox) -> None:
    """Of ten orders at the most, without their parts."""
    shop.variants = {habit} if habit else set()
    state = read(shop, "orders").state
    shop.store.clock.advance(SETTLED)
    shop.requests.clear()
    read(shop, "orders", state=state)
    [asked] = [one.query for one in shop.requests if "is_deleted" in one.query]
    assert asked["limit"] == "10"
    assert "include" not in asked


def test_one_that_shows_late_is_not_missed(shop: Sandbox) -> None:
    """What was archived in the last minutes waits for the next run; it comes once."""
    shop.variants = {"archived-by-filter"}
    first = read(shop, "orders")
    archive(shop, shop.store.orders.ids()[3])
    archive(shop, shop.store.orders.ids()[3])
    shop.store.clock.advance(-SETTLED + 120)
    second = read(shop, "orders", state=first.state)
    assert len(archived(second)) == 1
    shop.store.clock.advance(SETTLED)
    third = read(shop, "orders", state=second.state)
    assert len(archived(third)) == 1
    assert archived(second) != archived(third)


def test_the_bookmark_stays_where_the_other_orders_are(shop: Sandbox) -> None:
    """An archived order may be younger than an order that a killed run has yet to read."""
    shop.variants = {"archived-by-filter"}
    first = read(shop, "orders")
    archive(shop, shop.store.orders.ids()[3])
    second = read(shop, "orders", state=first.state)
    assert len(archived(second)) == 1
    assert second.bookmark("orders") == first.bookmark("orders")


def test_what_a_killed_run_had_of_them_comes_again(shop: Sandbox) -> None:
    """Nothing says that it was delivered before all of them were."""
    shop.variants = {"archived-by-filter"}
    first = read(shop, "orders")
    some = shop.store.orders.ids()[3:9]
    archive(shop, *some)
    second = read(shop, "orders", state=first.state, page_size=2)
    assert len(second.states) > 2
    third = read(shop, "orders", state=second.states[0])
    assert sorted(archived(third)) == some


def test_a_date_filter_without_effect_loses_none(shop: Sandbox) -> None:
    """The tap compares dates itself."""
    archive(shop, *shop.store.orders.ids()[:3])
    shop.variants = {"archived-by-filter"}
    first = read(shop, "orders")
    shop.variants = {"archived-by-filter", "dates-ignored"}
    some = shop.store.orders.ids()[3:6]
    archive(shop, *some)
    output, error = attempt(shop, "orders", state=first.state)
    assert error is None
    assert sorted(archived(output)) == some
