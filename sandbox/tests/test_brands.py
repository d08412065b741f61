"""The list of brands."""

import pytest

from bigcommerce_sandbox import Store
from conftest import Client

BRANDS = "/v3/catalog/brands"


def test_products_refer_to_brands_that_exist(shared_client: Client) -> None:
    """Every product's ``brand_id`` is the id of a listed brand."""
    products = shared_client.read("/v3/catalog/products", limit=250)["data"]
    assert {row["brand_id"] for row in products} <= set(shared_client.ids(BRANDS))


def test_line_items_name_the_brand_of_their_product(shared_client: Client) -> None:
    """A line item's ``brand`` is the name of the brand that its product refers to."""
    brands = {row["id"]: row["name"] for row in shared_client.read(BRANDS)["data"]}
    products = shared_client.read("/v3/catalog/products", limit=250)["data"]
    brand_of = {row["id"]: brands[row["brand_id"]] for row in products}
    lines = [
        line
        for order_id in range(120, 140)
        for line in shared_client.read(f"/v2/orders/{order_id}/products")
        if line["brand"]
    ]
    assert len(lines) > 20
    assert all(line["brand"] == brand_of[line["product_id"]] for line in lines)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"id": 3}, [3]),
        ({"id__in": "5,2"}, [2, 5]),
        ({"id__not_in": "1,2,3"}, [4, 5, 6, 7]),
        ({"id__min": 3, "id__max": 5}, [3, 4, 5]),
        ({"id__greater": 3, "id__less": 5}, [4]),
        ({"name": "Tarn & Co"}, [3]),
        ({"name__like": "or"}, [2]),
        ({"sort": "name"}, [1, 6, 4, 5, 2, 3, 7]),
        ({"sort": "name", "direction": "desc", "limit": 2}, [7, 3]),
        ({"limit": 3, "page": 2}, [4, 5, 6]),
    ],
)
def test_brands_are_filtered_sorted_and_paged(
    shared_client: Client, query: dict[str, object], ids: list[int]
) -> None:
    """Each parameter that the reference gives the list has its effect."""
    assert shared_client.ids(BRANDS, **query) == ids


def test_brands_cannot_be_sorted_by_id(shared_client: Client) -> None:
    """The reference lists ``name`` only."""
    assert shared_client.ask(BRANDS, params={"sort": "id"}).status_code == 422


def test_a_brand_has_an_address(shared_client: Client) -> None:
    """It shows the fields that are asked for; an unknown id answers 404."""
    answer = shared_client.read(f"{BRANDS}/5", include_fields="name")
    assert answer == {"data": {"id": 5, "name": "Lumière"}, "meta": {}}
    assert shared_client.ask(f"{BRANDS}/8").status_code == 404


def test_a_store_may_have_more_brands_than_its_products_refer_to() -> None:
    """Names stay distinct."""
    store = Store(orders=0, customers=0, products=0, brands=30)
    assert len({store.brands.get(i)["name"] for i in store.brands.ids()}) == 30


def test_a_touch_of_a_brand_shows(client: Client) -> None:
    """Brands carry no date, so only the row itself tells that it has changed."""
    before = client.read(f"{BRANDS}/2")
    client.store.brands.touch(2)
    assert client.read(f"{BRANDS}/2") != before
    assert client.store.brands.modified(2) is None
