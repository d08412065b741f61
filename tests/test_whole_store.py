"""Every table of a store: complete, its keys unique, at the price that it names."""

from __future__ import annotations

import math
import re
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Sandbox, Store, tables
from bigcommerce_sandbox.mutation import COLLECTIONS
from bigcommerce_sandbox.variants import VARIANTS, is_chosen
from tap_bigcommerce.reading.parts import IDS_AT_ONCE, Bulk
from tap_bigcommerce.streams import ChildStream, RootStream, SingerStream
from tap_bigcommerce.tap import TapBigCommerce
from tests import plainly
from tests.copying import cut
from tests.running import attempt, read
from tests.tables import PARENTS
from tests.truth import differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.plainly import Row
    from tests.running import Output

ELSEWHERE = {"orders", "customers", "products", "coupons", "deleted_records", *PARENTS}
"""Streams that have tests of their own for all of this."""

ALL = [
    stream
    for stream in TapBigCommerce(config={}, validate_config=False).streams.values()
    if isinstance(stream, SingerStream) and stream.name not in ELSEWHERE
]

SIZES: dict[str, Any] = {"orders": 60, "customers": 60, "products": 40}

UNCOUNTED = {"currencies", "tax_classes"}
"""Lists of a few rows that do not say how many they have."""

TABLES = {table.name for table in tables.TABLES}
"""What the store keeps rows of, and can change."""

SETTLED = 3600
"""Seconds after which every change can be read."""

named = pytest.mark.parametrize("stream", ALL, ids=lambda one: one.name)


def key(stream: SingerStream, row: Row) -> tuple[str, ...]:
    """The primary key of a row, whichever type the API gives it."""
    return tuple(str(row.get(one) or 0) for one in stream.keys)


def by_key(stream: SingerStream, rows: Iterable[Row]) -> dict[Any, Row]:
    """Rows by their primary key."""
    return {key(stream, row): row for row in rows}


def faults(stream: SingerStream, ours: dict[Any, Row], shop: Sandbox) -> list[str]:
    """Where rows are not what a store at rest answers; rows of what was deleted may be left."""
    theirs = by_key(stream, plainly.rows(shop, stream.name))
    lacking = [f"{one} is missing" for one in theirs if one not in ours]
    return lacking + [
        f"{one}: {line}"
        for one, row in theirs.items()
        if one in ours
        for line in differences(ours[one], row)
    ]


@pytest.fixture(scope="module")
def whole_shop() -> Iterator[Sandbox]:
    """A store with all there is, which no test changes."""
    store = Store(seed=23, **SIZES)
    store.clock.advance(SETTLED)
    with Sandbox(store, gzip=False) as shop:
        yield shop


