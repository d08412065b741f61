"""What a state says of runs that were cut short, so that the next one can make up for them."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from bigcommerce_sandbox import Fault, faults
from tap_bigcommerce.reading.page import Row
from tap_bigcommerce.state import Bookmark
from tests.running import attempt, read

if TYPE_CHECKING:
    from tests.conftest import OpenShop
    from tests.running import Message

DATED = ("customers", "orders", "products")

SETTLED = 90
"""Seconds after which every change can be read."""

LOOKBACK = timedelta(minutes=5)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def row(record_id: int, seconds: int) -> Row:
    """A record that was modified so many seconds after noon."""
    return Row(NOON + timedelta(seconds=seconds), record_id, msgspec.Raw(b"{}"))


def run(state: dict[str, Any]) -> Bookmark:
    """Begin another run from a state."""
    bookmark = Bookmark(state, LOOKBACK)
    bookmark.begin(NOON + timedelta(days=1))
    return bookmark


def state_after(messages: list[Message], stream: str, records: int) -> dict[str, Any]:
    """Return the first STATE that follows so many records, as a run leaves it that is killed."""
    seen = 0
    for message in messages:
        seen += message["type"] == "RECORD" and message["stream"] == stream
        if message["type"] == "STATE" and seen >= records:
            state: dict[str, Any] = message["value"]
            return state
    pytest.fail(f"no STATE follows {records} records")


# What was delivered and not yet compared with the store's count


def test_a_run_that_was_cut_short_counts_what_the_next_does_not_repeat() -> None:
    """The next run reads `lookback` again, and what comes then is not counted twice."""
    state: dict[str, Any] = {}
    first = run(state)
    for one in range(10):
        first.note(row(one, 60 * one))
    second = run(state)
    assert second.start == NOON + timedelta(minutes=4)
    assert second.unproven_since(second.start) is None
    assert second.delivered(came=6) == 10


def test_what_an_earlier_run_delivered_counts_where_a_run_was_cut_short() -> None:
    """Reading begins before the bookmark, and the store counts what is there."""
    state: dict[str, Any] = {}
    finished = run(state)
    for one in range(3):
        finished.note(row(one, one))
    finished.finish()
    cut_short = run(state)
    start = cut_short.start
    for one in range(3, 10):
        cut_short.note(row(one, 3600 + one))
    third = run(state)
    assert third.unproven_since(third.start) == start
    assert third.delivered(came=7) == 10


def test_what_is_delivered_again_after_a_second_reading_failed_counts_once() -> None:
    """Else the next run would take a list that lacks records for a whole one."""
    state: dict[str, Any] = {}
    first = run(state)
    first.note(row(1, 1))
    first.note(row(2, 2))
    first.rewind()
    first.note(row(3, 0))
    again = run(state)
    assert again.start is None
    assert again.delivered(came=3) == 3


def test_a_refresh_proves_itself() -> None:
    """It reads everything, so what a run before it left unproven does not count."""
    state: dict[str, Any] = {}
    run(state).finish()
    first = run(state)
    first.note(row(1, 1))
    first.finish()
    cut_short = run(state)
    cut_short.note(row(2, 4000))
    refresh = Bookmark(state, LOOKBACK)
    refresh.refresh(timedelta(0), NOON + timedelta(days=2))
    refresh.begin(NOON + timedelta(days=2))
    assert refresh.delivered(came=2) == 2
    for one in (1, 2):
        refresh.note(row(one, one))
    resumed = run(state)
    assert resumed.start == NOON + timedelta(seconds=2)
    assert resumed.delivered(came=1) == 2


@pytest.mark.cases(1)
@pytest.mark.parametrize("stream", DATED)
def test_a_run_that_goes_on_repeats_nothing(
    stream: str, open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither what was delivered in its period, nor what came before the one that was killed."""
    shop = open_shop(**{stream: 60})
    collection = getattr(shop.store, stream)
    collection.stamp(collection.ids()[-20:], shop.store.clock.now() - timedelta(seconds=SETTLED))
    first = read(shop, stream)
    shop.store.clock.advance(3600)
    collection.touch(*collection.ids()[:15])
    shop.store.clock.advance(3600)
    touched = collection.ids()[15:30]
    collection.touch(*touched)
    shop.store.clock.advance(3600)
    killed = read(shop, stream, state=first.state, page_size=5)
    state = state_after(killed.messages, stream, 20)
    delivered = killed.ids(stream)[: killed.messages.index({"type": "STATE", "value": state})]
    caplog.set_level(logging.INFO)
    last = read(shop, stream, state=state, page_size=5)
    assert set(last.ids(stream)) <= set(touched)
    assert set(delivered) | set(last.ids(stream)) >= set(touched)
    assert "second time" not in caplog.text


# New records with old dates


