"""`--audit` prints what the store counts, so that a warehouse can be held against it."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bigcommerce_sandbox import Sandbox, Store
from bigcommerce_sandbox.tables import TABLES
from tap_bigcommerce import dates
from tap_bigcommerce.streams import RootStream
from tap_bigcommerce.tap import TapBigCommerce
from tests.documents import page
from tests.running import command, config, selection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from tests.conftest import OpenShop

Counts = dict[str, Any]
"""What the report says of one stream."""

DATED = ("customers", "orders", "products")
BORDER = datetime(2026, 5, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


STREAMS = TapBigCommerce(config={}, validate_config=False).streams


def audited(shop: Sandbox, *streams: str, catalog: Any = None, **options: Any) -> dict[str, Any]:
    """The report as a program reads it."""
    if streams:
        catalog = selection(*streams)
    tap = TapBigCommerce(config=config(shop, retry_time=0, **options), catalog=catalog)
    report: dict[str, Any] = json.loads(tap.audited().json())
    return report


def months(moments: Iterable[datetime]) -> dict[str, int]:
    """How many moments each month has."""
    return dict(sorted(Counter(f"{one:%Y-%m}" for one in moments).items()))


def moments(shop: Sandbox, stream: str) -> list[datetime]:
    """When the records of a table were modified."""
    rows = shop.store.collection(stream)
    return [datetime.fromtimestamp(rows.second(one), UTC) for one in rows.ids()]


def counts(shown: list[datetime], key: str = "date_modified") -> Counts:
    """What the report should say of records with these dates."""
    return {
        "replication_key": key,
        "total": len(shown),
        "months": months(shown),
        "others": 0,
    }


def run(shop: Sandbox, folder: Path, *arguments: str, **options: Any) -> Any:
    """What the command line does."""
    path = folder / "config.json"
    path.write_text(json.dumps(config(shop, retry_time=0, **options)))
    return command("--config", path, *arguments)


# What is counted


def test_the_counts_are_those_of_the_stores_tables(shop: Sandbox) -> None:
    """Of every list that the store counts, with months where records have dates."""
    report = audited(shop, *STREAMS)
    expected = {}
    for name in report["streams"]:
        if name == "customer_attribute_values":
            rows = [one for customer in shop.store.customers for one in customer["attributes"]]
        elif name == "customer_form_field_values":
            holders = [
                one
                for customer in shop.store.customers
                for one in (customer, *customer["addresses"])
            ]
            rows = [field for one in holders for field in one["form_fields"]]
        else:
            rows = list(shop.store.collection(name))
        stream = STREAMS[name]
        assert isinstance(stream, RootStream)
        key = stream.replication_key if stream.dialect.since else None
        expected[name] = (
            counts([dates.parse(row[key]) for row in rows], key)
            if key
            else {"replication_key": None, "total": len(rows), "months": None, "others": 0}
        )
    assert report["streams"] == expected
    assert {*DATED, "order_refunds", "subscribers", "variant_metafields"} < expected.keys()
    assert report["failed"] == {}
    assert sorted([*report["streams"], *report["not_counted"]]) == sorted(STREAMS)


def test_what_the_store_does_not_count_is_not_guessed(shop: Sandbox) -> None:
    """Parts, objects, lists without a total, and lists of records that are several rows."""
    uncounted = set(audited(shop, *STREAMS)["not_counted"])
    assert {"order_products", "customer_addresses", "product_reviews"} < uncounted
    assert {"store", "settings", "gift_certificates", "promotion_codes"} < uncounted
    assert "inventory_items" in uncounted


def test_what_a_sync_would_read_is_counted(open_shop: OpenShop, tmp_path: Path) -> None:
    """As the catalog or the setting `streams` selects it."""
    shop = open_shop(orders=5, customers=5)
    assert audited(shop)["streams"].keys() == {"coupons", *DATED}
    assert "brands" in audited(shop, streams="tables")["streams"]
    path = tmp_path / "catalog.json"
    path.write_text(json.dumps(selection("orders", "order_fees")))
    ran = run(shop, tmp_path, "--audit=json", "--catalog", str(path))
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert (list(report["streams"]), report["not_counted"]) == (["orders"], ["order_fees"])


def test_the_period_is_that_of_a_sync(open_shop: OpenShop) -> None:
    """From `start_date` to `end_date`, both included; products from the beginning."""
    shop = open_shop(orders=90, customers=60, products=40)
    at = {"orders": moments(shop, "orders"), "products": moments(shop, "products")}
    start, end = sorted(at["orders"])[20], sorted(at["orders"])[70]
    period = {"start_date": start.isoformat(), "end_date": end.isoformat()}
    report = audited(shop, **period)["streams"]
    assert report["orders"] == counts([one for one in at["orders"] if start <= one <= end])
    assert report["products"] == counts([one for one in at["products"] if one <= end])
    catalog = selection("orders")
    for entry in catalog["streams"]:
        entry["replication_method"] = "FULL_TABLE"
        for item in entry["metadata"]:
            if not item["breadcrumb"]:
                item["metadata"]["forced-replication-method"] = "FULL_TABLE"
    whole = audited(shop, catalog=catalog, **period)["streams"]
    assert whole["orders"] == counts(at["orders"])


def test_an_empty_store_has_no_months(open_shop: OpenShop) -> None:
    """And costs a request or two for each stream."""
    shop = open_shop()
    report = audited(shop)
    assert {
        name: (one["total"], one["months"] or {}) for name, one in report["streams"].items()
    } == {name: (0, {}) for name in ("coupons", *DATED)}
    assert report["requests"] == len(shop.requests) <= 6


# Borders of months


@pytest.mark.cases(2)
@pytest.mark.parametrize(
    "variants",
    [
        (),
        ("dates-exclude-min",),
        ("dates-exclude-max",),
        ("dates-exclude-min", "dates-exclude-max"),
        ("dates-include-both",),
        ("dates-with-fractions",),
        ("dates-rounded-up",),
    ],
    ids="+".join,
)
def test_a_record_at_the_border_of_a_month_counts_once(
    variants: Sequence[str], open_shop: OpenShop
) -> None:
    """In its own month, whichever seconds the bounds of the store's filter include."""
    shop = open_shop(orders=60, customers=60, products=60)
    for name in DATED:
        rows = shop.store.collection(name)
        rows.stamp(rows.ids()[10:13], BORDER - SECOND)
        rows.stamp(rows.ids()[20:25], BORDER)
        rows.stamp(rows.ids()[30:32], BORDER + SECOND)
    shop.variants = variants
    report = audited(shop, *DATED)
    shown = SECOND if "dates-rounded-up" in variants else timedelta()
    assert report["streams"] == {
        name: counts([one + shown for one in moments(shop, name)]) for name in DATED
    }


