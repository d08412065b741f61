"""Pages, filters and sorts of the lists."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from bigcommerce_sandbox import DEFAULT_NOW, Store
from conftest import Client

V2_LISTS = ("/v2/orders", "/v2/coupons", "/v2/customers")
V3_LISTS = ("/v3/customers", "/v3/catalog/products")


@pytest.mark.parametrize("path", V2_LISTS)
def test_v2_pages_hold_every_row_once_and_end_with_204(shared_client: Client, path: str) -> None:
    """v2 answers bare arrays by ascending id, then 204 with no body past the end."""
    store, name = shared_client.store, path.rpartition("/")[2]
    ids, page = [], 1
    while found := shared_client.ids(path, limit=90, page=page):
        ids += found
        page += 1
    assert ids == store.collection(name).ids()
    past = shared_client.ask(f"{path}?limit=90&page={page}")
    assert (past.status_code, past.content) == (204, b"")


@pytest.mark.parametrize("path", V3_LISTS)
def test_v3_pages_tell_where_they_stand(shared_client: Client, path: str) -> None:
    """v3 answers an envelope whose pagination counts rows and pages."""
    total = len(shared_client.store.collection(path.rpartition("/")[2]))
    answer = shared_client.read(path, limit=25, page=2)
    pagination = answer["meta"]["pagination"]
    assert len(answer["data"]) == pagination["count"] == pagination["per_page"] == 25
    assert (pagination["total"], pagination["current_page"]) == (total, 2)
    assert pagination["total_pages"] == -(-total // 25)
    assert shared_client.read(path, limit=25, page=99)["data"] == []


def test_products_link_their_pages_and_customers_do_not(shared_client: Client) -> None:
    """The pagination of products has links and ``too_many``; that of customers only numbers."""
    numbers = {"total", "count", "per_page", "current_page", "total_pages"}
    second = shared_client.read("/v3/catalog/products", limit=25, page=2)["meta"]["pagination"]
    assert second.keys() == numbers | {"links", "too_many"}
    assert second["too_many"] is False
    assert second["links"]["previous"].startswith("?page=1&limit=25")
    assert second["links"]["next"].startswith("?page=3&limit=25")
    last = shared_client.read("/v3/catalog/products", limit=25, page=3)["meta"]["pagination"]
    assert "next" not in last["links"]
    for path in ("/v3/customers", "/v3/customers/addresses", "/v3/customers/attribute-values"):
        assert shared_client.read(path, limit=5)["meta"]["pagination"].keys() == numbers
    variants = shared_client.read("/v3/catalog/products/3/variants")["meta"]["pagination"]
    assert variants.keys() == numbers | {"links"}


def test_customers_come_newest_first(shared_client: Client) -> None:
    """Without a sort customers descend by id, and their cursors hold the ids at both ends."""
    answer = shared_client.read("/v3/customers", limit=3)
    assert [row["id"] for row in answer["data"]] == [300, 299, 298]
    place = answer["meta"]["cursor_pagination"]
    assert (place["start_cursor"], place["end_cursor"]) == ("eyJpZCI6MzAwfQ", "eyJpZCI6Mjk4fQ")
    assert shared_client.ids("/v3/customers", limit=2, after=place["end_cursor"]) == [297, 296]


def test_an_only_page_of_customers_has_cursors_and_no_links(client: Client) -> None:
    """``end_cursor`` is there although nothing follows."""
    client.store.customers.delete(*client.store.customers.ids()[3:])
    place = client.read("/v3/customers", page=1)["meta"]["cursor_pagination"]
    assert place == {
        "count": 3,
        "per_page": 50,
        "start_cursor": "eyJpZCI6M30",
        "end_cursor": "eyJpZCI6MX0",
        "links": {},
    }


def test_customers_refuse_filters_that_do_not_exist(shared_client: Client) -> None:
    """422, with the name in the title and nothing in ``errors``."""
    answer = shared_client.ask("/v3/customers?colour=green")
    assert (answer.status_code, answer.json()["errors"]) == (422, {})
    title = "The filter(s): colour are not valid filter parameter(s)."
    assert answer.json()["title"] == title


@pytest.mark.parametrize("path", [*V2_LISTS[:1], *V3_LISTS[:1]])
def test_limit_is_50_by_default_and_never_over_250(shared_client: Client, path: str) -> None:
    """Without a limit a page holds 50 rows; a limit over 250 is brought down to 250."""
    assert len(shared_client.ids(path)) == 50
    assert len(shared_client.ids(path, limit=1000)) == 250


def test_options_bring_the_limit_of_products_down_to_10(shared_client: Client) -> None:
    """A page of products that includes options or modifiers holds ten of them at most."""
    for part in ("options", "modifiers"):
        assert len(shared_client.ids("/v3/catalog/products", include=part, limit=250)) == 10


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("min_id=150&max_id=160", range(150, 161)),
        ("min_id=495&limit=250", range(495, 500)),
        ("sort=id:desc&limit=3", [499, 498, 497]),
        ("sort=id:asc&min_id=150&limit=2", [150, 151]),
        ("sort=date_created:desc&limit=2", [499, 498]),
    ],
)
def test_orders_by_id(shared_client: Client, query: str, expected: list[int]) -> None:
    """Orders are found between two ids, both included, upwards or downwards."""
    assert shared_client.ids(f"/v2/orders?{query}") == list(expected)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("id:in=9,280,999", [280, 9]),
        ("id:in=9,280&sort=date_created:asc", [9, 280]),
        ("sort=date_created:asc&limit=2", [1, 2]),
        ("sort=date_created:desc&limit=2", [300, 299]),
    ],
)
def test_customers_by_id_and_sorted(shared_client: Client, query: str, expected: list[int]) -> None:
    """Customers are found by their ids, newest first unless they are sorted."""
    assert shared_client.ids(f"/v3/customers?{query}") == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("id:greater=57", [58, 59, 60]),
        ("id:min=58", [58, 59, 60]),
        ("id:less=3", [1, 2]),
        ("id:max=3", [1, 2, 3]),
        ("id:in=7,3,999", [3, 7]),
        ("id=5", [5]),
        ("id:in=1,2,3&id:not_in=2", [1, 3]),
        ("sort=id&direction=desc&limit=2", [60, 59]),
    ],
)
def test_products_by_id(shared_client: Client, query: str, expected: list[int]) -> None:
    """Products know every filter by id that the reference has."""
    assert shared_client.ids(f"/v3/catalog/products?{query}") == expected


def test_orders_by_date_include_both_ends(shared_client: Client) -> None:
    """The bounds of an order's date of change are inclusive, in RFC 2822 and in ISO 8601."""
    store = shared_client.store
    some = store.orders.ids()[40]
    moment = store.orders.modified(some)
    assert moment
    expected = [i for i in store.orders.ids() if store.orders.modified(i) == moment]
    for text in (moment.isoformat(), moment.strftime("%a, %d %b %Y %H:%M:%S +0000")):
        found = shared_client.ids("/v2/orders", min_date_modified=text, max_date_modified=text)
        assert found == expected


