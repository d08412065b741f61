"""The stream deleted_records: what the store no longer has, once, and nothing that it has."""

from __future__ import annotations

import logging
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bigcommerce_sandbox import Fault, Sandbox, Store
from bigcommerce_sandbox.variants import VARIANTS
from tap_bigcommerce import ranges
from tap_bigcommerce.streams import RootStream
from tap_bigcommerce.streams.deletions import is_looked_after
from tap_bigcommerce.tap import TapBigCommerce
from tests.copying import cut
from tests.running import attempt, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bigcommerce_sandbox.collection import Collection
    from tests.conftest import OpenShop
    from tests.running import Output

NAME = "deleted_records"

LOOKED_AFTER = [
    stream.name
    for stream in TapBigCommerce(config={}, validate_config=False).streams.values()
    if isinstance(stream, RootStream) and is_looked_after(stream)
]

OF_CUSTOMERS = "customer_attribute_values"
"""A stream whose records go with the customers that have them."""

MAIN = ("orders", "customers", "products", "subscribers")
"""Streams of each way of reading."""

SIZES: dict[str, Any] = {"orders": 30, "customers": 30, "products": 25}

SETTLED = 3600
"""Seconds after which every change can be read."""


@pytest.fixture
def full_shop() -> Iterator[Sandbox]:
    """A store with some of everything, whose changes can all be read."""
    store = Store(seed=3, **SIZES)
    store.clock.advance(SETTLED)
    with Sandbox(store) as shop:
        yield shop


def gone(output: Output, stream: str) -> list[int]:
    """The ids that a run reported of a stream."""
    return [one["id"] for one in output.records(NAME) if one["stream"] == stream]


def collection(shop: Sandbox, stream: str) -> Collection:
    """Where the store keeps a stream's records."""
    return shop.store.collection(stream)


@pytest.mark.cases(2)
@pytest.mark.promise("deleted-record")
@pytest.mark.parametrize("stream", [one for one in LOOKED_AFTER if one != OF_CUSTOMERS])
def test_a_deletion_between_two_runs_appears_once(stream: str, full_shop: Sandbox) -> None:
    """Also of the record with the highest id; one that changed or came does not appear."""
    shop = full_shop
    rows = collection(shop, stream)
    highest = max(rows.ids())
    first = read(shop, stream, NAME)
    assert gone(first, stream) == [*({*range(1, highest)} - {*rows.ids()})]
    moved, *deleted = rows.ids()[1], rows.ids()[2], highest
    rows.delete(*deleted)
    rows.touch(moved)
    shop.store.clock.advance(SETTLED)
    second = read(shop, stream, NAME, state=first.state)
    assert gone(second, stream) == sorted(deleted)
    third = read(shop, stream, NAME, state=second.state)
    assert gone(third, stream) == []


