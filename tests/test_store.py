"""The store's own tables: profile, currencies, channels, taxes and shipping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bigcommerce_sandbox.endpoints.store_information import INFORMATION
from bigcommerce_sandbox.tables import store
from tests.running import read
from tests.truth import differences

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

TABLES = (
    *(store.CURRENCIES, store.CHANNELS, store.SITES, store.TAX_CLASSES),
    *(store.SHIPPING_ZONES, store.SHIPPING_METHODS),
)


@pytest.fixture
def small_shop(open_shop: OpenShop) -> Sandbox:
    """A store that has sold nothing yet."""
    return open_shop(**{table.name: table.size for table in TABLES})


def test_the_store_is_one_row_that_its_hash_tells(small_shop: Sandbox) -> None:
    """Every field is there, and an empty logo is none."""
    [record] = read(small_shop, "store").records("store")
    assert record["id"] == small_shop.store_hash
    assert differences(record, INFORMATION | {"id": small_shop.store_hash}) == []
    assert INFORMATION.keys() <= record.keys()


def test_a_tax_class_has_the_number_that_products_name(small_shop: Sandbox) -> None:
    """The API gives it as text, the default class included."""
    assert sorted(read(small_shop, "tax_classes").ids("tax_classes")) == [0, 1, 2, 3]


def test_a_handling_fee_is_an_amount_or_a_percentage(small_shop: Sandbox) -> None:
    """Both are in the schema, and none where a zone has no fee."""
    zones = {one["id"]: one for one in read(small_shop, "shipping_zones").records("shipping_zones")}
    assert zones[1]["handling_fees"] == {"percentage_surcharge": 1.5, "display_separately": False}
    assert zones[3]["handling_fees"] == {"fixed_surcharge": 2.5, "display_separately": True}
    assert zones[2]["handling_fees"] is None


def test_channels_that_are_gone_come_too(small_shop: Sandbox) -> None:
    """Orders keep referring to them; their currencies come along."""
    records = read(small_shop, "channels").records("channels")
    assert {"active", "disconnected", "deleted"} <= {one["status"] for one in records}
    assert all(one["currencies"]["channel_id"] == one["id"] for one in records)


def test_a_method_says_its_zone_and_no_account(small_shop: Sandbox) -> None:
    """Whatever a carrier puts into the settings of its methods."""
    options = {"delivery_services": ["Ground"], "account_number": "X12", "auth_key": "s3cret"}
    small_shop.store.shipping_methods.edit(3, settings={"carrier_options": options})
    records = read(small_shop, "shipping_methods").records("shipping_methods")
    [method] = [one for one in records if (one["zone_id"], one["id"]) == (1, 3)]
    assert method["settings"] == {"carrier_options": {"delivery_services": ["Ground"]}}