@pytest.fixture(scope="module")
def small_shop() -> Iterator[Sandbox]:
    """A store whose products get other dates with each example."""
    with Sandbox(
        Store(seed=3, products=30, orders=0, customers=0, coupons=0), gzip=False
    ) as sandbox:
        yield sandbox


BORDERS = [
    datetime(year, month, 1, tzinfo=UTC) + step
    for year, month in ((2000, 2), (2024, 3), (2026, 1), (2026, 6))
    for step in (-SECOND, timedelta(), SECOND)
]
MOMENTS = st.one_of(
    st.sampled_from(BORDERS),
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 6, 30, 11)).map(
        lambda one: one.replace(microsecond=0, tzinfo=UTC)
    ),
)


@pytest.mark.proof
@settings(max_examples=10, deadline=None)
@given(
    at=st.lists(MOMENTS, min_size=30, max_size=30),
    variants=st.sets(st.sampled_from(["dates-exclude-min", "dates-exclude-max"])),
)
def test_months_sum_up_to_the_total(
    at: list[datetime], variants: set[str], small_shop: Sandbox
) -> None:
    """For any dates."""
    small_shop.variants = variants
    for one, moment in zip(small_shop.store.products.ids(), at, strict=True):
        small_shop.store.products.stamp([one], moment)
    [found] = audited(small_shop, "products")["streams"].values()
    assert found == counts(at)
    assert sum(found["months"].values()) == found["total"]


