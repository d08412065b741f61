"""One reading of a list feeds the records and the tables of their parts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Fault, Sandbox, Store
from tap_bigcommerce.errors import Interrupted
from tap_bigcommerce.sdk import SingerStream
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import CollectingWriter, attempt, config, read, selection
from tests.tables import CARRIED, PARENTS, ROOTS, Warehouse

if TYPE_CHECKING:
    from tests.conftest import OpenShop
    from tests.running import Message

TABLES = tuple(PARENTS)

SETTLED = 3600
"""Seconds after which every change can be read."""


def newest(shop: Sandbox) -> str:
    """When the order was modified that was modified last."""
    orders = shop.store.orders
    return datetime.fromtimestamp(max(map(orders.second, orders.ids())), UTC).isoformat()


@pytest.mark.cases(1)
@pytest.mark.parametrize("streams", ["tables", "both"])
def test_a_table_has_a_row_for_each_part(streams: str, shop: Sandbox) -> None:
    """Every field of every part arrives, with the key and the date of its record."""
    warehouse = Warehouse()
    output = read(shop, *TABLES, streams=streams)
    warehouse.take(output.messages)
    assert warehouse.faults(shop, *TABLES) == []
    assert min(len(output.records(table)) for table in TABLES) > 5


@pytest.mark.proof
def test_records_are_the_same_beside_tables_of_their_parts(shop: Sandbox) -> None:
    """No stream changes what another one delivers."""
    both, nested = read(shop, streams="both"), read(shop, streams="nested")
    for root in ROOTS:
        assert both.records(root) == nested.records(root)


def test_records_lose_their_parts_to_tables(shop: Sandbox) -> None:
    """With `tables` nothing is written twice; other nested fields stay."""
    output = read(shop, streams="tables")
    [order, product] = [output.records(root)[0] for root in ("orders", "products")]
    assert "billing_address" in order
    assert "custom_url" in product
    assert not order.keys() & {"products", "consignments", "shipping_addresses", "fees", "coupons"}
    assert not product.keys() & {"variants", "images", "custom_fields"}


def test_tables_cost_no_more_requests_than_their_records(open_shop: OpenShop) -> None:
    """One reading feeds them, also where the records themselves are not selected."""
    shop = open_shop(orders=900)
    read(shop, "orders", select={"orders.coupons": False})
    alone = len(shop.requests)
    shop.requests.clear()
    output = read(shop, *CARRIED)
    assert 5 < len(shop.requests) <= alone
    schemas = [one["stream"] for one in output.messages if one["type"] == "SCHEMA"]
    assert sorted(schemas) == sorted(CARRIED)
    assert output.state["bookmarks"].keys() == set(CARRIED)


def test_rows_precede_their_record_and_states_come_once_a_page(open_shop: OpenShop) -> None:
    """No STATE claims a record whose rows are missing."""
    shop = open_shop(orders=120)
    for streams in ((*CARRIED, "orders"), CARRIED):
        messages = read(shop, *streams, page_size=20).messages
        assert sum(one["type"] == "STATE" for one in messages) >= 120 // 20
        written: set[int] = set()
        for one in messages:
            if one["type"] == "RECORD" and one["stream"] == "orders":
                written.add(one["record"]["id"])
            elif one["type"] == "RECORD":
                assert one["record"]["order_id"] not in written


def test_rows_of_a_record_share_their_time_of_extraction(shop: Sandbox) -> None:
    """Rows that an earlier reading brought can be told by it."""
    times: dict[int, set[str]] = {}
    for one in read(shop, "product_variants").messages:
        if one["type"] == "RECORD":
            times.setdefault(one["record"]["product_id"], set()).add(one["time_extracted"])
    assert {len(each) for each in times.values()} == {1}
    assert len(set().union(*times.values())) > 1


def test_a_record_without_parts_moves_the_bookmark_of_their_table(open_shop: OpenShop) -> None:
    """Else each run would read again what follows the last record that has any."""
    shop = open_shop(orders=60)
    first = read(shop, "order_fees")
    assert len(first.records("order_fees")) < 20
    assert first.bookmark("order_fees") == newest(shop)


def test_a_table_that_is_selected_later_gets_its_history(open_shop: OpenShop) -> None:
    """And the others nothing twice."""
    shop = open_shop(orders=150, products=80)
    warehouse = Warehouse()
    first = read(shop, "orders", "order_products", "products")
    warehouse.take(first.messages)
    later = ("orders", "order_products", "order_coupons", "products", "product_variants")
    second = read(shop, *later, state=first.state)
    warehouse.take(second.messages)
    for stream in ("orders", "order_products", "products"):
        assert second.records(stream) == []
    assert warehouse.faults(shop, *TABLES[:1], "order_coupons", "product_variants") == []
    shop.store.clock.advance(SETTLED)
    shop.store.orders.touch(*shop.store.orders.ids()[:4])
    shop.store.clock.advance(SETTLED)
    third = read(shop, *later, state=second.state)
    assert len(third.ids("orders")) == 4
    assert {one["order_id"] for one in third.records("order_products")} == set(third.ids("orders"))


def test_a_table_that_fails_leaves_and_the_others_go_on(open_shop: OpenShop) -> None:
    """Its bookmark stays before the record that failed, and it resumes there."""
    shop = open_shop(orders=100)
    orders = shop.store.orders
    broken = sorted(orders.ids(), key=orders.second)[50]
    products = orders.get(broken)["products"]
    orders.edit_silently(broken, products=[products[0] | {"weight": "heavy"}, *products[1:]])
    warehouse = Warehouse()
    output, error = attempt(shop, "orders", *TABLES, streams="tables")
    warehouse.take(output.messages)
    assert error is not None
    assert "order_products could not be read" in error.message
    assert "field 'weight' is 'heavy'" in error.message
    assert error.message.count("could not be read") == 1
    assert len(output.ids("orders")) == 100
    orders.edit_silently(broken, products=products)
    others = [table for table in TABLES if table != "order_products"]
    assert warehouse.faults(shop, *others) == []
    warehouse.take(read(shop, *TABLES, streams="tables", state=output.state).messages)
    assert warehouse.faults(shop, *TABLES) == []


@pytest.mark.parametrize("stopped", ["order_products", "order_shipping_addresses", "orders"])
def test_a_signal_leaves_the_streams_together(
    open_shop: OpenShop, monkeypatch: pytest.MonkeyPatch, stopped: str
) -> None:
    """Whichever of them is being written; if they were apart, the next run would read all again."""
    shop = open_shop(orders=200)
    left = iter(range(150))

    def write(self: SingerStream, *args: Any) -> None:
        if self.name == stopped and next(left, None) is None:
            raise Interrupted
        original(self, *args)

    original = SingerStream.write
    monkeypatch.setattr(SingerStream, "write", write)
    tap = TapBigCommerce(
        config=config(shop, streams="tables", page_size=50),
        catalog=selection("orders", "order_products", "order_shipping_addresses"),
        message_writer=CollectingWriter(),
    )
    with pytest.raises(Interrupted):
        tap.sync_all()
    reached = [one["replication_key_value"] for one in tap.state["bookmarks"].values()]
    delivered = [one["delivered"] for one in tap.state["bookmarks"].values()]
    assert len(reached) == 3
    assert reached.count(reached[0]) == 3
    assert delivered.count(delivered[0]) == 3


@pytest.mark.parametrize("key", [None, ""])
def test_a_row_without_its_key_fails_its_table(open_shop: OpenShop, key: object) -> None:
    """It could not be told from other rows, whatever else it has."""
    shop = open_shop(orders=0, customers=60)
    customers = shop.store.customers
    broken, addresses = next((one["id"], one["addresses"]) for one in customers if one["addresses"])
    customers.edit_silently(broken, addresses=[addresses[0] | {"id": key}, *addresses[1:]])
    output, error = attempt(shop, "customers", "customer_addresses")
    assert error is not None
    assert "customer_addresses could not be read" in error.message
    assert f"customers record {broken} came without its key (id None)" in error.message
    assert all(row["id"] for row in output.records("customer_addresses"))
    assert len(output.ids("customers")) == 60


def test_a_part_that_may_not_be_read_fails_only_who_needs_it(open_shop: OpenShop) -> None:
    """A 403 belongs to the endpoint that was asked."""
    shop = open_shop(orders=60)
    shop.faults.append(Fault(path=r"orders/\d+/coupons", status=403, times=None))
    output, error = attempt(shop, *CARRIED, "order_coupons", order_coupons="all")
    assert error is not None
    assert "order_coupons could not be read" in error.message
    assert "'Orders'" in error.message
    shop.faults.clear()
    warehouse = Warehouse()
    warehouse.take(output.messages)
    assert warehouse.faults(shop, *CARRIED) == []


def test_a_filter_of_the_record_drops_its_rows(open_shop: OpenShop) -> None:
    """As in the SDK, whether the record itself is selected or not, and whatever is of it."""
    shop = open_shop(orders=60)
    maps = {"orders": {"__filter__": "id % 2 == 0 and total_inc_tax is not None"}}
    for streams in (("orders", "order_products"), ("order_products",)):
        select = {"orders.total_inc_tax": "orders" in streams}
        output = read(shop, *streams, select=select, stream_maps=maps)
        owners = {one["order_id"] for one in output.records("order_products")}
        assert owners
        assert all(one % 2 == 0 for one in owners)
        assert output.bookmark("order_products") == newest(shop)


def test_tables_have_stream_maps_of_their_own(open_shop: OpenShop) -> None:
    """With new names, new fields and filters."""
    shop = open_shop(orders=40)
    maps = {
        "order_products": {
            "__alias__": "lines",
            "revenue": "float(total_ex_tax)",
            "__filter__": "quantity > 1",
        }
    }
    output = read(shop, "orders", "order_products", stream_maps=maps)
    lines = output.records("lines")
    assert lines
    assert all(one["quantity"] > 1 and one["revenue"] == one["total_ex_tax"] for one in lines)


def test_a_table_may_be_read_whole_beside_others(open_shop: OpenShop) -> None:
    """FULL_TABLE of one stream is no matter of the others."""
    shop = open_shop(orders=80)
    catalog = selection("orders", "order_products")
    for entry in catalog["streams"]:
        if entry["stream"] == "order_products":
            entry["replication_method"] = "FULL_TABLE"
    first = read(shop, catalog=catalog)
    second = read(shop, catalog=catalog, state=first.state)
    assert second.records("orders") == []
    lines = sum(len(shop.store.orders.get(one)["products"]) for one in shop.store.orders.ids())
    assert len(first.records("order_products")) == len(second.records("order_products")) == lines


def test_what_a_parents_date_does_not_show_comes_with_a_refresh(open_shop: OpenShop) -> None:
    """Variants are read again when they are due; products without parts are not."""
    shop = open_shop(products=50)
    first = read(shop, "products", "product_variants", streams="tables")
    products = shop.store.products
    changed = next(one for one in products.ids() if products.get(one)["variants"])
    variants = products.get(changed)["variants"]
    products.edit_silently(changed, variants=[variants[0] | {"sku": "CHANGED"}, *variants[1:]])
    shop.store.clock.advance(25 * 3600)
    bare = dict.fromkeys((f"products.{part}" for part in _undated(shop)), False)
    second = read(shop, "products", "product_variants", select=bare, state=first.state)
    assert "CHANGED" in {one["sku"] for one in second.records("product_variants")}
    assert second.records("products") == []


def _undated(shop: Sandbox) -> list[str]:
    """The fields of a product that may change without its date."""
    product = read(shop, "products").records("products")[0]
    return [name for name, value in product.items() if isinstance(value, list | dict)] + [
        "primary_image",
        "parent_relations",
    ]


def test_parts_that_changed_alone_are_found_for_tables(open_shop: OpenShop) -> None:
    """A refund does not move an order's date; its lines come again, once."""
    shop = open_shop(orders=60)
    first = read(shop, "order_products", "order_fees")
    shop.store.clock.advance(SETTLED)
    refunded = next(
        one for one in shop.store.orders.ids() if shop.store.orders.get(one)["items_total"] > 1
    )
    shop.store.orders.refund(refunded)
    shop.store.clock.advance(SETTLED)
    shop.requests.clear()
    second = read(shop, "order_products", "order_fees", state=first.state)
    assert {one["order_id"] for one in second.records("order_products")} == {refunded}
    assert second.records("order_fees") == []
    lists = [one for one in shop.requests if "payment_actions/refunds" in one.path]
    assert len(lists) == 1
    third = read(shop, "order_products", "order_fees", state=second.state)
    assert third.records("order_products") == []


