"""As many requests at once as allowed, and no more; what nobody needs is not asked for."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from bigcommerce_sandbox import Fault
from bigcommerce_sandbox.meeting import Meeting
from tap_bigcommerce.errors import TapError
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import CollectingWriter, attempt, config, read, selection
from tests.truth import wrong_records

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop


def most_at_once(shop: Sandbox) -> int:
    """How many requests were being answered at the same time."""
    events = [(one.started, 1) for one in shop.requests]
    events += [(one.started + one.seconds, -1) for one in shop.requests]
    most = under_way = 0
    for _, change in sorted(events):
        under_way += change
        most = max(most, under_way)
    return most


@pytest.mark.parametrize("lanes", [1, 3, 8])
def test_pages_are_read_in_parallel(lanes: int, open_shop: OpenShop) -> None:
    """Up to the setting; one means strictly one after the other."""
    shop = open_shop(products=400)
    shop.house.meeting = meeting = Meeting(lanes, query=r"include=.*\bpage=")
    output = read(shop, "products", page_size=10, max_parallel_requests=lanes)
    assert sorted(output.ids("products")) == shop.store.products.ids()
    assert meeting.has_happened
    assert most_at_once(shop) == lanes


@pytest.mark.cases(1)
@pytest.mark.parametrize("lanes", [1, 6])
def test_nested_requests_share_the_same_lanes(lanes: int, open_shop: OpenShop) -> None:
    """Orders wait for their parts together, and go out in order with all of them."""
    shop = open_shop(orders=150)
    shop.house.meeting = meeting = Meeting(lanes, path=r"orders/\d+/")
    output = read(shop, "orders", page_size=25, max_parallel_requests=lanes, order_coupons="all")
    assert meeting.has_happened
    assert most_at_once(shop) == lanes
    assert wrong_records(shop.store.orders, output.records("orders")) == []
    dates = [record["date_modified"] for record in output.records("orders")]
    assert dates == sorted(dates)


def test_a_failure_ends_what_was_begun_for_the_stream(open_shop: OpenShop) -> None:
    """Requests that nobody waits for any more are not sent; they would use up the quota."""
    shop = open_shop(products=800)
    shop.faults.append(Fault(path="products$", query="limit=10", status=500, nth=12, times=None))
    _, error = attempt(shop, "products", page_size=10, retry_time=0, max_parallel_requests=8)
    assert error is not None
    assert len(shop.requests) < 60, "the whole list takes more than a hundred"


@pytest.mark.parametrize("status", [None, 422], ids=["complete", "failed"])
def test_no_connection_outlives_the_run(status: int | None, open_shop: OpenShop) -> None:
    """However it ends, the tap closes those that it kept open for its next requests."""
    shop = open_shop(products=400)
    if status:
        shop.faults.append(Fault(status=status, times=None))
    # Held on to here: when the tap is gone, so are its connections.
    tap = TapBigCommerce(
        config=config(shop, page_size=10),
        catalog=selection("products"),
        message_writer=CollectingWriter(),
    )
    with suppress(TapError):
        tap.sync_all()
    assert shop.requests
    closed_by = time.monotonic() + 2  # the sandbox itself closes what is idle for longer
    while shop.connections and time.monotonic() < closed_by:
        time.sleep(0.01)
    assert shop.connections == 0


def test_pages_far_down_the_list_are_no_necessity(open_shop: OpenShop) -> None:
    """Where the API rejects them, the list is read one request after another."""
    shop = open_shop(products=400)
    shop.faults.append(Fault(path="products$", query=r"page=26(&|$)", status=422, times=None))
    output = read(shop, "products", page_size=10)
    assert shop.faults[0].struck
    assert sorted(output.ids("products")) == shop.store.products.ids()


def test_a_page_that_fails_does_not_rob_those_before_it(open_shop: OpenShop) -> None:
    """Pages are asked for far ahead; when one fails, what comes before it is delivered first."""
    shop = open_shop(products=400)
    shop.faults.append(
        Fault(path="products$", query="date_modified:max=2025-10", status=422, times=None)
    )
    output, error = attempt(shop, "products", page_size=10)
    assert shop.faults[0].struck
    assert error is not None
    assert 120 < len(output.ids("products")) < 320
    shop.faults.clear()
    rest = read(shop, "products", state=output.state)
    assert sorted(output.ids("products") + rest.ids("products")) == shop.store.products.ids()


def test_an_order_that_cannot_be_completed_does_not_rob_those_before_it(
    open_shop: OpenShop,
) -> None:
    """They were whole, and are delivered; the next run begins with the one that failed."""
    shop = open_shop(orders=200)
    shop.faults.append(Fault(path=r"orders/\d+/coupons", status=422, nth=100, times=None))
    output, error = attempt(shop, "orders", order_coupons="all", max_parallel_requests=4)
    assert error is not None
    assert len(output.ids("orders")) > 90
    shop.faults.clear()
    rest = read(shop, "orders", state=output.state)
    assert sorted(output.ids("orders") + rest.ids("orders")) == shop.store.orders.ids()