@pytest.mark.parametrize("variant", ["undated-first", "undated-last"])
def test_records_without_a_date_are_in_no_month(variant: str, shop: Sandbox) -> None:
    """They are counted among the others."""
    with Sandbox(shop.store) as other:
        other.variants = [variant]
        [found] = audited(other, "orders")["streams"].values()
    undated = sum(one % 17 == 3 for one in shop.store.orders.ids())
    assert found["others"] == undated > 0
    assert found["total"] == len(shop.store.orders)


def test_changes_during_the_count_are_told_apart(open_shop: OpenShop) -> None:
    """Each record counts once at the most, and new ones do no harm."""
    shop = open_shop(orders=200)
    shop.mutate(every=1, touch=3, insert=1, collections=["orders"])
    [found] = audited(shop, "orders", max_parallel_requests=4)["streams"].values()
    assert 200 < found["total"] <= len(shop.store.orders)
    assert 0 < found["others"] < 200
    assert sum(found["months"].values()) + found["others"] == found["total"]


# What cannot be counted


@pytest.mark.cases(2)
@pytest.mark.parametrize(
    "variant",
    ["dates-of-whole-days", "dates-without-time", "dates-ignored", "dates-6-hours-later",
     "dates-6-hours-earlier"],
)  # fmt: skip
def test_a_filter_that_is_not_exact_counts_no_months(variant: str, tmp_path: Path) -> None:
    """The report says so in words, and has the totals."""
    store = Store(seed=7, orders=200, customers=150, products=100, coupons=10, months=2)
    with Sandbox(store, variants=[variant]) as shop:
        ran = run(shop, tmp_path, "--audit")
        report = audited(shop, start_date="2026-05-01")
    assert ran.returncode == 0
    for name in DATED:
        [total] = re.findall(rf"^{name} +total +(\d+)$", ran.stdout, re.MULTILINE)
        assert int(total) == len(store.collection(name))
        assert f"{name}: Months cannot be counted, since the date filter is" in ran.stdout
        assert report["streams"][name]["months"] is None
        says_more = "outside start_date" in report["streams"][name]["note"]
        assert says_more == (name != "products")  # which are read whole


@pytest.mark.cases(2)
@pytest.mark.parametrize(
    ("variant", "said"),
    [
        ("totals-capped", "counts 100 records but lists 150"),
        ("totals-zero", "counts 0 records but lists 150"),
        ("totals-far-too-high", r"counts 1000000000 records, but \d+ in its months"),
        ("totals-slightly-too-high", r"counts 153 records, but \d+ in its months"),
        ("counts-failing", "v2/orders returned no count"),
    ],
)
def test_counts_that_contradict_each_other_are_not_printed(
    variant: str, said: str, open_shop: OpenShop, tmp_path: Path
) -> None:
    """The stream fails, with the exit code of a run that fails."""
    shop = open_shop(orders=150)
    shop.variants = [variant]
    ran = run(shop, tmp_path, "--audit=json")
    assert ran.returncode == 1
    report = json.loads(ran.stdout)
    assert "orders" not in report["streams"]
    assert re.search(said, report["failed"]["orders"])


