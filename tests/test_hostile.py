"""What the reference leaves open, the store does otherwise: nothing is lost without a word."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Fault, Sandbox, Store
from bigcommerce_sandbox.variants import VARIANTS, is_chosen
from tests.disturbance import disturb
from tests.running import attempt, read
from tests.truth import wrong_records

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.conftest import OpenShop
    from tests.running import Output

SETTLED = 150
"""Seconds after which every change can be read, by every server and every clock."""

VARIED = Random(1).sample(sorted(VARIANTS), len(VARIANTS))
"""All variants, so that neighbours differ in kind."""

SIZES: dict[str, Any] = {"orders": 90, "customers": 110, "products": 100, "coupons": 55}

DATED = ("customers", "orders", "products")

WITHOUT_COUPONS = {"orders.coupons": False}
"""Leaves out what costs a request for each order."""

BARE = WITHOUT_COUPONS | dict.fromkeys(
    (f"orders.{part}" for part in ("products", "consignments", "shipping_addresses")), False
)
"""Leaves out all parts of orders."""


class Copy:
    """What a target holds of a store.

    Args:
        store: the store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.versions: dict[str, dict[int, str | None]] = {stream: {} for stream in SIZES}
        self.state: dict[str, Any] | None = None

    def take(self, output: Output) -> None:
        """Load what a run wrote."""
        for stream, versions in self.versions.items():
            for record in output.records(stream):
                versions[record["id"]] = record.get("date_modified")
        if output.states:
            self.state = output.state

    def lacks(self, stream: str, *, withheld: bool) -> list[int]:
        """Return what is missing of a stream, or there in an older form only."""
        collection, versions = getattr(self._store, stream), self.versions[stream]
        missing = []
        for one in collection.ids():
            if withheld and is_chosen(one):
                continue
            modified = collection.modified(one)
            known = versions.get(one)
            if one not in versions or (modified and (known or "")[:19] < modified.isoformat()[:19]):
                missing.append(one)
        return missing


def failed(error: Exception | None) -> set[str]:
    """Return the streams that a run says it could not read; all if it had to end before that."""
    lines = str(error).splitlines() if error else []
    named = [{stream for stream in SIZES if f"{stream} could" in line} for line in lines]
    return set().union(*(some or set(SIZES) for some in named))


def life(variants: set[str], seed: int, *, disturbed: bool = False) -> None:
    """Read a store twice that has these habits, with changes before the second time.

    Each stream is complete then, or says that it is not. After that the store behaves, and the
    next run makes up for everything: so no bookmark had passed what was not delivered.

    Args:
        variants: the habits.
        seed: of everything else that is left to chance.
        disturbed: whether requests may fail, and the store may change while it is read.
    """
    chance = Random(seed)
    with Sandbox(Store(seed=seed, **SIZES), gzip=False) as shop:
        copy = Copy(shop.store)
        shop.store.clock.advance(SETTLED)
        shop.variants = variants
        given: dict[str, Any] = {
            "page_size": chance.choice([20, 25, 250]),
            "retry_time": 1,
            "select": WITHOUT_COUPONS if disturbed else BARE,
        }
        withheld = "rows-withheld" in variants
        for _ in range(2):
            if disturbed:
                disturb(shop, chance)
                given |= {"request_timeout": 0.3, "max_parallel_requests": chance.randint(1, 8)}
            before = versions(shop.store)
            output, error = attempt(shop, state=copy.state, **given)
            shop.mutate(every=0)  # or a late request might change what is compared now
            copy.take(output)
            for stream in set(SIZES) - failed(error):
                if not may_lag(stream, variants):
                    lacking = copy.lacks(stream, withheld=withheld)
                    now = versions(shop.store)[stream]
                    same = [one for one in lacking if before[stream].get(one, "") == now[one]]
                    assert same == [], (stream, variants)
            for stream in DATED:
                collection = getattr(shop.store, stream)
                collection.touch(*chance.sample(collection.ids(), 7))
                collection.insert(2)
            shop.store.clock.advance(SETTLED)
        shop.variants = set()
        shop.faults = []
        shop.mutate(every=0)
        shop.store.clock.advance(SETTLED)
        patience = {"request_timeout": 60, "retry_time": 60}
        output, error = attempt(shop, state=copy.state, **given | patience)
        assert error is None, error
        copy.take(output)
        for stream in DATED:
            assert copy.lacks(stream, withheld=False) == [] or withheld, (stream, variants)
        assert copy.lacks("coupons", withheld=False) == []


