"""What live stores were seen to send arrives, whole and in its field's form.

The bodies have the shapes of recorded answers, with values of our own. Where recordings
themselves are at hand, they are read as well.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.replay import Replay, Row, as_recorded, cursor
from tests.running import read, selection
from tests.truth import differences

FOLDERS = [
    pytest.param(Path(__file__).parent / "data" / "recorded", id="ours"),
    pytest.param(
        Path(__file__).resolve().parents[2] / "shared" / "recorded-samples", id="recorded"
    ),
]

ORDERS = ("orders", "order-create")
ITEMS = ("order-products", "order-products-discounted", "order-products-options")
CUSTOMERS = ("customers", "customer-update", "customers-include-addresses")
PRODUCTS = ("products", "product-create")
VARIANTS = ("product-variants", "product-variants-base")

WRITTEN_ONLY = {"reviews"}
"""Parts that come in answers to POST and never with a list."""


def recorded(folder: Path, name: str) -> list[Row]:
    """The records in one of the bodies."""
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    body = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    rows = body.get("data", body) if isinstance(body, dict) else body
    return rows if isinstance(rows, list) else [rows]


def is_link(value: Any) -> bool:
    """Whether v2 only says where something is."""
    return isinstance(value, dict) and value.keys() == {"url", "resource"}


def lost(ours: Any, theirs: Any, name: str = "") -> list[str]:
    """The dotted names of what came and was not delivered."""
    if isinstance(theirs, list) and isinstance(ours, list):
        return [one for pair in zip(ours, theirs, strict=True) for one in lost(*pair, name)]
    if not (isinstance(theirs, dict) and isinstance(ours, dict)):
        return []
    found = []
    for key, value in theirs.items():
        inner = f"{name}.{key}" if name else key
        if key not in ours:
            found += [] if is_link(value) or inner in WRITTEN_ONLY else [inner]
        else:
            found += lost(ours[key], value, inner)
    return found


def assert_arrived(records: list[Row], rows: list[Row], *apart: str) -> None:
    """Every record, field and value of some rows was delivered, parts that were fetched apart."""
    assert sorted(record["id"] for record in records) == sorted(row["id"] for row in rows)
    by_id = {record["id"]: record for record in records}
    for row in rows:
        record = {name: value for name, value in by_id[row["id"]].items() if name not in apart}
        assert lost(by_id[row["id"]], row) == []
        assert differences(record, row, f"record {row['id']}") == []


PARTS_APART = ("products", "shipping_addresses", "coupons", "consignments", "fees")


@pytest.mark.cases(2)
@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("items", ITEMS)
def test_orders_arrive(folder: Path, name: str, items: str) -> None:
    """Whatever of an order is only a link is read from where that leads."""
    rows = recorded(folder, name)
    products = recorded(folder, items)
    addresses = recorded(folder, "order-shipping-addresses")
    parts = {r"v2/orders/\d+/products": _first(products)}
    parts[r"v2/orders/\d+/shipping_addresses"] = _first(addresses)
    with Replay({"v2/orders": rows}, parts).open() as store:
        records = read(store, "orders", retry_time=1).records("orders")
    assert_arrived(records, rows, *PARTS_APART)
    for record in records:
        assert lost(record["products"], products) == []
        assert differences(record["products"], products) == []
        assert lost(record["shipping_addresses"], addresses) == []
        assert differences(record["shipping_addresses"], addresses) == []
        assert (record["coupons"], record["consignments"]) == ([], None)


def _first(rows: list[Row]) -> Any:
    """A v2 list that fits on one page."""
    return lambda query: rows if query.get("page", "1") == "1" else None


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", CUSTOMERS)
def test_customers_arrive(folder: Path, name: str) -> None:
    """With the parts that came; what is counted nowhere is not there."""
    rows = recorded(folder, name)
    with Replay({"v3/customers": rows}, meta=by_cursor).open() as store:
        records = read(store, "customers", retry_time=1).records("customers")
    assert_arrived(records, rows)


@pytest.mark.parametrize("folder", FOLDERS)
def test_addresses_of_their_own_list_arrive(folder: Path) -> None:
    """A customer that has more addresses than came along gets them from there."""
    [customer] = recorded(folder, "customers-include-addresses")
    addresses = recorded(folder, "customer-addresses")
    for address in addresses:
        address["customer_id"] = customer["id"]
    rows = [customer | {"address_count": len(addresses), "addresses": []}]
    lists = {"v3/customers": rows, "v3/customers/addresses": addresses}
    with Replay(lists, meta=without_links).open() as store:
        [record] = read(store, "customers", retry_time=1).records("customers")
    assert lost(record["addresses"], addresses) == []
    assert differences(record["addresses"], addresses) == []


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", PRODUCTS)
def test_products_arrive(folder: Path, name: str) -> None:
    """Prices whole or with a fraction, and parts that were not included."""
    rows = recorded(folder, name)
    with Replay({"v3/catalog/products": rows}).open() as store:
        select = {"products.options": True, "products.modifiers": True}
        records = read(store, "products", select=select, retry_time=1).records("products")
    assert_arrived(records, rows)


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("variants", VARIANTS)
def test_parts_of_products_arrive(folder: Path, variants: str) -> None:
    """Variants that inherit their prices and variants that do not, images, bulk prices."""
    parts = {
        "variants": recorded(folder, variants),
        "images": recorded(folder, "product-images"),
        "bulk_pricing_rules": recorded(folder, "product-bulk-pricing-rules"),
        "options": recorded(folder, "product-options-empty"),
    }
    rows = [row | parts for row in recorded(folder, "products")]
    with Replay({"v3/catalog/products": rows}).open() as store:
        records = read(store, "products", select={"products.options": True}, retry_time=1).records(
            "products"
        )
    assert_arrived(records, rows)


@pytest.mark.parametrize("folder", FOLDERS)
def test_coupons_arrive(folder: Path) -> None:
    """With an empty list for an object and null for a list."""
    rows = recorded(folder, "coupons")
    with Replay({"v2/coupons": rows}).open() as store:
        records = read(store, "coupons", retry_time=1).records("coupons")
    assert_arrived(records, rows)


def without_links(pagination: Row, shown: list[Row]) -> Row:  # noqa: ARG001 - a meta's signature
    """The meta of customers' addresses, and of wishlists."""
    return {"pagination": pagination}


