"""Bookmarks: inclusive, true at every moment, and no reason to repeat anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk.singerlib import RecordMessage

from tap_bigcommerce import state as state_module
from tap_bigcommerce.records import as_dict
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import CollectingWriter, Output, config, read, selection

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

DATED = ("customers", "orders", "products")


def bookmark(value: str, stream: str = "orders") -> dict[str, Any]:
    """A state as this tap writes it."""
    return {
        "bookmarks": {stream: {"replication_key": "date_modified", "replication_key_value": value}}
    }


def median(shop: Sandbox, stream: str) -> datetime:
    """When the middle one of the store's records was modified."""
    collection = getattr(shop.store, stream)
    dates: list[datetime] = sorted(collection.modified(one) for one in collection.ids())
    return dates[len(dates) // 2]


def since(shop: Sandbox, stream: str, start: datetime) -> list[int]:
    """The ids of the records modified then or later."""
    collection = getattr(shop.store, stream)
    return [one for one in collection.ids() if collection.modified(one) >= start]


@pytest.mark.parametrize("stream", DATED)
def test_the_bookmark_is_the_latest_date_delivered(shop: Sandbox, stream: str) -> None:
    """In one form for every stream."""
    output = read(shop, stream)
    assert output.bookmark(stream) == max(r["date_modified"] for r in output.records(stream))
    assert output.state["bookmarks"][stream]["replication_key"] == "date_modified"


@pytest.mark.cases(1)
@pytest.mark.parametrize("stream", DATED)
def test_a_bookmark_includes_its_own_second(shop: Sandbox, stream: str) -> None:
    """A state without memory of what was delivered may not lose that second's records."""
    start = median(shop, stream)
    output = read(shop, stream, state=bookmark(start.isoformat(), stream), page_size=10)
    assert sorted(output.ids(stream)) == since(shop, stream, start)


@pytest.mark.cases(1)
@pytest.mark.parametrize("stream", DATED)
def test_a_second_run_brings_exactly_what_changed(stream: str, open_shop: OpenShop) -> None:
    """Touched and new records, and nothing of the bookmark's own second again."""
    shop = open_shop(**{stream: 300})
    collection = getattr(shop.store, stream)
    collection.stamp(collection.ids()[-40:], shop.store.clock.now() - timedelta(minutes=5))
    first = read(shop, stream)
    delivered = first.state["bookmarks"][stream]["delivered"]
    assert len(delivered["ids"][first.bookmark(stream)]) == 40
    shop.store.clock.advance(3600)
    touched = collection.ids()[10:15]
    collection.touch(*touched)
    new = collection.insert(3)
    collection.delete(collection.ids()[20])
    shop.store.clock.advance(3600)
    second = read(shop, stream, state=first.state)
    assert sorted(second.ids(stream)) == sorted(touched + new)
    assert second.bookmark(stream) == collection.modified(new[0]).isoformat()


@pytest.mark.parametrize("stream", DATED)
def test_a_run_that_finds_nothing_leaves_the_state_as_it_was(
    stream: str, open_shop: OpenShop
) -> None:
    """An unchanged store gives no records and the same bookmark, however often it is asked."""
    shop = open_shop(**{stream: 50})
    first = read(shop, stream)
    for _ in range(2):
        again = read(shop, stream, state=first.state)
        assert again.records(stream) == []
        assert again.state == first.state


def test_a_record_that_joins_the_bookmarks_second_late_is_delivered(open_shop: OpenShop) -> None:
    """A long transaction shows a record after its date was read; the others are not repeated."""
    shop = open_shop(orders=50)
    first = read(shop, "orders")
    late = shop.store.orders.ids()[3]
    shop.store.orders.stamp([late], datetime.fromisoformat(first.bookmark("orders") or ""))
    second = read(shop, "orders", state=first.state)
    assert second.ids("orders") == [late]
    assert read(shop, "orders", state=second.state).ids("orders") == []


def test_every_state_is_true(open_shop: OpenShop) -> None:
    """Resuming from any STATE of a run gives, with what came before it, every record.

    The run itself continues one whose last second's records have all changed again, and most of
    its records share one second.
    """
    shop = open_shop(orders=60)
    every = shop.store.orders.ids()
    shop.store.orders.stamp(every[:20], shop.store.clock.now() - timedelta(days=9))
    before = read(shop, "orders")
    for share, days in ((every[:40], 2), (every[40:], 1)):
        shop.store.orders.stamp(share, shop.store.clock.now() + timedelta(days=days))
    shop.store.clock.advance(timedelta(days=9).total_seconds())
    output = read(shop, "orders", page_size=3, state=before.state)
    assert_every_state_is_true(shop, output)


def assert_every_state_is_true(shop: Sandbox, output: Output) -> None:
    """What came before a STATE, and what a run from there brings, is everything."""
    every = set(shop.store.orders.ids())
    seen: set[int] = set()
    states = 0
    for message in output.messages:
        if message["type"] == "RECORD":
            seen.add(message["record"]["id"])
        elif message["type"] == "STATE":
            states += 1
            rest = read(shop, "orders", state=message["value"])
            assert seen | set(rest.ids("orders")) == every
    assert states > 2


def test_a_state_goes_out_at_least_once_a_page(open_shop: OpenShop) -> None:
    """A crash costs no more than a page's worth of records, also where all share one second."""
    shop = open_shop(products=300)
    products = shop.store.products
    products.stamp(products.ids(), shop.store.clock.now() - timedelta(days=1))
    since_state = 0
    for message in read(shop, "products", page_size=50).messages:
        since_state = 0 if message["type"] == "STATE" else since_state + 1
        assert since_state <= 50 + 1  # and the SCHEMA


def test_a_second_with_too_many_records_to_remember_is_repeated(
    open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The state stays small; what is repeated was true before and is true now."""
    monkeypatch.setattr(state_module, "MOST_DELIVERED", 100)
    shop = open_shop(products=105)
    products = shop.store.products
    products.stamp(products.ids(), shop.store.clock.now() - timedelta(days=1))
    first = read(shop, "products")
    assert first.state["bookmarks"]["products"]["delivered"]["ids"] == {}
    assert sorted(read(shop, "products", state=first.state).ids("products")) == products.ids()


@pytest.mark.parametrize("stream", ["customers", "orders"])
def test_without_state_a_run_begins_at_the_start_date(shop: Sandbox, stream: str) -> None:
    """Inclusive, to the second."""
    start = median(shop, stream)
    output = read(shop, stream, start_date=start.isoformat())
    assert sorted(output.ids(stream)) == since(shop, stream, start)


def test_products_are_read_whole_first_whatever_the_start_date(shop: Sandbox) -> None:
    """A catalog is of no use in part; from then on only what changed is read."""
    output = read(shop, "products", start_date="2099-01-01")
    assert sorted(output.ids("products")) == shop.store.products.ids()
    again = read(shop, "products", start_date="2099-01-01", state=output.state)
    assert again.ids("products") == []


def test_a_bookmark_counts_more_than_the_start_date(shop: Sandbox) -> None:
    """The start date is for the first run only."""
    start = median(shop, "orders")
    output = read(shop, "orders", state=bookmark(start.isoformat()), start_date="2099-01-01")
    assert sorted(output.ids("orders")) == since(shop, "orders", start)


def test_partitions_in_a_state_do_not_count(shop: Sandbox) -> None:
    """No stream has any: each record comes once, and without what they would add."""
    partitions = [{"context": {"channel": 1}}, {"context": {"channel": 2}}]
    bookmark = {"date_modified": "2000-01-01", "partitions": partitions, "progress_markers": 5}
    output = read(shop, "customers", state={"bookmarks": {"customers": bookmark}})
    assert sorted(output.ids("customers")) == shop.store.customers.ids()
    assert "channel" not in output.records("customers")[0]


@pytest.mark.promise("unknown-state")
def test_a_state_keeps_what_is_not_known(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever wrote it may need it again."""
    shop = open_shop(orders=3)
    refunds = {"created": "2024-01-31"}
    orders = {"date_modified": "2024-01-31", "mine": 1}
    given = {"bookmarks": {"refunds": refunds, "orders": orders, "Coupon": {}}}
    state = read(shop, "orders", state=given).state
    assert "unknown streams, which are kept: Coupon (did you mean coupons?), refunds" in caplog.text
    assert state["bookmarks"]["refunds"] == refunds
    assert state["bookmarks"]["orders"]["mine"] == 1


@pytest.mark.parametrize("stream", DATED)
def test_an_end_date_is_inclusive(shop: Sandbox, stream: str) -> None:
    """A backfill up to a second has that second, whether the API's own bound includes it or not."""
    end = median(shop, stream)
    output = read(shop, stream, end_date=end.isoformat(), page_size=10)
    expected = set(getattr(shop.store, stream).ids()) - set(
        since(shop, stream, end + timedelta(seconds=1))
    )
    assert set(output.ids(stream)) == expected


@pytest.mark.cases(1)
@pytest.mark.promise("singer-io-state")
@pytest.mark.parametrize(
    "written", ["{}.000000Z", "{}Z", "{}+00:00", "{}"], ids=["singer", "Z", "offset", "naive"]
)
def test_singer_ios_state_is_continued(shop: Sandbox, written: str) -> None:
    """`{"bookmarks": {"orders": {"date_modified": "..."}}}`, in any form it was written."""
    start = median(shop, "orders")
    value = written.format(start.replace(tzinfo=None).isoformat())
    output = read(shop, "orders", state={"bookmarks": {"orders": {"date_modified": value}}})
    assert sorted(output.ids("orders")) == since(shop, "orders", start)
    bookmark = output.state["bookmarks"]["orders"]
    assert "date_modified" not in bookmark
    assert bookmark["replication_key_value"] == output.records("orders")[-1]["date_modified"]


def test_nothing_is_remembered_before_it_is_written(shop: Sandbox) -> None:
    """A signal may end the run, and write the state, while a record is on its way."""

    class Watching(CollectingWriter):
        def write_message(self, message: Any) -> None:
            if isinstance(message, RecordMessage):
                remembered = tap.state["bookmarks"]["products"].get("delivered", {"ids": {}})
                record = as_dict(message.record)
                assert record["id"] not in remembered["ids"].get(record["date_modified"], ())
            super().write_message(message)

    writer = Watching()
    tap = TapBigCommerce(config=config(shop), catalog=selection("products"), message_writer=writer)
    tap.sync_all()
    assert len(writer.lines) > len(shop.store.products.ids())


def test_what_was_remembered_under_another_bookmark_means_nothing(open_shop: OpenShop) -> None:
    """States are merged and edited, and what one bookmark remembers must not hide other records."""
    shop = open_shop(orders=60)
    moment = shop.store.clock.now().replace(microsecond=0) - timedelta(days=1)
    shop.store.orders.stamp(shop.store.orders.ids(), moment)
    state = bookmark(moment.isoformat())
    state["bookmarks"]["orders"]["delivered"] = {
        "until": "2024-01-31T09:30:00+00:00",
        "since": "2024-01-31T09:30:00+00:00",
        "ids": {moment.isoformat(): shop.store.orders.ids()},
    }
    assert sorted(read(shop, "orders", state=state).ids("orders")) == shop.store.orders.ids()


def test_the_state_of_an_earlier_version_is_continued(open_shop: OpenShop) -> None:
    """It remembers the ids of the bookmark's own second, which are not repeated."""
    shop = open_shop(orders=60)
    moment = shop.store.clock.now().replace(microsecond=0) - timedelta(days=1)
    shop.store.orders.stamp(shop.store.orders.ids(), moment)
    state = bookmark(moment.isoformat())
    state["bookmarks"]["orders"]["ids_at_bookmark"] = {
        moment.isoformat(): shop.store.orders.ids()[:50]
    }
    output = read(shop, "orders", state=state)
    assert sorted(output.ids("orders")) == shop.store.orders.ids()[50:]


KEYS = ("ids_at_bookmark", "delivered", "refresh", "unproven", "highest_id", "last_refresh")


@pytest.mark.cases(2)
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("written", [None, "5", [101, 102], {"2024-01-31": 101}, {"since": "x"}])
def test_a_memory_that_cannot_be_understood_is_ignored(
    open_shop: OpenShop, key: str, written: object
) -> None:
    """A run needs the bookmark only; the rest of a state spares repetitions and proves more."""
    shop = open_shop(orders=20)
    start = median(shop, "orders")
    state = bookmark(start.isoformat())
    state["bookmarks"]["orders"][key] = written
    assert sorted(read(shop, "orders", state=state).ids("orders")) == since(shop, "orders", start)


@pytest.mark.cases(1)
@pytest.mark.parametrize("wrapper", ["singer_state", "value"])
def test_a_state_may_come_wrapped(shop: Sandbox, wrapper: str) -> None:
    """As a whole STATE message, or as Meltano prints it."""
    output = read(shop, "orders")
    again = read(shop, "orders", state={"type": "STATE", wrapper: output.state})
    assert again.records("orders") == []


def test_full_timestamps_are_sent_in_utc(open_shop: OpenShop) -> None:
    """A bare date would skip changes; an offset has a plus sign, which may read as a space."""
    shop = open_shop(orders=30, products=30, customers=30)
    start = "2025-06-01T10:20:30+00:00"
    state = {
        "bookmarks": {
            stream: {"replication_key": "date_modified", "replication_key_value": start}
            for stream in DATED
        }
    }
    read(shop, *DATED, state=state)
    lower = {one.path[4:]: one.query for one in reversed(shop.requests)}
    assert lower["orders"]["min_date_modified"] == "2025-06-01T10:20:29Z"
    assert lower["catalog/products"]["date_modified:min"] == "2025-06-01T10:20:29Z"
    assert lower["customers"]["date_modified:min"] == "2025-06-01T10:20:29Z"


@pytest.mark.promise("full-table")
def test_a_replication_method_from_the_catalog_is_obeyed(shop: Sandbox) -> None:
    """FULL_TABLE reads everything, whatever the bookmark, and leaves the bookmark alone."""
    catalog = selection("orders")
    for entry in catalog["streams"]:
        entry["replication_method"] = "FULL_TABLE"
    state = bookmark("2099-01-01T00:00:00+00:00")
    output = read(shop, catalog=catalog, state=state)
    assert sorted(output.ids("orders")) == shop.store.orders.ids()
    assert output.state["bookmarks"]["orders"] == state["bookmarks"]["orders"]
