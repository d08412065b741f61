"""Channels, taxes, shipping and settings: they agree with each other, and with what was sold."""

from typing import Any

import pytest

from bigcommerce_sandbox import Sandbox, Store
from bigcommerce_sandbox.endpoints.settings import PROMOTIONS
from conftest import Client


def test_orders_name_channels_currencies_and_zones_that_exist(store: Store) -> None:
    """And each order's rate of exchange is its currency's."""
    currencies = {row["id"]: row for row in store.currencies}
    orders = list(store.orders)
    assert {order["channel_id"] for order in orders} <= set(store.channels.ids())
    for order in orders:
        currency = currencies[order["currency_id"]]
        assert order["currency_code"] == currency["currency_code"]
        assert order["currency_exchange_rate"] == currency["currency_exchange_rate"]
    zones = {
        parcel["shipping_zone_id"]
        for order in orders
        for parcel in order["consignments"]["shipping"]
    }
    assert zones <= set(store.shipping_zones.ids())


def test_every_tax_class_that_is_named_exists(store: Store) -> None:
    """By products, by the costs of orders, and by rates."""
    named = {product["tax_class_id"] for product in store.products}
    for order in store.orders:
        named |= {order[f"{part}_cost_tax_class_id"] for part in ("shipping", "handling")}
        named.add(order["wrapping_cost_tax_class_id"])
    named |= {one["tax_class_id"] for rate in store.tax_rates for one in rate["class_rates"]}
    assert named <= {int(row["id"]) for row in store.tax_classes}


def test_rates_sites_and_methods_belong_to_what_exists(store: Store) -> None:
    """To zones and channels."""
    assert {rate["tax_zone_id"] for rate in store.tax_rates} <= set(store.tax_zones.ids())
    channels = {row["id"]: row for row in store.channels}
    assert {channels[site["channel_id"]]["type"] for site in store.sites} == {"storefront"}
    assert {one["site_id"] for one in store.site_routes} <= set(store.sites.ids())
    assert {one["channel_id"] for one in store.channel_listings} <= channels.keys()
    assert {one["product_id"] for one in store.channel_listings} <= set(store.products.ids())
    methods = list(store.shipping_methods)
    assert {method["zone_id"] for method in methods} <= set(store.shipping_zones.ids())
    assert {one for method in methods for one in method["channel_ids"]} <= channels.keys()


def test_what_the_store_says_of_itself_is_so(shared_client: Client) -> None:
    """Its default currency, channel and site, its storefronts, and its units."""
    about, store = shared_client.read("/v2/store"), shared_client.store
    [default] = [row for row in store.currencies if row["is_default"]]
    assert about["currency"] == default["currency_code"]
    assert store.sites.get(about["default_site_id"])["channel_id"] == about["default_channel_id"]
    fronts = [row["status"] for row in store.channels if row["type"] == "storefront"]
    limits = {"active": fronts.count("active"), "total_including_inactive": len(fronts)}
    assert about["features"]["storefront_limits"] == limits
    units = shared_client.read("/v3/settings/store/units-of-measurement")["data"]
    assert units["weight_measurement"] == about["weight_units"]


@pytest.mark.parametrize(
    "sizes",
    [{"currencies": 40}, {"channels": 1}, {"channels": 20, "sites": 9}, {"shipping_zones": 9}],
)
def test_rows_beyond_the_usual_ones_agree_as_well(sizes: dict[str, Any]) -> None:
    """Codes tell currencies apart, sites are of storefronts, and methods are of zones."""
    store = Store(orders=0, products=0, customers=0, **sizes)
    codes = [row["currency_code"] for row in store.currencies]
    assert len(set(codes)) == len(codes)
    test_rates_sites_and_methods_belong_to_what_exists(store)


def test_channels_come_in_every_state_unless_asked(shared_client: Client) -> None:
    """`available` tells those that are gone; currencies have to be included."""
    rows = shared_client.read("/v3/channels")["data"]
    assert {"active", "inactive", "disconnected", "deleted"} <= {row["status"] for row in rows}
    assert not any("currencies" in row for row in rows)
    gone = shared_client.read("/v3/channels", available="false", include="currencies")["data"]
    assert {row["status"] for row in gone} == {"disconnected", "deleted"}
    assert [row["currencies"]["channel_id"] for row in gone] == [row["id"] for row in gone]


def test_sites_say_offset_and_limit(shared_client: Client) -> None:
    """In place of the page's number."""
    answer = shared_client.read("/v3/sites", limit=2, page=2)
    assert answer["meta"]["pagination"] == {"offset": 2, "limit": 2, "total_items": 3}
    assert [row["id"] for row in answer["data"]] == [1002]
    assert shared_client.ids("/v3/sites", channel_id__in="2") == [1001]
    assert shared_client.ids("/v3/sites", url_type__in="checkout") == [1000, 1001, 1002]


@pytest.mark.parametrize("path", ["/v3/tax/zones", "/v3/tax/rates", "/v2/shipping/zones"])
def test_lists_without_pages_come_whole(shared_client: Client, path: str) -> None:
    """Whatever page and limit are sent."""
    assert shared_client.ids(path, limit=1, page=2) == shared_client.ids(path)