def test_the_first_run_says_why_it_lists_so_much(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """A later one lists what was deleted since."""
    caplog.set_level(logging.INFO)
    said = f"{NAME}: the first run lists every id below the highest that the store does not have."
    shop = open_shop(products=3)
    state = read(shop, "products", NAME).state
    assert said in caplog.messages
    caplog.clear()
    read(shop, "products", NAME, state=state)
    assert said not in caplog.messages


def test_what_goes_with_another_record_is_gone(full_shop: Sandbox) -> None:
    """The list of values has none of a customer who was deleted."""
    first = read(full_shop, OF_CUSTOMERS, NAME)
    owner, *_ = [one["customer_id"] for one in first.records(OF_CUSTOMERS)]
    theirs = [one["id"] for one in first.records(OF_CUSTOMERS) if one["customer_id"] == owner]
    collection(full_shop, "customers").delete(owner)
    full_shop.store.clock.advance(SETTLED)
    second = read(full_shop, OF_CUSTOMERS, NAME, state=first.state)
    assert gone(second, OF_CUSTOMERS) == sorted(theirs)


def test_it_says_when_it_was_noticed(open_shop: OpenShop) -> None:
    """By the store's clock, to the second."""
    shop = open_shop(**SIZES)
    shop.store.clock.advance(SETTLED)
    state = read(shop, "customers", NAME).state
    collection(shop, "customers").delete(3)
    shop.store.clock.advance(SETTLED)
    before = shop.store.clock.now()
    [record] = read(shop, "customers", NAME, state=state).records(NAME)
    assert before.strftime("%Y-%m-%dT%H:%M") == record["noticed_at"][:16]
    assert record == {"stream": "customers", "id": 3, "noticed_at": record["noticed_at"]}


def test_only_what_is_selected_is_looked_after(open_shop: OpenShop) -> None:
    """By itself, or by one of the tables of its parts."""
    shop = open_shop(**SIZES)
    shop.store.clock.advance(SETTLED)
    records = read(shop, "product_images", "coupons", NAME).records(NAME)
    assert records == []  # products have no gaps yet
    collection(shop, "products").delete(4)
    collection(shop, "customers").delete(4)
    [record] = read(shop, "product_images", "coupons", NAME).records(NAME)
    assert (record["stream"], record["id"]) == ("products", 4)


def test_an_idle_run_reads_each_list_once(open_shop: OpenShop) -> None:
    """In pages of 250, asking for no more than ids and dates where the API lets one choose."""
    shop = open_shop(**SIZES)
    shop.store.clock.advance(SETTLED)
    state = read(shop, NAME, "products").state
    shop.requests.clear()
    read(shop, "products", state=state)
    without = len(shop.requests)
    shop.requests.clear()
    read(shop, NAME, "products", state=state)
    assert len(shop.requests) - without <= 2
    assert any(one.query.get("include_fields") == "date_modified" for one in shop.requests)


def test_what_is_missing_is_looked_for_a_second_time(full_shop: Sandbox) -> None:
    """In a reading of its own, before anything is said of it."""
    state = read(full_shop, NAME, "products").state

    def readings() -> int:
        full_shop.requests.clear()
        read(full_shop, NAME, "products", state=state)
        asked = [one.query for one in full_shop.requests if "include_fields" in one.query]
        return sum(one["limit"] != "1" for one in asked)

    idle = readings()
    collection(full_shop, "products").delete(4)
    full_shop.store.clock.advance(SETTLED)
    assert readings() == 2 * idle > 0


@pytest.mark.proof
@settings(max_examples=3)
@given(seed=st.integers(0, 10_000))
def test_no_record_is_reported_that_exists_and_none_is_missed(seed: int) -> None:
    """While records come, change and go, also during the runs, some of which are killed."""
    chance = Random(seed)
    with Sandbox(Store(seed=seed, **SIZES), gzip=False) as shop:
        shop.store.clock.advance(SETTLED)
        ever = {name: {*collection(shop, name).ids()} for name in MAIN}
        reported: dict[str, Counter[int]] = {name: Counter() for name in MAIN}
        state: dict[str, Any] | None = None
        page_size = chance.choice([10, 250])
        for is_last in (False, False, True):
            shop.mutate(every=0 if is_last else 3, touch=2, delete=1, insert=1, collections=MAIN)
            output = read(shop, *MAIN, NAME, state=state, page_size=page_size)
            messages = output.messages if is_last else cut(output.messages, chance)
            for message in messages:
                if message["type"] == "STATE":
                    state = message["value"]
                elif message["type"] == "RECORD" and message["stream"] == NAME:
                    record = message["record"]
                    reported[record["stream"]][record["id"]] += 1
            shop.store.clock.advance(SETTLED)
            for name in MAIN:
                ever[name] |= {*collection(shop, name).ids()}
        for name in MAIN:
            living = {*collection(shop, name).ids()}
            highest = max(living)
            assert not living & reported[name].keys()
            missed = ever[name] - living - reported[name].keys()
            assert {one for one in missed if one < highest} == set()


HABITS = sorted(VARIANTS)


@pytest.mark.cases(1)
@pytest.mark.parametrize(
    "habit",
    [
        *HABITS[::12],
        *(
            pytest.param(habit, marks=pytest.mark.soak)
            for place, habit in enumerate(HABITS)
            if place % 12
        ),
    ],
)
@pytest.mark.parametrize("stream", MAIN)
def test_no_habit_of_the_api_makes_a_living_record_gone(stream: str, habit: str) -> None:
    """Rather nothing is reported, and the next run makes up for it."""
    with Sandbox(Store(seed=7, **SIZES), gzip=False) as shop:
        shop.store.clock.advance(SETTLED)
        rows = collection(shop, stream)
        first = read(shop, stream, NAME, page_size=10)
        deleted = rows.ids()[4]
        rows.delete(deleted)
        rows.insert(3)
        rows.touch(*rows.ids()[6:9])
        shop.variants = {habit}
        hostile, _ = attempt(
            shop, stream, NAME, state=first.state, page_size=10, retry_time=1, lookback=0
        )
        assert set(gone(hostile, stream)) <= {deleted}
        shop.variants = set()
        shop.store.clock.advance(SETTLED)
        last = read(shop, stream, NAME, state=hostile.state, page_size=10)
        assert [*gone(hostile, stream), *gone(last, stream)] == [deleted]


@pytest.mark.promise("doubtful-deletion")
def test_a_list_that_is_shorter_than_its_count_reports_nothing(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """The store may count what it does not list; that is not gone."""
    shop = open_shop(**SIZES)
    shop.store.clock.advance(SETTLED)
    state = read(shop, "customers", NAME).state
    shop.variants = {"rows-withheld"}
    output = read(shop, "customers", NAME, state=state)
    assert output.records(NAME) == []
    assert "it cannot be told which are gone" in caplog.text


def test_a_list_that_fails_leaves_the_others_alone(open_shop: OpenShop) -> None:
    """The run fails in words, and its state says nothing of the list that failed."""
    shop = open_shop(**SIZES)
    shop.store.clock.advance(SETTLED)
    collection(shop, "products").delete(5)
    shop.faults.append(Fault(path="/v3/customers", status=403, times=None))
    output, error = attempt(shop, "customers", "products", NAME)
    assert "customers" in str(error)
    assert gone(output, "products") == [5]
    assert output.state["bookmarks"][NAME]["known"].keys() == {"products"}


def test_a_run_up_to_a_date_does_not_look(open_shop: OpenShop) -> None:
    """What is gone is gone now, not then."""
    shop = open_shop(**SIZES)
    shop.store.clock.advance(SETTLED)
    end = shop.store.clock.now().isoformat()
    assert read(shop, "orders", NAME, end_date=end).records(NAME) == []


@pytest.mark.parametrize(
    "known",
    [None, [], "1-9", {"customers": []}, {"customers": {"through": "x", "missing": "9-1"}}],
)
def test_a_state_of_another_form_is_begun_anew(known: Any, open_shop: OpenShop) -> None:
    """Everything is reported once more, and nothing fails."""
    shop = open_shop(**SIZES)
    shop.store.clock.advance(SETTLED)
    collection(shop, "customers").delete(7)
    state = read(shop, "customers", NAME).state
    state["bookmarks"][NAME]["known"] = known
    assert gone(read(shop, "customers", NAME, state=state), "customers") == [7]


ids = st.sets(st.integers(1, 60))


def numbers(some: Sequence[range]) -> set[int]:
    """All that ranges hold."""
    return {one for each in some for one in each}


@given(ids, st.integers(0, 70))
def test_ranges_hold_what_is_missing(present: set[int], until: int) -> None:
    """As written down and read again."""
    found = ranges.missing(present, until)
    assert numbers(found) == {*range(1, until + 1)} - present
    assert ranges.parse(ranges.text(found)) == found


@given(ids, ids)
def test_ranges_without_others(some: set[int], others: set[int]) -> None:
    """Hold what only the first ones have."""
    rest = ranges.without(ranges.missing(some, 60), ranges.missing(others, 60))
    assert numbers(rest) == others - some
