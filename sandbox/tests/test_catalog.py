"""Categories, prices, stock and reviews fit the products that they are about."""

import pytest

from bigcommerce_sandbox import Sandbox, Store
from conftest import Client


@pytest.fixture(scope="module")
def store() -> Store:
    """A store that these tests only read."""
    return Store(seed=7, orders=100, customers=30, products=60)


def test_products_are_in_categories_that_exist(store: Store) -> None:
    """So are categories in others, and in trees."""
    categories = {row["category_id"]: row for row in store.categories}
    for product in store.products:
        assert set(product["categories"]) <= categories.keys()
    trees = {row["id"] for row in store.category_trees}
    for row in categories.values():
        assert row["tree_id"] in trees
        above = categories.get(row["parent_id"])
        assert row["parent_id"] == 0 or (above and above["tree_id"] == row["tree_id"])
    assert {row["tree_id"] for row in categories.values()} == trees


def test_stock_by_location_sums_up(store: Store) -> None:
    """To what each variant and each product says that there is."""
    locations = {row["id"]: row for row in store.inventory_locations}
    found = {}
    for item in store.inventory_items:
        for one in item["locations"]:
            place = locations[one["location_id"]]
            assert (one["location_code"], one["location_name"]) == (place["code"], place["label"])
            assert one["available_to_sell"] == (
                one["total_inventory_onhand"] - one["settings"]["safety_stock"]
            )
        identity = item["identity"]
        key = identity["product_id"], identity["variant_id"], identity["sku"], identity["sku_id"]
        found[key] = sum(one["total_inventory_onhand"] for one in item["locations"])
    assert found == {
        (product["id"], one["id"], one["sku"], one["sku_id"]): one["inventory_level"]
        for product in store.products
        for one in product["variants"]
    }
    for product in store.products:
        mine = [level for key, level in found.items() if key[0] == product["id"]]
        assert sum(mine) == product["inventory_level"]


def test_orders_are_picked_up_at_locations_that_exist(store: Store) -> None:
    """Under the name that the location has."""
    names = {row["id"]: (row["label"], row["code"]) for row in store.inventory_locations}
    places = [
        pickup["location"] for order in store.orders for pickup in order["consignments"]["pickups"]
    ]
    assert places
    for one in places:
        assert names[one["id"]] == (one["name"], one["code"])


def test_prices_are_of_variants_that_exist(store: Store) -> None:
    """Each once for a list and a currency, and lists are assigned once to a group and channel."""
    lists = {row["id"] for row in store.price_lists}
    variants = {
        one["id"]: (product["id"], one["sku"])
        for product in store.products
        for one in product["variants"]
    }
    records = list(store.price_list_records)
    for record in records:
        assert record["price_list_id"] in lists
        assert variants[record["variant_id"]] == (record["product_id"], record["sku"])
    keys = {(one["price_list_id"], one["variant_id"], one["currency"]) for one in records}
    assert len(keys) == len(records) == 40
    assignments = list(store.price_list_assignments)
    assert {one["price_list_id"] for one in assignments} <= lists
    pairs = {(one["customer_group_id"], one["channel_id"]) for one in assignments}
    assert len(pairs) == len(assignments)


def test_an_empty_catalog_has_no_prices_and_no_stock() -> None:
    """There is nothing that they could be of."""
    store = Store(seed=7, orders=0, products=0)
    assert not len(store.price_list_records)
    assert not len(store.inventory_items)
    assert not len(Store(seed=7, orders=0, price_lists=0).price_list_assignments)


def test_products_count_their_approved_reviews(store: Store) -> None:
    """A pending one is in the list, and only beside others."""
    products = list(store.products)
    statuses = [[one["status"] for one in product["reviews"]] for product in products]
    for product, mine in zip(products, statuses, strict=True):
        assert product["reviews_count"] == mine.count("approved")
        assert bool(mine) == bool(product["reviews_count"])
        approved = [one for one in product["reviews"] if one["status"] == "approved"]
        assert product["reviews_rating_sum"] == sum(one["rating"] for one in approved)
    assert any("pending" in mine for mine in statuses)
    ids = [one["id"] for product in products for one in product["reviews"]]
    assert len(ids) == len(set(ids)) > 5