def test_a_table_that_failed_resumes_before_the_record_that_failed(open_shop: OpenShop) -> None:
    """It wrote nothing behind that record, and the next run goes on from there, alone or not."""
    shop = open_shop(orders=200)
    orders = shop.store.orders
    ids = sorted(orders.ids(), key=orders.second)
    lines = orders.get(ids[100])["products"]
    orders.edit_silently(ids[100], products=[lines[0] | {"weight": "heavy"}, *lines[1:]])
    bare = {"orders.products": False, "orders.consignments": False}
    first, error = attempt(shop, "orders", "order_products", select=bare)
    assert error is not None
    written = {one["order_id"] for one in first.records("order_products")}
    assert written == set(ids[:100])
    orders.edit_silently(ids[100], products=lines)
    second = read(shop, "orders", "order_products", select=bare, state=first.state)
    assert second.records("orders") == []
    assert {one["order_id"] for one in second.records("order_products")} == set(ids[100:])


def test_an_import_reaches_streams_beside_a_new_table(open_shop: OpenShop) -> None:
    """The new table reads the years in which the imports are dated, and the others need none."""
    shop = open_shop(orders=60)
    first = read(shop, "orders")
    shop.store.clock.advance(SETTLED)
    imported = shop.store.orders.insert(3, dated=datetime(2019, 5, 4, 10, tzinfo=UTC))
    shop.store.clock.advance(SETTLED)
    second = read(shop, "orders", "order_fees", state=first.state)
    assert sorted(second.ids("orders")) == sorted(imported)