def versions(store: Store) -> dict[str, dict[int, Any]]:
    """When each record was modified, by stream."""
    streams = {stream: getattr(store, stream) for stream in SIZES}
    return {
        stream: {one: collection.modified(one) for one in collection.ids()}
        for stream, collection in streams.items()
    }


def may_lag(stream: str, variants: set[str]) -> bool:
    """Return whether a clock that is not the store's leaves records to a later run."""
    return stream != "coupons" and bool(variants & {"clock-stopped", "clock-of-1970"})


@pytest.mark.cases(1)
@pytest.mark.parametrize("first", range(0, len(VARIANTS), 3))
def test_no_habit_of_the_api_loses_a_record_silently(first: int) -> None:
    """Under each variant a stream is complete or fails in words, and its bookmark stays safe."""
    life({*VARIED[first : first + 3]}, seed=5)


@pytest.mark.soak
@pytest.mark.parametrize("variant", VARIANTS)
def test_no_habit_alone_loses_a_record_silently(variant: str) -> None:
    """The same of each without another."""
    life({variant}, seed=5)


@pytest.mark.cases(1)
@pytest.mark.parametrize(
    "seed", [0, 3, 4, 5, *(pytest.param(one, marks=pytest.mark.soak) for one in range(1000, 3000))]
)
def test_habits_together_lose_nothing_silently(seed: int) -> None:
    """Two or three of them at once, while requests fail and the store changes."""
    chance = Random(seed)
    habits = set(chance.sample(sorted(VARIANTS), chance.choice([2, 2, 3])))
    life(habits, seed, disturbed=seed % 4 > 0)


def test_a_filter_by_id_that_returns_nothing_is_noticed_behind_a_short_page() -> None:
    """That page looks like the last one, though the store counts more."""
    life({"id-bounds-answer-nothing", "rows-withheld"}, seed=3719, disturbed=True)


def begun(shop: Sandbox, stream: str) -> Output:
    """Read the beginning of a store."""
    shop.store.clock.advance(SETTLED)
    shop.faults = [Fault(path=f"/{stream}$", nth=4, times=None)]
    output, error = attempt(shop, stream, page_size=20, retry_time=0)
    shop.faults = []
    assert error is not None
    assert output.state["bookmarks"][stream]["replication_key_value"]
    return output


@pytest.mark.parametrize("stream", DATED)
@pytest.mark.parametrize("variant", ["undated-last", "undated-always-last"])
def test_a_record_without_a_date_is_noticed_by_the_run_that_goes_on(
    variant: str, stream: str, open_shop: OpenShop
) -> None:
    """The first run never came to it, and the filter by date leaves it out of the next."""
    shop = open_shop(**{stream: 60})
    first = begun(shop, stream)
    shop.variants = {variant}
    second, error = attempt(shop, stream, page_size=20, state=first.state)
    assert "has no date_modified" in str(error)
    shop.variants = set()
    third = read(shop, stream, state=second.state)
    came = [*first.ids(stream), *second.ids(stream), *third.ids(stream)]
    assert {*came} == {*getattr(shop.store, stream).ids()}


@pytest.mark.parametrize("stream", SIZES)
def test_pages_that_repeat_are_not_asked_for_as_often_as_a_total_says(
    stream: str, open_shop: OpenShop
) -> None:
    """A total of a thousand million would keep a run busy for years."""
    shop = open_shop(**{stream: 200})
    shop.store.clock.advance(SETTLED)
    shop.variants = {"far-pages-repeated", "totals-far-too-high"}
    output = read(shop, stream, page_size=20, select=BARE)
    assert sorted(output.ids(stream)) == getattr(shop.store, stream).ids()
    assert len(shop.requests) < 100


@pytest.mark.parametrize("stream", DATED)
def test_a_record_without_a_date_is_noticed_at_the_end_of_a_long_list(
    stream: str, open_shop: OpenShop
) -> None:
    """Also where pages by date that are full, and the counts by date, leave it out."""
    shop = open_shop(**{stream: 68})  # 64 with a date and 4 without
    shop.store.clock.advance(SETTLED)
    shop.variants = {"undated-always-last"}
    _, error = attempt(shop, stream, page_size=8)
    assert "has no date_modified" in str(error)


