"""How the store changes: by hand, by the day, and while it is read."""

from datetime import UTC, datetime, timedelta

import pytest

from bigcommerce_sandbox import DEFAULT_NOW, Store
from bigcommerce_sandbox.collection import Collection
from conftest import Client

COLLECTIONS = ("orders", "customers", "products", "coupons")
PATHS = {
    "orders": "/v2/orders",
    "customers": "/v3/customers",
    "products": "/v3/catalog/products",
    "coupons": "/v2/coupons",
}
each_collection = pytest.mark.parametrize("name", COLLECTIONS)


def fingerprint(collection: Collection) -> dict[int, object]:
    """Every live row in full."""
    return {i: collection.get(i) for i in collection.ids()}


@each_collection
def test_a_touch_shows_in_the_row_and_its_date(store: Store, name: str) -> None:
    """A touched row says something new, and is dated now by the store's clock."""
    collection = store.collection(name)
    row_id = collection.ids()[3]
    before = collection.get(row_id)
    store.clock.advance(60)
    collection.touch(row_id)
    once = collection.get(row_id)
    collection.touch(row_id)
    twice = collection.get(row_id)
    changed = {field for field in before if before[field] != once[field]}
    assert changed - {"date_modified"}
    assert once != twice
    moment = collection.modified(row_id)
    if name == "coupons":
        assert moment is None
    else:
        assert moment
        assert timedelta(seconds=60) <= moment - DEFAULT_NOW < timedelta(seconds=90)


@each_collection
def test_new_rows_come_last_and_are_dated_now(client: Client, name: str) -> None:
    """Inserted rows have the next ids and appear in the list, where customers come newest first."""
    collection = client.store.collection(name)
    last = collection.ids()[-1]
    assert collection.insert(2) == [last + 1, last + 2]
    assert last + 2 in collection
    new = [last + 1, last + 2]
    if name == "customers":
        assert client.ids(PATHS[name], limit=2) == new[::-1]
    else:
        page = 2 if name == "orders" else 1
        assert client.ids(PATHS[name], limit=250, page=page)[-2:] == new
    if name != "coupons":
        moment = collection.modified(last + 1)
        assert moment
        assert moment >= DEFAULT_NOW


@pytest.mark.parametrize("name", COLLECTIONS[1:])
def test_a_deleted_row_is_gone(client: Client, name: str) -> None:
    """It leaves the list, the collection and its own address."""
    collection = client.store.collection(name)
    row_id, size = collection.ids()[0], len(collection)
    collection.delete(row_id)
    assert row_id not in collection
    assert len(collection) == size - 1
    assert row_id not in client.ids(PATHS[name])
    address = "/v2/customers" if name == "customers" else PATHS[name]
    assert client.ask(f"{address}/{row_id}").status_code == 404
    with pytest.raises(KeyError):
        collection.get(row_id)


def test_a_deleted_order_is_archived(client: Client) -> None:
    """It leaves lists and counts; its own address still answers, with ``is_deleted``."""
    client.store.orders.delete(100)
    assert 100 not in client.store.orders
    assert client.ids("/v2/orders", limit=1) == [101]
    assert client.read("/v2/orders/count")["count"] == 399
    assert client.read("/v2/orders/100")["is_deleted"] is True
    assert client.store.orders.get(100)["is_deleted"] is True


def test_an_edit_puts_raw_fields_and_parts(client: Client) -> None:
    """Any field can be put as it is; what hangs on it follows unless it is put too."""
    orders, customers = client.store.orders, client.store.customers
    one = next(i for i in orders.ids() if orders.get(i)["shipping_address_count"] == 1)
    lines = orders.get(one)["products"][:1]
    lines[0] |= {"quantity": 7, "order_address_id": 0}
    orders.edit(one, products=lines, payment_provider_id=12, status_id=5)
    query = {"include": "consignments.line_items", "consignment_structure": "object"}
    order = client.read(f"/v2/orders/{one}", **query)
    assert (order["items_total"], order["payment_provider_id"]) == (7, 12)
    assert (order["status_id"], order["status"]) == (5, "Cancelled")
    assert order["consignments"]["shipping"][0]["line_items"] == lines
    own = client.read(f"/v2/orders/{one}/products")
    assert own == [line | {"fulfillment_source": ""} for line in lines]
    assert one in client.ids("/v2/orders", status_id=5)
    customers.edit(3, addresses=[])
    shown = client.read("/v3/customers", id__in=3, include="addresses")["data"][0]
    assert (shown["address_count"], shown["addresses"]) == (0, [])


