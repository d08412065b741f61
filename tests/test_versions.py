"""ACTIVATE_VERSION: rows that are gone are removed, and a run that fails removes none."""

from __future__ import annotations

import logging
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk import Stream

from bigcommerce_sandbox import Fault, Sandbox, Store
from tap_bigcommerce.state import normalise_state
from tap_bigcommerce.tap import TapBigCommerce
from tests.loading import Loader
from tests.replay import Replay
from tests.running import attempt, decode, process, read, selection

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import OpenShop
    from tests.replay import Query, Row
    from tests.running import Message, Output

SIZES: dict[str, Any] = {
    "brands": 12,
    "coupons": 30,
    "customers": 20,
    "orders": 40,
    "products": 20,
    "promotions": 8,
}

PARTS = ("order_products", "order_shipping_addresses")

WHOLE = ("brands", "coupons", "orders", *PARTS, "promotions")
"""Streams that a run reads whole, by nature or since the catalog says so."""


FAULTS: tuple[dict[str, Any], ...] = (
    *({"status": status} for status in (403, 404, 500)),
    *({"kind": kind} for kind in ("reset", "truncate", "html", "wrong_body", "empty")),
)


def whole(*streams: str) -> dict[str, Any]:
    """A catalog with these streams, all of them FULL_TABLE."""
    catalog = selection(*streams)
    for entry in catalog["streams"]:
        entry["replication_method"] = "FULL_TABLE"
    return catalog


def activations(output: Output) -> dict[str, int]:
    """The version that each table activates; no table does so twice."""
    every = [one for one in output.messages if one["type"] == "ACTIVATE_VERSION"]
    versions = {one["stream"]: one["version"] for one in every}
    assert len(versions) == len(every)
    return versions


def versions(output: Output, table: str) -> set[int | None]:
    """The versions of a table's rows."""
    return {one.get("version") for one in rows(output, table)}


def rows(output: Output, table: str) -> list[Message]:
    """The RECORD messages of a table."""
    every = [one for one in output.messages if one["type"] == "RECORD"]
    return [one for one in every if one["stream"] == table]


# Who has versions


def test_it_is_off_by_default(shop: Sandbox) -> None:
    """No message, no version and no state beside what there was."""
    output = read(shop, "coupons")
    assert output.ids("coupons")
    assert activations(output) == {}
    assert versions(output, "coupons") == {None}
    assert output.state["bookmarks"]["coupons"] == {}


@pytest.mark.proof
def test_every_stream_that_is_read_whole_has_a_version(open_shop: OpenShop) -> None:
    """And no stream with a bookmark has one."""
    shop = open_shop(**SIZES)
    streams = TapBigCommerce(config={}, validate_config=False).streams
    output = read(shop, *streams, activate_versions=True, streams="tables")
    active = activations(output)
    assert active.keys() == {name for name, one in streams.items() if not one.replication_key}
    assert all(versions(output, name) <= {active.get(name)} for name in streams)


@pytest.mark.promise("deleted-row")
def test_a_version_follows_the_rows(open_shop: OpenShop) -> None:
    """All rows, then a STATE, at which targets write what waits, then the message."""
    shop = open_shop(**SIZES)
    output = read(shop, catalog=whole(*WHOLE), activate_versions=True, page_size=7)
    assert activations(output).keys() == set(WHOLE)
    for table, version in activations(output).items():
        place = output.messages.index(
            {"type": "ACTIVATE_VERSION", "stream": table, "version": version}
        )
        last = max(map(output.messages.index, rows(output, table)))
        between = [one["type"] for one in output.messages[last:place]]
        assert "STATE" in between
        assert versions(output, table) == {version}
        assert output.state["bookmarks"][table]["version"] == version


def test_a_table_of_parts_has_one_beside_a_stream_with_a_bookmark(open_shop: OpenShop) -> None:
    """It is read apart from its records, and whole."""
    shop = open_shop(orders=30)
    catalog = selection("orders", "order_products")
    for entry in catalog["streams"]:
        if entry["stream"] == "order_products":
            entry["replication_method"] = "FULL_TABLE"
    output = read(shop, catalog=catalog, activate_versions=True)
    assert activations(output).keys() == {"order_products"}
    assert versions(output, "orders") == {None}


def test_an_end_date_is_no_matter_of_streams_that_are_read_whole(open_shop: OpenShop) -> None:
    """They are whole, whatever the period, and so is the version."""
    shop = open_shop(orders=40, coupons=10)
    output = read(
        shop,
        catalog=whole("coupons", "orders"),
        activate_versions=True,
        start_date="2026-01-01",
        end_date="2026-01-02",
    )
    assert sorted(output.ids("orders")) == shop.store.orders.ids()
    assert activations(output).keys() == {"coupons", "orders"}


