"""One storefront of several: what `channel_ids` leaves out, and that nothing else is missing."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bigcommerce_sandbox import Fault, Sandbox, Store
from tap_bigcommerce.errors import TapError
from tap_bigcommerce.feeds.lists import check
from tap_bigcommerce.reading.page import Row
from tap_bigcommerce.state import Bookmark
from tap_bigcommerce.streams import ChildStream, RootStream
from tap_bigcommerce.streams.products import Products
from tap_bigcommerce.tap import TapBigCommerce
from tests import running
from tests.copying import cut
from tests.running import attempt, config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import OpenShop
    from tests.running import Output

CHANNELS = (1, 2, 3, 4)

SETTLED = 3600
"""Seconds after which every change can be read."""

EVERYWHERE = list(CHANNELS)


WITHOUT_COUPONS = {"orders.coupons": False}
"""Leaves out what costs a request for each order."""


def read(shop: Sandbox, *streams: str, **options: Any) -> Output:
    """Run a sync that succeeds."""
    select = WITHOUT_COUPONS | options.pop("select", {})
    return running.read(shop, *streams, select=select, **options)


def named(field: str, otherwise: list[int]) -> Callable[[dict[str, Any]], list[int]]:
    """Return what tells the channels of a row that names one or several."""

    def tell(row: dict[str, Any]) -> list[int]:
        found = row[field] if isinstance(row[field], list) else [row[field]]
        return [one["id"] if isinstance(one, dict) else one for one in found if one] or otherwise

    return tell


SHOWN = {
    "orders": named("channel_id", []),
    "customers": named("channel_ids", EVERYWHERE),
    "products": named("channels", []),
    "subscribers": named("channel_id", EVERYWHERE),
    "category_trees": named("channels", []),
    "promotions": named("channels", EVERYWHERE),
    "price_list_assignments": named("channel_id", EVERYWHERE),
    "sites": named("channel_id", []),
    "shipping_methods": named("channel_ids", EVERYWHERE),
}
"""The channels that a row of each table names, as the store keeps it."""

FOLLOWING = {
    "order_products": ("orders", "order_id"),
    "customer_addresses": ("customers", "customer_id"),
    "product_variants": ("products", "product_id"),
    "categories": ("category_trees", "tree_id"),
    "promotion_codes": ("promotions", "promotion_id"),
}
"""Streams whose rows belong where the row of another table does, and the column that names it."""

WHOLE = ("brands", "channels", "coupons", "customer_groups", "inventory_locations", "wishlists")

FILTERS = {
    "orders": {"channel_id": "2"},
    "products": {"channel_id:in": "2"},
    "category_trees": {"channel_id:in": "2"},
    "categories": {"tree_id:in": "2"},
    "promotions": {"channels": "2"},
    "sites": {"channel_id:in": "2"},
}
"""What the requests of a stream's list have if channel 2 is chosen, whose tree is 2."""

PATHS = {
    "orders": ("/v2/orders", "/v2/orders/count"),
    "products": ("/v3/catalog/products",),
    "category_trees": ("/v3/catalog/trees",),
    "categories": ("/v3/catalog/trees/categories",),
    "promotions": ("/v3/promotions",),
    "sites": ("/v3/sites",),
}

DATED = ("orders", "customers", "products", "subscribers")

SMALL: dict[str, Any] = {"orders": 60, "customers": 50, "products": 50, "subscribers": 40}


def spread(store: Store, chance: Random) -> Store:
    """Give the rows of a store to channels by chance; some to several, and some to none."""
    some: dict[str, Callable[[], Any]] = {
        "orders": lambda: {"channel_id": chance.choice(CHANNELS)},
        "customers": lambda: {"channel_ids": chance.choice([None, [1], [2, 3], [4], [1, 2]])},
        "products": lambda: {"channels": chance.choice([[], [1], [2], [1, 3], [2, 4]])},
        "subscribers": lambda: {"channel_id": chance.choice(CHANNELS)},
        "promotions": lambda: {
            "channels": [{"id": one} for one in chance.choice([[], [1], [2, 3], [4]])]
        },
        "price_list_assignments": lambda: {"channel_id": chance.choice([None, *CHANNELS])},
        "shipping_methods": lambda: {"channel_ids": chance.choice([[1], [2, 3], [3, 4]])},
    }
    for name, fields in some.items():
        collection = store.collection(name)
        for one in collection.ids():
            collection.edit_silently(one, **fields())
    store.clock.advance(SETTLED)
    return store


def belonging(store: Store, stream: str, *channels: int) -> set[int]:
    """The ids of the rows of a table that belong to some channels, as the store keeps them."""
    tell = SHOWN[stream]
    return {row["id"] for row in store.collection(stream) if {*tell(row)} & {*channels}}


