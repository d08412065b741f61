"""What `start_date` and `end_date` do not do is said, once, before a backfill relies on it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.running import read, selection

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.running import Output

MARCH = {"start_date": "2026-03-01", "end_date": "2026-03-31"}
NOW = "2026-06-30T12:00:00Z"
"""The sandbox's clock when its store opens."""

WHOLE = "start_date and end_date do not bound full tables: "
FROM_THE_BEGINNING = "start_date does not bound "
LATER = "Nothing is left to read up to end_date "
FUTURE = "is later than the store's clock"
KINDS = (WHOLE, FROM_THE_BEGINNING, LATER, FUTURE)

Log = pytest.LogCaptureFixture


def warnings(caplog: Log) -> list[str]:
    """What the log says of the period."""
    texts = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    return [one for one in texts if any(kind in one for kind in KINDS)]


def dates(output: Output, stream: str) -> list[str]:
    """The days on which the rows of a run were modified."""
    return [one["date_modified"][:10] for one in output.records(stream)]


def at(moment: str, *streams: str, **others: Any) -> dict[str, Any]:
    """A state whose bookmarks are at one moment."""
    bookmark = {"replication_key": "date_modified", "replication_key_value": moment}
    return {"bookmarks": dict.fromkeys(streams, bookmark | others)}


def test_streams_that_a_period_does_not_bound_are_named(shop: Sandbox, caplog: Log) -> None:
    """Full tables are read whole, products up to the end, and orders as asked."""
    output = read(shop, **MARCH)
    assert output.ids("coupons") == shop.store.coupons.ids()
    assert min(dates(output, "products")) < MARCH["start_date"]
    assert max(dates(output, "products")) <= MARCH["end_date"]
    assert min(dates(output, "orders")) >= MARCH["start_date"]
    whole, products = warnings(caplog)
    assert whole.startswith(f"{WHOLE}coupons. Each run reads them whole")
    assert products.startswith(f"{FROM_THE_BEGINNING}products: the first run reads from the")


def test_tables_of_products_and_what_a_catalog_reads_whole_are_named(
    shop: Sandbox, caplog: Log
) -> None:
    """By the way that they are read, not by what they are called."""
    catalog = selection("customers", "orders", "product_images")
    [orders] = [one for one in catalog["streams"] if one["stream"] == "orders"]
    orders["replication_method"] = "FULL_TABLE"
    output = read(shop, catalog=catalog, **MARCH)
    assert sorted(output.ids("orders")) == shop.store.orders.ids()
    whole, products = warnings(caplog)
    assert whole.startswith(f"{WHOLE}orders. ")
    assert products.startswith(f"{FROM_THE_BEGINNING}product_images: ")


@pytest.mark.parametrize(
    ("settings", "streams"),
    [
        ({}, ("orders", "products", "coupons")),
        ({"start_date": "2026-03-01"}, ("orders", "products", "coupons")),
        ({"end_date": "2026-03-31"}, ("orders", "products")),
        (MARCH, ("orders", "customers")),
    ],
    ids=["no period", "no end", "no start", "dated streams"],
)
def test_nothing_is_said_of_periods_that_hold(
    settings: dict[str, str], streams: tuple[str, ...], shop: Sandbox, caplog: Log
) -> None:
    """A run without an end, and streams that are read as the dates say."""
    read(shop, *streams, **settings)
    assert warnings(caplog) == []


def test_a_second_run_of_products_goes_on_from_its_bookmark(shop: Sandbox, caplog: Log) -> None:
    """So nothing is repeated, and nothing needs to be said."""
    read(shop, "products", state=at("2026-03-20T00:00:00+00:00", "products"), **MARCH)
    assert warnings(caplog) == []


def test_a_bookmark_later_than_the_end_is_noticed(shop: Sandbox, caplog: Log) -> None:
    """Nothing is read of these streams, and of the others what the period has."""
    state = at("2026-05-01T00:00:00+00:00", "orders", "products")
    output = read(shop, "orders", "products", "customers", state=state, **MARCH)
    assert output.records("orders") == output.records("products") == []
    assert output.records("customers")
    [later] = warnings(caplog)
    assert later.startswith(f"{LATER}(2026-03-31T23:59:59Z) of orders, products: ")


def test_a_bookmark_within_the_period_is_not_noticed(shop: Sandbox, caplog: Log) -> None:
    """Nor one at its very end, nor one whose stream is being read again from the beginning."""
    for moment in ("2026-03-10T00:00:00+00:00", "2026-03-31T23:59:59+00:00"):
        read(shop, "orders", state=at(moment, "orders"), **MARCH)
    refresh = {"refresh": {"began": "2026-05-02T00:00:00+00:00", "position": None}}
    state = at("2026-05-01T00:00:00+00:00", "products", **refresh)
    assert read(shop, "products", state=state, **MARCH).records("products")
    assert warnings(caplog) == []


@pytest.mark.parametrize("given", ["2026-12-31", "2026-06-30", None])
def test_an_end_in_the_future_is_noticed_once(
    given: str | None, shop: Sandbox, caplog: Log
) -> None:
    """The run ends at the store's clock, for all streams, and so does what it can promise."""
    end = given or shop.store.clock.now().isoformat()
    output = read(shop, "orders", "customers", end_date=end)
    assert output.ids("orders")
    [future] = warnings(caplog)
    assert future.startswith(f"end_date ({end[:10]}T")
    assert f"{FUTURE} ({NOW[:14]}" in future


def test_an_end_that_has_settled_is_not_noticed(shop: Sandbox, caplog: Log) -> None:
    """A second before the clock less the settling time is past."""
    end = shop.store.clock.now() - timedelta(seconds=63)
    read(shop, "orders", end_date=end.isoformat())
    assert warnings(caplog) == []
    read(shop, "orders", end_date=(end + timedelta(seconds=60)).isoformat())
    assert len(warnings(caplog)) == 1