@pytest.mark.cases(2)
@pytest.mark.parametrize(
    ("stream", "settings", "number"),
    [
        ("order_coupons", {"order_coupons": "all"}, 1),
        ("order_coupons", {"order_coupons": "possible"}, 0),
        ("order_taxes", {}, 0),
        ("order_shipments", {}, 1),
        ("product_reviews", {}, 0),
    ],
)
def test_a_table_of_which_not_all_rows_are_read_has_none(
    stream: str, settings: dict[str, Any], number: int, open_shop: OpenShop
) -> None:
    """Its rows may still exist in records that were not asked for them."""
    shop = open_shop(orders=60, products=25, coupons=10)
    output = read(shop, catalog=whole(stream), activate_versions=True, **settings)
    assert rows(output, stream)
    assert len(activations(output)) == len(versions(output, stream) - {None}) == number


@pytest.mark.parametrize("stream", ["brands", "coupons", "promotions", "orders"])
def test_an_empty_list_empties_its_table(stream: str, open_shop: OpenShop) -> None:
    """Its end is proven like any other."""
    shop = open_shop(**{stream: 9})
    target = Loader()
    target.load(read(shop, catalog=whole(stream), activate_versions=True).messages)
    assert len(target.tables[stream]) == 9
    collection = shop.store.collection(stream)
    collection.delete(*collection.ids())
    output = read(shop, catalog=whole(stream), activate_versions=True, state=target.state)
    target.load(output.messages)
    assert target.tables[stream] == {}


# Numbers


@pytest.mark.parametrize("variant", ["clock-of-1970", "clock-20-s-behind"])
def test_versions_rise_though_the_clock_goes_back(variant: str, open_shop: OpenShop) -> None:
    """The state remembers the last one."""
    shop = open_shop(coupons=3)
    first = read(shop, "coupons", activate_versions=True)
    shop.variants = {variant}
    second = read(shop, "coupons", activate_versions=True, state=first.state)
    third = read(shop, "coupons", activate_versions=True, state=second.state)
    numbers = [activations(one)["coupons"] for one in (first, second, third)]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]


@pytest.mark.parametrize("value", [None, "17", -1, 1.5, True, 1 << 60, {}])
def test_a_state_with_something_else_for_a_version_is_read(value: Any) -> None:
    """It counts as none, in streams with and without a bookmark."""
    given = {"bookmarks": {"coupons": {"version": value}, "orders": {"version": value}}}
    state = normalise_state(given, {"orders": "date_modified"})
    assert state["bookmarks"] == {"coupons": {}, "orders": {}}


def test_a_version_is_no_bookmark(open_shop: OpenShop) -> None:
    """A stream that was read whole begins at the beginning when it is no longer, and keeps it."""
    shop = open_shop(orders=10)
    state = read(shop, catalog=whole("orders"), activate_versions=True).state
    output = read(shop, "orders", state=state)
    assert sorted(output.ids("orders")) == shop.store.orders.ids()
    kept = output.state["bookmarks"]["orders"]
    assert kept["version"] == state["bookmarks"]["orders"]["version"]
    assert kept["replication_key_value"]


# Stream maps


def test_each_alias_has_a_message_of_its_own(open_shop: OpenShop) -> None:
    """And its rows the same version."""
    shop = open_shop(coupons=10)
    maps = {
        "coupons": {"__alias__": "vouchers"},
        "codes": {"__source__": "coupons", "__else__": None, "id": "id", "code": "code"},
    }
    output = read(shop, "coupons", activate_versions=True, stream_maps=maps)
    active = activations(output)
    assert active.keys() == {"vouchers", "codes"}
    assert all(versions(output, table) == {active[table]} for table in active)


def test_a_filtered_table_has_none(open_shop: OpenShop, caplog: pytest.LogCaptureFixture) -> None:
    """It lacks rows that the store has; other tables of the same stream lack none."""
    caplog.set_level(logging.INFO)
    shop = open_shop(coupons=10)
    some = shop.store.coupons.ids()[4]
    maps = {"few": {"__source__": "coupons", "__filter__": f"id > {some}"}}
    output = read(shop, "coupons", activate_versions=True, stream_maps=maps)
    assert len(rows(output, "few")) == 5
    assert activations(output).keys() == {"coupons"}
    assert versions(output, "few") == {None}
    assert "gone from the store stay in few:" in caplog.text