def is_order(message: Message) -> bool:
    """Whether a message brings an order."""
    return bool(message["type"] == "RECORD" and message["stream"] == "orders")


@pytest.mark.cases(1)
@pytest.mark.parametrize("count", [100, 101, 102])
def test_a_run_that_is_cut_short_repeats_nothing_that_it_wrote(
    count: int, open_shop: OpenShop
) -> None:
    """Wherever the last STATE fell: streams that stand apart need not begin anew."""
    shop = open_shop(orders=300)
    streams = ("orders", "order_products")
    messages = read(shop, *streams, page_size=20).messages
    orders = [place for place, one in enumerate(messages) if is_order(one)]
    sent = messages[: orders[count]]
    written = {one["record"]["id"] for one in filter(is_order, sent)}
    [*_, state] = [one["value"] for one in sent if one["type"] == "STATE"]
    again = set(read(shop, *streams, state=state).ids("orders"))
    assert again | written == set(shop.store.orders.ids())
    assert len(again & written) <= 20


@pytest.mark.parametrize(
    ("expression", "stream"),
    [("is_visible", "product_variants"), ("bool(fees)", "order_products")],
)
def test_a_filter_sees_fields_that_nobody_selects(
    expression: str, stream: str, shop: Sandbox
) -> None:
    """The rows of a table are the same, whatever is selected beside it."""
    maps = {PARENTS[stream]: {"__filter__": expression}}
    alone = read(shop, stream, stream_maps=maps).records(stream)
    beside = read(shop, PARENTS[stream], stream, stream_maps=maps).records(stream)
    assert len(alone) == len(beside) > 0