def test_customers_by_date_exclude_both_ends(shared_client: Client) -> None:
    """The reference says "after" and "before" for customers, so the bounds are exclusive."""
    store = shared_client.store
    some = store.customers.ids()[40]
    moment = store.customers.modified(some)
    assert moment
    text = {"date_modified__min": moment.isoformat(), "date_modified__max": moment.isoformat()}
    assert shared_client.ids("/v3/customers", **text) == []
    second = timedelta(seconds=1)
    around = {
        "date_modified__min": (moment - second).isoformat(),
        "date_modified__max": (moment + second).isoformat(),
    }
    assert some in shared_client.ids("/v3/customers", **around)


def test_products_by_date_include_both_ends(shared_client: Client) -> None:
    """The bounds of a product's date of change are inclusive."""
    moment = shared_client.store.products.modified(9)
    assert moment
    text = {"date_modified__min": moment.isoformat(), "date_modified__max": moment.isoformat()}
    assert 9 in shared_client.ids("/v3/catalog/products", **text)


def test_a_bare_date_for_products_gets_the_time_of_the_request(client: Client) -> None:
    """A product changed earlier that day is not found by ``date_modified:min`` with that date."""
    day = DEFAULT_NOW.date().isoformat()
    client.store.products.edit(4, name="Early", date_modified=DEFAULT_NOW - timedelta(hours=2))
    client.store.products.edit(5, name="Late", date_modified=DEFAULT_NOW + timedelta(hours=2))
    assert client.ids("/v3/catalog/products", date_modified__min=day) == [5]
    full = {"date_modified__min": f"{day}T00:00:00Z"}
    assert {4, 5} <= set(client.ids("/v3/catalog/products", **full))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v2/orders?min_date_modified=2025-01-01T00:00:00+00:00", 400),
        ("/v2/orders?min_date_modified=Wed, 05 Dec 2018 20:16:55 +0000", 400),
        ("/v3/customers?date_modified:min=2025-01-01T00:00:00+00:00", 422),
        ("/v3/catalog/products?date_modified:min=2025-01-01T00:00:00+00:00", 422),
        ("/v2/orders?limit=many", 400),
        ("/v2/orders?page=0", 400),
        ("/v3/customers?sort=shoe_size", 422),
    ],
)
def test_what_cannot_be_read_is_refused(shared_client: Client, path: str, status: int) -> None:
    """A raw plus reads as a space and spoils the date; a bad value names its parameter."""
    answer = shared_client.ask(path)
    assert answer.status_code == status
    name = path.partition("?")[2].partition("=")[0]
    assert name in answer.text
    assert "/v3/" in path or answer.json()[0]["status"] == status


