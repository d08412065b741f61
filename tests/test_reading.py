"""The guarantee: everything is read once, whatever others do to the store meanwhile."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from bigcommerce_sandbox import Fault
from tap_bigcommerce.api.client import Client
from tap_bigcommerce.api.limiter import Limiter
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.reading.collection import Collection
from tap_bigcommerce.reading.dialects import V2, V3
from tap_bigcommerce.reading.page import EVERYTHING
from tap_bigcommerce.reading.reader import Reader
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import Output, attempt, config, read
from tests.serving import serving

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

DATED = ("customers", "orders", "products")
STREAMS = ("coupons", *DATED)


def assert_sorted(output: Output, stream: str) -> None:
    """Records came by date."""
    dates = [record["date_modified"] for record in output.records(stream)]
    assert dates == sorted(dates)


def test_a_still_store_is_read_once(shop: Sandbox) -> None:
    """Without a catalog, every stream is delivered, whole and without repetition."""
    output = read(shop)
    for stream in STREAMS:
        ids = output.ids(stream)
        assert sorted(ids) == getattr(shop.store, stream).ids()
    for stream in DATED:
        assert_sorted(output, stream)


def client(shop: Sandbox) -> Client:
    """The store, as the tap reaches it."""
    return Client(TapBigCommerce(config=config(shop)).run.settings, Limiter())


@pytest.mark.cases(1)
@pytest.mark.promise("changes")
@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_store_that_changes_is_read_completely(
    stream: str, seed: int, open_shop: OpenShop
) -> None:
    """What is neither changed nor deleted during the run comes exactly once, and in order.

    With pages of ten and three kinds of change at every request, reading by page number would lose
    dozens of records.
    """
    shop = open_shop(seed=seed, **{stream: 600})
    collection = getattr(shop.store, stream)
    collection.stamp(collection.ids()[100:300], shop.store.clock.now() - timedelta(days=3))
    shop.store.clock.advance(90)
    before = {one: collection.modified(one) for one in collection.ids()}
    truth = {one: collection.get(one) for one in before} if stream == "coupons" else {}

    shop.mutate(every=1, touch=2, delete=1, insert=1, collections=(stream,))
    output = read(shop, stream, page_size=10)
    shop.mutate(every=0)

    live = set(collection.ids())
    untouched = {
        one
        for one, modified in before.items()
        if one in live
        and collection.modified(one) == modified
        and (stream != "coupons" or collection.get(one) == truth[one])
    }
    times = Counter(output.ids(stream))
    assert len(live - untouched) > 50, "the store did not change enough to prove anything"
    assert untouched <= times.keys()
    assert max(times.values()) == 1
    if stream != "coupons":
        assert_sorted(output, stream)


@pytest.mark.cases(1)
@pytest.mark.parametrize("stream", DATED)
def test_what_changes_during_a_run_comes_with_the_next(stream: str, open_shop: OpenShop) -> None:
    """Two runs together have the latest form of everything; the second repeats nothing."""
    shop = open_shop(**{stream: 400})
    collection = getattr(shop.store, stream)
    shop.mutate(every=1, touch=3, delete=1, insert=1, collections=(stream,))
    first = read(shop, stream, page_size=10)
    shop.mutate(every=0)
    shop.store.clock.advance(90)
    second = read(shop, stream, page_size=10, state=first.state)

    copy = {r["id"]: r["date_modified"] for r in first.records(stream) + second.records(stream)}
    truth = {one: collection.modified(one).isoformat() for one in collection.ids()}
    assert {one: copy[one] for one in truth} == truth
    earlier = {record["id"]: record["date_modified"] for record in first.records(stream)}
    for record in second.records(stream):
        assert earlier.get(record["id"]) != record["date_modified"]


@pytest.mark.cases(1)
@pytest.mark.promise("one-second")
@pytest.mark.parametrize("stream", DATED)
def test_a_second_that_holds_many_records_is_read_whole(stream: str, open_shop: OpenShop) -> None:
    """Hundreds of records stamped alike, in an order that differs from request to request."""
    shop = open_shop(**{stream: 500})
    collection = getattr(shop.store, stream)
    collection.stamp(collection.ids()[:450], shop.store.clock.now() - timedelta(days=1))
    output = read(shop, stream, page_size=10)
    assert sorted(output.ids(stream)) == collection.ids()


@pytest.mark.cases(1)
@pytest.mark.parametrize("stream", DATED)
@pytest.mark.parametrize("number", [61, 131])
def test_a_guess_at_what_a_second_holds_is_no_promise(
    stream: str, number: int, open_shop: OpenShop
) -> None:
    """Pages far apart tell about how many records share it; fewer are no sign of a broken API."""
    shop = open_shop(**{stream: 160})
    collection = getattr(shop.store, stream)
    collection.stamp(collection.ids()[:number], shop.store.clock.now() - timedelta(days=1))
    output = read(shop, stream, page_size=5)
    assert sorted(output.ids(stream)) == collection.ids()


@pytest.mark.cases(2)
@pytest.mark.parametrize("stream", DATED)
def test_a_busy_second_just_before_the_bookmark_is_not_read_again(
    stream: str, open_shop: OpenShop
) -> None:
    """A bound may let the second before it through, and that may fill the first page."""
    shop = open_shop(**{stream: 60})
    collection = getattr(shop.store, stream)
    second = shop.store.clock.now() - timedelta(days=1)
    ids = collection.ids()
    collection.stamp(ids[:40], second - timedelta(seconds=1))
    collection.stamp(ids[40:43], second)
    collection.stamp(ids[43:], second - timedelta(days=1))
    first = read(shop, stream, page_size=10)
    assert sorted(first.ids(stream)) == ids
    collection.touch(ids[5])
    shop.store.clock.advance(90)
    assert read(shop, stream, page_size=10, state=first.state).ids(stream) == [ids[5]]


@pytest.mark.parametrize("stream", DATED)
def test_a_busy_second_is_no_reason_for_distrust(
    stream: str, open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the first page ends before what is known, nothing shows that the filter is ignored."""
    shop = open_shop(**{stream: 60})
    collection = getattr(shop.store, stream)
    second = shop.store.clock.now() - timedelta(days=1)
    ids = collection.ids()
    collection.stamp(ids[:50], second - timedelta(seconds=1))
    collection.stamp(ids[50:], second)
    first = read(shop, stream, lookback=0)
    caplog.clear()
    again = read(shop, stream, state=first.state, lookback=0, page_size=10)
    assert again.ids(stream) == []
    assert "date filter" not in caplog.text