def test_an_edit_is_dated_now_or_as_told(store: Store) -> None:
    """``date_modified`` in an edit is the moment of the edit."""
    moment = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    store.orders.edit(100, staff_notes="Now")
    assert (store.orders.modified(100) or moment) >= DEFAULT_NOW
    store.orders.edit(100, staff_notes="Then", date_modified=moment)
    assert store.orders.modified(100) == moment
    assert store.orders.get(100)["date_modified"] == "Tue, 03 Feb 2026 04:05:06 +0000"
    store.customers.edit(1, notes="Then", date_modified=moment)
    assert store.customers.get(1)["date_modified"] == "2026-02-03T04:05:06Z"
    store.products.edit(1, name="Then", date_modified=moment)
    assert store.products.get(1)["date_modified"] == "2026-02-03T04:05:06+00:00"


def test_a_stamp_gives_many_rows_one_date(client: Client) -> None:
    """A bulk edit: all of the rows are found at that very second, by id."""
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    ids = client.store.orders.ids()[::3]
    client.store.orders.stamp(ids, moment)
    text = moment.isoformat()
    query = {"min_date_modified": text, "max_date_modified": text, "limit": 250}
    assert client.ids("/v2/orders", **query) == ids


def test_an_answer_never_shows_a_row_as_it_was(client: Client) -> None:
    """What was read before does not stand in the way of a change."""
    before = client.read("/v2/orders", limit=1)
    client.store.orders.touch(100)
    assert client.read("/v2/orders", limit=1) != before


def test_a_row_handed_out_is_a_copy(store: Store) -> None:
    """Changing what ``get`` returned changes nothing in the store."""
    row = store.orders.get(100)
    row["products"].clear()
    assert store.orders.get(100)["products"]


def test_a_day_of_trade_changes_everything_a_little(store: Store) -> None:
    """New orders and customers come, rows change within the day, the clock goes on a day."""
    orders, customers = store.orders.ids(), store.customers.ids()
    store.live(days=20)
    assert store.orders.ids()[-1] > orders[-1]
    assert store.customers.ids()[-1] > customers[-1]
    assert set(orders) - set(store.orders.ids())
    assert store.clock.now() - DEFAULT_NOW >= timedelta(days=20)
    moments = [store.orders.modified(i) or DEFAULT_NOW for i in store.orders.ids()]
    assert DEFAULT_NOW + timedelta(days=19) < max(moments) <= store.clock.now()


def test_the_same_days_are_lived_again() -> None:
    """Equal stores live equal days."""
    one, other = Store(seed=3), Store(seed=3)
    for store in (one, other):
        store.live(days=3)
    for name in COLLECTIONS:
        assert fingerprint(one.collection(name)) == fingerprint(other.collection(name))


def test_a_store_changes_while_it_is_read(client: Client) -> None:
    """After every two requests rows of the collections named are touched, deleted, added."""
    store = client.store
    before = {name: store.collection(name).ids() for name in COLLECTIONS}
    client.sandbox.mutate(every=2, touch=2, delete=1, insert=3, collections=("orders", "coupons"))
    for _ in range(4):
        client.ask("/v2/time")
    assert len(store.orders) == 400 + 2 * 2
    assert len(set(before["orders"]) - set(store.orders.ids())) == 2
    assert len(store.coupons) == 20 + 2 * 2
    assert store.customers.ids() == before["customers"]
    end = DEFAULT_NOW.timestamp()
    changed = [i for i in store.orders.ids() if store.orders.second(i) >= end]
    assert len(changed) >= 3 * 2 + 2
    client.sandbox.mutate(every=0)
    for _ in range(4):
        client.ask("/v2/time")
    assert len(store.orders) == 404


@each_collection
def test_every_collection_can_be_emptied_while_it_is_read(client: Client, name: str) -> None:
    """Deleting goes on until nothing is left, and then does nothing."""
    client.sandbox.mutate(every=1, touch=1, delete=150, collections=(name,))
    for _ in range(4):
        client.ask(PATHS[name])
    assert len(client.store.collection(name)) == 0


@pytest.mark.parametrize("change", ["touch", "delete"])
def test_what_is_not_there_cannot_change(store: Store, change: str) -> None:
    """A change to an id that never was is a KeyError."""
    with pytest.raises(KeyError):
        getattr(store.coupons, change)(999)


REFUNDS = "/v3/orders/payment_actions/refunds"