def test_parameters_nobody_knows_are_ignored(shared_client: Client) -> None:
    """An unknown parameter changes nothing."""
    assert shared_client.ids("/v2/orders", colour="green") == shared_client.ids("/v2/orders")


def test_orders_by_what_they_say(shared_client: Client) -> None:
    """Filters on customer, status, channel, email and total let through what matches only."""
    store = shared_client.store
    orders = [store.orders.get(i) for i in store.orders.ids()]
    one = orders[5]
    for name, value, field in (
        ("customer_id", 0, "customer_id"),
        ("status_id", one["status_id"], "status_id"),
        ("channel_id", 2, "channel_id"),
    ):
        expected = [order["id"] for order in orders if order[field] == value]
        assert shared_client.ids("/v2/orders", limit=250, **{name: value}) == expected[:250]
    email = one["billing_address"]["email"]
    expected = [order["id"] for order in orders if order["billing_address"]["email"] == email]
    assert shared_client.ids("/v2/orders", email=email) == expected
    dear = [order["id"] for order in orders if float(order["total_inc_tax"]) >= 900]
    assert shared_client.ids("/v2/orders", min_total=900, limit=250) == dear


def test_sorted_by_date_the_dates_ascend_or_descend(shared_client: Client) -> None:
    """A sort by date of change holds over all pages, up and down, and counts every row."""
    read = [
        shared_client.read("/v2/orders", sort="date_modified:asc", limit=250, page=p)
        for p in (1, 2)
    ]
    dates = [parsedate_to_datetime(row["date_modified"]) for page in read for row in page]
    assert dates == sorted(dates)
    assert len(dates) == 400
    down = shared_client.read("/v3/customers", sort="date_modified:desc", limit=250)["data"]
    text = [row["date_modified"] for row in down]
    assert text == sorted(text, reverse=True)


@pytest.mark.parametrize(
    ("path", "sort"),
    [
        ("/v2/orders", {"sort": "date_modified:asc"}),
        ("/v2/orders", {"sort": "date_modified:desc"}),
        ("/v3/customers", {"sort": "date_modified:asc"}),
        ("/v3/catalog/products", {"sort": "date_modified", "direction": "asc"}),
        ("/v3/catalog/products", {"sort": "is_visible"}),
    ],
)
def test_rows_of_one_date_change_places_between_requests(
    client: Client, path: str, sort: dict[str, str]
) -> None:
    """Rows with equal sort keys have no order: it differs from request to request."""
    collection = client.store.collection(path.rpartition("/")[2])
    collection.delete(*collection.ids()[250:])
    collection.stamp(collection.ids()[10:50], datetime(2026, 1, 5, 9, tzinfo=UTC))
    answers = [client.ids(path, limit=250, **sort) for _ in range(2)]
    assert answers[0] != answers[1]
    assert sorted(answers[0]) == sorted(answers[1])


def test_page_by_page_over_equal_dates_loses_rows(client: Client) -> None:
    """Whoever reads one date page by page misses some of its rows, as on a live store."""
    client.store.orders.stamp(client.store.orders.ids(), datetime(2026, 1, 5, tzinfo=UTC))
    query = {"sort": "date_modified:asc", "limit": 50}
    seen = {i for page in range(1, 9) for i in client.ids("/v2/orders", page=page, **query)}
    assert len(seen) < 400


def test_sorted_by_id_the_order_is_exact(client: Client) -> None:
    """Equal dates do not disturb a list by id, with a range of dates or without."""
    moment = datetime(2026, 1, 5, tzinfo=UTC)
    client.store.orders.stamp(client.store.orders.ids()[:300], moment)
    for query in ({}, {"min_date_modified": moment.isoformat()}):
        ids = client.ids("/v2/orders", limit=250, **query)
        assert ids == sorted(ids)
        assert ids == client.ids("/v2/orders", limit=250, **query)


