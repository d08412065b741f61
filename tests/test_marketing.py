"""What is special about promotions, their codes and gift certificates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bigcommerce_sandbox import Fault
from tests.running import attempt, read

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop


def test_a_single_code_comes_in_a_list(shop: Sandbox) -> None:
    """The API sends it bare."""
    records = read(shop, "promotions").records("promotions")
    single = [one for one in records if one["coupon_type"] == "SINGLE"]
    assert single
    for one in single:
        [code] = one["codes"]
        assert code["code"] == shop.store.promotions.get(one["id"])["codes"]["code"]
    assert all(not one["codes"] for one in records if one not in single)


def test_rules_of_promotions_come_as_they_are(shop: Sandbox) -> None:
    """Whatever they hold, with nothing left out or renamed."""
    for record in read(shop, "promotions").records("promotions"):
        truth = shop.store.promotions.get(record["id"])
        assert record["rules"] == truth["rules"]
        assert record["shipping_address"] == truth["shipping_address"]


def test_codes_are_asked_for_where_there_are_any(shop: Sandbox) -> None:
    """Automatic promotions have none, so that they cost no request."""
    records = read(shop, "promotion_codes").records("promotion_codes")
    asked = {
        int(found[1])
        for one in shop.requests
        if (found := re.fullmatch(r"/v3/promotions/(\d+)/codes", one.path))
    }
    coupons = {one["id"] for one in shop.store.promotions if one["redemption_type"] == "COUPON"}
    assert asked == coupons
    assert {one["promotion_id"] for one in records} <= coupons
    assert sorted(one["id"] for one in records) == shop.store.promotion_codes.ids()


def test_gift_certificates_are_sought_by_id(open_shop: OpenShop) -> None:
    """Page by page, without the count that this list does not have."""
    shop = open_shop(orders=600)
    ids = read(shop, "gift_certificates", page_size=10).ids("gift_certificates")
    assert ids == shop.store.gift_certificates.ids()
    assert {one.path for one in shop.requests} == {"/v2/gift_certificates"}
    assert all("page" not in one.query for one in shop.requests)


def test_gift_certificates_date_by_unix_seconds(open_shop: OpenShop) -> None:
    """Which come as text; 0 is no date."""
    shop = open_shop(orders=20)
    first, second = shop.store.gift_certificates.ids()[:2]
    shop.store.gift_certificates.edit(first, purchase_date="1672670738", expiry_date="1603306")
    shop.store.gift_certificates.edit(second, expiry_date="0")
    records = read(shop, "gift_certificates").records("gift_certificates")
    assert records[0]["purchase_date"] == "2023-01-02T14:45:38+00:00"
    assert records[0]["expiry_date"] == "1970-01-19T13:21:46+00:00"
    assert records[1]["expiry_date"] is None


def test_codes_of_a_promotion_that_goes_are_left_out(open_shop: OpenShop) -> None:
    """It was listed, and is gone when its codes are asked for."""
    shop = open_shop(promotions=30, promotion_codes=60)
    shop.mutate(every=1, touch=0, delete=1, insert=0, collections=("promotions",))
    output, error = attempt(shop, "promotion_codes", retry_time=1, max_parallel_requests=1)
    shop.mutate(every=0)
    assert error is None
    left = {*shop.store.promotions.ids()}
    theirs = {one["id"] for one in shop.store.promotion_codes if one["promotion_id"] in left}
    assert theirs <= {*output.ids("promotion_codes")}


def test_codes_that_cannot_be_had_fail_the_stream(open_shop: OpenShop) -> None:
    """The promotion is still listed."""
    shop = open_shop(promotions=30, promotion_codes=60)
    shop.faults.append(Fault(path=r"promotions/\d+/codes", nth=2, times=None, status=404))
    _, error = attempt(shop, "promotion_codes", retry_time=1)
    assert error is not None
    assert "promotion_codes could not be read" in error.message
