"""What channels and their sites have of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Fault
from bigcommerce_sandbox.tables import CHANNELS, SITES
from tests.replay import Replay
from tests.running import attempt, read

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop
    from tests.replay import Query


@pytest.fixture
def market(open_shop: OpenShop) -> Sandbox:
    """A store with products on its channels."""
    return open_shop(
        channels=CHANNELS.size,
        sites=SITES.size,
        products=12,
        coupons=3,
        channel_listings=24,
        site_routes=9,
        abandoned_cart_emails=6,
    )


def test_listings_are_read_behind_the_last_one(market: Sandbox) -> None:
    """With no parameter that the reference does not name: any other would be an error."""
    records = read(market, "channel_listings", page_size=5).records("channel_listings")
    ids = [one["listing_id"] for one in records]
    assert sorted(ids) == market.store.channel_listings.ids()
    asked = [one.query for one in market.requests if one.path.endswith("/listings")]
    assert {name for query in asked for name in query} == {"limit", "after"}


def test_a_page_with_all_there_is_takes_one_request(market: Sandbox) -> None:
    """By its total."""
    read(market, "channel_listings")
    asked = [one.path for one in market.requests if one.path.endswith("/listings")]
    assert len(asked) == len(set(asked)) == CHANNELS.size


def test_a_listing_that_never_changed_has_no_date_of_change(market: Sandbox) -> None:
    """It is read all the same, and by a later run too."""
    first = read(market, "channel_listings")
    unchanged = {
        one["listing_id"]
        for one in first.records("channel_listings")
        if one["date_modified"] is None
    }
    assert unchanged
    again = read(market, "channel_listings", state=first.state).records("channel_listings")
    assert unchanged <= {one["listing_id"] for one in again}


def listed(ids: list[int], total: int) -> dict[str, Any]:
    """A page of listings as recorded: its meta has neither the page nor its size."""
    rows = [{"channel_id": 1, "listing_id": one, "product_id": 11} for one in ids]
    links = {"current": "?limit=5"}
    numbers = {"count": len(ids), "total": total, "links": links, "total_pages": 1}
    return {"data": rows, "meta": {"pagination": numbers}}


@pytest.mark.parametrize("total", ["of all", "of the rest"])
@pytest.mark.parametrize(("page_size", "requests"), [(4, 4), (5, 6)], ids=["full", "short"])
def test_the_end_is_proven_whatever_a_total_counts(
    page_size: int, requests: int, total: str
) -> None:
    """An empty page proves it, or several where pages were shorter than asked for."""

    def answer(query: Query) -> dict[str, Any]:
        left = [one for one in range(101, 113) if one > int(query.get("after", 0))]
        return listed(left[:4], 12 if total == "of all" else len(left))

    parts = {"v3/channels/1/listings": answer}
    with Replay({"v3/channels": [{"id": 1}]}, parts).open() as store:
        output = read(store, "channel_listings", page_size=page_size)
        asked = sum(path.endswith("listings") for path in store.asked)
    ids = [one["listing_id"] for one in output.records("channel_listings")]
    assert ids == [*range(101, 113)]
    assert 3 <= asked <= requests


def test_listings_that_come_in_no_order_end_the_stream() -> None:
    """What lies behind the last of them is not the rest, so that some could be lost."""
    parts = {"v3/channels/1/listings": listed([103, 101, 102, 105, 104], 9)}
    with Replay({"v3/channels": [{"id": 1}]}, parts).open() as store:
        _, error = attempt(store, "channel_listings", page_size=5)
    assert "does not return records in the order of their ids" in str(error)


def test_both_scopes_of_listings_are_named(market: Sandbox) -> None:
    """That of listings, and that of the list of channels."""
    _, error = attempt(market, "channel_listings", access_token=market.token("store_v2_orders"))
    assert "set the scope 'Channel Listings'" in str(error)
    assert "It also needs 'Channel Settings'" in str(error)


def test_a_route_says_its_site(market: Sandbox) -> None:
    """Which the API does not."""
    records = read(market, "site_routes").records("site_routes")
    theirs = {(one["site_id"], one["id"]) for one in market.store.site_routes}
    assert {(one["site_id"], one["id"]) for one in records} == theirs
    assert len({one["site_id"] for one in records}) == SITES.size


def test_currencies_of_channels_are_those_that_channels_show(market: Sandbox) -> None:
    """One row each."""
    output = read(market, "channels", "channel_currency_assignments")
    assert output.records("channel_currency_assignments") == [
        one["currencies"] for one in output.records("channels")
    ]


def test_emails_are_the_stores_or_a_channels(market: Sandbox) -> None:
    """0 stands for the store; their coupons are codes of `coupons`."""
    output = read(market, "abandoned_cart_emails", "coupons")
    emails = output.records("abandoned_cart_emails")
    assert {(one["channel_id"], one["id"]) for one in emails} == {
        *((0, one) for one in (1, 2, 3)),
        *((2, one) for one in (4, 5, 6)),
    }
    codes = {one["coupon_code"] for one in emails} - {""}
    assert codes
    assert codes <= {one["code"] for one in output.records("coupons")}
    keys = emails[0]["template"]["translations"][0]["keys"]
    assert keys == {"hello_phrase": "You left something behind"}


def test_a_channel_that_cannot_have_emails_is_named(
    market: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """The others come."""
    fault = Fault(path="abandoned-cart-emails$", query="channel_id=4", status=422, times=None)
    market.faults.append(fault)
    assert len(read(market, "abandoned_cart_emails").records("abandoned_cart_emails")) == 6
    assert "abandoned_cart_emails: continuing without the e-mails of channel 4" in caplog.text