@pytest.mark.parametrize(
    ("stream", "query"),
    [("orders", "min_id="), ("products", "id:greater="), ("customers", "^limit")],
)
def test_an_import_that_could_not_be_looked_for_is_left_to_the_next_run(
    stream: str, query: str, open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """Other new records, which have higher ids, do not hide it."""
    shop = open_shop(**{stream: 30})
    collection = getattr(shop.store, stream)
    shop.store.clock.advance(SETTLED)
    first = read(shop, stream)
    imported = collection.insert(3, dated=shop.store.clock.now() - timedelta(days=99))
    new = collection.insert()
    shop.store.clock.advance(SETTLED)
    shop.faults = [Fault(query=query, times=None)]
    second = read(shop, stream, state=first.state, retry_time=0)
    assert second.ids(stream) == new
    assert "new records with old dates were not looked for" in caplog.text
    shop.faults = []
    assert sorted(read(shop, stream, state=second.state).ids(stream)) == imported


@pytest.mark.parametrize("stream", DATED)
def test_a_run_with_an_end_leaves_an_import_to_the_next(stream: str, open_shop: OpenShop) -> None:
    """It does not look for any, whatever higher ids it delivers."""
    shop = open_shop(**{stream: 30})
    collection = getattr(shop.store, stream)
    shop.store.clock.advance(SETTLED)
    first = read(shop, stream)
    imported = collection.insert(3, dated=shop.store.clock.now() - timedelta(days=99))
    new = collection.insert()
    shop.store.clock.advance(SETTLED)
    end = shop.store.clock.now().isoformat()
    backfill = read(shop, stream, state=first.state, end_date=end)
    assert backfill.ids(stream) == new
    assert sorted(read(shop, stream, state=backfill.state).ids(stream)) == imported


@pytest.mark.parametrize("stream", ["customers", "products"])
def test_an_import_is_delivered_whole_where_pages_are_shorter_than_asked_for(
    stream: str, open_shop: OpenShop
) -> None:
    """Records that are asked for by their ids come on several pages then."""
    shop = open_shop(**{stream: 10})
    collection = getattr(shop.store, stream)
    first = read(shop, stream)
    imported = collection.insert(230, dated=shop.store.clock.now() - timedelta(days=99))
    shop.variants = {"v3-pages-of-100-unsaid"}
    assert sorted(read(shop, stream, state=first.state).ids(stream)) == imported


@pytest.mark.parametrize("stream", DATED)
def test_an_import_behind_a_first_run_that_was_cut_short_is_found(
    stream: str, open_shop: OpenShop
) -> None:
    """Also where the store's count hides it, since what was delivered has changed meanwhile."""
    shop = open_shop(**{stream: 40})
    collection = getattr(shop.store, stream)
    killed = read(shop, stream, page_size=5)
    state = state_after(killed.messages, stream, 30)
    imported = collection.insert(2, dated=shop.store.clock.now() - timedelta(days=300))
    shop.store.clock.advance(SETTLED)
    collection.touch(*killed.ids(stream)[:10])
    collection.insert()
    shop.store.clock.advance(SETTLED)
    second = read(shop, stream, state=state)
    assert set(imported) < set(second.ids(stream))
    assert read(shop, stream, state=second.state).ids(stream) == []


@pytest.mark.parametrize("variant", ["ids-exclude-min", "ids-exclude-max"])
def test_bounds_that_exclude_their_own_id_hide_no_order(variant: str, open_shop: OpenShop) -> None:
    """An order is fetched between two bounds: as an import, and for its refund."""
    shop = open_shop(orders=20)
    first = read(shop, "orders")
    shop.store.clock.advance(SETTLED)
    imported = shop.store.orders.insert(2, dated=shop.store.clock.now() - timedelta(days=99))
    refunded = shop.store.orders.ids()[3]
    shop.store.orders.refund(refunded)
    shop.variants = {variant}
    assert read(shop, "orders", state=first.state).ids("orders") == [*imported, refunded]


def test_an_import_that_a_late_server_does_not_have_is_left_to_the_next_run(
    open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the list, and cannot be fetched yet."""
    monkeypatch.setattr(faults, "WRONG_BODY", b'{"data": [], "meta": {}}')
    shop = open_shop(products=20)
    first = read(shop, "products")
    imported = shop.store.products.insert(2, dated=shop.store.clock.now() - timedelta(days=99))
    shop.faults = [Fault("wrong_body", query="id:in=", times=None)]
    second = read(shop, "products", state=first.state)
    assert second.ids("products") == []
    shop.faults = []
    assert read(shop, "products", state=second.state).ids("products") == imported


@pytest.mark.cases(2)
@pytest.mark.parametrize("page_size", [10, 1])
@pytest.mark.parametrize(
    "variants",
    [
        {"customers-oldest-first"},
        {"metas-bare"},
        {"metas-bare", "far-pages-empty"},
        {"customers-oldest-first", "metas-bare"},
        {"customers-oldest-first", "totals-slightly-too-high"},
        {"customers-oldest-first", "totals-far-too-high"},
        {"customers-oldest-first", "totals-zero"},
        {"customers-oldest-first", "totals-capped"},
    ],
    ids=lambda variants: " ".join(sorted(variants)),
)
def test_imported_customers_are_found_from_either_end_of_the_list(
    variants: set[str], page_size: int, open_shop: OpenShop
) -> None:
    """Or by the next run that can tell the end."""
    shop = open_shop(customers=130)
    first = read(shop, "customers")
    imported = shop.store.customers.insert(25, dated=shop.store.clock.now() - timedelta(days=99))
    shop.variants = variants
    second = read(shop, "customers", state=first.state, page_size=page_size)
    shop.variants = set()
    third = read(shop, "customers", state=second.state, page_size=page_size)
    assert sorted(second.ids("customers") + third.ids("customers")) == imported


# Parts that changed


def test_a_refund_behind_a_first_run_that_was_cut_short_is_found(open_shop: OpenShop) -> None:
    """It does not move the order's date, and the order was delivered before it."""
    shop = open_shop(orders=40)
    killed = read(shop, "orders", page_size=5)
    state = state_after(killed.messages, "orders", 20)
    refunded = killed.ids("orders")[3]
    shop.store.clock.advance(SETTLED)
    shop.store.orders.refund(refunded)
    second = read(shop, "orders", state=state)
    assert second.ids("orders").count(refunded) == 1
    assert refunded not in read(shop, "orders", state=second.state).ids("orders")


@pytest.mark.proof
def test_refunds_that_could_be_read_in_part_only_are_left_to_the_next_run(
    open_shop: OpenShop,
) -> None:
    """Nothing counts as delivered that was found before the list failed."""
    shop = open_shop(orders=260)
    first = read(shop, "orders")
    shop.store.clock.advance(SETTLED)
    orders = [one for one in shop.store.orders.ids() if shop.store.orders.get(one)["products"]]
    for one in orders:
        shop.store.orders.refund(one)
    shop.store.clock.advance(SETTLED)
    assert len(orders) > 250, "the list has to have a second page"
    shop.faults = [Fault(path="/refunds$", query="page=2", times=None)]
    second = read(shop, "orders", state=first.state, retry_time=0)
    assert second.ids("orders") == []
    shop.faults = []
    assert sorted(read(shop, "orders", state=second.state).ids("orders")) == orders


def test_a_record_that_changed_twofold_comes_once(open_shop: OpenShop) -> None:
    """By its own date, and by a part of it: whether found first or last, it is the same."""
    shop = open_shop(orders=30, customers=30)
    first = read(shop, "orders", "customers")
    shop.store.clock.advance(SETTLED)
    order, customer = shop.store.orders.ids()[3], shop.store.customers.ids()[3]
    shop.store.orders.refund(order)
    shop.store.orders.touch(order)
    shop.store.customers.edit_attribute(customer, 1, "gold")
    shop.store.customers.touch(customer)
    shop.store.clock.advance(SETTLED)
    second = read(shop, "orders", "customers", state=first.state)
    assert second.ids("orders") == [order]
    assert second.ids("customers") == [customer]


# Refreshes


def test_a_run_with_an_end_does_not_end_a_refresh(open_shop: OpenShop) -> None:
    """What lies behind the end is read again by the run that goes on with it."""
    shop = open_shop(products=40)
    first = read(shop, "products")
    shop.store.clock.advance(SETTLED)
    last = first.ids("products")[-1]
    shop.store.products.edit_silently(last, name="Another name")
    killed = read(shop, "products", state=first.state, refresh_hours=0, page_size=5)
    state = state_after(killed.messages, "products", 10)
    end = shop.store.products.modified(killed.ids("products")[20])
    assert end
    backfill = read(shop, "products", state=state, end_date=end.isoformat())
    assert last not in backfill.ids("products")
    assert last in read(shop, "products", state=backfill.state).ids("products")


def test_a_failed_run_says_so_and_repeats_only_what_it_has_to(open_shop: OpenShop) -> None:
    """A list that fails behind its first pages leaves a bookmark from which the rest comes."""
    shop = open_shop(products=60)
    shop.faults = [Fault(path="/products$", nth=4, times=None)]
    first, error = attempt(shop, "products", page_size=5, retry_time=0, max_parallel_requests=1)
    assert error
    shop.faults = []
    second = read(shop, "products", state=first.states[-1] if first.states else None)
    assert set(first.ids("products")) | set(second.ids("products")) == set(
        shop.store.products.ids()
    )