@pytest.mark.parametrize(
    ("definition", "active"),
    [
        ({"__filter__": "id > 110"}, set()),
        ({"staff_notes": None}, {"orders", "order_products"}),
    ],
)
def test_the_parts_of_filtered_records_have_none(
    definition: dict[str, Any], active: set[str], open_shop: OpenShop
) -> None:
    """The filter of a record drops its rows elsewhere; other changes of a record do not."""
    shop = open_shop(orders=20)
    maps, catalog = {"orders": definition}, whole("orders", "order_products")
    output = read(shop, catalog=catalog, activate_versions=True, stream_maps=maps)
    assert activations(output).keys() == active
    for table in ("orders", "order_products"):
        assert rows(output, table)
        assert (None in versions(output, table)) is (table not in active)


def test_a_table_of_several_streams_has_none(open_shop: OpenShop) -> None:
    """Each would remove the rows of the others."""
    shop = open_shop(coupons=5, brands=5, promotions=5)
    maps = {"coupons": {"__alias__": "things"}, "brands": {"__alias__": "things"}}
    streams = ("brands", "coupons", "promotions")
    output = read(shop, *streams, activate_versions=True, stream_maps=maps)
    assert len(rows(output, "things")) == 10
    assert activations(output).keys() == {"promotions"}


def test_a_stream_that_a_map_removes_has_none(open_shop: OpenShop) -> None:
    """A target that knows no such table would fail."""
    shop = open_shop(coupons=5, brands=5)
    maps = {"coupons": None, "kept": {"__source__": "brands"}, "brands": None}
    output = read(shop, "coupons", "brands", activate_versions=True, stream_maps=maps)
    assert activations(output).keys() == {"kept"}


# Runs that do not bring all


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({}, {"status": 403}),
        ({"missing_access": "skip"}, {"status": 403}),
        ({"page_size": 4}, {"status": 500, "nth": 3}),
        ({"page_size": 4}, {"kind": "html", "nth": 2}),
        ({}, {"kind": "empty"}),
    ],
)
def test_a_stream_that_fails_or_is_left_out_activates_nothing(
    settings: dict[str, Any], fault: dict[str, Any], open_shop: OpenShop
) -> None:
    """The others do."""
    shop = open_shop(coupons=20, brands=5)
    shop.faults = [Fault(path="/coupons$", times=None, **fault)]
    given: dict[str, Any] = {"activate_versions": True, "retry_time": 0, **settings}
    output, error = attempt(shop, "brands", "coupons", **given)
    assert (error is None) is ("missing_access" in settings)
    assert activations(output).keys() == {"brands"}


def test_a_table_whose_parts_cannot_be_read_activates_nothing(open_shop: OpenShop) -> None:
    """The table of the records does."""
    shop = open_shop(orders=20)
    shop.faults = [Fault(path=r"/orders/\d+/messages$", status=500, nth=9, times=None)]
    catalog = whole("orders", "order_messages")
    output, error = attempt(shop, catalog=catalog, activate_versions=True, retry_time=0)
    assert error
    assert activations(output).keys() == {"orders"}


def test_a_value_that_ends_a_stream_activates_nothing(open_shop: OpenShop) -> None:
    """The rows behind it did not come."""
    shop = open_shop(coupons=5)
    shop.store.coupons.edit(shop.store.coupons.ids()[-1], amount="much")
    output, error = attempt(shop, "coupons", activate_versions=True)
    assert isinstance(error, Exception)
    assert len(rows(output, "coupons")) == 4
    assert activations(output) == {}


