"""Coupons arrive whole, every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.running import read
from tests.truth import differences

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop


def test_coupons_say_what_the_store_holds(shop: Sandbox) -> None:
    """Every field; the shape of restricted_to is the next test's."""
    records = read(shop, "coupons").records("coupons")
    for record in records:
        del record["restricted_to"]
        assert differences(record, shop.store.coupons.get(record["id"])) == []
    assert sorted(record["id"] for record in records) == shop.store.coupons.ids()


@pytest.mark.parametrize(
    ("given", "delivered"),
    [
        ([], {}),
        ({}, {}),
        ({"countries": "AU"}, {"countries": ["AU"]}),
        ({"countries": ["AU", "NZ"]}, {"countries": ["AU", "NZ"]}),
        (["AU", "NZ"], {"countries": ["AU", "NZ"]}),
        ({"countries": "AU", "zips": ["2000"]}, {"countries": ["AU"], "zips": ["2000"]}),
    ],
)
def test_a_restriction_has_one_shape(given: object, delivered: object, open_shop: OpenShop) -> None:
    """An object whose countries are a list, whatever the API sends; nothing of it is lost."""
    shop = open_shop(coupons=1)
    shop.store.coupons.edit(shop.store.coupons.ids()[0], restricted_to=given)
    assert read(shop, "coupons").records("coupons")[0]["restricted_to"] == delivered


def test_coupons_are_read_whole_each_time(shop: Sandbox) -> None:
    """They have no date of modification to go by."""
    first = read(shop, "coupons")
    assert read(shop, "coupons", state=first.state).ids("coupons") == first.ids("coupons")
