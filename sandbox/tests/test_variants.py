"""Every variant does what its sentence says, and the plain sandbox does not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bigcommerce_sandbox import DEFAULT_NOW, Sandbox, Store
from bigcommerce_sandbox.cli import main
from bigcommerce_sandbox.variants import VARIANTS, Variants
from conftest import Client, Json

ORDERS, COUPONS = "/v2/orders", "/v2/coupons"
CUSTOMERS, PRODUCTS = "/v3/customers", "/v3/catalog/products"
PATHS = {"orders": ORDERS, "coupons": COUPONS, "customers": CUSTOMERS, "products": PRODUCTS}

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


class Variable(Client):
    """A client of a sandbox that has exactly the variants of its last `be`."""

    def be(self, *variants: str) -> None:
        """Have these variants and no others."""
        self.sandbox.variants = set(variants)

    def meta(self, path: str, **query: object) -> Json:
        """The pagination that a v3 list answers."""
        return self.read(path, **query)["meta"]["pagination"]


@pytest.fixture(scope="module")
def shared() -> Iterator[Variable]:
    """A client for all tests that change nothing but the variants; dates are an hour apart."""
    store = Store(seed=7, orders=300, customers=300, products=300, coupons=120)
    for collection in (store.orders, store.customers, store.products):
        for place, row_id in enumerate(collection.ids()):
            collection.stamp([row_id], NOON + place * HOUR)
    store.clock.advance(600)
    with Sandbox(store) as sandbox:
        client = Variable(sandbox)
        yield client
        client.close()


@pytest.fixture
def read_only(shared: Variable) -> Variable:
    """The shared client without any variant yet."""
    shared.be()
    return shared


@pytest.fixture
def living() -> Iterator[Variable]:
    """A client of a small store that a test may change; nothing in it is young."""
    store = Store(seed=3, orders=60, customers=60, products=60, coupons=20)
    store.clock.advance(600)
    with Sandbox(store) as sandbox:
        client = Variable(sandbox)
        yield client
        client.close()


def between(path: str, low: datetime | None, high: datetime | None) -> dict[str, str]:
    """The parameters for dates of change between two moments."""
    names = ("min_date_modified", "max_date_modified")
    if path.startswith("/v3/"):
        names = ("date_modified__min", "date_modified__max")
    bounds = zip(names, (low, high), strict=True)
    return {name: f"{moment:%Y-%m-%dT%H:%M:%SZ}" for name, moment in bounds if moment}


LISTS: list[tuple[str, str, str, list[int], list[int]]] = [
    # variant, list, query, ids without the variant, ids with it
    ("customers-oldest-first", CUSTOMERS, "limit=3", [300, 299, 298], [1, 2, 3]),
    ("orders-newest-first", ORDERS, "limit=3", [100, 101, 102], [399, 398, 397]),
    ("orders-newest-first", ORDERS, "limit=2&sort=id:asc", [100, 101], [100, 101]),
    ("products-newest-first", PRODUCTS, "limit=3", [1, 2, 3], [300, 299, 298]),
    ("coupons-newest-first", COUPONS, "limit=3", [1, 2, 3], [120, 119, 118]),
    ("sort-ignored", ORDERS, "limit=2&sort=id:desc", [399, 398], [100, 101]),
    ("sort-ignored", PRODUCTS, "limit=2&sort=id&direction=desc", [300, 299], [1, 2]),
    ("sort-ignored", CUSTOMERS, "limit=2&sort=date_modified:asc", [1, 2], [300, 299]),
    ("dates-descending", ORDERS, "limit=2&sort=date_modified:asc", [100, 101], [399, 398]),
    ("dates-descending", CUSTOMERS, "limit=2&sort=date_modified:asc", [1, 2], [300, 299]),
    ("dates-descending", PRODUCTS, "limit=2&sort=date_modified", [1, 2], [300, 299]),
    ("rows-withheld", ORDERS, "min_id=104&limit=3", [104, 105, 106], [104, 106]),
    ("rows-withheld", CUSTOMERS, "id:in=2,3,4", [4, 3, 2], [4, 2]),
    ("rows-repeated-once", COUPONS, "limit=4", [1, 2, 3, 4], [1, 2, 2, 3, 4]),
    ("far-pages-empty", ORDERS, "limit=5&page=4", list(range(115, 120)), []),
    ("far-pages-empty", PRODUCTS, "limit=5&page=3", list(range(11, 16)), list(range(11, 16))),
    ("far-pages-repeated", CUSTOMERS, "limit=2&page=4", [294, 293], [300, 299]),
    ("ids-exclude-min", ORDERS, "min_id=150&limit=2", [150, 151], [151, 152]),
    ("ids-exclude-min", PRODUCTS, "id:min=299", [299, 300], [300]),
    ("ids-exclude-max", COUPONS, "max_id=3", [1, 2, 3], [1, 2]),
    ("ids-exclude-max", PRODUCTS, "id:max=3", [1, 2, 3], [1, 2]),
    ("ids-include-greater", PRODUCTS, "id:greater=298", [299, 300], [298, 299, 300]),
    ("ids-include-greater", PRODUCTS, "id:less=3", [1, 2], [1, 2, 3]),
    ("id-bounds-ignored", ORDERS, "min_id=150&limit=2", [150, 151], [100, 101]),
    ("id-bounds-ignored", PRODUCTS, "id:greater=9&limit=2", [10, 11], [1, 2]),
    ("channels-ignored", ORDERS, "channel_id=9&limit=2", [], [100, 101]),
    ("channels-ignored", PRODUCTS, "channel_id:in=9&limit=2", [], [1, 2]),
    ("id-bounds-answer-nothing", COUPONS, "min_id=119", [119, 120], []),
    ("id-bounds-answer-nothing", PRODUCTS, "id:min=299", [299, 300], []),
    ("id-bounds-answer-nothing", PRODUCTS, "limit=2", [1, 2], [1, 2]),
]


@pytest.mark.parametrize(
    ("variant", "request_path", "plain", "altered"),
    [(variant, f"{path}?{query}", *ids) for variant, path, query, *ids in LISTS],
)
def test_a_variant_alters_a_list(
    read_only: Variable, variant: str, request_path: str, plain: list[int], altered: list[int]
) -> None:
    """It lists these rows with the variant, and others, or in another order, without."""
    assert read_only.ids(request_path) == plain
    read_only.be(variant)
    assert read_only.ids(request_path) == altered


@pytest.mark.parametrize(
    ("variant", "plain", "filtered"),
    [
        (None, [101, 102], [101, 102]),
        ("archived-by-filter", [101, 102], [100]),
        ("archived-listed", [100, 101], [100, 101]),
    ],
)
def test_archived_orders_are_where_a_variant_has_them(
    living: Variable, variant: str | None, plain: list[int], filtered: list[int]
) -> None:
    """In lists and counts, or only where a filter asks for them."""
    living.store.orders.delete(100)
    living.be(*([variant] if variant else []))
    assert living.ids(ORDERS, limit=2) == plain
    assert living.ids(ORDERS, limit=2, is_deleted="true") == filtered
    count = living.read(f"{ORDERS}/count", is_deleted="true")["count"]
    assert count == {None: 59, "archived-by-filter": 1, "archived-listed": 60}[variant]


DATES = [
    # variant, hours from the first row asked for, list, places in it that are found
    (None, (2, 4), ORDERS, [2, 3, 4]),
    (None, (2, 4), CUSTOMERS, [3]),
    ("dates-exclude-min", (2, 4), ORDERS, [3, 4]),
    ("dates-exclude-min", (2, 4), PRODUCTS, [3, 4]),
    ("dates-exclude-max", (2, 4), ORDERS, [2, 3]),
    ("dates-exclude-max", (2, 4), PRODUCTS, [2, 3]),
    ("dates-include-both", (2, 4), CUSTOMERS, [2, 3, 4]),
    ("dates-of-whole-days", (13, 14), ORDERS, list(range(12, 36))),
    ("dates-of-whole-days", (13, 14), CUSTOMERS, list(range(12, 36))),
    ("dates-without-time", (13, 37), PRODUCTS, list(range(12, 37))),
    ("dates-without-time", (13, 14), ORDERS, [12]),
    ("dates-6-hours-later", (2, 4), ORDERS, [8, 9, 10]),
    ("dates-6-hours-earlier", (8, 10), PRODUCTS, [2, 3, 4]),
    ("dates-ignored", (2, 4), ORDERS, list(range(250))),
    ("dates-ignored", (2, 4), CUSTOMERS, list(range(50, 300))),
    ("dates-rounded-up", (2, 4), ORDERS, [2, 3]),
    ("dates-rounded-up", (2, 4), CUSTOMERS, [2, 3]),
    ("dates-with-fractions", (2, 4), PRODUCTS, [2, 3]),
]


@pytest.mark.parametrize(("variant", "hours", "path", "places"), DATES)
def test_a_variant_alters_the_filters_by_date(
    read_only: Variable, variant: str | None, hours: tuple[int, int], path: str, places: list[int]
) -> None:
    """Rows are an hour apart from noon, so their places tell what a filter lets through."""
    read_only.be(*[variant] if variant else [])
    query = between(path, *(NOON + hour * HOUR for hour in hours))
    first = 100 if path == ORDERS else 1
    found = read_only.ids(path, limit=250, **query)
    assert sorted(row_id - first for row_id in found) == places


@pytest.mark.parametrize(
    ("variant", "request_path", "rows", "per_page"),
    [
        ("v3-pages-of-100", f"{CUSTOMERS}?limit=250", 100, 100),
        ("v3-pages-of-100", f"{PRODUCTS}?limit=30", 30, 30),
        ("v3-pages-of-100-unsaid", f"{CUSTOMERS}?limit=250", 100, 250),
        ("v3-pages-of-100-unsaid", f"{PRODUCTS}?limit=250", 100, 250),
        ("v3-pages-of-100-unsaid", f"{PRODUCTS}?limit=250&include=options", 10, 10),
        ("v2-pages-of-50", f"{ORDERS}?limit=250", 50, None),
        ("v2-pages-of-50", f"{COUPONS}?limit=250", 50, None),
        ("included-pages-of-50", f"{PRODUCTS}?limit=200", 200, 200),
        ("included-pages-of-50", f"{PRODUCTS}?limit=200&include=images", 50, 200),
        ("included-pages-of-50", f"{ORDERS}?limit=200&include=fees", 50, None),
    ],
)
def test_pages_are_smaller_than_asked(
    read_only: Variable, variant: str, request_path: str, rows: int, per_page: int | None
) -> None:
    """Whether v3 says so is a matter of the variant; the second page goes on where one ended."""
    read_only.be(variant)
    answer = read_only.read(request_path)
    given = answer if per_page is None else answer["data"]
    assert len(given) == rows
    if per_page is not None:
        assert answer["meta"]["pagination"]["per_page"] == per_page
    both = [row["id"] for row in given] + read_only.ids(f"{request_path}&page=2")
    assert len(set(both)) == len(both) > rows


@pytest.mark.parametrize(
    ("variant", "total"),
    [
        ("totals-capped", 100),
        ("totals-zero", 0),
        ("totals-far-too-high", 1_000_000_000),
        ("totals-slightly-too-high", 303),
    ],
)
def test_totals_are_wrong(read_only: Variable, variant: str, total: int) -> None:
    """In v3's pagination and in v2's counts alike; the rows come as ever."""
    read_only.be(variant)
    for path in (CUSTOMERS, PRODUCTS):
        assert read_only.meta(path, limit=5)["total"] == total
        assert len(read_only.ids(path, limit=5)) == 5
    assert read_only.read("/v2/orders/count")["count"] == total


def test_rows_withheld_are_counted(read_only: Variable) -> None:
    """A page is short by them, and the next page begins where it would anyhow."""
    read_only.be("rows-withheld")
    answer = read_only.read(PRODUCTS, limit=10)
    assert [row["id"] for row in answer["data"]] == [1, 2, 4, 5, 6, 7, 8, 9, 10]
    assert answer["meta"]["pagination"]["total"] == 300
    assert read_only.ids(PRODUCTS, limit=2, page=6) == [11, 12]
    only = read_only.read(CUSTOMERS, id__in=3)
    assert only["data"] == []
    assert "end_cursor" in only["meta"]["cursor_pagination"]


@pytest.mark.parametrize(("variant", "status"), [("counts-failing", 500), ("counts-missing", 404)])
def test_counts_answer_an_error(read_only: Variable, variant: str, status: int) -> None:
    """And the lists do not."""
    read_only.be(variant)
    for path in (ORDERS, COUPONS):
        assert read_only.ask(f"{path}/count").status_code == status
        assert read_only.ask(path).status_code == 200


@pytest.mark.parametrize(
    ("variant", "refused", "answered"),
    [
        ("far-pages-refused", f"{ORDERS}?page=4&limit=5", f"{ORDERS}?page=3&limit=5"),
        ("far-pages-refused", f"{CUSTOMERS}?page=4&limit=5", f"{CUSTOMERS}?page=3&limit=5"),
        ("includes-refused", f"{ORDERS}?include=fees", ORDERS),
        ("includes-refused", f"{PRODUCTS}?include=channels", PRODUCTS),
        ("young-includes-refused", f"{PRODUCTS}?include=channels", f"{PRODUCTS}?include=images"),
        ("young-includes-refused", f"{PRODUCTS}?include=images,parent_relations", PRODUCTS),
        ("exclude-fields-refused", f"{PRODUCTS}?exclude_fields=name", PRODUCTS),
        ("is-deleted-refused", f"{ORDERS}?is_deleted=true", ORDERS),
        ("channels-refused", f"{ORDERS}?channel_id=1", ORDERS),
        ("channels-refused", f"{ORDERS}/count?channel_id=1", f"{ORDERS}/count"),
        ("channels-refused", f"{PRODUCTS}?channel_id:in=1,2", PRODUCTS),
        ("channels-refused", "/v3/promotions?channels=1", "/v3/settings/inventory?channel_id=1"),
        (
            "encoded-dates-refused",
            f"{CUSTOMERS}?date_modified:min=2026-01-31T09%3A30%3A00Z",
            f"{CUSTOMERS}?date_modified:min=2026-01-31T09:30:00Z",
        ),
    ],
)
def test_a_variant_refuses_requests(
    read_only: Variable, variant: str, refused: str, answered: str
) -> None:
    """It refuses the one and not the other; without it both are answered."""
    assert read_only.ask(refused).status_code == 200
    read_only.be(variant)
    assert read_only.ask(refused).status_code == 422
    assert read_only.ask(answered).status_code == 200


def test_a_bare_meta_has_numbers_only(read_only: Variable) -> None:
    """No links, no ``per_page``, no cursors."""
    read_only.be("metas-bare")
    for path in (CUSTOMERS, PRODUCTS):
        meta = read_only.read(path)["meta"]
        assert meta.keys() == {"pagination"}
        assert not {"links", "per_page"} & meta["pagination"].keys()
        assert meta["pagination"]["total"] == 300


def test_the_next_page_may_be_the_first(read_only: Variable) -> None:
    """On the last page too."""
    read_only.be("next-names-page-1")
    assert read_only.meta(PRODUCTS, limit=200, page=2)["links"]["next"] == "?page=1&limit=200"


@pytest.mark.parametrize(
    ("variant", "is_kept"), [("dates-dropped-after-cursor", False), (None, True)]
)
def test_a_cursor_drops_the_dates(
    read_only: Variable, variant: str | None, *, is_kept: bool
) -> None:
    """The first page obeys them, the second does not."""
    read_only.be(*[variant] if variant else [])
    query = between(CUSTOMERS, NOON + 100 * HOUR, None)
    first = read_only.read(CUSTOMERS, limit=150, **query)
    after = first["meta"]["cursor_pagination"]["end_cursor"]
    second = read_only.ids(CUSTOMERS, limit=150, after=after, **query)
    assert first["data"][-1]["id"] == 151
    assert second[-1] == (102 if is_kept else 1)


@pytest.mark.parametrize(
    ("variant", "is_kept"), [("include-dropped-after-cursor", False), (None, True)]
)
def test_a_cursor_drops_the_include(
    read_only: Variable, variant: str | None, *, is_kept: bool
) -> None:
    """The first page has the parts, the second does not."""
    read_only.be(*[variant] if variant else [])
    first = read_only.read(CUSTOMERS, limit=2, include="addresses")
    after = first["meta"]["cursor_pagination"]["end_cursor"]
    second = read_only.read(CUSTOMERS, limit=2, include="addresses", after=after)
    assert "addresses" in first["data"][0]
    assert ("addresses" in second["data"][0]) is is_kept


def test_cursors_are_positions(living: Variable) -> None:
    """What leaves the list moves the rows behind it past the cursor."""
    living.be("cursors-as-positions")
    first = living.read(CUSTOMERS, limit=10)["meta"]["cursor_pagination"]
    second = living.read(CUSTOMERS, limit=10, after=first["end_cursor"])
    assert [row["id"] for row in second["data"]] == list(range(50, 40, -1))
    assert living.ids(CUSTOMERS, limit=3, before=first["end_cursor"]) == [53, 52, 51]
    living.store.customers.delete(60)
    assert living.ids(CUSTOMERS, limit=2, after=first["end_cursor"]) == [49, 48]


def test_all_customers_come_by_any_cursor(read_only: Variable) -> None:
    """Oldest first or newest first, by id or by position, and however small the pages are."""
    for variants in (
        ("customers-oldest-first",),
        ("customers-oldest-first", "cursors-as-positions"),
        ("cursors-as-positions", "v3-pages-of-100-unsaid"),
        ("v3-pages-of-100",),
    ):
        read_only.be(*variants)
        answer = read_only.read(CUSTOMERS, limit=130)
        ids = [row["id"] for row in answer["data"]]
        while "next" in (place := answer["meta"]["cursor_pagination"])["links"]:
            answer = read_only.read(CUSTOMERS, limit=130, after=place["end_cursor"])
            ids += [row["id"] for row in answer["data"]]
        is_ascending = "customers-oldest-first" in variants
        assert ids == list(range(1, 301) if is_ascending else range(300, 0, -1))


def test_dates_are_rounded_up(read_only: Variable) -> None:
    """A row shows the second behind the one by which it is found."""
    read_only.be("dates-rounded-up")
    order = read_only.read("/v2/orders/103")
    assert parsedate_to_datetime(order["date_modified"]) == NOON + 3 * HOUR + SECOND
    product = read_only.read(f"{PRODUCTS}/4")["data"]
    assert product["date_modified"] == "2026-03-01T15:00:01+00:00"


def test_dates_show_fractions_and_are_sorted_by_them(living: Variable) -> None:
    """Rows of one second ascend by their fraction; v2 has none to show."""
    living.store.products.stamp(living.store.products.ids(), NOON)
    living.be("dates-with-fractions")
    rows = living.read(PRODUCTS, sort="date_modified", limit=250)["data"]
    dates = [row["date_modified"] for row in rows]
    assert dates == sorted(dates)
    assert len(set(dates)) > 50
    assert dates[0].startswith("2026-03-01T12:00:00.")
    assert "." not in living.read(ORDERS)[0]["date_modified"]


@pytest.mark.parametrize(("variant", "place"), [("undated-first", 0), ("undated-last", -1)])
@pytest.mark.parametrize("path", [ORDERS, CUSTOMERS, PRODUCTS])
def test_some_rows_have_no_date(read_only: Variable, variant: str, place: int, path: str) -> None:
    """They stand at one end of a list by date, and no filter by date finds them."""
    read_only.be(variant)
    sort = "date_modified" if path == PRODUCTS else "date_modified:asc"
    rows = []
    for page in (1, 2):
        answer = read_only.read(path, sort=sort, limit=250, page=page)
        rows += answer if path == ORDERS else answer["data"]
    dates = [row["date_modified"] for row in rows]
    assert dates[place] is None
    assert dates.count(None) == sum(row["id"] % 17 == 3 for row in rows) > 15
    bounds = (between(path, NOON - HOUR, None), between(path, None, NOON + 1000 * HOUR))
    for query in bounds:
        found = read_only.ids(path, limit=250, **query)
        assert not [row_id for row_id in found if row_id % 17 == 3]


@pytest.mark.parametrize("path", [ORDERS, CUSTOMERS, PRODUCTS])
def test_rows_without_a_date_may_be_last_in_both_directions(read_only: Variable, path: str) -> None:
    """A list that begins with the latest dates does not begin with them."""
    read_only.be("undated-always-last")
    up = {"sort": "date_modified" if path == PRODUCTS else "date_modified:asc"}
    down = up | {"direction": "desc"} if path == PRODUCTS else {"sort": "date_modified:desc"}
    for sort in (up, down):
        answers = [read_only.read(path, limit=250, page=page, **sort) for page in (1, 2)]
        rows = [row for one in answers for row in (one if path == ORDERS else one["data"])]
        assert rows[0]["date_modified"]
        assert rows[-1]["date_modified"] is None


@pytest.mark.parametrize("path", [ORDERS, CUSTOMERS, PRODUCTS])
def test_rows_without_a_date_may_stand_between_others(read_only: Variable, path: str) -> None:
    """Where a filter by date leaves them out all the same."""
    sort = {"sort": "date_modified" if path == PRODUCTS else "date_modified:asc", "limit": 50}
    before = read_only.ids(path, **sort)
    read_only.be("undated-in-between")
    assert read_only.ids(path, **sort) == before
    answer = read_only.read(path, **sort)
    rows = answer if path == ORDERS else answer["data"]
    assert {row["id"] for row in rows if not row["date_modified"]} == {
        one for one in before if one % 17 == 3
    }
    found = read_only.ids(path, limit=250, **between(path, NOON - 1000 * HOUR, None))
    assert found
    assert not [one for one in found if one % 17 == 3]


LAGS = [("replicas-3-s-late", 3), ("replicas-15-s-late", 15), ("replicas-60-s-late", 60)]


@pytest.mark.cases(1)
@pytest.mark.parametrize(("variant", "lag"), LAGS)
@pytest.mark.parametrize("name", PATHS)
def test_a_replica_answers_from_the_past(
    living: Variable, variant: str, lag: int, name: str
) -> None:
    """Some answers lack what has changed of late, all of it; once the lag is over, none do."""
    living.be(variant)
    collection, path = living.store.collection(name), PATHS[name]
    touched, deleted = collection.ids()[5], collection.ids()[2]

    def answers() -> set[bytes]:
        return {living.ask(f"{path}?limit=250").content for _ in range(25)}

    (before,) = answers()
    living.store.clock.advance(lag + 30)
    collection.touch(touched)
    collection.delete(deleted)
    new = collection.insert()[0]
    living.store.clock.advance(lag - 2)
    seen = answers()
    assert len(seen) == 2
    assert before in seen
    living.store.clock.advance(10)
    (after,) = answers()
    assert after in seen - {before}
    ids = living.ids(path, limit=250)
    assert new in ids
    assert deleted not in ids


def test_a_replica_knows_a_row_s_parts_as_they_were(living: Variable) -> None:
    """Own addresses lag too: a new order is 404 there, and an edited one as it was."""
    living.be("replicas-60-s-late")
    new = living.store.orders.insert()[0]
    codes = {living.ask(f"/v2/orders/{new}/products").status_code for _ in range(25)}
    assert codes == {200, 404}
    living.store.orders.edit(100, staff_notes="Fragile")
    notes = {living.read("/v2/orders/100")["staff_notes"] for _ in range(25)}
    assert len(notes) == 2


@pytest.mark.parametrize("path", [ORDERS, PRODUCTS])
def test_an_index_lags(living: Variable, path: str) -> None:
    """A row stands where it was, and shows what it is; what is new is not found yet."""
    living.be("index-20-s-late")
    collection = living.store.orders if path == ORDERS else living.store.products
    sort = "date_modified:asc" if path == ORDERS else "date_modified"
    first = living.ids(path, sort=sort, limit=250)
    collection.touch(first[0])
    collection.delete(first[1])
    new = collection.insert()[0]
    answer = living.read(path, sort=sort, limit=250)
    rows = answer if path == ORDERS else answer["data"]
    assert rows[0]["id"] == first[0]
    assert rows[0]["date_modified"] == collection.get(first[0])["date_modified"]
    assert new not in [row["id"] for row in rows]
    living.store.clock.advance(21)
    assert living.ids(path, sort=sort, limit=250)[-2:] in ([first[0], new], [new, first[0]])


def test_commits_come_late(living: Variable) -> None:
    """One row in three changes for others only 8 s after the second it is stamped with."""
    living.be("commits-8-s-late")
    living.store.orders.touch(101, 102, 103)
    changed = between(ORDERS, DEFAULT_NOW + timedelta(seconds=590), None)
    assert living.ids(ORDERS, **changed) == [101, 103]
    stamped = living.store.orders.second(102)
    living.store.clock.advance(9)
    assert living.ids(ORDERS, **changed) == [101, 102, 103]
    shown = living.read("/v2/orders/102")["date_modified"]
    assert parsedate_to_datetime(shown).timestamp() == stamped


@pytest.mark.parametrize(
    ("variant", "told"),
    [
        (None, DEFAULT_NOW + timedelta(seconds=4200)),
        ("clock-20-s-ahead", DEFAULT_NOW + timedelta(seconds=4220)),
        ("clock-20-s-behind", DEFAULT_NOW + timedelta(seconds=4180)),
        ("clock-stopped", DEFAULT_NOW + timedelta(seconds=600)),
        ("clock-of-1970", datetime.fromtimestamp(0, UTC)),
    ],
)
def test_the_date_header_is_wrong(living: Variable, variant: str | None, told: datetime) -> None:
    """And the clock that stamps rows is not."""
    living.store.clock.advance(3600)
    living.be(*[variant] if variant else [])
    date = parsedate_to_datetime(living.ask("/v2/time").headers["Date"])
    assert timedelta() <= date - told < timedelta(seconds=10)
    assert living.store.clock.now() >= DEFAULT_NOW + timedelta(seconds=4200)


def long_order(client: Client) -> tuple[int, int]:
    """An order with more than 60 line items, and how many it has."""
    orders = client.store.orders
    sizes = {i: len(orders.get(i)["products"]) for i in orders.ids()}
    order_id = max(sizes, key=lambda i: sizes[i])
    assert sizes[order_id] > 60
    return order_id, sizes[order_id]


def test_line_items_come_by_50(read_only: Variable) -> None:
    """Whatever the limit; the next page has the rest."""
    order_id, size = long_order(read_only)
    read_only.be("parts-of-50")
    path = f"/v2/orders/{order_id}/products"
    pages = [len(read_only.ids(path, limit=250, page=page)) for page in (1, 2)]
    assert pages == [50, min(50, size - 50)]
    assert len(read_only.ids(ORDERS, limit=200)) == 200


@pytest.mark.parametrize(
    ("variant", "missing"), [("parts-empty-once", None), ("parts-incomplete-once", 1)]
)
def test_line_items_are_missing_once(
    read_only: Variable, variant: str, missing: int | None
) -> None:
    """Of each order, the first time they are asked for."""
    order_id, size = long_order(read_only)
    read_only.be(variant)
    path = f"/v2/orders/{order_id}/products"
    counts = [len(read_only.ids(path, limit=250)) for _ in range(2)]
    assert counts == [size - missing if missing else 0, size]


def test_young_orders_deny_their_parts(living: Variable) -> None:
    """404 until 20 s after the change, though the list has the order."""
    living.be("young-parts-missing")
    living.store.orders.touch(103)
    parts = ("products", "coupons", "shipping_addresses", "consignments", "fees")
    paths = [f"/v2/orders/103/{part}" for part in parts]
    assert {living.ask(path).status_code for path in paths} == {404}
    assert 103 in living.ids(ORDERS)
    assert living.ask("/v2/orders/104/products").status_code == 200
    living.store.clock.advance(21)
    assert 404 not in {living.ask(path).status_code for path in paths}


def test_variants_combine(read_only: Variable) -> None:
    """Several at once each do their part."""
    read_only.be("orders-newest-first", "v2-pages-of-50", "rows-withheld", "totals-capped")
    ids = read_only.ids(ORDERS, limit=250)
    assert ids == [i for i in range(399, 349, -1) if i % 17 != 3]
    assert read_only.read("/v2/orders/count")["count"] == 100
    read_only.sandbox.variants |= {"totals-zero"}
    read_only.sandbox.variants -= {"orders-newest-first"}
    assert read_only.ids(ORDERS, limit=1) == [100]
    assert read_only.read("/v2/orders/count")["count"] == 0


def test_there_are_no_other_variants() -> None:
    """A name that does not exist is refused, with one that it may be meant for."""
    with pytest.raises(ValueError, match="did you mean 'sort-ignored'"):
        Sandbox(Store(), variants=["sort-ignore"])
    with pytest.raises(ValueError, match="no variant 'nonsense'"):
        Variants().add("nonsense")
    assert CliRunner().invoke(main, ["--variant", "nonsense"]).exit_code == 2


def test_the_command_s_help_lists_every_variant() -> None:
    """With what it does, which the table states in a sentence."""
    shown = CliRunner().invoke(main, ["--help"]).output
    words = " ".join(shown.split())
    for name, sentence in VARIANTS.items():
        assert sentence.endswith(".")
        assert f"{name} {sentence}" in words


def test_every_variant_is_tested() -> None:
    """Each of them occurs in this file."""
    text = Path(__file__).read_text("utf-8")
    assert [name for name in VARIANTS if f'"{name}"' not in text] == []