def test_a_map_that_removes_a_record_keeps_its_tables(open_shop: OpenShop) -> None:
    """Only a filter drops the rows of a record."""
    shop = open_shop(orders=20)
    for maps in ({"orders": None}, {"order_products": {"id": "id"}, "__else__": None}):
        assert read(shop, "orders", "order_products", stream_maps=maps).records("order_products")


@pytest.mark.parametrize("broken", ["broken", ["broken"], 5])
def test_a_part_that_is_no_list_of_objects_fails_its_table(
    broken: Any, open_shop: OpenShop
) -> None:
    """Not with no rows and without a word; other tables are read."""
    shop = open_shop(products=5)
    products = shop.store.products
    products.edit_silently(products.ids()[0], variants=broken)
    output, error = attempt(shop, "product_variants", "product_images")
    assert error is not None
    assert "product_variants could not be read" in error.message
    assert "field 'variants' is not a list of objects" in error.message
    assert error.message.count("could not be read") == 1
    assert output.records("product_images")


def test_a_table_in_the_stores_future_is_named(open_shop: OpenShop) -> None:
    """Others beside it are read, and its changes until then are not passed over."""
    shop = open_shop(orders=20)
    future = {"order_products": {"replication_key_value": "2099-01-01"}}
    output, error = attempt(shop, "orders", "order_products", state={"bookmarks": future})
    assert error is not None
    said = "order_products could not be read: the bookmark (2099-01-01T00:00:00Z) is later"
    assert said in error.message
    assert len(output.ids("orders")) == 20