def requested(shop: Sandbox, *paths: str) -> list[dict[str, str]]:
    """The queries of the requests for some addresses."""
    return [one.query for one in shop.requests if one.path in paths]


@pytest.fixture(scope="module")
def mall() -> Iterator[Sandbox]:
    """A store with several storefronts that no test changes."""
    sizes: dict[str, Any] = {"orders": 90, "customers": 70, "products": 60, "promotions": 20}
    store = spread(Store(seed=5, **sizes, price_list_assignments=20), Random(5))
    with Sandbox(store, gzip=False) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def plain(mall: Sandbox) -> None:
    """Take back the habits that a test gave the store."""
    mall.variants = set()


@pytest.fixture
def small(open_shop: OpenShop) -> Sandbox:
    """A store with several storefronts of a test's own."""
    shop = open_shop(**SMALL, channels=4)
    spread(shop.store, Random(3))
    return shop


# What arrives


@pytest.mark.proof
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chosen=st.sets(st.sampled_from(CHANNELS), min_size=1))
def test_what_arrives_is_what_the_store_has_for_these_channels(
    chosen: set[int], mall: Sandbox
) -> None:
    """Whichever channels are chosen: no row of others, and none missing."""
    output = read(mall, *SHOWN, *FOLLOWING, channel_ids=[*chosen])
    for stream in SHOWN:
        found = sorted(output.ids(stream))
        assert found == sorted(belonging(mall.store, stream, *chosen)), stream
    everything = read(mall, *FOLLOWING)
    for stream, (owner, column) in FOLLOWING.items():
        owners = belonging(mall.store, owner, *chosen)
        wanted = [row for row in everything.records(stream) if row[column] in owners]
        assert _without_order(output.records(stream)) == _without_order(wanted), stream


def _without_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(map(str, rows))


def test_streams_that_have_nothing_to_do_with_channels_arrive_whole(mall: Sandbox) -> None:
    """They are the same as without the setting."""
    chosen, everything = read(mall, *WHOLE, channel_ids=[3]), read(mall, *WHOLE)
    for stream in WHOLE:
        assert chosen.records(stream) == everything.records(stream) != []


def test_a_stream_whose_rows_name_channels_says_how_they_belong() -> None:
    """But for those of which a sentence says why it delivers all."""
    told = {"channel_id", "channel_ids", "channels"}
    silent = [
        name
        for name, stream in TapBigCommerce(config={}, validate_config=False).streams.items()
        if isinstance(stream, RootStream)
        and told & stream.schema["properties"].keys()
        and not stream.is_by_channel()
    ]
    assert silent == []


def test_settings_of_other_channels_are_not_requested(mall: Sandbox) -> None:
    """The store's own come always."""
    mall.requests.clear()
    rows = read(mall, "settings", channel_ids=[2]).records("settings")
    assert {row["channel_id"] for row in rows} == {0, 2}
    queries = requested(mall, "/v3/settings/inventory")
    assert {query.get("channel_id") for query in queries} == {None, "2"}


def test_orders_of_other_channels_cost_no_request(mall: Sandbox) -> None:
    """Where the tap drops an order, none of its parts is fetched."""
    mall.requests.clear()
    read(mall, "orders", "order_messages", channel_ids=[1, 2])
    asked = {int(one.path.split("/")[3]) for one in mall.requests if "/messages" in one.path}
    assert asked == belonging(mall.store, "orders", 1, 2)


def test_what_the_tap_drops_moves_the_bookmark(small: Sandbox) -> None:
    """Else every run would read it again."""
    foreign = belonging(small.store, "customers", 4) - belonging(small.store, "customers", 1)
    [*_, last] = sorted(foreign)
    small.store.customers.touch(last)
    moment = small.store.customers.modified(last)
    small.store.clock.advance(SETTLED)
    output = read(small, "customers", channel_ids=[1])
    assert last not in output.ids("customers")
    assert output.bookmark("customers") == moment.isoformat()


# What is requested


@pytest.mark.cases(2)
@pytest.mark.parametrize("stream", FILTERS)
def test_every_request_of_a_list_has_the_filter(stream: str) -> None:
    """Pages, counts and the highest id are about the same records."""
    sizes: dict[str, Any] = {"promotions": 30, "categories": 30, "channels": 3}
    store = spread(Store(seed=5, **SMALL, **sizes), Random(4))
    with Sandbox(store, gzip=False) as shop:
        first = read(shop, stream, channel_ids=[2], page_size=5)
        read(shop, stream, channel_ids=[2], page_size=5, state=first.state, refresh_hours=0)
        queries = requested(shop, *PATHS[stream])
    assert len(queries) > 1
    assert [query for query in queries if not FILTERS[stream].items() <= query.items()] == []


