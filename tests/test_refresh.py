"""Changes that do not move a record's date are found by refreshes, and by lists of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Fault
from tests.running import attempt, read
from tests.truth import wrong_records

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

DAY = 86_400

SILENT: dict[str, tuple[str, Any]] = {
    "products": ("images", []),
    "customers": ("addresses", []),
}
"""A part of each stream's records that changes without moving their date."""


def changed_silently(shop: Sandbox, stream: str) -> int:
    """Change a part of a record, and return its id."""
    collection = getattr(shop.store, stream)
    field, value = SILENT[stream]
    one = next(one for one in collection.ids() if collection.get(one)[field])
    collection.edit_silently(one, **{field: value})
    return int(one)


@pytest.mark.promise("undated-change")
@pytest.mark.parametrize("stream", SILENT)
def test_a_refresh_delivers_what_a_date_does_not_show(stream: str, open_shop: OpenShop) -> None:
    """When the last whole reading is older than refresh_hours, everything is read again."""
    shop = open_shop(**{stream: 60})
    collection = getattr(shop.store, stream)
    first = read(shop, stream)
    one = changed_silently(shop, stream)
    shop.store.clock.advance(DAY / 2)
    early = read(shop, stream, state=first.state)
    assert early.ids(stream) == []
    shop.store.clock.advance(DAY / 2)
    refreshed = read(shop, stream, state=early.state)
    assert sorted(refreshed.ids(stream)) == collection.ids()
    assert wrong_records(collection, refreshed.records(stream)) == []
    assert one in refreshed.ids(stream)
    assert refreshed.bookmark(stream) == first.bookmark(stream)
    assert read(shop, stream, state=refreshed.state).ids(stream) == []


@pytest.mark.parametrize(("hours", "whole"), [(0, True), (None, False), ("never", False)])
def test_refreshes_can_come_with_every_run_or_never(
    hours: object,
    whole: bool,  # noqa: FBT001 - a parameter of the test
    open_shop: OpenShop,
) -> None:
    """0 hours refresh with every run; null and never do not refresh at all."""
    shop = open_shop(products=40)
    first = read(shop, "products", refresh_hours=hours)
    shop.store.clock.advance(400 * DAY)
    second = read(shop, "products", refresh_hours=hours, state=first.state)
    assert second.ids("products") == (first.ids("products") if whole else [])


@pytest.mark.parametrize(
    "select",
    [
        {
            f"products.{part}": False
            for part in (
                *("variants", "images", "primary_image", "custom_fields", "videos", "channels"),
                *("bulk_pricing_rules", "parent_relations", "options", "modifiers"),
            )
        }
    ],
)
def test_a_stream_whose_date_shows_everything_is_not_refreshed(
    select: dict[str, bool], open_shop: OpenShop
) -> None:
    """Products without their parts need none."""
    shop = open_shop(products=40)
    first = read(shop, "products", select=select)
    shop.store.clock.advance(3 * DAY)
    assert read(shop, "products", select=select, state=first.state).ids("products") == []


def test_an_interrupted_refresh_goes_on_where_it_was(open_shop: OpenShop) -> None:
    """The bookmark stays valid, changes are delivered, and the rest follows with the next run."""
    shop = open_shop(products=300)
    first = read(shop, "products", page_size=10)
    shop.store.clock.advance(2 * DAY)
    shop.faults.append(Fault(path="products$", query="sort=id", status=422, nth=25, times=None))
    broken, error = attempt(
        shop, "products", state=first.state, page_size=10, max_parallel_requests=2
    )
    assert error is not None
    assert 20 < len(broken.ids("products")) < 250
    assert broken.bookmark("products") == first.bookmark("products")
    shop.faults.clear()
    changed = shop.store.products.ids()[5]
    shop.store.products.touch(changed)
    shop.store.clock.advance(90)
    rest = read(shop, "products", state=broken.state, page_size=10)
    assert changed in rest.ids("products")
    assert set(broken.ids("products")) | set(rest.ids("products")) == set(shop.store.products.ids())
    assert len(rest.ids("products")) < 290
    assert read(shop, "products", state=rest.state).ids("products") == []