def by_cursor(pagination: Row, shown: list[Row]) -> Row:
    """The meta of customers: a last cursor comes although nothing follows."""
    cursors: Row = {name: pagination[name] for name in ("count", "per_page")} | {"links": {}}
    if shown:
        cursors |= {"start_cursor": cursor(shown[0]), "end_cursor": cursor(shown[-1])}
    if pagination["current_page"] < pagination["total_pages"]:
        cursors["links"] = {"next": f"?after={cursor(shown[-1])}&limit={pagination['per_page']}"}
    return {"pagination": pagination, "cursor_pagination": cursors}


def without_per_page(pagination: Row, shown: list[Row]) -> Row:  # noqa: ARG001 - a meta's signature
    """The meta of channel listings."""
    names = ("count", "total", "total_pages")
    return {"pagination": {name: pagination[name] for name in names} | {"links": {}}}


def with_total_of_zero(pagination: Row, shown: list[Row]) -> Row:  # noqa: ARG001 - a meta's signature
    """The meta of wishlists in 2023."""
    return {"pagination": pagination | {"total": 0, "total_pages": 0}}


def with_endless_links(pagination: Row, shown: list[Row]) -> Row:  # noqa: ARG001 - a meta's signature
    """The meta of category trees: the next page is the first."""
    links = dict.fromkeys(("previous", "current", "next"), "?page=1&limit=50")
    return {"pagination": pagination | {"links": links}}


METAS = (as_recorded, without_links, without_per_page, with_total_of_zero, with_endless_links)
METHODS = ("INCREMENTAL", "FULL_TABLE")

ROWS = [{"id": one, "date_modified": f"2026-01-0{one}T10:00:00Z"} for one in range(1, 6)]


@pytest.mark.cases(2)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("meta", METAS)
def test_products_arrive_in_any_envelope(meta: Any, method: str) -> None:
    """Each once, whatever the envelope says beside them."""
    store = Replay({"v3/catalog/products": ROWS}, meta=meta)
    assert ids(store, "products", method) == [1, 2, 3, 4, 5]


@pytest.mark.cases(2)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1]], ids=["ascending", "newest first"])
@pytest.mark.parametrize("meta", [by_cursor, *METAS])
def test_customers_arrive_in_any_envelope(meta: Any, rows: list[Row], method: str) -> None:
    """Each once, newest first as a live store sent them or not, with cursors or without."""
    store = Replay({"v3/customers": rows}, meta=meta)
    assert ids(store, "customers", method) == [1, 2, 3, 4, 5]


def ids(replay: Replay, stream: str, method: str) -> list[int]:
    """The ids that a stream delivers from pages of two, sorted."""
    catalog = selection(stream)
    for entry in catalog["streams"]:
        entry["replication_method"] = method
    with replay.open() as store:
        output = read(store, stream, catalog=catalog, page_size=2, retry_time=1)
    return sorted(output.ids(stream))


@pytest.mark.parametrize("folder", FOLDERS)
def test_pages_arrive(folder: Path) -> None:
    """Types differ in their fields."""
    rows = recorded(folder, "pages")
    with Replay({"v3/content/pages": rows}).open() as store:
        records = read(store, "pages", retry_time=1).records("pages")
    assert_arrived(records, rows)