@pytest.mark.parametrize("stream", DATED)
@pytest.mark.parametrize("page_size", [3, 8, 20])
def test_a_record_without_a_date_is_noticed_wherever_it_stands(
    page_size: int, stream: str, open_shop: OpenShop
) -> None:
    """By the store's counts of all records and of those that have one."""
    shop = open_shop(**{stream: 68})
    shop.store.clock.advance(SETTLED)
    shop.variants = {"undated-in-between"}
    _, error = attempt(shop, stream, page_size=page_size)
    assert "has no date_modified" in str(error)


@pytest.mark.parametrize("variant", ["far-pages-empty", "far-pages-repeated", "far-pages-refused"])
def test_a_list_whose_end_does_not_come_is_read_by_id(
    variant: str, open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """For nothing else would show that a record has no date."""
    shop = open_shop(customers=600)
    shop.store.clock.advance(SETTLED)
    shop.variants = {variant}
    output = read(shop, "customers", page_size=20)
    assert sorted(output.ids("customers")) == shop.store.customers.ids()
    assert "does not return the end of the list by date" in caplog.text
    shop.variants |= {"undated-always-last"}
    _, error = attempt(shop, "customers", page_size=20)
    assert "has no date_modified" in str(error)


@pytest.mark.parametrize("stream", DATED)
@pytest.mark.parametrize("unsettled", [10, 25])
def test_a_first_page_of_one_second_is_not_taken_for_the_beginning(
    unsettled: int, stream: str, open_shop: OpenShop
) -> None:
    """Its dates do not show whether the latest records come first."""
    shop = open_shop(**{stream: 80})
    shop.store.clock.advance(SETTLED)
    collection = getattr(shop.store, stream)
    first = read(shop, stream)
    *ids, _ = sorted(collection.ids(), key=collection.modified, reverse=True)
    for some in (ids[60:], ids[unsettled:60]):
        shop.store.clock.advance(3600)
        collection.touch(*some)
    shop.store.clock.advance(SETTLED)
    collection.touch(*ids[:unsettled])  # what the first run delivered last
    shop.variants = {"dates-descending", "counts-missing", "metas-bare"}
    second = read(shop, stream, state=first.state, page_size=25)
    assert {*ids[unsettled:]} <= {*second.ids(stream)}


def test_a_last_page_of_one_second_is_not_taken_for_the_end(open_shop: OpenShop) -> None:
    """Where the latest records come first, it has the earliest; no count may tell."""
    shop = open_shop(orders=80)
    shop.store.clock.advance(SETTLED)
    first = read(shop, "orders")
    ids = sorted(shop.store.orders.ids(), key=shop.store.orders.modified, reverse=True)
    for some in (ids[46:55], ids[:46]):
        shop.store.clock.advance(3600)
        shop.store.orders.touch(*some)
    shop.store.clock.advance(SETTLED)
    shop.variants = {"dates-descending"}
    shop.faults = [Fault(path="/orders/count$", status=503, nth=2, times=None)]
    second = read(shop, "orders", state=first.state, page_size=25, retry_time=1)
    assert {*ids[:55]} <= {*second.ids("orders")}


@pytest.mark.parametrize("stream", ["coupons", "orders", "products"])
def test_pages_of_one_record_do_not_come_for_ever(stream: str, open_shop: OpenShop) -> None:
    """They would not show that a filter by id is ignored."""
    shop = open_shop(**{stream: 3})
    shop.store.clock.advance(SETTLED)
    shop.variants = {"id-bounds-ignored"}
    shop.faults = [Fault(path="", status=400, nth=40, times=None)]  # rather than for ever
    output, error = attempt(shop, stream, page_size=1)
    assert error or sorted(output.ids(stream)) == getattr(shop.store, stream).ids()
    assert len(shop.requests) < 40


@pytest.mark.parametrize("stream", DATED)
@pytest.mark.parametrize("variant", ["totals-zero", "totals-capped", "counts-missing"])
def test_a_record_without_a_date_is_noticed_though_no_count_tells(
    variant: str, stream: str, open_shop: OpenShop
) -> None:
    """Then each record is looked at."""
    shop = open_shop(**{stream: 120})
    shop.store.clock.advance(SETTLED)
    shop.variants = {"undated-in-between", variant}
    _, error = attempt(shop, stream, page_size=3)
    assert "has no date_modified" in str(error)


@pytest.mark.parametrize("stream", DATED)
def test_a_store_that_deletes_much_is_not_read_twice(
    stream: str, open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """Its counts differ because they are taken one after the other."""
    shop = open_shop(**{stream: 300})
    shop.store.clock.advance(SETTLED)
    shop.mutate(every=1, delete=1, collections=[stream])
    read(shop, stream, select=BARE, refresh_hours=None)
    assert len(shop.requests) < 25
    assert "Please report" not in caplog.text


@pytest.mark.parametrize("stream", DATED)
def test_a_record_that_changes_between_two_runs_is_no_reason_to_read_twice(
    stream: str, open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """Both have delivered it, so they delivered more than the store has."""
    shop = open_shop(**{stream: 120})
    first = begun(shop, stream)
    collection = getattr(shop.store, stream)
    collection.touch(*first.ids(stream))
    shop.store.clock.advance(SETTLED)
    second = read(shop, stream, page_size=20, state=first.state)
    assert sorted(second.ids(stream)) == collection.ids()
    assert "Please report" not in caplog.text


@pytest.mark.parametrize("stream", DATED)
def test_a_filter_that_ends_hours_early_is_noticed_where_a_period_ends(
    stream: str, open_shop: OpenShop
) -> None:
    """Its count leaves out the same records, so that both agree."""
    shop = open_shop(**{stream: 30})
    collection = getattr(shop.store, stream)
    moment = shop.store.clock.now() - timedelta(days=30)
    collection.stamp(collection.ids()[:-3], moment)
    shop.store.clock.advance(SETTLED)
    shop.variants = {"dates-6-hours-earlier"}
    end = (moment + timedelta(seconds=1)).isoformat()
    output = read(shop, stream, page_size=3, end_date=end)
    assert {*collection.ids()[:-3]} <= {*output.ids(stream)}


@pytest.mark.parametrize("stream", DATED)
def test_a_record_of_the_future_is_named_by_the_first_run(
    stream: str, open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """It comes when the store's clock has passed it, which may be never."""
    shop = open_shop(**{stream: 30})
    collection = getattr(shop.store, stream)
    collection.stamp(collection.ids()[:1], shop.store.clock.now() + timedelta(days=9))
    shop.store.clock.advance(SETTLED)
    output = read(shop, stream, page_size=3)
    assert {*output.ids(stream)} == {*collection.ids()[1:]}
    assert "later than the store's clock" in caplog.text


def test_pages_are_never_too_small_to_lead_on(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """A filter that includes its own bound returns one record again, so one is not enough."""
    shop = open_shop(coupons=30)
    shop.faults = [Fault(path="/coupons$", query=r"min_id=.*limit=(?!1$|2$)", times=None)]
    output = read(shop, "coupons", page_size=5, retry_time=5)
    assert output.ids("coupons") == shop.store.coupons.ids()
    assert "had left out" not in caplog.text


PAST = ("clock-of-1970", "clock-stopped")
"""Habits of a Date header that lies before the records' dates."""


@pytest.mark.parametrize("stream", DATED)
@pytest.mark.parametrize("variant", PAST)
def test_a_clock_that_lies_before_all_records_is_named(
    variant: str, stream: str, open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """The run delivers nothing, says why, and leaves every record to the next run."""
    shop = open_shop(**{stream: 20})
    collection = getattr(shop.store, stream)
    shop.store.clock.advance(3600)
    collection.touch(*collection.ids())
    shop.store.clock.advance(SETTLED)
    shop.variants = {variant}
    output = read(shop, stream, select=BARE)
    assert output.records(stream) == []
    assert_clock_is_named(caplog, stream)
    shop.variants = set()
    assert sorted(read(shop, stream, state=output.state).ids(stream)) == collection.ids()


@pytest.mark.parametrize("stream", DATED)
def test_a_clock_that_stands_still_between_two_runs_is_named(
    stream: str, open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """Records that an earlier run delivered come again, and do not hide that no other can."""
    shop = open_shop(**{stream: 20})
    collection = getattr(shop.store, stream)
    state = read(shop, stream, select=BARE).state
    shop.variants = {"clock-stopped"}
    shop.store.clock.advance(3600)
    changed = collection.ids()[:3]
    collection.touch(*changed)
    shop.store.clock.advance(SETTLED)
    output = read(shop, stream, state=state, select=BARE)
    assert output.records(stream) == []
    assert_clock_is_named(caplog, stream)
    shop.variants = set()
    assert read(shop, stream, state=output.state, select=BARE).ids(stream) == changed


def assert_clock_is_named(caplog: pytest.LogCaptureFixture, stream: str) -> None:
    """One warning names the list, the Date header and what follows from it."""
    [warning] = [one for one in caplog.records if "Date header" in one.getMessage()]
    assert warning.levelname == "WARNING"
    assert f"{stream}: by the Date header of its responses it is " in warning.getMessage()
    assert "They are delivered when that clock has passed them." in warning.getMessage()


@pytest.mark.parametrize("stream", ["customers", "orders"])
@pytest.mark.parametrize("variant", PAST)
def test_a_start_date_that_a_late_clock_has_not_reached_is_refused(
    variant: str, stream: str, open_shop: OpenShop
) -> None:
    """Nothing would be delivered until the clock gets there."""
    shop = open_shop(**{stream: 20})
    shop.store.clock.advance(86_400)
    start_date = shop.store.clock.now().isoformat()
    shop.variants = {variant}
    output, error = attempt(shop, stream, start_date=start_date, select=BARE)
    assert error is not None
    assert f"{stream} could not be read: start_date (" in error.message
    assert "is later than the store's clock (" in error.message
    assert output.records(stream) == []


PARTS = (
    "include-dropped-after-cursor",
    "included-pages-of-50",
    "parts-of-50",
    "parts-incomplete-once",
    "parts-empty-once",
    "rows-repeated-once",
    "metas-bare",
)


@pytest.mark.cases(1)
@pytest.mark.parametrize("variant", PARTS)
def test_no_habit_of_the_api_loses_a_part(variant: str) -> None:
    """Whatever a page leaves out of a record is fetched."""
    with Sandbox(
        Store(seed=7, orders=60, customers=120, products=60, coupons=5), gzip=False
    ) as shop:
        shop.store.clock.advance(SETTLED)
        shop.variants = {variant}
        output, error = attempt(shop, page_size=25)
        assert error is None
        for stream in DATED:
            assert wrong_records(getattr(shop.store, stream), output.records(stream)) == []


def test_includes_that_are_refused_are_said_and_gone_on_without(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Parts of orders come from their own endpoints then; other parts fail or are null."""
    with Sandbox(Store(seed=7, orders=20, customers=0, products=30, coupons=0)) as shop:
        shop.store.clock.advance(SETTLED)
        shop.variants = {"young-includes-refused"}
        output, error = attempt(shop, page_size=25)
        assert error is None
        assert len(output.records("products")) == 30
        assert "continuing with less in ['include']" in caplog.text
        assert all(record["channels"] is None for record in output.records("products"))
        assert any(record["images"] for record in output.records("products"))


@pytest.mark.cases(1)
@pytest.mark.parametrize(
    ("stream", "habits"),
    [
        # Short pages without anything of the period.
        ("orders", {"dates-ignored", "rows-withheld"}),
        ("orders", {"dates-ignored", "v2-pages-of-50"}),
        ("products", {"dates-ignored", "v3-pages-of-100-unsaid"}),
        # A total that is less than what came says nothing of the end.
        ("orders", {"rows-withheld", "totals-capped"}),
    ],
)
def test_short_pages_are_never_the_end(stream: str, habits: set[str], open_shop: OpenShop) -> None:
    """Whatever else is unusual about them, a run reads on until nothing comes."""
    shop = open_shop(**{stream: 500})
    collection = getattr(shop.store, stream)
    shop.store.clock.advance(SETTLED)
    state = None if "totals-capped" in habits else read(shop, stream, select=BARE).state
    given = collection.ids()
    if state:
        given = given[-30:]
        collection.touch(*given)
    shop.store.clock.advance(SETTLED)
    shop.variants = habits
    output = read(shop, stream, state=state, page_size=20 if state is None else 250, select=BARE)
    if "rows-withheld" in habits:
        given = [one for one in given if not is_chosen(one)]
    assert sorted(output.ids(stream)) == given


def test_a_count_of_less_than_came_is_no_proof_of_the_end(open_shop: OpenShop) -> None:
    """The next page is a short one, since its list still has a coupon that was deleted."""
    shop = open_shop(coupons=60)
    shop.store.clock.advance(SETTLED)
    shop.store.coupons.delete(30)
    shop.variants = {"totals-zero", "index-20-s-late"}
    assert read(shop, "coupons", page_size=25).ids("coupons") == shop.store.coupons.ids()


def test_a_count_that_is_capped_is_no_proof_of_the_end(open_shop: OpenShop) -> None:
    """It is reached on a page that is short, since its list still has a deleted coupon."""
    shop = open_shop(coupons=230)
    shop.store.clock.advance(SETTLED)
    shop.store.coupons.delete(106)
    shop.variants = {"totals-capped", "index-20-s-late"}
    assert read(shop, "coupons", page_size=100).ids("coupons") == shop.store.coupons.ids()


@pytest.mark.cases(2)
@pytest.mark.parametrize(("coupons", "inserted", "lanes"), [(0, 1, 1), (5, 4, 1), (300, 4, 8)])
@pytest.mark.parametrize("habits", [set(), {"totals-far-too-high"}])
def test_a_list_that_grows_as_fast_as_it_is_read_ends_in_words(
    coupons: int, inserted: int, lanes: int, habits: set[str], open_shop: OpenShop
) -> None:
    """Within tens of requests, whatever the store counts and however short the list is."""
    shop = open_shop(coupons=coupons)
    shop.variants = habits
    shop.mutate(every=1, touch=0, delete=0, insert=inserted, collections=("coupons",))
    output, error = attempt(shop, "coupons", page_size=50, max_parallel_requests=lanes)
    assert len(shop.requests) < 100
    if error:
        assert "more and more records" in error.message
    else:
        assert {*range(1, coupons + 1)} <= {*output.ids("coupons")}


@pytest.mark.parametrize("habit", ["metas-bare", "dates-ignored", "customers-oldest-first"])
@pytest.mark.parametrize("pages", ["empty", "repeated", "refused"])
def test_a_list_without_cursors_is_not_taken_to_end_where_its_page_numbers_do(
    pages: str, habit: str, open_shop: OpenShop
) -> None:
    """Page numbers do not lead behind the third page, and nothing else leads there."""
    shop = open_shop(customers=110)
    shop.store.clock.advance(SETTLED)
    shop.variants = {"metas-bare", f"far-pages-{pages}", habit}
    _, error = attempt(shop, "customers", page_size=25)
    assert error
    assert "customers could not be read" in error.message
    assert len(shop.requests) < 50


@pytest.mark.cases(2)
@pytest.mark.parametrize("stream", DATED)
@pytest.mark.parametrize("forgets", [(), ("delivered",)])
def test_a_filter_that_returns_nothing_is_noticed(
    stream: str, forgets: Iterable[str], open_shop: OpenShop
) -> None:
    """What earlier runs delivered has just changed, or is not known, and so cannot show it."""
    shop = open_shop(**{stream: 60})
    collection = getattr(shop.store, stream)
    shop.store.clock.advance(SETTLED)
    state = read(shop, stream, select=BARE).state
    bookmark = state["bookmarks"][stream]
    delivered = chain.from_iterable(bookmark["delivered"]["ids"].values())
    for key in forgets:
        del bookmark[key]
    changed = collection.ids()[:3]
    collection.touch(*changed)
    shop.store.clock.advance(SETTLED)
    collection.touch(*delivered)
    shop.variants = {"dates-6-hours-later"}
    output = read(shop, stream, state=state, page_size=20, select=BARE)
    assert {*changed} <= {*output.ids(stream)}


def test_a_filter_by_day_is_noticed_where_every_witness_changes() -> None:
    """The records at the ends of a gap have all changed, and so cannot show what it lacks."""
    with Sandbox(Store(seed=5, orders=0, customers=0, products=150, coupons=0)) as shop:
        shop.store.clock.advance(SETTLED)
        shop.variants = {"dates-without-time"}
        before = versions(shop.store)["products"]
        shop.mutate(every=1, touch=15, delete=0, insert=0, collections=("products",))
        output = read(shop, "products", page_size=20, lookback=0, max_parallel_requests=1)
        shop.mutate(every=0)
    products = shop.store.products
    untouched = {one for one, date in before.items() if products.modified(one) == date}
    assert untouched <= {*output.ids("products")}