def test_a_first_run_in_two_pieces_is_one_whole_reading(open_shop: OpenShop) -> None:
    """The hours count from the beginning of the first piece."""
    shop = open_shop(products=300)
    shop.faults.append(Fault(path="products$", query="sort=id", status=422, nth=8, times=None))
    broken, error = attempt(shop, "products", page_size=10)
    assert error is not None
    shop.faults.clear()
    shop.store.clock.advance(DAY - 3600)
    rest = read(shop, "products", state=broken.state)
    assert len(rest.ids("products")) < 300
    assert sorted(broken.ids("products") + rest.ids("products")) == shop.store.products.ids()
    shop.store.clock.advance(3700)
    assert len(read(shop, "products", state=rest.state).ids("products")) == 300


def test_a_state_of_unknown_age_is_not_refreshed_at_once(open_shop: OpenShop) -> None:
    """A bookmark given by hand says where to begin; the hours count from the first run with it."""
    shop = open_shop(products=40)
    state = {"bookmarks": {"products": {"date_modified": shop.store.clock.now().isoformat()}}}
    first = read(shop, "products", state=state)
    assert first.ids("products") == []
    shop.store.clock.advance(DAY + 1)
    assert len(read(shop, "products", state=first.state).ids("products")) == 40


@pytest.mark.promise("listed-change")
def test_an_attribute_that_changes_is_delivered_at_once(open_shop: OpenShop) -> None:
    """A list of changed attributes tells whose they are, without waiting for a refresh."""
    shop = open_shop(customers=60)
    first = read(shop, "customers")
    customers = shop.store.customers
    one = next(one for one in customers.ids() if customers.get(one)["attributes"])
    shop.store.clock.advance(60)
    customers.edit_attribute(one, customers.get(one)["attributes"][0]["attribute_id"], "changed")
    shop.store.clock.advance(90)
    second = read(shop, "customers", state=first.state)
    assert second.ids("customers") == [one]
    assert wrong_records(customers, second.records("customers")) == []
    assert second.bookmark("customers") == first.bookmark("customers")
    assert read(shop, "customers", state=second.state).ids("customers") == []


def test_a_refund_delivers_its_order_at_once(open_shop: OpenShop) -> None:
    """Also where it does not move the order's date; an order whose date moves comes once."""
    shop = open_shop(orders=60)
    first = read(shop, "orders")
    silent, dated = shop.store.orders.ids()[3:5]
    shop.store.clock.advance(60)
    shop.store.orders.refund(silent)
    shop.store.orders.refund(dated, moves_date=True)
    shop.store.clock.advance(90)
    second = read(shop, "orders", state=first.state)
    assert sorted(second.ids("orders")) == [silent, dated]
    assert read(shop, "orders", state=second.state).ids("orders") == []


def test_a_list_of_changes_that_fails_is_gone_on_without(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    """A warning says what it would have told; the next run asks again for all of it."""
    shop = open_shop(customers=60)
    first = read(shop, "customers")
    customers = shop.store.customers
    one = next(one for one in customers.ids() if customers.get(one)["attributes"])
    shop.store.clock.advance(60)
    customers.edit_attribute(one, customers.get(one)["attributes"][0]["attribute_id"], "changed")
    shop.store.clock.advance(90)
    shop.faults.append(Fault(path="attribute-values", status=422, times=None))
    second = read(shop, "customers", state=first.state)
    assert second.ids("customers") == []
    assert "changes of attributes show with a later run only" in caplog.text
    shop.faults.clear()
    assert read(shop, "customers", state=second.state).ids("customers") == [one]


def test_a_refund_is_found_although_nothing_else_is_new(open_shop: OpenShop) -> None:
    """A first run that found nothing since `start_date` has no bookmark, but remembers the list.

    What is before that date may have been loaded by another run.
    """
    shop = open_shop(orders=60)
    start = {"start_date": shop.store.clock.now().isoformat()}
    shop.store.clock.advance(600)
    first = read(shop, "orders", **start)
    assert first.ids("orders") == []
    refunded = shop.store.orders.ids()[3]
    shop.store.orders.refund(refunded)
    shop.store.clock.advance(90)
    second = read(shop, "orders", state=first.state, **start)
    assert second.ids("orders") == [refunded]
    assert read(shop, "orders", state=second.state, **start).ids("orders") == []