class SilentEdits:
    """Changes all customers at every request: one moves its date, the others leave it."""

    def __init__(self, shop: Sandbox) -> None:
        self._customers = shop.store.customers
        self._requests = 0

    def count_request(self) -> None:
        """Change them."""
        self._requests += 1
        ids = self._customers.ids()
        for one in ids:
            self._customers.edit_silently(one, notes=f"after {self._requests} requests")
        if self._requests < len(ids) / 2:
            self._customers.touch(ids[-2 * self._requests])

    def stop(self) -> None:
        """Nothing: it changes only while a request is counted."""


def test_customers_that_are_read_twice_may_differ(open_shop: OpenShop) -> None:
    """Cursors that stand for positions make the tap read again; the later form is delivered."""
    shop = open_shop(customers=120)
    shop.variants = {"cursors-as-positions"}
    shop.house.mutation = cast("Any", SilentEdits(shop))
    first, _ = attempt(shop, "customers", page_size=10)
    shop.mutate(every=0)
    shop.store.clock.advance(90)
    second = read(shop, "customers", state=first.state)
    assert {*first.ids("customers"), *second.ids("customers")} == {*shop.store.customers.ids()}


@pytest.mark.parametrize("stream", DATED)
def test_what_is_not_settled_yet_costs_few_requests(stream: str, open_shop: OpenShop) -> None:
    """It belongs to the next run, however much it is, such as a change of the whole catalog."""
    shop = open_shop(**{stream: 400})
    collection = getattr(shop.store, stream)
    collection.stamp(collection.ids(), shop.store.clock.now() - timedelta(seconds=5))
    output = read(shop, stream, page_size=10, settling_time=60, max_parallel_requests=2)
    assert output.ids(stream) == []
    assert requests_of_lists(shop) <= 16