def test_a_zone_that_is_not_there_has_no_methods(client: Client) -> None:
    """404, and 204 for one without any; rows do not repeat the zone."""
    store = client.store
    [*_, last] = store.shipping_zones.ids()
    store.shipping_methods.delete(*(m["id"] for m in store.shipping_methods if m["zone_id"] == 2))
    assert client.ask("/v2/shipping/zones/2/methods").status_code == 204
    assert "zone_id" not in client.read(f"/v2/shipping/zones/{last}/methods")[0]
    store.shipping_zones.delete(last)
    assert client.ask(f"/v2/shipping/zones/{last}/methods").status_code == 404


def test_a_channel_inherits_settings(shared_client: Client) -> None:
    """Null where it has none of its own; one that is deleted has no settings at all."""
    own = shared_client.read("/v3/settings/store/profile", channel_id=2)["data"]
    assert own.pop("store_name") == "Alderfold Trade"
    assert set(own.values()) == {None}
    inherited = shared_client.read("/v3/settings/inventory", channel_id=1)["data"]
    assert set(inherited.values()) == {None}
    for channel_id in (6, 99):
        path = f"/v3/settings/inventory?channel_id={channel_id}"
        assert shared_client.ask(path).status_code == 404


def test_settings_have_the_envelope_of_their_own(shared_client: Client) -> None:
    """Some stand bare, beside `meta` or alone, and one is without `meta`."""
    shapes = {path: set(shared_client.read(f"/v3/{path}/settings")) for path in ENVELOPES}
    assert shapes == ENVELOPES
    names = set(shared_client.read("/v3/orders/settings/channels/1"))
    assert names == ENVELOPES["orders"]
    assert shared_client.ask("/v3/orders/settings/channels/6").status_code == 404


ENVELOPES = {
    "carts": {"data", "meta"},
    "customers": {"data"},
    "orders": {"notifications", "meta"},
    "promotions": set(PROMOTIONS),
}


def test_listings_are_read_behind_an_id(shared_client: Client) -> None:
    """Without page numbers: any parameter that they do not know is refused."""
    path, store = "/v3/channels/5/listings", shared_client.store
    theirs = [one["listing_id"] for one in store.channel_listings if one["channel_id"] == 5]
    first = shared_client.read(path, limit=2)
    numbers = first["meta"]["pagination"]
    assert numbers.keys() == {"count", "total", "links", "total_pages"}
    assert (numbers["count"], numbers["total"]) == (2, len(theirs))
    assert [one["listing_id"] for one in first["data"]] == theirs[:2]
    rest = shared_client.read(path, after=theirs[1], limit=250)
    assert [one["listing_id"] for one in rest["data"]] == theirs[2:]
    for name in ("page", "sort", "foo"):
        answer = shared_client.ask(path, params={name: 1})
        assert answer.status_code == 422
        assert name in answer.json()["title"]
    assert shared_client.read("/v3/channels/99/listings")["data"] == []


def test_a_listing_has_a_date_of_change_once_it_changed(client: Client) -> None:
    """As recorded."""
    path = "/v3/channels/4/listings"
    unchanged = next(one for one in client.read(path)["data"] if "date_modified" not in one)
    client.store.clock.advance(60)
    client.store.channel_listings.touch(unchanged["listing_id"])
    changed = {one["listing_id"]: one for one in client.read(path)["data"]}
    assert changed[unchanged["listing_id"]]["date_modified"] > unchanged["date_created"]


def test_emails_about_abandoned_carts_are_the_stores_or_a_channels(client: Client) -> None:
    """Those of one do not show whose they are; their coupons exist."""
    path, store = "/v3/marketing/abandoned-cart-emails", client.store
    assert client.ids(path) == [1, 2, 3]
    assert client.ids(path, channel_id=2) == [4, 5, 6]
    assert client.ids(path, channel_id=1) == []
    assert client.ask(f"{path}?channel_id=6").status_code == 404
    assert "channel_id" not in client.read(path)["data"][0]
    codes = {one["coupon_code"] for one in store.abandoned_cart_emails} - {""}
    assert codes <= {one["code"] for one in store.coupons}


def test_every_channel_is_assigned_currencies(shared_client: Client) -> None:
    """The same that the list of channels includes."""
    answer = shared_client.read("/v3/channels/currency-assignments")
    channels = shared_client.read("/v3/channels", include="currencies")["data"]
    assert answer == {"data": [one["currencies"] for one in channels], "meta": {}}


@pytest.mark.parametrize(
    ("scope", "path"),
    [
        ("channel_settings", "/v3/channels"),
        ("channel_listings", "/v3/channels/4/listings"),
        ("sites", "/v3/sites"),
    ],
)
def test_scopes_of_other_names_open_their_area(client: Client, scope: str, path: str) -> None:
    """Without `v2` in them, read-only or not."""
    sandbox: Sandbox = client.sandbox
    for granted in (f"store_{scope}", f"store_{scope}_read_only"):
        headers = {"X-Auth-Token": sandbox.token(granted)}
        assert client.ask(path, headers=headers).status_code == 200
    poor = {"X-Auth-Token": sandbox.token("store_v2_information")}
    assert client.ask(path, headers=poor).status_code == 403
