"""What is special about pages, the blog, redirects, banners, countries and methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Fault
from tap_bigcommerce.reading.page import form
from tests.replay import Replay
from tests.running import attempt, read

if TYPE_CHECKING:
    from bigcommerce_sandbox import Sandbox
    from tests.conftest import OpenShop

DOCUMENTED = {"page", "limit", "include", "channel_id", "id:in", "name", "name:like"}
"""The parameters of pages, by the reference: it refuses all others."""

TAGS: list[dict[str, Any]] = [
    {"tag": "camp", "post_ids": [1, 4]},
    {"tag": "café", "post_ids": [2]},
    {"tag": "trail", "post_ids": []},
]


def test_pages_come_in_five_shapes(shop: Sandbox) -> None:
    """All with the same fields, null where the type has none, and with their bodies."""
    records = read(shop, "pages").records("pages")
    by_type = {one["type"]: one for one in records}
    assert by_type.keys() == {"page", "raw", "contact_form", "blog", "link"}
    assert len({tuple(sorted(one)) for one in records}) == 1
    assert by_type["raw"]["body"].startswith("<div>")
    assert by_type["raw"]["content_type"] == "text/html"
    assert by_type["contact_form"]["contact_fields"] == "fullname,phone,orderno"
    assert by_type["link"]["link"].startswith("https://")
    assert by_type["link"]["body"] is None


def test_pages_are_asked_for_with_documented_parameters_only(open_shop: OpenShop) -> None:
    """Over several pages as well; a body that nobody selected is not asked for."""
    shop = open_shop(pages=30)
    assert sorted(read(shop, "pages", page_size=7).ids("pages")) == shop.store.pages.ids()
    asked = [one.query for one in shop.requests if one.path == "/v3/content/pages"]
    assert len(asked) > 4
    assert {name for query in asked for name in query} <= DOCUMENTED


def test_posts_come_newest_first_over_many_pages(open_shop: OpenShop) -> None:
    """As the API lists them, whichever have been published since they were written."""
    shop = open_shop(blog_posts=40)
    shop.store.blog_posts.edit(3, published_date_iso8601="2030-01-01T00:00:00+0000")
    ids = read(shop, "blog_posts", page_size=10).ids("blog_posts")
    assert sorted(ids) == shop.store.blog_posts.ids()
    assert ids[:2] == [3, 40]


def test_a_post_has_its_date_in_one_form_and_as_it_came(shop: Sandbox) -> None:
    """BigCommerce sends an object, and text without a colon in its offset."""
    [post] = [one for one in read(shop, "blog_posts").records("blog_posts") if one["id"] == 1]
    truth = shop.store.blog_posts.get(1)
    assert post["published_date"] == truth["published_date"]
    assert post["published_date_iso8601"] == truth["published_date_iso8601"].replace(
        "+0000", "+00:00"
    )


@pytest.mark.parametrize("body", [TAGS, [TAGS], [TAGS[:1], TAGS[1:]], [TAGS[0], TAGS[1:]]])
def test_tags_may_come_in_arrays_of_arrays(body: list[Any]) -> None:
    """As the reference's schema has them."""
    with Replay({}, {"v2/blog/tags": body}).open() as replay:
        assert read(replay, "blog_tags").records("blog_tags") == TAGS


def test_an_object_is_no_list_of_tags() -> None:
    """Nor is text; what the list itself may hold is decoded as for others."""
    read_tags = form(key=("tag",), date="", is_wrapped=False, may_be_nested=True).read
    with pytest.raises(ValueError, match="array"):
        read_tags(b'{"tag": "camp"}')
    with pytest.raises(ValueError, match="object"):
        read_tags(b"[[[]]]")
    assert read_tags(b"[[]]").keys == []


def test_redirects_are_sought_by_id(open_shop: OpenShop) -> None:
    """The filter includes its own bound, which is not delivered twice."""
    shop = open_shop(redirects=60)
    records = read(shop, "redirects", page_size=10).records("redirects")
    assert [one["id"] for one in records] == shop.store.redirects.ids()
    assert all(one["to_url"] for one in records)
    asked = [one.query for one in shop.requests if one.path == "/v3/storefront/redirects"]
    assert all(query["include"] == "to_url" for query in asked if query["limit"] != "1")
    assert any("id:min" in query for query in asked)


def test_banners_are_typed(open_shop: OpenShop) -> None:
    """All of their fields come as text, and 0 is no date."""
    shop = open_shop(banners=1)
    shop.store.banners.edit(1, visible="0", item_id="23", date_created="1522169082", date_to="0")
    [banner] = read(shop, "banners").records("banners")
    assert banner["visible"] is False
    assert banner["item_id"] == 23
    assert banner["date_created"] == "2018-03-27T16:44:42+00:00"
    assert banner["date_to"] is None


def test_states_of_the_world_are_read_once(open_shop: OpenShop) -> None:
    """Their count, before and after, proves one reading to be whole."""
    shop = open_shop(countries=24, country_states=1200)
    ids = read(shop, "country_states").ids("country_states")
    assert sorted(ids) == shop.store.country_states.ids()
    paths = [one.path for one in shop.requests]
    assert paths.count("/v2/countries/states/count") == 2
    assert paths.count("/v2/countries/states") <= 1 + 1200 // 250 + 2


def test_payment_methods_have_codes_for_keys(shop: Sandbox) -> None:
    """They have no ids."""
    output = read(shop, "payment_methods")
    codes = [one["code"] for one in output.records("payment_methods")]
    assert codes == [one["code"] for one in sorted(shop.store.payment_methods, key=_name)]
    [schema] = [one for one in output.messages if one["type"] == "SCHEMA"]
    assert schema["key_properties"] == ["code"]


def _name(method: dict[str, Any]) -> str:
    return str(method["name"])


@pytest.mark.parametrize(
    ("stream", "scope"),
    [
        ("pages", "store_v2_content_read_only"),
        ("payment_methods", "store_payments_methods_read"),
        ("pickup_methods", "store_fulfillment_methods_read_only"),
        ("system_logs", "store_logs_read_only"),
        ("custom_template_associations", "store_themes_read_only"),
    ],
)
def test_a_missing_scope_is_named(stream: str, scope: str, open_shop: OpenShop) -> None:
    """As the control panel and OAuth call it."""
    shop = open_shop()
    shop.faults.append(Fault(status=403, times=None))
    _, error = attempt(shop, stream)
    assert error is not None
    assert scope in str(error)