@pytest.mark.promise("clock")
@pytest.mark.parametrize("hours", [-7, 7])
def test_only_the_stores_clock_counts(hours: int, open_shop: OpenShop) -> None:
    """A store whose clock is hours off this machine's is read up to its own now."""
    shop = open_shop(orders=60)
    shop.store.clock.advance(hours * 3600)
    if hours < 0:
        shop.store.orders.stamp(shop.store.orders.ids(), shop.store.clock.now() - timedelta(days=1))
    assert sorted(read(shop, "orders", page_size=10).ids("orders")) == shop.store.orders.ids()


@pytest.mark.promise("future-bookmark")
@pytest.mark.parametrize("stream", DATED)
def test_a_bookmark_in_the_stores_future_is_refused(stream: str, open_shop: OpenShop) -> None:
    """Until then, nothing would be read, and nobody would notice."""
    shop = open_shop(**{stream: 5})
    future = (shop.store.clock.now() + timedelta(hours=2)).isoformat()
    output, error = attempt(shop, stream, state={"bookmarks": {stream: {"date_modified": future}}})
    assert error is not None
    assert f"{stream} could not be read: the bookmark ({future[:19]}Z) is later" in error.message
    assert "than the store's clock (2026-06-30T1" in error.message
    assert output.records(stream) == []


@pytest.mark.cases(2)
@pytest.mark.promise("future-record")
@pytest.mark.parametrize("stream", DATED)
def test_a_record_stamped_in_the_future_comes_when_its_time_has_come(
    stream: str, open_shop: OpenShop
) -> None:
    """The bookmark does not run ahead with it, so that nothing else is lost meanwhile."""
    shop = open_shop(**{stream: 20})
    collection = getattr(shop.store, stream)
    early, late = collection.ids()[:2]
    collection.stamp([late], shop.store.clock.now() + timedelta(hours=1))
    first = read(shop, stream)
    assert late not in first.ids(stream)
    shop.store.clock.advance(90)
    collection.touch(early)
    shop.store.clock.advance(7200)
    assert read(shop, stream, state=first.state).ids(stream) == [early, late]


@pytest.mark.promise("seconds-late")
def test_what_is_still_being_written_is_left_to_the_next_run(open_shop: OpenShop) -> None:
    """A record stamped within the settling time waits; the bookmark stays before it."""
    shop = open_shop(orders=60)
    fresh = shop.store.orders.ids()[5]
    shop.store.orders.touch(fresh)
    shop.store.clock.advance(10)
    first = read(shop, "orders", settling_time=30)
    assert fresh not in first.ids("orders")
    shop.store.clock.advance(90)
    assert read(shop, "orders", settling_time=30, state=first.state).ids("orders") == [fresh]


BARE = dict.fromkeys(
    (f"orders.{part}" for part in ("products", "consignments", "shipping_addresses", "coupons")),
    False,
)
"""What makes orders come without parts."""


def requests_of_lists(shop: Sandbox) -> int:
    """How many requests were made for pages and counts of the streams' own lists."""
    lists = ("orders", "orders/count", "customers", "products")
    return sum(
        one.path.removeprefix("/v2/").removeprefix("/v3/") in lists
        or one.path.endswith("catalog/products")
        for one in shop.requests
    )


@pytest.mark.cases(1)
@pytest.mark.parametrize("quota", [None, 1_200])
@pytest.mark.parametrize("stream", DATED)
def test_a_large_read_costs_little_more_than_its_pages(
    stream: str, quota: int | None, open_shop: OpenShop
) -> None:
    """Where to cut costs nothing, since the pages found there are delivered as well."""
    shop = open_shop(**{stream: 1_010}, quota=quota)
    read(shop, stream, page_size=25, select=BARE)
    assert requests_of_lists(shop) <= 1_010 / 25 * 1.1 + 8