def test_a_state_may_name_a_table_s_date_as_its_record_does(open_shop: OpenShop) -> None:
    """As people write states by hand."""
    shop = open_shop(orders=60)
    orders = shop.store.orders
    half = sorted(orders.ids(), key=orders.second)[30:]
    start = datetime.fromtimestamp(orders.second(half[0]), UTC).isoformat()
    for key in ("date_modified", "order_date_modified", "replication_key_value"):
        given = {"bookmarks": {"order_products": {key: start}}}
        output = read(shop, "order_products", state=given)
        assert {one["order_id"] for one in output.records("order_products")} == set(half)


def test_parts_are_fetched_for_tables_that_need_them_only(open_shop: OpenShop) -> None:
    """Not for one that has failed, and not for one that has the record."""
    shop = open_shop(orders=60)
    first = read(shop, "order_coupons", order_coupons="all")
    shop.requests.clear()
    read(shop, "order_coupons", "order_fees", order_coupons="all", state=first.state)
    assert [one for one in shop.requests if "/coupons" in one.path] == []
    shop.faults.append(Fault(path=r"orders/\d+/coupons", status=403, times=None))
    shop.requests.clear()
    attempt(shop, "order_coupons", "order_fees", order_coupons="all")
    assert len([one for one in shop.requests if "/coupons" in one.path]) < 40


def _change(shop: Sandbox, chance: Random) -> None:
    """Change, add and delete records, and parts of them."""
    for name in ROOTS:
        collection = getattr(shop.store, name)
        ids = collection.ids()
        collection.touch(*chance.sample(ids, min(3, len(ids))))
        collection.insert(chance.randrange(3))
        collection.delete(*chance.sample(ids, min(chance.randrange(2), len(ids))))
    orders = shop.store.orders
    one = chance.choice(orders.ids())
    lines = orders.get(one)["products"]
    orders.edit(one, products=lines[: max(1, len(lines) - 1)])
    if chance.random() < 0.5:
        past = shop.store.clock.now() - timedelta(days=chance.choice([3, 300, 2000]))
        getattr(shop.store, chance.choice(ROOTS)).insert(2, dated=past)


def life(seed: int) -> list[str]:
    """Keep a warehouse over some runs, with tables that come and go, failures and kills."""
    chance = Random(seed)
    store = Store(seed=seed, orders=40, customers=30, products=25, coupons=10)
    warehouse = Warehouse()
    with Sandbox(store) as shop:
        for _ in range(chance.randrange(2, 5)):
            streams = chance.sample([*TABLES, *ROOTS], chance.randrange(1, 9))
            page_size = chance.choice([7, 20, 250])
            if chance.random() < 0.4:
                path = chance.choice([r"orders/\d+/coupons", r"v2/orders$", r"catalog/products$"])
                shop.faults.append(Fault(path=path, status=403, nth=chance.randrange(1, 9)))
            output, _ = attempt(shop, *streams, state=warehouse.state, page_size=page_size)
            shop.faults.clear()
            warehouse.take_some(output.messages, chance)
            _change(shop, chance)
            store.clock.advance(chance.choice([30, 400, SETTLED, 90_000]))
        store.clock.advance(SETTLED)
        output = read(shop, *TABLES, *ROOTS, state=warehouse.state)
        warehouse.take(output.messages)
        return warehouse.faults(shop, *TABLES)


SEEDS = [
    *range(500, 508),
    *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(500)),
]


@pytest.mark.cases(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_table_ends_complete(seed: int) -> None:
    """As above, five hundred times."""
    assert life(seed) == []


def test_the_lives_have_something_to_lose() -> None:
    """A warehouse without a run lacks rows of every table."""
    with Sandbox(Store(seed=5, orders=400, customers=30, products=25, coupons=10)) as shop:
        lacking = {fault.split(" ")[0] for fault in Warehouse().faults(shop, *TABLES)}
    assert lacking == set(TABLES)