def test_orders_of_several_channels_are_read_without_a_filter(mall: Sandbox) -> None:
    """The API's takes a single channel."""
    mall.requests.clear()
    read(mall, "orders", channel_ids=[1, 2])
    assert [query for query in requested(mall, *PATHS["orders"]) if "channel_id" in query] == []


def test_without_the_setting_nothing_is_requested_for_it(mall: Sandbox) -> None:
    """Neither a filter nor the list of channels."""
    mall.requests.clear()
    read(mall, *SHOWN)
    assert requested(mall, "/v3/channels") == []
    filters = {name for one in FILTERS.values() for name in one}
    assert [one for one in mall.requests if filters & one.query.keys()] == []


@pytest.mark.cases(2)
@pytest.mark.promise("channel-filter")
@pytest.mark.parametrize("variant", ["channels-ignored", "channels-refused"])
@pytest.mark.parametrize("stream", [*FILTERS, "promotion_codes"])
def test_a_filter_that_does_not_work_changes_nothing(
    variant: str, stream: str, mall: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """The tap drops what belongs elsewhere."""
    expected = read(mall, stream, channel_ids=[2]).records(stream)
    mall.variants = {variant}
    output = read(mall, stream, channel_ids=[2], page_size=20)
    assert _without_order(output.records(stream)) == _without_order(expected)
    warned = "continuing without the filter for channel_ids" in caplog.text
    assert warned is (variant == "channels-refused")
    tap = TapBigCommerce(config=config(mall, channel_ids=[2]))
    for one in tap.streams.values():
        if one.name == stream and isinstance(one, RootStream):
            check(one, one)


def test_records_that_show_no_channel_are_not_delivered_unfiltered(mall: Sandbox) -> None:
    """Where the API rejects both the filter and what would show the channels, the stream fails."""
    mall.variants = {"channels-refused", "young-includes-refused"}
    output, error = attempt(mall, "products", channel_ids=[2])
    assert output.records("products") == []
    assert "cannot tell whether it belongs to channel_ids" in str(error)
    mall.variants = {"young-includes-refused"}
    found = {*read(mall, "products", channel_ids=[2]).ids("products")}
    assert found == belonging(mall.store, "products", 2)


# Channels that do not exist


@pytest.mark.promise("unknown-channel")
def test_an_unknown_channel_is_named(mall: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    """With those that there are; the run goes on."""
    read(mall, "brands", channel_ids=[2, 77])
    assert "does not have: 77. It has 1, 2, 3, 4, 5, 6." in caplog.text


def test_a_token_that_may_not_read_channels_is_enough(
    mall: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Then nothing is said of channels that may not exist."""
    token = mall.token("store_v2_products_read_only")
    output = read(mall, "products", channel_ids=[2, 77], access_token=token)
    assert {*output.ids("products")} == belonging(mall.store, "products", 2)
    assert [one.getMessage() for one in caplog.records if one.levelname == "WARNING"] == []


# The state


def copied(copy: dict[str, dict[int, Any]], output: Output) -> None:
    """Load what a run wrote, later rows in place of earlier ones."""
    for stream in DATED:
        for record in output.records(stream):
            copy.setdefault(stream, {})[record["id"]] = record["date_modified"]


@pytest.mark.cases(2)
@pytest.mark.promise("new-channel")
@pytest.mark.parametrize("stream", DATED)
def test_a_channel_that_is_added_arrives_whole(
    stream: str, small: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """The bookmark stays where it is meanwhile, and the log says why all is read again."""
    caplog.set_level(logging.INFO)
    first = read(small, stream, channel_ids=[1])
    assert first.state["bookmarks"][stream]["channel_ids"] == [1]
    second = read(small, stream, channel_ids=[2, 1], state=first.state)
    assert {*second.ids(stream)} == belonging(small.store, stream, 1, 2)
    bookmarks = {one["bookmarks"][stream]["replication_key_value"] for one in second.states}
    assert min(bookmarks) == first.bookmark(stream)
    assert caplog.text.count("reached with other channel_ids") == 1
    assert read(small, stream, channel_ids=[1, 2], state=second.state).ids(stream) == []
    third = read(small, stream, state=second.state)
    assert {*third.ids(stream)} == {*small.store.collection(stream).ids()}
    assert "channel_ids" not in third.state["bookmarks"][stream]


def test_a_channel_that_is_added_is_read_from_the_start_date(small: Sandbox) -> None:
    """As any first reading."""
    orders = small.store.orders
    old, new = orders.ids()[:30], orders.ids()[30:]
    start = small.store.clock.now()
    small.store.clock.advance(SETTLED)
    orders.touch(*new)
    small.store.clock.advance(SETTLED)
    options: dict[str, Any] = {"start_date": start.isoformat()}
    first = read(small, "orders", channel_ids=[1], **options)
    second = read(small, "orders", channel_ids=[1, 2], state=first.state, **options)
    assert {*second.ids("orders")} == belonging(small.store, "orders", 1, 2) - {*old}


@pytest.mark.cases(1)
@pytest.mark.parametrize("stream", DATED)
@pytest.mark.parametrize("before", [[1, 2], None])
def test_fewer_channels_need_no_second_reading(
    before: list[int] | None, stream: str, small: Sandbox
) -> None:
    """An old state, which names none, is about all; and what is left out comes back when added."""
    first = read(small, stream, channel_ids=before)
    second = read(small, stream, channel_ids=[1], state=first.state)
    assert second.ids(stream) == []
    collection = small.store.collection(stream)
    [missed, *_] = belonging(small.store, stream, 2) - belonging(small.store, stream, 1)
    collection.touch(missed)
    small.store.clock.advance(SETTLED)
    third = read(small, stream, channel_ids=[1], state=second.state)
    assert third.ids(stream) == []
    assert missed in read(small, stream, channel_ids=before, state=third.state).ids(stream)


def test_a_state_without_the_setting_is_as_before(small: Sandbox) -> None:
    """It names no channels, and a run that names all of them writes the same otherwise."""
    plain = read(small, *DATED)
    chosen = read(small, *DATED, channel_ids=[*CHANNELS, 9])
    for stream in ("orders", "customers", "subscribers"):
        ours, theirs = plain.state["bookmarks"][stream], chosen.state["bookmarks"][stream]
        assert "channel_ids" not in ours
        assert theirs.pop("channel_ids") == [*CHANNELS, 9]
        assert ours.keys() == theirs.keys()
        assert ours["replication_key_value"] == theirs["replication_key_value"]


def test_tables_of_parts_remember_channels_themselves(small: Sandbox) -> None:
    """A table that was read for other channels than its record is read again alone."""
    first = read(small, "orders", "order_fees", channel_ids=[1])
    second = read(small, "orders", channel_ids=[1, 2], state=first.state)
    third = read(small, "orders", "order_products", channel_ids=[1, 2], state=second.state)
    assert third.ids("orders") == []
    owners = {row["order_id"] for row in third.records("order_products")}
    assert owners == belonging(small.store, "orders", 1, 2)
    assert third.state["bookmarks"]["order_fees"]["channel_ids"] == [1]


@pytest.mark.proof
@pytest.mark.cases(1)
@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_lost_when_channels_change_and_runs_are_killed(
    seed: int, open_shop: OpenShop
) -> None:
    """However often both happen: a run that ends makes up for everything."""
    chance = Random(seed)
    shop = open_shop(seed=seed, **SMALL)
    spread(shop.store, chance)
    copy: dict[str, dict[int, Any]] = {}
    state = None
    for _ in range(6):
        chosen = chance.choice([None, [1], [2], [1, 2], [2, 3], [1, 2, 3], [*CHANNELS]])
        options = {"page_size": chance.choice([5, 20, 250]), "max_parallel_requests": 2}
        output = read(shop, *DATED, channel_ids=chosen, state=state, **options)
        output = type(output)(cut(output.messages, chance))
        copied(copy, output)
        state = output.states[-1] if output.states else state
        for stream in DATED:
            collection = shop.store.collection(stream)
            collection.touch(*chance.sample(collection.ids(), 3))
        shop.store.clock.advance(SETTLED)
    final = chance.choice([[1], [1, 2], [*CHANNELS]])
    copied(copy, read(shop, *DATED, channel_ids=final, state=state))
    for stream in DATED:
        ours = copy.get(stream, {})
        for one in belonging(shop.store, stream, *final):
            assert ours.get(one) == _modified(shop, stream, one), (stream, one)


def _modified(shop: Sandbox, stream: str, one: int) -> str:
    moment = shop.store.collection(stream).modified(one)
    assert moment
    return moment.isoformat()


def test_a_reading_for_more_channels_that_was_cut_short_goes_on(small: Sandbox) -> None:
    """It is neither forgotten nor begun anew."""
    first = read(small, "products", channel_ids=[1], page_size=2)
    small.faults.append(Fault(path="products$", query="sort=id", status=422, nth=9, times=None))
    options: dict[str, Any] = {"page_size": 2, "max_parallel_requests": 1}
    broken, error = attempt(small, "products", channel_ids=[1, 2], state=first.state, **options)
    assert isinstance(error, TapError)
    assert broken.bookmark("products") == first.bookmark("products")
    came = {*broken.ids("products")}
    wanted = belonging(small.store, "products", 1, 2)
    assert len(came) > 5
    assert came < wanted
    small.faults.clear()
    rest = read(small, "products", channel_ids=[1, 2], state=broken.state, page_size=2)
    assert came | {*rest.ids("products")} == wanted
    assert len(rest.ids("products")) < len(wanted)


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def bookmark(state: dict[str, Any], *seconds: int, finish: bool = True) -> dict[str, Any]:
    """Let a run write records that were modified so many seconds after noon; return its state."""
    one = Bookmark(state, timedelta(minutes=5))
    one.begin(NOON)
    for second in seconds:
        one.note(Row(NOON + timedelta(seconds=second), second, msgspec.Raw(b"{}")))
    if finish:
        one.finish()
    return state


def test_fewer_channels_after_a_run_that_no_count_proved_are_read_again() -> None:
    """The store's count would be of fewer records than those that the run had noted."""
    state = bookmark({"channel_ids": [1, 2]}, 1, 2, finish=False)
    assert Bookmark(state, timedelta(0)).select_channels([1], lambda: NOON)
    proven = bookmark({"channel_ids": [1, 2]}, 1, 2)
    assert not Bookmark(proven, timedelta(0)).select_channels([1], lambda: NOON)


def test_what_was_noted_of_other_channels_is_forgotten() -> None:
    """Ids that were delivered or dropped, and how many records the store does not list."""
    state = bookmark({"channel_ids": [1, 2], "uncounted": 3}, 1, 2)
    again = Bookmark(state, timedelta(minutes=5))
    assert len(again.known) == 2
    assert not again.select_channels([1], lambda: NOON)
    assert again.known == {}
    assert again.uncounted == 0
    again.begin(NOON)
    again.rewind()
    assert Bookmark(state, timedelta(minutes=5)).known == {}


@pytest.mark.cases(2)
@pytest.mark.parametrize("unreadable", ["1", {"1": 2}, ["a"], 7])
def test_a_state_whose_channels_cannot_be_read_is_about_none(
    unreadable: object, small: Sandbox
) -> None:
    """Else what is missing would stay so."""
    first = read(small, "orders", channel_ids=[1])
    first.state["bookmarks"]["orders"]["channel_ids"] = unreadable
    again = read(small, "orders", channel_ids=[1], state=first.state)
    assert {*again.ids("orders")} == belonging(small.store, "orders", 1)


def test_a_state_says_nothing_of_channels_that_no_reading_was_begun_for(small: Sandbox) -> None:
    """If the store does not even tell what time it is, the next run does it all."""
    first = read(small, "orders", channel_ids=[1])
    small.faults.append(Fault(path="/time$|/channels$", status=422, times=None))
    failed, error = attempt(small, "orders", channel_ids=[1, 2], state=first.state)
    assert error is not None
    small.faults.clear()
    second = read(small, "orders", channel_ids=[1, 2], state=failed.state)
    assert {*second.ids("orders")} == belonging(small.store, "orders", 1, 2)


# Records that move


def test_a_product_that_joins_a_channel_comes_with_the_next_refresh(small: Sandbox) -> None:
    """Assigning it need not move its date, even if the date shows every selected field."""
    select = {f"products.{field}": False for field in Products.undated_fields}
    first = read(small, "products", channel_ids=[1], select=select)
    joins = min(belonging(small.store, "products", 2) - belonging(small.store, "products", 1))
    small.store.products.edit_silently(joins, channels=[1])
    small.store.clock.advance(86_400)
    second = read(small, "products", channel_ids=[1], select=select, state=first.state)
    assert joins in second.ids("products")


def test_the_field_that_shows_channels_is_delivered_only_if_selected(mall: Sandbox) -> None:
    """The tap requests it all the same, to see what an API that ignores the filter sends."""
    mall.variants = {"channels-ignored"}
    output = read(mall, "products", channel_ids=[1], select={"products.channels": False})
    assert {*output.ids("products")} == belonging(mall.store, "products", 1)
    assert not any("channels" in record for record in output.records("products"))


def test_children_have_no_channels_of_their_own() -> None:
    """They follow their record."""
    streams = TapBigCommerce(config={}, validate_config=False).streams.values()
    assert not any(hasattr(one, "channels") for one in streams if isinstance(one, ChildStream))
