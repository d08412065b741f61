"""What is special about the tables of the catalog: keys, rows and requests of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Sandbox, Store
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import attempt, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import OpenShop


@pytest.fixture(scope="module")
def catalog() -> Iterator[Sandbox]:
    """A store that no test changes, a while after its last change."""
    store = Store(seed=5, orders=0, customers=0, products=60)
    store.clock.advance(3600)
    with Sandbox(store, gzip=False) as shop:
        yield shop


def stream(name: str) -> Any:
    """A stream of a tap without settings."""
    return TapBigCommerce(config={}, validate_config=False).streams[name]


# Parts of products


PAIRS = {"product_category_assignments": "category_id", "product_channel_assignments": "channel_id"}


@pytest.mark.parametrize("name", PAIRS)
def test_a_list_of_ids_becomes_a_row_for_each(name: str, catalog: Sandbox) -> None:
    """Keyed by both ids, and dated as the product is."""
    field = {"category_id": "categories", "channel_id": "channels"}[PAIRS[name]]
    records = read(catalog, name).records(name)
    assert {(one["product_id"], one[PAIRS[name]]) for one in records} == {
        (product["id"], one) for product in catalog.store.products for one in product[field]
    }
    fields = {*stream(name).schema["properties"]}
    assert all(one.keys() == fields for one in records)
    assert stream(name).primary_keys == ("product_id", PAIRS[name])


def test_one_reading_of_products_brings_all_that_their_pages_carry(open_shop: OpenShop) -> None:
    """In as many requests as the products alone."""
    shop = open_shop(products=120)
    carried = [
        *("product_variants", "product_images", "product_custom_fields", "product_videos"),
        *("product_bulk_pricing_rules", *PAIRS),
    ]
    read(shop, "products")
    alone = len(shop.requests)
    shop.requests.clear()
    output = read(shop, *carried)
    assert all(output.records(name) for name in carried)
    assert len(shop.requests) == alone
    assert "exclude_fields" in shop.requests[0].query


@pytest.mark.cases(1)
@pytest.mark.parametrize("name", ["product_options", "product_modifiers"])
def test_options_and_modifiers_are_read_by_name_only(name: str, catalog: Sandbox) -> None:
    """In pages of ten, the price that the streams name."""
    for mode in ("nested", "tables", "both"):
        assert not read(catalog, streams=mode).records(name)
    catalog.requests.clear()
    assert read(catalog, name).records(name)
    limits = [int(one.query["limit"]) for one in catalog.requests if "include" in one.query]
    assert 0 < max(limits) <= 10
    assert stream(name).price == "1 per 10 products"


# Reviews


def test_reviews_are_asked_for_where_a_product_has_some(catalog: Sandbox) -> None:
    """One request for each such product, whose count is read though nobody selects it."""
    catalog.requests.clear()
    records = read(catalog, "product_reviews").records("product_reviews")
    reviewed = {one["id"] for one in catalog.store.products if one["reviews_count"]}
    asked = [one.path for one in catalog.requests if one.path.endswith("/reviews")]
    assert sorted(asked) == sorted(f"/v3/catalog/products/{one}/reviews" for one in reviewed)
    assert {one["product_id"] for one in records} == reviewed
    assert {one["status"] for one in records} == {"approved", "pending"}
    assert len(records) == sum(len(one["reviews"]) for one in catalog.store.products)


@pytest.mark.parametrize(
    ("product", "expected"),
    [
        ({"reviews_count": 2}, True),
        ({"reviews_count": "2"}, True),
        ({"reviews_count": 0}, False),
        ({"reviews_count": "0"}, False),
        ({"reviews_count": None}, True),
        ({}, True),
    ],
)
def test_a_product_that_does_not_count_its_reviews_may_have_some(
    product: dict[str, Any], expected: object
) -> None:
    """Only a count of zero rules them out."""
    assert stream("product_reviews").has_any(product) is expected


def test_a_review_is_seen_when_its_product_changes(open_shop: OpenShop) -> None:
    """A new one counts as a change of the product."""
    shop = open_shop(products=20)
    first = read(shop, "product_reviews")
    product = next(one for one in shop.store.products if not one["reviews"])
    other = next(one for one in shop.store.products if one["reviews"])["reviews"][0]
    shop.store.clock.advance(3600)
    shop.store.products.edit(product["id"], reviews=[other | {"id": 9}], reviews_count=1)
    shop.store.clock.advance(3600)
    records = read(shop, "product_reviews", state=first.state).records("product_reviews")
    assert [(one["id"], one["product_id"]) for one in records] == [(9, product["id"])]


# Categories


def test_categories_are_keyed_by_their_own_id(catalog: Sandbox) -> None:
    """And name the tree and the category that they are in."""
    records = read(catalog, "categories").records("categories")
    held = {row["category_id"]: row for row in catalog.store.categories}
    assert {one["category_id"] for one in records} == held.keys()
    for one in records:
        row = held[one["category_id"]]
        assert (one["tree_id"], one["parent_id"]) == (row["tree_id"], row["parent_id"])
    assert stream("categories").primary_keys == ("category_id",)


def test_category_trees_take_one_request_without_pages(catalog: Sandbox) -> None:
    """Their links name a next page that is the first one for ever."""
    catalog.requests.clear()
    records = read(catalog, "category_trees").records("category_trees")
    assert [(one["id"], one["channels"]) for one in records] == [(1, [1]), (2, [2])]
    [request] = catalog.requests
    assert not {"page", "limit"} & request.query.keys()


# Prices


def test_prices_of_all_lists_are_told_apart(catalog: Sandbox) -> None:
    """By list, variant and currency, each of which repeats; with tiers and SKU."""
    records = read(catalog, "price_list_records").records("price_list_records")
    keys = [(one["price_list_id"], one["variant_id"], one["currency"]) for one in records]
    assert len({*keys}) == len(records) == len(catalog.store.price_list_records)
    assert all(len({key[place] for key in keys}) < len(keys) for place in range(3))
    assert all(one["sku"] for one in records)
    assert any(one["bulk_pricing_tiers"] for one in records)
    assert stream("price_list_records").primary_keys == ("price_list_id", "variant_id", "currency")


def test_only_prices_that_changed_are_read_again(open_shop: OpenShop) -> None:
    """Whatever the date of their list, with one request for each list and one for the lists."""
    shop = open_shop(products=20, price_lists=3, price_list_records=40)
    first = read(shop, "price_list_records")
    shop.store.clock.advance(3600)
    changed = shop.store.price_list_records.ids()[-1]
    shop.store.price_list_records.touch(changed)
    shop.store.clock.advance(3600)
    shop.requests.clear()
    [record] = read(shop, "price_list_records", state=first.state).records("price_list_records")
    row = shop.store.price_list_records.get(changed)
    assert (record["price_list_id"], record["variant_id"], record["currency"]) == (
        row["price_list_id"],
        row["variant_id"],
        row["currency"],
    )
    records = [one for one in shop.requests if one.path.endswith("/records")]
    assert len(records) == len(shop.store.price_lists)
    assert len([one for one in shop.requests if one.path == "/v3/pricelists"]) == 1


@pytest.mark.parametrize("name", ["price_lists", "price_list_records", "price_list_assignments"])
def test_price_lists_may_need_a_plan(name: str, open_shop: OpenShop) -> None:
    """Whose name stands beside the scope where the API refuses them."""
    shop = open_shop(products=1)
    token = shop.token("store_v2_orders_read_only")
    _, error = attempt(shop, name, access_token=token, retry_time=0)
    assert "'Products'" in str(error)
    assert "Enterprise" in str(error)


# Stock


def test_an_item_has_a_row_for_each_location(catalog: Sandbox) -> None:
    """With what identifies it beside what lies there."""
    records = read(catalog, "inventory_items").records("inventory_items")
    found = {
        (one["location_id"], one["product_id"], one["variant_id"]): one["total_inventory_onhand"]
        for one in records
    }
    assert len(found) == len(records)
    assert found == {
        (
            one["location_id"],
            item["identity"]["product_id"],
            item["identity"]["variant_id"],
        ): one["total_inventory_onhand"]
        for item in catalog.store.inventory_items
        for one in item["locations"]
    }
    assert not any({"identity", "locations"} & one.keys() for one in records)


def test_stock_adds_up_to_what_variants_and_products_say(catalog: Sandbox) -> None:
    """In three tables, read together."""
    output = read(catalog, "inventory_items", "product_variants", "products")
    of_variants: dict[int, int] = {}
    of_products: dict[int, int] = {}
    for one in output.records("inventory_items"):
        level = one["total_inventory_onhand"]
        of_variants[one["variant_id"]] = of_variants.get(one["variant_id"], 0) + level
        of_products[one["product_id"]] = of_products.get(one["product_id"], 0) + level
    for one in output.records("product_variants"):
        assert of_variants[one["id"]] == one["inventory_level"]
    for one in output.records("products"):
        assert of_products[one["id"]] == one["inventory_level"]


@pytest.mark.parametrize("variant", [None, 0, ""])
def test_an_item_without_a_variant_has_variant_0(variant: object) -> None:
    """A key is never null."""
    identity = {"product_id": 7, "variant_id": variant, "sku": "A"}
    record = {"identity": identity, "locations": [{"location_id": 1}, {"location_id": 2}]}
    rows = list(stream("inventory_items").rows(record))
    assert [(one["location_id"], one["product_id"], one["variant_id"]) for one in rows] == [
        (1, 7, 0),
        (2, 7, 0),
    ]
    del identity["variant_id"]
    assert next(iter(stream("inventory_items").rows(record)))["variant_id"] == 0


def test_stock_and_locations_need_scopes_of_their_own(open_shop: OpenShop) -> None:
    """A token for products alone reads neither."""
    shop = open_shop(products=3, inventory_locations=2)
    token = shop.token("store_v2_products_read_only")
    for name, scope in (
        ("inventory_items", "store_inventory_read_only"),
        ("inventory_locations", "store_locations_read_only"),
    ):
        _, error = attempt(shop, name, access_token=token, retry_time=0)
        assert scope in str(error)
        assert read(shop, name, access_token=shop.token(scope)).records(name)


# Metafields


@pytest.mark.parametrize("name", ["product_metafields", "variant_metafields"])
def test_metafields_point_to_what_they_belong_to(name: str, catalog: Sandbox) -> None:
    """A product, or a variant of one."""
    kind = name.partition("_")[0]
    owners = {
        "product": {one["id"] for one in catalog.store.products},
        "variant": {row["id"] for one in catalog.store.products for row in one["variants"]},
    }
    records = read(catalog, name).records(name)
    assert {one["resource_type"] for one in records} == {kind}
    assert {one["resource_id"] for one in records} <= owners[kind]
