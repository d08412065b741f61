"""Content, geography, methods and logs: they refer to what exists, and keep their lists' habits."""

import pytest

from bigcommerce_sandbox import Store
from conftest import Client

PAGES = "/v3/content/pages"
LOGS = "/v3/store/systemlogs"


def test_what_is_referred_to_exists(store: Store) -> None:
    """By redirects, templates, banners, pages, states and pickup methods."""
    ids = {
        "product": store.products.ids(),
        "category": store.categories.ids(),
        "brand": store.brands.ids(),
        "page": store.pages.ids(),
        "post": store.blog_posts.ids(),
    }
    targets = [row["to"] for row in store.redirects]
    targets += [{**row, "type": row["entity_type"]} for row in store.custom_template_associations]
    assert {one["type"] for one in targets} == {*ids, "url"}
    assert all(one["entity_id"] in ids[one["type"]] for one in targets if one["type"] != "url")
    assert {row["site_id"] for row in store.redirects} <= {*store.sites.ids()}
    for row in store.banners:
        kind = row["page"].removesuffix("_page")
        assert int(row["item_id"]) in ids.get(kind, [0])
    assert all(row["parent_id"] in {0, *range(1, row["id"])} for row in store.pages)
    assert {row["country_id"] for row in store.country_states} <= {*store.countries.ids()}
    locations = {row["location_id"] for row in store.pickup_methods}
    assert locations <= {*store.inventory_locations.ids()}
    consignments = [one for row in store.orders for one in row["consignments"]["pickups"]]
    picked = {one["pickup_method_id"] for one in consignments}
    assert picked <= {*store.pickup_methods.ids()}


@pytest.mark.parametrize("countries", [0, 1, 40])
def test_states_are_of_countries_that_exist(countries: int) -> None:
    """However many there are."""
    store = Store(orders=0, customers=0, products=0, countries=countries)
    assert {row["country_id"] for row in store.country_states} <= {*store.countries.ids()}
    assert bool(countries) == bool(len(store.country_states))


def test_pages_refuse_what_they_do_not_know(shared_client: Client) -> None:
    """A sort, for one, which most lists of v3 have."""
    assert shared_client.ask(f"{PAGES}?sort=id").status_code == 422
    assert shared_client.ask(f"{PAGES}?date_modified:min=2024-01-01").status_code == 422
    assert shared_client.ask(f"{PAGES}?limit=2&page=2&include=body").status_code == 200


def test_totals_of_pages_ignore_filters(shared_client: Client) -> None:
    """As recorded; and so does `count`."""
    answer = shared_client.read(PAGES, id__in="3", limit=5)
    assert [row["id"] for row in answer["data"]] == [3]
    assert "body" not in answer["data"][0]
    total = len(shared_client.store.pages)
    numbers = answer["meta"]["pagination"]
    assert (numbers["total"], numbers["count"]) == (total, total)
    assert "page=2" in numbers["links"]["next"]


def test_posts_come_newest_first_on_fifty_pages(shared_client: Client) -> None:
    """There is no page 51."""
    dates = [row["published_date_iso8601"] for row in shared_client.read("/v2/blog/posts")]
    assert dates == sorted(dates, reverse=True)
    assert shared_client.ask("/v2/blog/posts?page=50&limit=1").status_code == 204
    assert shared_client.ask("/v2/blog/posts?page=51&limit=1").status_code == 400


def test_tags_are_those_of_the_posts(shared_client: Client) -> None:
    """Each once, with all of its posts."""
    posts = {row["id"]: row["tags"] for row in shared_client.store.blog_posts}
    for row in shared_client.read("/v2/blog/tags"):
        assert row["post_ids"] == [one for one in posts if row["tag"] in posts[one]] != []


@pytest.mark.parametrize(
    ("query", "severities"),
    [
        ({"severity": 2}, {"notices"}),
        ({"severity:min": 3}, {"warnings", "errors"}),
        ({"severity:max": 1}, {"success"}),
        ({"type": "shipping"}, {"errors"}),
    ],
)
def test_logs_are_filtered(
    shared_client: Client, query: dict[str, object], severities: set[str]
) -> None:
    """By numbers that stand for severities, and by type; not by date."""
    rows = shared_client.read(LOGS, **query)["data"]
    assert {row["severity"] for row in rows} == severities


def test_logs_come_oldest_first_unless_turned_round(shared_client: Client) -> None:
    """By `direction` alone as well."""
    ids = shared_client.store.system_logs.ids()
    assert shared_client.ids(LOGS) == ids
    assert shared_client.ids(LOGS, direction="desc", limit=3) == ids[:-4:-1]


def test_only_the_oldest_entries_go(client: Client) -> None:
    """Whichever are asked to; and none changes."""
    logs = client.store.system_logs
    first, second, *rest = logs.ids()
    before = logs.get(rest[0])
    logs.delete(rest[5], rest[9])
    logs.touch(rest[0])
    assert logs.ids() == rest
    assert logs.get(rest[0]) == before
    assert {first, second}.isdisjoint(client.ids(LOGS, limit=250))


def test_a_country_links_to_its_states(shared_client: Client) -> None:
    """Which has those of the country only."""
    [country] = shared_client.read("/v2/countries", country_iso2="AU")
    assert country["states"]["resource"] == f"/countries/{country['id']}/states"
    states = shared_client.read(f"/v2{country['states']['resource']}")
    assert {row["country_id"] for row in states} == {country["id"]}
    count = shared_client.read(f"/v2{country['states']['resource']}/count")
    assert count == {"count": len(states)}


def test_payment_methods_come_by_name(shared_client: Client) -> None:
    """With codes in place of ids."""
    rows = shared_client.read("/v2/payments/methods")
    assert [row["name"] for row in rows] == sorted(row["name"] for row in rows)
    assert all(row.keys() == {"code", "name", "test_mode"} for row in rows)