def test_a_limit_of_records_activates_nothing(
    open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a dry run, or a test of the configuration."""
    monkeypatch.setattr(Stream, "ABORT_AT_RECORD_COUNT", 3)
    output, _ = attempt(open_shop(coupons=9), "coupons", activate_versions=True)
    assert len(rows(output, "coupons")) == 3
    assert activations(output) == {}


def test_a_signal_activates_nothing(open_shop: OpenShop, tmp_path: Path) -> None:
    """Whatever came until then."""
    shop = open_shop(coupons=60, latency=0.1)
    with process(shop, tmp_path, activate_versions=True, page_size=2) as running:
        assert running.stdout
        lines = [next(running.stdout)]
        while b'"RECORD"' not in lines[-1]:
            lines.append(next(running.stdout))
        running.terminate()
        lines += running.stdout.readlines()
        assert running.wait(60) == 143
    messages = decode(b"".join(lines))
    assert any("version" in one for one in messages)
    assert {one["type"] for one in messages} == {"SCHEMA", "RECORD", "STATE"}


@pytest.mark.parametrize("stream", ["coupons", "orders", "brands", "promotions"])
def test_rows_that_are_counted_and_not_listed_are_not_removed(
    stream: str, open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """They may be there."""
    shop = open_shop(**{stream: 30})
    shop.variants = {"totals-slightly-too-high"}
    output = read(shop, catalog=whole(stream), activate_versions=True, page_size=7)
    assert len(rows(output, stream)) == 30
    assert activations(output) == {}
    assert f"{stream}: no ACTIVATE_VERSION in this run" in caplog.text


def test_records_that_came_with_fewer_parts_than_they_say_hold_back_versions(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """The API may have left out rows that exist."""
    shop = open_shop(orders=10)
    orders = shop.store.orders
    orders.edit_silently(orders.ids()[3], items_total=999)
    output = read(shop, catalog=whole("order_products"), activate_versions=True)
    assert rows(output, "order_products")
    assert activations(output) == {}
    assert "order_products: no ACTIVATE_VERSION in this run" in caplog.text


@pytest.mark.parametrize(("age", "number"), [("10:00:00", 1), ("11:58:00", 0)])
def test_a_record_that_a_server_does_not_know_yet_holds_back_versions(
    age: str, number: int
) -> None:
    """It is left out of this run only; one that was deleted meanwhile is gone."""
    orders: list[Row] = [
        {"id": one, "date_modified": f"Fri, 01 Jan 2027 {age} +0000", "consignments": []}
        for one in (1, 2, 3)
    ]

    def unknown(_: Query) -> int:
        orders[:] = [one for one in orders if one["id"] != 2]
        return 404

    parts = {"v2/orders/[13]/coupons": [{"id": 7}], "v2/orders/2/coupons": unknown}
    with Replay({"v2/orders": orders}, parts).open() as store:
        catalog = whole("order_coupons")
        output = read(store, catalog=catalog, activate_versions=True, order_coupons="all")
    assert [row["order_id"] for row in output.records("order_coupons")] == [1, 3]
    assert len(activations(output)) == number


# All of it together


SEEDS = [
    *range(4),
    *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1000, 1300)),
]


@pytest.mark.cases(1)
@pytest.mark.promise("no-false-deletion")
@pytest.mark.parametrize("seed", SEEDS)
def test_no_row_is_removed_that_the_store_has(seed: int) -> None:
    """Whatever fails, and wherever tap or target are killed. In the end, what is gone is removed.

    A row that was loaded and is in the store before and after a run stays, although the target
    removes rows before it writes what waits.
    """
    chance = Random(seed)
    sizes: dict[str, Any] = {name: chance.randint(0, size) for name, size in SIZES.items()}
    store = Store(seed=seed, **sizes)
    target = Loader(keeps_higher=chance.random() < 0.5)
    with Sandbox(store) as shop:
        for _ in range(6):
            shop.faults = faults(chance)
            before = alive(shop)
            loaded = {table: target.keys(table) for table in before}
            output, _ = attempt(
                shop,
                catalog=whole(*WHOLE),
                state=target.state,
                activate_versions=True,
                page_size=chance.randint(2, 9),
                retry_time=0,
            )
            is_killed = chance.random() < 0.5
            last = chance.randrange(len(output.messages) + 1) if is_killed else None
            target.load(output.messages[:last], is_killed=is_killed)
            for table, there in before.items():
                assert loaded[table] & there <= target.keys(table)
            change(shop, chance)
        shop.faults = []
        output = read(shop, catalog=whole(*WHOLE), state=target.state, activate_versions=True)
        target.load(output.messages)
        assert {table: target.keys(table) for table in WHOLE} == alive(shop)


def faults(chance: Random) -> list[Fault]:
    """Some that strike lists, and parts of orders."""
    paths = (
        "/brands$",
        "/coupons$",
        "/promotions$",
        "/orders$",
        "/count$",
        r"/orders/\d+/products$",
    )
    return [
        Fault(
            path=chance.choice(paths),
            nth=chance.randint(1, 4),
            times=None,
            **chance.choice(FAULTS),
        )
        for _ in range(chance.randint(0, 2))
    ]


def change(shop: Sandbox, chance: Random) -> None:
    """Delete and add rows of every kind, sometimes all."""
    for name in ("brands", "coupons", "orders", "promotions"):
        collection = shop.store.collection(name)
        live = collection.ids()
        count = len(live) if chance.random() < 0.1 else chance.randint(0, len(live) // 3)
        collection.delete(*chance.sample(live, count))
        collection.insert(chance.randint(0, 3))
    shop.store.clock.advance(chance.choice((0, 60, -3600)))


def alive(shop: Sandbox) -> dict[str, set[tuple[Any, ...]]]:
    """The keys of the rows that there are of each table, as a run without state brings them."""
    struck, shop.faults = shop.faults, []
    target = Loader()
    target.load(read(shop, catalog=whole(*WHOLE)).messages)
    shop.faults = struck
    return {table: target.keys(table) for table in WHOLE}