@pytest.mark.cases(24)
@named
def test_a_first_run_brings_every_row(
    stream: SingerStream, whole_shop: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Once, with every field and value that the API gives it, and nothing is said of it."""
    records = read(whole_shop, stream.name).records(stream.name)
    ours = by_key(stream, records)
    assert len(records) > 3 or stream.name in SINGLE
    assert len(ours) == len(records)
    assert faults(stream, ours, whole_shop) == []
    assert [one.getMessage() for one in caplog.records if one.levelname == "WARNING"] == []


SINGLE = {
    *("store", "settings", "category_trees", "price_lists", "sites", "channels", "tax_classes"),
    *("product_videos", "order_pickups"),
}
"""Streams of a row or three."""


PROOF = 7
"""Requests beside those for rows: for the records that bring them, and for the end of a list."""


def price(stream: SingerStream, shop: Sandbox) -> int:
    """How many requests the rows of a stream may take: those that its `price` tells of."""
    if isinstance(stream, ChildStream):
        parents = plainly.parents(shop, stream)
        if stream.own_list:
            able = [parent for parent in parents if stream.has_any(parent)]
            if isinstance(stream.own_list, Bulk):
                assert re.fullmatch(f"1 per {IDS_AT_ONCE} (order|product|customer)s", stream.price)
                return math.ceil(len(able) / IDS_AT_ONCE)
            assert re.fullmatch("1 per .*(order|product)", stream.price)
            return sum(len([*stream.lists_of(parent, {})]) for parent in able)
        assert stream.price in {"0", "1 per 10 products"}
        return 0 if stream.price == "0" else math.ceil(len(parents) / 10)
    assert isinstance(stream, RootStream)
    if stream.owners:
        assert " per " in stream.price
        return plainly.number_of_lists(shop, stream)
    assert stream.price in {"1", "2", "1 per 250 rows", "1 per 250 variants"}
    return math.ceil(len(plainly.rows(shop, stream.name)) / 250)


@pytest.mark.cases(6)
@named
def test_a_first_run_costs_what_the_table_of_streams_says(
    stream: SingerStream, whole_shop: Sandbox
) -> None:
    """In pages of 250, which hold all that most streams of a small store have."""
    expected = price(stream, whole_shop)
    whole_shop.requests.clear()
    read(whole_shop, stream.name)
    assert len(whole_shop.requests) <= expected + PROOF


@pytest.mark.cases(6)
@named
def test_a_second_run_brings_changes_only(stream: SingerStream, whole_shop: Sandbox) -> None:
    """Of a store at rest: nothing, or all rows again where they have no date."""
    first = read(whole_shop, stream.name)
    again = read(whole_shop, stream.name, state=first.state).records(stream.name)
    assert again == ([] if stream.replication_key else first.records(stream.name))


class Target:
    """What a warehouse has of a stream."""

    def __init__(self, stream: SingerStream) -> None:
        self._stream = stream
        self.rows: dict[Any, Row] = {}
        self.state: dict[str, Any] | None = None

    def take(self, output: Output, chance: Random | None = None) -> None:
        """Load what a run wrote; of one that was killed, a part."""
        messages = cut(output.messages, chance) if chance else output.messages
        for message in messages:
            if message["type"] == "RECORD" and message["stream"] == self._stream.name:
                self.rows[key(self._stream, message["record"])] = message["record"]
            elif message["type"] == "STATE":
                self.state = message["value"]


@pytest.mark.cases(1)
@pytest.mark.parametrize("stream", ALL, ids=lambda one: one.name)
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(one, marks=pytest.mark.soak) for one in (2, 3, 4))]
)
def test_a_stream_is_complete_after_changes_and_kills(stream: SingerStream, seed: int) -> None:
    """While the store changes, in small pages, and cut short: the next whole run mends it all."""
    chance = Random(seed)
    with Sandbox(Store(seed=seed, **SIZES), gzip=False) as shop:
        target = Target(stream)
        own = stream.name if stream.name in TABLES else "customers"
        changing = [*{*COLLECTIONS, own}]
        shop.store.clock.advance(SETTLED)
        # Of a list without a total, page numbers prove nothing while it changes all the time.
        size = chance.choice([5, 20]) if stream.name not in UNCOUNTED else 100
        given: dict[str, Any] = {"page_size": size, "refresh_hours": 0}
        for _ in range(2):
            shop.mutate(every=3, touch=2, delete=1, insert=1, collections=changing)
            output, error = attempt(shop, stream.name, state=target.state, **given)
            assert error is None, error
            target.take(output, chance)
            shop.store.clock.advance(SETTLED)
        shop.mutate(every=0)
        target.take(read(shop, stream.name, state=target.state, **given))
        assert faults(stream, target.rows, shop) == []


KINDS = (
    *("order_metafields", "order_refunds", "subscribers", "wishlists", "promotion_codes"),
    "system_logs",
)
"""Streams of each way to read a list in any order."""

HABITS = Random(2).sample(sorted(VARIANTS), len(VARIANTS))


@pytest.mark.cases(2)
@pytest.mark.parametrize(
    "first",
    [
        pytest.param(first, marks=[] if first % 15 == 0 else pytest.mark.soak)
        for first in range(0, len(HABITS), 3)
    ],
)
@pytest.mark.parametrize("name", KINDS)
def test_no_habit_of_the_api_loses_a_row_silently(name: str, first: int) -> None:
    """A stream has every row, or fails in words; and the next run makes up for everything."""
    [stream] = [one for one in ALL if one.name == name]
    habits = {*HABITS[first : first + 3]}
    with Sandbox(Store(seed=5, **SIZES), gzip=False) as shop:
        shop.store.clock.advance(SETTLED)
        rows = by_key(stream, plainly.rows(shop, name))
        target = Target(stream)
        shop.variants = habits
        output, error = attempt(shop, name, page_size=5, retry_time=1)
        target.take(output)
        if error is None and not habits & LATE:
            assert not lacking(rows, target, habits)
        shop.variants = set()
        shop.store.clock.advance(SETTLED)
        target.take(read(shop, name, state=target.state, page_size=5))
        assert not lacking(rows, target, habits)


LATE = {"clock-stopped", "clock-of-1970"}
"""Habits that leave rows to a later run."""


def lacking(rows: dict[Any, Row], target: Target, habits: set[str]) -> list[Any]:
    """Which rows did not arrive, but for those that the store lists and does not give."""
    missing = [one for one in rows if one not in target.rows]
    if "rows-withheld" not in habits:
        return missing
    ids = {one: (rows[one]["id"], rows[one].get("promotion_id", 0)) for one in missing}
    return [one for one in missing if not any(map(is_chosen, ids[one]))]


def test_a_run_that_finds_nothing_new_costs_a_request_or_two_a_stream() -> None:
    """All default tables of a small store: 22 requests, and 8 for lists that have no dates."""
    with Sandbox(Store(seed=3, **SIZES)) as shop:
        shop.store.clock.advance(SETTLED)
        state = read(shop, streams="tables").state
        shop.store.clock.advance(SETTLED)
        shop.requests.clear()
        output = read(shop, streams="tables", state=state)
    dated = {stream.name for stream in ALL if stream.replication_key}
    assert not any(output.records(stream) for stream in dated)
    assert len(shop.requests) <= (22 + 8) * 1.1
