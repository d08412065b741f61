"""A backfill by months ends complete and newest last, in whatever order its parts are read.

Each life of a backfill follows from its seed, as far as chance between threads allows: to replay
one, run `pytest tests/test_backfill.py -k "[17]"`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Sandbox, Store
from bigcommerce_sandbox.tables import TABLES
from tap_bigcommerce.streams import ChildStream, RootStream
from tap_bigcommerce.tap import TapBigCommerce
from tests.backfilling import PARTITIONED, Backfill, months
from tests.disturbance import disturb
from tests.running import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import OpenShop
    from tests.running import Output

CUT = datetime(2026, 6, 1, tzinfo=UTC)
"""Where the months end: the first day of the last month of a store's history."""

JUST_OVER = CUT + timedelta(minutes=6)
"""The earliest that all of the last month can be read: after `settling_time` and `lookback`."""

HABITS: tuple[set[str], ...] = (set(), {"archived-by-filter"}, {"archived-listed"})
"""What becomes of orders that staff delete."""

SETTLED = 90
"""Seconds after which every change can be read."""

MONTHS = 3


IMPATIENT = {"retry_time": 0.2, "request_timeout": 0.3}
"""Settings of runs that faults are in the way of."""


@pytest.mark.cases(1)
@pytest.mark.parametrize("seed", range(40))
def test_any_order_ends_complete_and_newest_last(seed: int) -> None:
    """While the store changes between and during runs, and runs are killed or fail.

    Months are repeated by chance, and where an import filled them.
    """
    chance = Random(seed)
    sizes = {one: chance.randint(0, 40) for one in ("orders", "customers", "products", "coupons")}
    now = chance.choice((JUST_OVER, CUT + timedelta(days=20)))
    store = Store(seed=seed, now=now, months=6, **sizes)
    with Sandbox(store, gzip=False) as shop:
        shop.variants = chance.choice(HABITS)
        parallel = chance.randint(1, 8)
        backfill = Backfill(
            shop, CUT, MONTHS, page_size=chance.randint(8, 25), max_parallel_requests=parallel
        )
        for _ in range(chance.randint(2, 4)):
            change(shop, backfill, chance)
            disturb(shop, chance)
            step(backfill, chance, chance if chance.random() < 0.3 else None, **IMPATIENT)
        shop.faults.clear()
        while backfill.left:
            change(shop, backfill, chance)
            shop.mutate(every=chance.randint(2, 5), touch=2, delete=1, insert=1)
            assert step(backfill, chance)
        shop.mutate(every=0)
        shop.store.clock.advance(SETTLED)
        assert backfill.follow()
        assert backfill.table.faults(shop.store) == []


def step(
    backfill: Backfill, chance: Random, killed_by: Random | None = None, **options: Any
) -> bool:
    """Read a month that is left, or any month, or what is new; return whether that ended well."""
    left = sorted(backfill.left, key=backfill.months.index)
    month = chance.choice([*left, *left, chance.choice(backfill.months), None])
    if month:
        return backfill.read_month(month, killed_by, **options)
    return backfill.follow(killed_by, **options)


def change(shop: Sandbox, backfill: Backfill, chance: Random) -> None:
    """Change the store, and let some time go by.

    Changes that only a list shows wait for the first ongoing run, which begins to read the list.
    """
    orders, customers = shop.store.orders, shop.store.customers
    for collection in (orders, customers, shop.store.products):
        collection.touch(*some(collection.ids(), chance))
        collection.delete(*some(collection.ids(), chance)[:1])
        collection.insert(chance.randint(0, 2))
    if backfill.is_followed:
        for one in some(orders.ids(), chance):
            orders.refund(one)
        for one in some(customers.ids(), chance):
            for attribute in customers.get(one)["attributes"][:1]:
                customers.edit_attribute(one, attribute["attribute_id"], str(chance.random()))
    if chance.random() < 0.2:
        month = chance.choice(backfill.months)
        for collection in (orders, customers):
            collection.insert(2, dated=month.end - timedelta(days=chance.randint(1, 28)))
        backfill.left.add(month)
    shop.store.clock.advance(chance.choice((0, 1, 3600)))


def some(ids: list[int], chance: Random) -> list[int]:
    """A few ids."""
    return chance.sample(ids, min(len(ids), chance.randint(0, 3)))


def test_ongoing_runs_do_not_read_what_is_before_the_cut(open_shop: OpenShop) -> None:
    """Neither the first one nor a refresh, nor the search for imports."""
    shop = open_shop(orders=60, customers=60)
    start = {"start_date": CUT.isoformat()}
    state: dict[str, Any] = {}
    for _ in range(3):
        output = read(shop, *PARTITIONED, state=state, refresh_hours=0, **start)
        state = output.state
        for stream in PARTITIONED:
            assert all(one["date_modified"] >= CUT.isoformat() for one in output.records(stream))
        assert output.ids("customers")
        for collection in (shop.store.orders, shop.store.customers):
            collection.insert(2, dated=CUT - timedelta(days=3))
        shop.store.clock.advance(SETTLED)


def test_a_refresh_without_a_start_date_ends_the_backfill(open_shop: OpenShop) -> None:
    """It finds what no date and no list shows, in customers from before the cut."""
    shop = open_shop(orders=10, customers=30, products=5, coupons=2)
    shop.store.clock.advance(SETTLED)
    backfill = Backfill(shop, CUT, MONTHS)
    assert backfill.follow()
    assert all(map(backfill.read_month, backfill.months))
    customers = shop.store.customers
    is_old = (one for one in customers.ids() if customers.get(one)["addresses"])
    old = next(one for one in is_old if backfill.months[0].has(customers.modified(one)))
    customers.edit_silently(old, addresses=[])
    assert backfill.follow(refresh_hours=0)
    assert backfill.table.faults(shop.store) != []
    assert backfill.close()
    assert backfill.table.faults(shop.store) == []


@pytest.mark.proof
def test_every_stream_by_date_but_products_can_be_split(open_shop: OpenShop) -> None:
    """All of them begin at `start_date`, so the months must have those that ongoing runs have."""
    tap = TapBigCommerce(config={}, validate_config=False)
    dated = {
        name: one
        for name, one in tap.streams.items()
        if isinstance(one, RootStream | ChildStream) and one.replication_method == "INCREMENTAL"
    }
    shop = open_shop(**dict.fromkeys((one.name for one in TABLES if one.size is not None), 12))
    shop.store.clock.advance(SETTLED)
    whole, since, *parts = (
        read(shop, *dated, **settings)
        for settings in (
            {},
            {"start_date": CUT.isoformat()},
            *(month.settings for month in months(MONTHS, CUT)),
        )
    )
    for name, stream in dated.items():
        root = stream if isinstance(stream, RootStream) else stream.parent_stream_type
        keys = partial(keys_of, name, stream.primary_keys)
        if root.reads_whole_first:
            assert root.name == "products"
            assert keys(since) == keys(whole)
        else:
            assert sorted(chain(keys(since), *map(keys, parts))) == sorted(keys(whole)), name


def keys_of(stream: str, names: Sequence[str], output: Output) -> list[tuple[Any, ...]]:
    """The keys of the rows that a run delivered."""
    return [tuple(row[name] for name in names) for row in output.records(stream)]
