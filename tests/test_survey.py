"""`--test=api` finds out how a store's API behaves, and tells nothing of what the store holds."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from bigcommerce_sandbox import Fault, Sandbox, Store
from bigcommerce_sandbox.variants import VARIANTS
from tap_bigcommerce.errors import StoreError
from tap_bigcommerce.survey.habits import EXACT, NO_EFFECT, OF_DATES, consistent
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import command, config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import OpenShop

Findings = dict[str, tuple[str, str]]
"""Answer and verdict of each question."""

MOST_REQUESTS = 40

HOUR = 3600

CUSTOMERS, ORDERS, PRODUCTS, COUPONS = "customers", "orders", "products", "coupons"
V2, V3 = (COUPONS, ORDERS), (CUSTOMERS, PRODUCTS)
DATED = (CUSTOMERS, ORDERS, PRODUCTS)
ALL = (*DATED, COUPONS)
WITH_IDS = (COUPONS, ORDERS, PRODUCTS)

RECOGNISED: dict[str, tuple[tuple[str, ...], str, str]] = {
    "customers-oldest-first": ((CUSTOMERS,), "order without a sort", "by ascending id"),
    "orders-newest-first": ((ORDERS,), "order without a sort", "by descending id"),
    "products-newest-first": ((PRODUCTS,), "order without a sort", "by descending id"),
    "coupons-newest-first": ((COUPONS,), "order without a sort", "by descending id"),
    "sort-ignored": (DATED, "sort by date_modified", "the sort is not obeyed"),
    "dates-descending": (DATED, "sort by date_modified", "dates descend, whatever .* sent"),
    "v3-pages-of-100": (V3, "page for limit=250", "100 come, .* per_page says 100"),
    "v3-pages-of-100-unsaid": (V3, "page for limit=250", "100 come, .* per_page says 250"),
    "v2-pages-of-50": (V2, "page for limit=250", "50 come, though more follow"),
    "included-pages-of-50": (DATED, "page for limit=250 with include", "50 come, .*"),
    "rows-withheld": (ALL, "counts", "more than listed"),
    "totals-capped": (ALL, "counts", "fewer than one page lists"),
    "totals-zero": (ALL, "counts", "fewer than listed"),
    "totals-far-too-high": (ALL, "counts", "more than listed"),
    "totals-slightly-too-high": (ALL, "counts", "more than listed"),
    "counts-failing": (V2, "counts", "counts fail"),
    "counts-missing": (V2, "counts", "there are no counts .*"),
    "metas-bare": (V3, "meta of a page", "total"),
    "next-names-page-1": (V3, "link to a next page", "the last page has one"),
    "far-pages-refused": (DATED, "last page by number", "it is rejected"),
    "far-pages-empty": (DATED, "last page by number", "it is empty"),
    "far-pages-repeated": (DATED, "last page by number", "the first page comes again"),
    "dates-exclude-min": (
        (ORDERS, PRODUCTS), "bounds of date_modified", "the lower bound is excluded",
    ),
    "dates-exclude-max": (
        (ORDERS, PRODUCTS), "bounds of date_modified", "the upper bound is excluded",
    ),
    "dates-include-both": ((CUSTOMERS,), "bounds of date_modified", "both bounds are included"),
    "ids-exclude-min": (WITH_IDS, "lowest and highest id", "the lower bound is excluded"),
    "ids-exclude-max": (WITH_IDS, "lowest and highest id", "the upper bound is excluded"),
    "ids-include-greater": ((PRODUCTS,), "id:greater", "it includes its own id"),
    "id-bounds-ignored": (WITH_IDS, "lowest and highest id", "the bounds have no effect"),
    "id-bounds-answer-nothing": (WITH_IDS, "lowest and highest id", "no record comes"),
    "dates-ignored": (DATED, "bounds of date_modified", "the bounds have no effect"),
    "dates-of-whole-days": (DATED, "bounds of date_modified", r"whole days \(UTC\) come"),
    "dates-without-time": (DATED, "bounds of date_modified", "the time of day is ignored: .*"),
    "dates-6-hours-later": (DATED, "bounds of date_modified", r"[^:]*taken [4-6]-[67] h later"),
    "dates-6-hours-earlier": (
        DATED, "bounds of date_modified", r"[^:]*taken ([4-6]-)?[67] h earlier",
    ),
    "encoded-dates-refused": ((CUSTOMERS,), "encoded dates", "dates with %3A are rejected"),
    "dates-dropped-after-cursor": ((CUSTOMERS,), "filters behind a cursor", "dates dropped"),
    "include-dropped-after-cursor": ((CUSTOMERS,), "filters behind a cursor", "include dropped"),
    "cursors-as-positions": ((CUSTOMERS,), "cursor", "something else than the last id"),
    "dates-rounded-up": (DATED, "bounds of date_modified", "the lower bound is excluded"),
    "dates-with-fractions": (V3, "precision of dates", "dates have fractions of a second"),
    "undated-first": (DATED, "records without date_modified", "some .* puts them first"),
    "undated-last": (DATED, "records without date_modified", "some .* puts them last"),
    "undated-in-between": (DATED, "records without date_modified", "some records have none"),
    "includes-refused": (DATED, "include on a list", ".* rejected"),
    "young-includes-refused": (
        (PRODUCTS,), "include of channels and parent_relations", "rejected, and less is taken",
    ),
    "exclude-fields-refused": ((PRODUCTS,), "exclude_fields", "rejected"),
    "clock-20-s-ahead": (DATED, "Date header", r"(19|20|21) s ahead of .*"),
    "clock-20-s-behind": (DATED, "Date header", r"(19|20|21) s behind .*"),
    "clock-stopped": (DATED, "Date header", r"\d+ s behind .*"),
    "clock-of-1970": (DATED, "Date header", r"\d+ h behind .*"),
    "archived-listed": ((ORDERS,), "archived orders", "the list has them"),
    "archived-by-filter": ((ORDERS,), "archived orders", "the filter finds them"),
    "is-deleted-refused": ((ORDERS,), "archived orders", "the filter is rejected"),
    "parts-of-50": ((ORDERS,), "an order's own line items", "fewer units than the order says"),
}  # fmt: skip
"""What a survey says of each variant that it can recognise: of which lists, and what."""

NOT_RECOGNISED = {
    # Servers that lag show only while records change.
    "replicas-3-s-late",
    "replicas-15-s-late",
    "replicas-60-s-late",
    "index-20-s-late",
    "commits-8-s-late",
    "young-parts-missing",
    # The survey reads the beginning of a list, not its end.
    "undated-always-last",
    # Requests have filters by channel only where the user chose channels.
    "channels-ignored",
    "channels-refused",
    # What happens once looks like a habit, or does not happen while the survey looks.
    "rows-repeated-once",
    "parts-incomplete-once",
    "parts-empty-once",
}

ROUNDS = (
    (
        *("customers-oldest-first", "orders-newest-first", "products-newest-first"),
        *("coupons-newest-first", "totals-capped", "ids-exclude-min", "ids-include-greater"),
        *("dates-exclude-min", "clock-20-s-ahead", "exclude-fields-refused", "parts-of-50"),
        *("next-names-page-1", "far-pages-refused", "archived-by-filter"),
    ),
    (
        *("sort-ignored", "ids-exclude-max", "totals-slightly-too-high", "clock-20-s-behind"),
        *("far-pages-empty", "young-includes-refused", "dates-exclude-max", "archived-listed"),
    ),
    ("dates-descending", "counts-failing", "cursors-as-positions", "id-bounds-ignored"),
    ("is-deleted-refused",),
    (
        *("v3-pages-of-100", "id-bounds-answer-nothing", "dates-include-both"),
        *("clock-of-1970", "far-pages-repeated"),
    ),
    ("v3-pages-of-100-unsaid", "v2-pages-of-50", "encoded-dates-refused", "clock-stopped"),
    ("included-pages-of-50", "include-dropped-after-cursor", "undated-first"),
    ("rows-withheld",),
    ("totals-zero", "dates-of-whole-days"),
    ("totals-far-too-high", "dates-without-time"),
    ("dates-6-hours-later", "includes-refused", "counts-missing"),
    ("dates-6-hours-earlier", "undated-last"),
    ("dates-ignored",),
    ("dates-dropped-after-cursor", "dates-rounded-up"),
    ("dates-with-fractions", "metas-bare"),
    ("undated-in-between",),
)
"""Variants to survey together: no two of a round answer the same question of the same list."""


@pytest.fixture(scope="module")
def busy_shop() -> Iterator[Sandbox]:
    """A store with more than a page of each list, and several records a day."""
    with busy(seed=7) as sandbox:
        yield sandbox


def busy(seed: int) -> Sandbox:
    """A store that has all that a survey asks about."""
    store = Store(seed=seed, orders=700, customers=400, products=300, coupons=300, months=2)
    store.orders.delete(store.orders.ids()[1])
    return Sandbox(store, quota=100_000)


def surveyed(sandbox: Sandbox, *variants: str, token: str = "") -> Findings:
    """What a survey finds under variants."""
    settings = config(sandbox, retry_time=0) | ({"access_token": token} if token else {})
    sandbox.variants = variants
    try:
        return read(TapBigCommerce(config=settings).surveyed())
    finally:
        sandbox.variants = ()


def read(table: str) -> Findings:
    """The findings in a table."""
    lines = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()]
    assert {len(line) for line in lines} == {3}
    return {question: (answer, verdict) for question, answer, verdict in lines[2:]}


def test_a_store_as_recorded_confirms_all_that_the_tap_assumes(busy_shop: Sandbox) -> None:
    """Every line of the table says so, for a few requests."""
    before = len(busy_shop.requests)
    findings = surveyed(busy_shop)
    assert len(findings) > 50
    assert [line for line in findings.items() if not line[1][1].endswith(": confirmed")] == []
    assert len(busy_shop.requests) - before <= MOST_REQUESTS
    assert {request.method for request in busy_shop.requests} == {"GET"}


@pytest.mark.cases(2)
@pytest.mark.parametrize("variants", ROUNDS, ids=lambda variants: variants[0])
def test_a_survey_recognises_how_a_store_differs(
    variants: tuple[str, ...], busy_shop: Sandbox
) -> None:
    """It finds each habit that reading can show, in each list that has it."""
    busy_shop.store.clock.advance(60)  # for a clock that stopped
    findings = surveyed(busy_shop, *variants)
    for variant in variants:
        lists, question, answer = RECOGNISED[variant]
        for name in lists:
            found = findings[f"{name}: {question}"]
            assert re.fullmatch(answer, found[0]), (variant, name, found)
    unexpected = {found for _, found in findings.values() if "unknown form" in found}
    assert unexpected == set()


def test_each_variant_is_recognised_or_named_as_one_that_is_not() -> None:
    """A new variant needs a question, or a reason."""
    assert RECOGNISED.keys() | NOT_RECOGNISED == VARIANTS.keys()
    assert sorted(variant for one in ROUNDS for variant in one) == sorted(RECOGNISED)


def test_what_differs_is_called_a_contradiction_with_what_the_tap_does(
    busy_shop: Sandbox,
) -> None:
    """A habit that the tap is made for is confirmed, whichever it is."""
    findings = surveyed(busy_shop, "orders-newest-first", "ids-exclude-max")
    assert findings["orders: order without a sort"][1].endswith(
        "contradicted; it reads either direction"
    )
    assert findings["orders: lowest and highest id"][1].endswith(": confirmed")


def test_the_table_tells_nothing_of_the_store(busy_shop: Sandbox) -> None:
    """Two stores with other records have the same table, and neither names itself."""
    with busy(seed=8) as other:
        for name in ALL:
            rows = other.store.collection(name)
            rows.delete(*rows.ids()[:5], *rows.ids()[-5:])
        findings = surveyed(other)
        assert findings == surveyed(busy_shop)
    said = json.dumps(findings)
    assert busy_shop.store_hash not in said
    assert busy_shop.access_token not in said
    assert "@" not in said


@pytest.mark.parametrize("rows", [0, 1, 20])
def test_a_small_store_leaves_questions_open(rows: int, open_shop: OpenShop) -> None:
    """Where there are too few records, the table says that; nothing is called a contradiction."""
    sizes = dict.fromkeys(ALL, rows)
    findings = surveyed(open_shop(**sizes, quota=100_000))
    verdicts = [verdict for _, verdict in findings.values()]
    assert [verdict for verdict in verdicts if "contradicted" in verdict] == []
    assert any(verdict.startswith("could not tell: ") for verdict in verdicts)
    assert findings["orders: headers"][1].endswith(": confirmed")


def test_a_list_without_its_scope_leaves_its_questions_open(open_shop: OpenShop) -> None:
    """The other lists are surveyed."""
    shop = open_shop(orders=20, customers=20)
    findings = surveyed(shop, token=shop.token("store_v2_orders_read_only"))
    verdicts = {verdict for name, (_, verdict) in findings.items() if name.startswith(CUSTOMERS)}
    assert verdicts == {"could not tell: scope missing"}
    assert findings["orders: order without a sort"][1].endswith(": confirmed")


def test_a_request_that_fails_leaves_its_question_open(open_shop: OpenShop) -> None:
    """And does not name the record whose address failed."""
    shop = open_shop(orders=20)
    shop.faults.append(Fault(kind="status", status=500, path=r"/v2/orders/\d+", times=None))
    findings = surveyed(shop)
    assert findings["orders: an order's own line items"] == (
        "-",
        "could not tell: the request failed",
    )


def test_a_form_that_nobody_knows_gives_no_traceback(open_shop: OpenShop) -> None:
    """It leaves open what it is about."""
    shop = open_shop(orders=20)
    shop.faults.append(Fault(kind="wrong_body", path="/v2/orders$", times=None))
    findings = surveyed(shop)
    assert findings["orders: order without a sort"] == (
        "-",
        "could not tell: a response has an unknown form (KeyError)",
    )


def test_a_store_that_cannot_be_read_has_no_table(open_shop: OpenShop) -> None:
    """The run ends with what is wrong."""
    shop = open_shop(orders=2)
    with pytest.raises(StoreError, match="does not accept the access token"):
        surveyed(shop, token="wrong")
    assert len(shop.requests) == 1
    shop.faults.append(Fault(kind="status", status=503, times=None))
    with pytest.raises(StoreError, match=r"None of the requests succeeded\. .*503"):
        surveyed(shop)


def test_the_command_line_prints_the_table(open_shop: OpenShop, tmp_path: Path) -> None:
    """On standard output, with exit code 0, and without a warning."""
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config(open_shop(orders=20))))
    ran = command("--config", path, "--test=api")
    assert ran.returncode == 0, ran.stderr
    assert read(ran.stdout)["orders: order without a sort"][0] == "by ascending id"
    assert "WARNING" not in ran.stderr


def test_a_full_page_does_not_show_which_bound_is_included() -> None:
    """Records that should have come may be on the next page."""
    known = {one: one * HOUR for one in range(100)}
    came = {one: known[one] for one in range(10, 60)}
    sent = 10 * HOUR, 80 * HOUR
    found = consistent(OF_DATES, sent, known, came)
    assert NO_EFFECT in found
    assert not set(EXACT) & set(found)
    del came[59]
    assert consistent(OF_DATES, (10 * HOUR, 58 * HOUR), known, came)[0] == EXACT[0]