def test_a_product_without_reviews_answers_without_a_body(store: Store) -> None:
    """With 204; one with reviews can be asked for those of a status."""
    with Sandbox(store) as sandbox:
        client = Client(sandbox)
        [bare] = [one["id"] for one in store.products if not one["reviews"]][:1]
        answer = client.ask(f"/v3/catalog/products/{bare}/reviews")
        assert (answer.status_code, answer.content) == (204, b"")
        one = next(one for one in store.products if one["reviews_count"] < len(one["reviews"]))
        path = f"/v3/catalog/products/{one['id']}/reviews"
        assert client.read(path)["data"] == one["reviews"]
        approved = client.read(path, status="approved")["data"]
        assert len(approved) == one["reviews_count"]
        client.close()


def test_records_are_those_of_one_price_list(shared_client: Client) -> None:
    """By cursor or by number; a list that does not exist has none."""
    records = [row for row in shared_client.store.price_list_records if row["price_list_id"] == 2]
    path = "/v3/pricelists/2/records"
    whole = shared_client.read(path, include="bulk_pricing_tiers,sku")
    assert whole["data"] == records
    assert whole["meta"].keys() == {"pagination", "cursor_pagination"}
    assert "sku" not in shared_client.read(path)["data"][0]
    by_number = shared_client.read(path, page=2, limit=5)
    assert [row["variant_id"] for row in by_number["data"]] == [
        row["variant_id"] for row in records[5:10]
    ]
    assert by_number["meta"].keys() == {"pagination"}
    first = shared_client.read(path, limit=5)["meta"]["cursor_pagination"]
    behind = shared_client.read(path, limit=5, after=first["end_cursor"])
    assert behind["data"] == by_number["data"]
    assert behind["meta"].keys() == {"cursor_pagination"}
    assert shared_client.ask("/v3/pricelists/9/records").status_code == 404


def test_records_are_found_by_their_own_date(client: Client) -> None:
    """A price list's own date stays."""
    store = client.store
    before = store.price_lists.get(1)
    store.clock.advance(3600)
    changed = next(i for i in store.price_list_records.ids() if i > 3)
    store.price_list_records.touch(changed)
    row = store.price_list_records.get(changed)
    path = f"/v3/pricelists/{row['price_list_id']}/records"
    found = client.read(path, date_modified__min=row["date_modified"])["data"]
    assert [one["variant_id"] for one in found] == [row["variant_id"]]
    assert store.price_lists.get(1) == before


def test_category_trees_come_all_at_once(shared_client: Client) -> None:
    """With links that never end, as recorded."""
    answer = shared_client.read("/v3/catalog/trees", limit=1, page=2)
    assert answer["data"] == list(shared_client.store.category_trees)
    assert answer["meta"]["pagination"] == {
        "total": 2,
        "count": 2,
        "per_page": 50,
        "current_page": 1,
        "total_pages": 1,
        "links": dict.fromkeys(("previous", "current", "next"), "?limit=50&page=1"),
    }
    assert shared_client.ids("/v3/catalog/trees", channel_id__in=2) == [2]


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/v3/catalog/trees/categories", {"tree_id__in": "2"}, "tree_id"),
        ("/v3/catalog/trees/categories", {"category_id__not_in": "17,18"}, "category_id"),
        ("/v3/catalog/trees/categories", {"name": "Camp"}, "name"),
        ("/v3/catalog/trees/categories", {"keyword": "trail"}, "search_keywords"),
        ("/v3/pricelists/assignments", {"customer_group_id": "2"}, "customer_group_id"),
        ("/v3/inventory/items", {"product_id__in": "3,4"}, "identity"),
        ("/v3/inventory/locations", {"type_id__in": "VIRTUAL"}, "type_id"),
        ("/v3/inventory/locations", {"is_default": "true"}, "id"),
    ],
)
def test_lists_are_narrowed(
    shared_client: Client, path: str, query: dict[str, str], field: str
) -> None:
    """A filter leaves some rows, and not all of them."""
    every = shared_client.read(path, limit=250)["data"]
    some = shared_client.read(path, limit=250, **query)["data"]
    assert 0 < len(some) < len(every)
    kept = [str(row[field]) for row in some]
    assert all(str(row[field]) not in kept for row in every if row not in some)


def test_stock_is_found_by_location(shared_client: Client) -> None:
    """Every item has all locations, so that one of them finds all items."""
    total = len(shared_client.store.inventory_items)
    for query in ({"location_id__in": 2}, {"location_code__in": "PEARL-2"}):
        meta = shared_client.read("/v3/inventory/items", **query)["meta"]
        assert meta["pagination"]["total"] == total