def test_a_probe_finds_the_row_so_many_places_on(shared_client: Client) -> None:
    """``limit=1&page=N+1`` by date answers the date of the row N places behind the bound."""
    store = shared_client.store
    dates = sorted(store.orders.modified(i) or DEFAULT_NOW for i in store.orders.ids())
    since = dates[100]
    probe = shared_client.read(
        "/v2/orders",
        sort="date_modified:asc",
        limit=1,
        page=51,
        min_date_modified=since.isoformat(),
    )
    later = [date for date in dates if date >= since]
    assert parsedate_to_datetime(probe[0]["date_modified"]) == later[50]


def test_counts_agree_with_the_lists(shared_client: Client) -> None:
    """Counts take the same filters; those of orders add up over the statuses."""
    since = {"min_date_modified": "2026-01-01T00:00:00Z"}
    listed = shared_client.ids("/v2/orders", limit=250, **since)
    counted = shared_client.read("/v2/orders/count", **since)
    assert counted["count"] == len(listed) == sum(s["count"] for s in counted["statuses"])
    assert shared_client.read("/v2/coupons/count", min_id=11)["count"] == 10
    assert shared_client.read("/v2/customers/count")["count"] == 300


def test_cursors_lead_through_all_customers(shared_client: Client) -> None:
    """``after`` follows on by id; ``page`` beside it is ignored; ``before`` leads back."""
    first = shared_client.read("/v3/customers", limit=120)
    assert set(first["meta"]) == {"pagination", "cursor_pagination"}
    ids = [row["id"] for row in first["data"]]
    cursor = first["meta"]["cursor_pagination"]["end_cursor"]
    second = shared_client.read("/v3/customers", limit=120, after=cursor, page=9)
    assert set(second["meta"]) == {"cursor_pagination"}
    ids += [row["id"] for row in second["data"]]
    last = second["meta"]["cursor_pagination"]["end_cursor"]
    third = shared_client.read("/v3/customers", limit=120, after=last)
    ids += [row["id"] for row in third["data"]]
    assert ids == shared_client.store.customers.ids()[::-1]
    assert "next" not in third["meta"]["cursor_pagination"]["links"]
    start = second["meta"]["cursor_pagination"]["start_cursor"]
    back = shared_client.read("/v3/customers", limit=5, before=start)
    assert [row["id"] for row in back["data"]] == [185, 184, 183, 182, 181]


def test_pages_behind_the_first_have_no_cursor(shared_client: Client) -> None:
    """Only the first page of customers carries both metas."""
    assert set(shared_client.read("/v3/customers", page=2)["meta"]) == {"pagination"}


def test_a_cursor_survives_the_deletion_of_its_row(client: Client) -> None:
    """A cursor names a place between ids, so its own row may go."""
    first = client.read("/v3/customers", limit=10)
    client.store.customers.delete(291)
    cursor = first["meta"]["cursor_pagination"]["end_cursor"]
    assert client.ids("/v3/customers", limit=3, after=cursor) == [290, 289, 288]


def test_cursors_and_dates_work_together(shared_client: Client) -> None:
    """A range of dates holds behind a cursor too."""
    store, bounds = shared_client.store, {"date_modified__min": "2026-01-01T00:00:00Z"}
    since = datetime(2026, 1, 1, tzinfo=UTC)
    ids = reversed(store.customers.ids())
    expected = [i for i in ids if (store.customers.modified(i) or since) > since]
    found: list[int] = []
    query: dict[str, object] = {"limit": 40, **bounds}
    while True:
        answer = shared_client.read("/v3/customers", **query)
        found += [row["id"] for row in answer["data"]]
        place = answer["meta"]["cursor_pagination"]
        if "next" not in place["links"]:
            break
        query["after"] = place["end_cursor"]
    assert found == expected


def test_a_broken_cursor_is_refused(shared_client: Client) -> None:
    """What is no cursor of this store gets a 422."""
    assert shared_client.ask("/v3/customers?after=hello").status_code == 422


def test_an_empty_store_answers_nothing(client: Client) -> None:
    """Lists without any row: 204 in v2, an empty page in v3."""
    client.store.coupons.delete(*client.store.coupons.ids())
    client.store.products.delete(*client.store.products.ids())
    assert client.ask("/v2/coupons").status_code == 204
    client.store.customers.delete(*client.store.customers.ids())
    for path, pages in (("/v3/catalog/products", 0), ("/v3/customers", 1)):
        pagination = client.read(path)["meta"]["pagination"]
        assert (pagination["total"], pagination["total_pages"]) == (0, pages)


def test_a_large_store_starts_at_once() -> None:
    """A hundred thousand orders are drawn only when they are asked for."""
    assert len(Store(orders=100_000).orders) == 100_000