def test_a_list_without_its_scope_fails_alone(open_shop: OpenShop, tmp_path: Path) -> None:
    """With the scope that it needs; it may be left out, as in a sync."""
    shop = open_shop(orders=20, customers=20)
    token = shop.token("store_v2_orders_read_only")
    ran = run(shop, tmp_path, "--audit", access_token=token)
    assert ran.returncode == 1
    assert re.search(r"^orders +2", ran.stdout, re.MULTILINE)
    assert "the access token may not read customers (403)" in ran.stdout
    assert "'Customers'" in ran.stdout
    ran = run(shop, tmp_path, "--audit=json", access_token=token, missing_access="skip")
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["failed"].keys() == {"coupons", "customers", "products"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"access_token": "nonsense"}, "does not accept the access token"),
        ({"store_hash": "nosuchstore"}, "there is no store 'nosuchstore'"),
        ({"api_url": "http://127.0.0.1:9"}, "could not be reached"),
    ],
)
def test_a_store_that_cannot_be_read_is_explained(
    wrong: dict[str, str], said: str, shop: Sandbox, tmp_path: Path
) -> None:
    """In the last line, as by a sync; nothing is counted."""
    ran = run(shop, tmp_path, "--audit", **wrong)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert said in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr


# How it is printed, and its price


def test_the_table_fits_a_terminal(shop: Sandbox, tmp_path: Path) -> None:
    """It has the same numbers, and neither a token nor a shopper."""
    ran = run(shop, tmp_path, "--audit", streams="both")
    assert ran.returncode == 0, ran.stderr
    assert max(map(len, ran.stdout.splitlines())) <= 80
    found: dict[str, dict[str, int]] = {}
    for line in ran.stdout.split("\n\n")[0].splitlines()[1:]:
        *stream, month, records = line.split()
        name = stream[0] if stream else list(found)[-1]
        found.setdefault(name, {})[month] = int(records)
    report = audited(shop, streams="both")
    assert found == {
        name: (one["months"] or {}) | {"total": one["total"]}
        for name, one in report["streams"].items()
    }
    said = " ".join(ran.stdout.split())
    assert f"Not counted by the store: {', '.join(report['not_counted'])}." in said
    assert f"Counted in {report['requests']} requests from 2026-" in said
    for text in (ran.stdout, ran.stderr):
        assert shop.access_token not in text
        assert "@" not in text


def test_the_documentation_shows_what_the_sandbox_has() -> None:
    """The lines of its example, and the price."""
    _, *shown, price = page("audit").split("```console\n")[1].split("\n```")[0].splitlines()
    sizes: dict[str, Any] = {one.name: one.size_by_hand for one in TABLES if one.size}
    with Sandbox(Store(**sizes)) as shop:
        tap = TapBigCommerce(config=config(shop))
        lines = tap.audited().table().splitlines()
    places = [lines.index(line) for line in shown if line != "..."]
    assert places == sorted(places)
    assert len(places) > 5
    assert price.split(" from ")[0] in "\n".join(lines)


def test_years_without_records_cost_a_request_each(open_shop: OpenShop) -> None:
    """Those before the oldest record cost one together."""
    shop = open_shop(products=30)
    shop.store.products.stamp(shop.store.products.ids(), BORDER)
    found = audited(shop, "products")
    assert found["requests"] == len(shop.requests) <= 15
    oldest = shop.store.products.ids()[0]
    shop.store.products.stamp([oldest], datetime(2011, 2, 3, tzinfo=UTC))
    [months] = [one["months"] for one in audited(shop, "products")["streams"].values()]
    assert months["2011-02"] == 1
    assert len(shop.requests) - found["requests"] <= 15 + 15 + 12


def test_the_audit_keeps_to_the_quota(open_shop: OpenShop) -> None:
    """No request is refused, though the store allows few of them."""
    shop = open_shop(orders=60, quota=20, quota_window=0.5)
    [found] = audited(shop, "orders", quota_reserve=50)["streams"].values()
    assert found == counts(moments(shop, "orders"))
    assert {one.status for one in shop.requests} == {200}
    assert {one.method for one in shop.requests} == {"GET"}
    in_windows = Counter(int(one.started / 0.5) for one in shop.requests)
    assert max(in_windows.values()) <= 20
