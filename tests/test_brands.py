"""Brands arrive whole, every time, and only where tables are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.running import read
from tests.truth import wrong_records

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

BRANDS = "/v3/catalog/brands"


def test_brands_say_what_the_store_holds(shop: Sandbox) -> None:
    """Every field of every brand, and no field is missing."""
    records = read(shop, "brands").records("brands")
    assert wrong_records(shop.store.brands, records) == []
    assert [record["id"] for record in records] == shop.store.brands.ids()
    for record in records:
        assert record.keys() == shop.store.brands.get(record["id"]).keys()
        assert record["custom_url"].keys() == {"url", "is_customized"}


def test_brands_are_read_over_many_pages_without_a_sort(open_shop: OpenShop) -> None:
    """The API rejects a sort by id, so the tap never sends one."""
    shop = open_shop(brands=1200)
    records = read(shop, "brands").records("brands")
    assert wrong_records(shop.store.brands, records) == []
    assert sorted(record["id"] for record in records) == shop.store.brands.ids()
    pages = [one for one in shop.requests if one.path == BRANDS]
    assert len(pages) >= 5
    assert not any("sort" in one.query for one in pages)


def test_brands_are_read_whole_each_time(shop: Sandbox) -> None:
    """They have no date of modification to go by."""
    first = read(shop, "brands")
    assert read(shop, "brands", state=first.state).ids("brands") == first.ids("brands")


@pytest.mark.parametrize(("streams", "ids"), [("nested", []), ("tables", [1]), ("both", [1])])
def test_brands_are_selected_with_tables(streams: str, ids: list[int], open_shop: OpenShop) -> None:
    """Without a catalog, the setting `streams` decides."""
    shop = open_shop(brands=1)
    assert read(shop, streams=streams).ids("brands") == ids
