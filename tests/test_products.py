"""A product arrives with its variants and what else comes with a page."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.running import read, selection
from tests.truth import differences, wrong_records

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

COSTLY = ("options", "modifiers")


def test_products_say_what_the_store_holds(shop: Sandbox) -> None:
    """Every field, variant, image, custom field, bulk price and video."""
    records = read(shop).records("products")
    assert wrong_records(shop.store.products, records) == []
    for part in ("variants", "images", "custom_fields", "bulk_pricing_rules", "videos", "channels"):
        assert any(record[part] for record in records), part


def test_options_and_modifiers_come_only_when_selected(open_shop: OpenShop) -> None:
    """They cost a page size of ten, so that without a catalog nobody pays it."""
    shop = open_shop(products=60)
    assert not any(part in record for record in read(shop).records("products") for part in COSTLY)
    assert {one.query["limit"] for one in shop.requests if "products" in one.path} == {"250"}


def test_a_catalog_that_does_not_mention_options_does_not_select_them(open_shop: OpenShop) -> None:
    """Such as another tap's."""
    shop = open_shop(products=20)
    catalog = selection("products")
    for entry in catalog["streams"]:
        entry["metadata"] = [item for item in entry["metadata"] if item["breadcrumb"] == []]
    records = read(shop, catalog=catalog).records("products")
    assert not any(part in record for record in records for part in COSTLY)
    assert all("variants" in record for record in records)


def test_options_and_modifiers_are_complete_when_selected(open_shop: OpenShop) -> None:
    """With pages of ten, which the API insists on."""
    shop = open_shop(products=60)
    records = read(shop, "products", select={"products.options": True}).records("products")
    assert sorted(record["id"] for record in records) == shop.store.products.ids()
    assert any(record["options"] for record in records)
    for record in records:
        assert differences(record, shop.store.products.get(record["id"])) == []
    lists = [one for one in shop.requests if "include" in one.query]
    assert {one.query["limit"] for one in lists} <= {"10", "8"}


def test_parts_that_are_not_selected_are_not_asked_for(open_shop: OpenShop) -> None:
    """Only what is selected is included."""
    shop = open_shop(products=30)
    parts = ("variants", "images", "videos", "custom_fields", "bulk_pricing_rules", *COSTLY)
    read(shop, "products", select={f"products.{part}": False for part in parts})
    assert shop.requests[0].query["include"] == "channels,parent_relations,primary_image"


def test_fields_that_are_not_selected_are_not_asked_for(open_shop: OpenShop) -> None:
    """A description may be most of a page; what is needed to read on is never left out."""
    shop = open_shop(products=30)
    fields = ("description", "date_modified", "weight")
    output = read(shop, "products", select={f"products.{field}": False for field in fields})
    assert set(shop.requests[0].query["exclude_fields"].split(",")) == {"description", "weight"}
    assert len(output.ids("products")) == 30


@pytest.mark.parametrize(
    "description",
    ["x" * (1 << 20), "".join(chr(plane << 16 | 0x1F6) for plane in range(17)), "a\0b\r\n\t\u2028"],
    ids=["megabyte", "planes", "controls"],
)
def test_any_text_arrives_as_it_is(description: str, open_shop: OpenShop) -> None:
    """However long, and whatever its letters."""
    shop = open_shop(products=3)
    product = shop.store.products.ids()[1]
    shop.store.products.edit(product, description=description)
    shop.store.clock.advance(90)
    [record] = [one for one in read(shop, "products").records("products") if one["id"] == product]
    assert record["description"] == description


def test_a_sum_of_ratings_keeps_its_fraction(open_shop: OpenShop) -> None:
    """The reference calls it an integer, and shows fractions in its own examples."""
    shop = open_shop(products=3)
    product = shop.store.products.ids()[1]
    shop.store.products.edit(product, reviews_rating_sum=3.2)
    shop.store.clock.advance(90)
    output = read(shop, "products")
    sums = {one["id"]: one["reviews_rating_sum"] for one in output.records("products")}
    assert sums[product] == Decimal("3.2")
    assert (
        "number" in output.schema("products")["schema"]["properties"]["reviews_rating_sum"]["type"]
    )