@pytest.mark.parametrize("moves_date", [False, True])
def test_a_refund_shows_in_the_order_and_in_the_list_of_refunds(
    client: Client, *, moves_date: bool
) -> None:
    """Units, amounts and status say so; the order's date of change moves only if it is to."""
    orders = client.store.orders
    order_id = next(i for i in orders.ids() if len(orders.get(i)["products"]) > 1)
    first, second = orders.get(order_id)["products"][:2]
    moment = orders.modified(order_id)
    client.store.clock.advance(60)
    refund_id = client.store.orders.refund(order_id, {first["id"]: 1}, moves_date=moves_date)
    order = client.read(f"/v2/orders/{order_id}")
    lines = client.read(f"/v2/orders/{order_id}/products")
    assert [line["quantity_refunded"] for line in lines[:2]] == [1, 0]
    assert lines[1]["refund_amount"] == second["refund_amount"] == "0.0000"
    assert order["refunded_amount"] == lines[0]["refund_amount"] == first["price_inc_tax"]
    assert order["status_id"] == 14
    assert (orders.modified(order_id) != moment) is moves_date
    (refund,) = client.read(REFUNDS)["data"]
    assert (refund["id"], refund["order_id"]) == (refund_id, order_id)
    assert f"{refund['total_amount']:.4f}" == order["refunded_amount"]
    assert datetime.fromisoformat(refund["created"]) >= DEFAULT_NOW + timedelta(seconds=60)
    client.store.orders.refund(order_id)
    assert client.read(f"/v2/orders/{order_id}")["status"] == "Refunded"


def test_refunds_are_found_by_date_and_by_order(client: Client) -> None:
    """Both bounds are inclusive, and pages have as many as asked for."""
    store = client.store
    for order_id in (103, 101, 102):
        store.orders.refund(order_id)
        store.clock.advance(60)
    created = [refund["created"] for refund in store.order_refunds]
    assert client.ids(REFUNDS, created__min=created[1]) == [2, 3]
    assert client.ids(REFUNDS, created__max=created[1]) == [1, 2]
    assert client.ids(REFUNDS, order_id__in="101,103") == [1, 2]
    assert client.ids(REFUNDS, limit=2, page=2) == [3]


def test_an_attribute_changes_without_its_customer(client: Client) -> None:
    """The list of attribute values finds it by its own date, a list of customers does not."""
    customers = client.store.customers
    customer_id = next(i for i in customers.ids() if customers.get(i)["attribute_count"] == 0)
    client.store.clock.advance(60)
    customers.edit_attribute(customer_id, 2, "first")
    since = {"date_modified__min": (DEFAULT_NOW + timedelta(seconds=50)).isoformat()}
    (value,) = client.read("/v3/customers/attribute-values", **since)["data"]
    assert (value["customer_id"], value["attribute_value"]) == (customer_id, "first")
    assert client.ids("/v3/customers", **since) == []
    customers.edit_attribute(customer_id, 2, "second")
    (again,) = client.read("/v3/customers/attribute-values", **since)["data"]
    assert again["id"] == value["id"]
    assert customers.get(customer_id)["attributes"] == [again]
    before = {"date_modified__max": since["date_modified__min"]}
    assert value["id"] not in client.ids("/v3/customers/attribute-values", limit=250, **before)


@each_collection
def test_a_silent_edit_leaves_the_date(client: Client, name: str) -> None:
    """The row says something else at once, and its date of change stays."""
    collection = client.store.collection(name)
    row_id = collection.ids()[0]
    moment = collection.modified(row_id)
    client.store.clock.advance(60)
    field = {"orders": "staff_notes", "customers": "notes"}.get(name, "name")
    collection.edit_silently(row_id, **{field: "Quiet"})
    rows = client.read(PATHS[name], limit=250)
    rows = rows if isinstance(rows, list) else rows["data"]
    shown = rows if name != "customers" else client.read(PATHS[name], id__in=row_id)["data"]
    assert shown[0][field] == "Quiet"
    assert collection.modified(row_id) == moment


def test_an_import_gives_new_ids_to_old_dates(client: Client) -> None:
    """The rows come last by id, and among the old ones by date."""
    moment = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert client.store.orders.insert(2, dated=moment) == [500, 501]
    order = client.read("/v2/orders/501")
    assert order["date_created"] == order["date_modified"] == "Tue, 03 Feb 2026 04:05:06 +0000"
    text = moment.isoformat()
    found = client.ids("/v2/orders", min_date_modified=text, max_date_modified=text)
    assert found == [500, 501]