def test_a_count_does_not_say_how_long_pages_take(open_shop: OpenShop) -> None:
    """How many workers the quota can keep busy follows from pages: a count comes sooner."""
    shop = open_shop(orders=20, quota=300, latency=0.3)
    store = client(shop)
    orders = Collection(store, "orders", V2)
    orders.seek(EVERYTHING)
    workers = store.workers
    assert 1 < workers < store.pool.size
    shop.house.latency = 0
    orders.count(EVERYTHING)
    assert store.workers == workers


def test_a_small_read_is_one_request(open_shop: OpenShop) -> None:
    """A first page that is not full is the whole answer."""
    shop = open_shop(products=40)
    read(shop, "products")
    assert len(shop.requests) == 1


def test_ids_in_no_order_stop_the_run(shop: Sandbox) -> None:
    """A list that ignores the order by id cannot be read by id, so the stream fails in words."""
    unordered = replace(V3, by_id={"sort": "name", "direction": "asc"})
    store = client(shop)
    products = Collection(store, "catalog/products", unordered, page_size=50)
    with pytest.raises(StreamError, match=r"in the order of their ids: .* \(X-Request-Id 0\w+\)"):
        list(Reader(store, products).everything())


def test_a_list_that_is_not_sorted_by_date_is_read_by_id(
    shop: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Its pages could not be placed, so the whole list is read, and the run says why."""
    descending = replace(V3, by_date={"sort": "date_modified", "direction": "desc"})
    store = client(shop)
    reading = Reader(store, Collection(store, "catalog/products", descending)).modified(
        start=None, end=None, settling=timedelta(0)
    )
    assert sorted(row.id for rows in reading for row in rows) == shop.store.products.ids()
    assert "does not return records in the order of date_modified (X-Request-Id 0" in caplog.text


def test_a_record_that_comes_twice_stops_the_run() -> None:
    """An answer that repeats an id is not what was asked for; neither is it delivered twice."""
    row = b'{"id": 107, "date_modified": "Wed, 05 Dec 2018 20:16:55 +0000"}'
    with serving(b"[" + row + b"," + row + b"]") as client:
        reading = Reader(client, Collection(client, "orders", V2)).modified(
            start=None, end=None, settling=timedelta(0)
        )
        with pytest.raises(StreamError, match="returned a record twice"):
            list(reading)


@pytest.mark.cases(1)
@pytest.mark.parametrize("size", [50, 100])
def test_a_last_page_may_be_full(size: int, open_shop: OpenShop) -> None:
    """Then the next is empty, or has no cursor; nothing is lost and nothing fails."""
    shop = open_shop(customers=100, orders=100, coupons=100)
    output = read(shop, page_size=size, select={"orders.coupons": False})
    for stream in ("customers", "orders", "coupons"):
        assert sorted(output.ids(stream)) == getattr(shop.store, stream).ids()


@pytest.mark.parametrize("date", [b"null", b'""'])
def test_a_record_without_a_date_is_an_error(date: bytes) -> None:
    """It cannot be placed, and is not dropped silently."""
    with serving(b'[{"id": 107, "date_modified": ' + date + b"}]") as client:
        reading = Reader(client, Collection(client, "orders", V2)).modified(
            start=None, end=None, settling=timedelta(0)
        )
        with pytest.raises(StreamError, match="record 107 has no date_modified"):
            list(reading)


def test_the_stores_clock_is_that_of_the_question_not_of_a_late_answer(
    open_shop: OpenShop,
) -> None:
    """What changes while a slow answer is on its way is left to the next run."""
    shop = open_shop(products=5)
    products = Collection(client(shop), "catalog/products", V3)
    shop.faults.append(Fault("slow", seconds=3.5))
    before = shop.store.clock.now()
    page = products.seek(EVERYTHING)
    assert page.clock <= before + timedelta(seconds=2)


def test_a_page_that_is_shorter_than_asked_for_is_not_taken_for_the_last(shop: Sandbox) -> None:
    """With options the API gives ten products, whatever the limit says."""
    store = client(shop)
    products = Collection(store, "catalog/products", V3, parts={"include": "options"})
    pages = list(Reader(store, products).everything())
    assert max(map(len, pages)) == 10
    assert [row.id for page in pages for row in page] == shop.store.products.ids()
