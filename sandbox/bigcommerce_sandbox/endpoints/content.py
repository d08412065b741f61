"""Pages, the blog, redirects and templates of storefronts."""

from bigcommerce_sandbox.answers import Meta, page_links
from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import BOOLEAN, TEXT, WHOLE, Filter, between, by, equal
from bigcommerce_sandbox.endpoints.paging import numbered, whole
from bigcommerce_sandbox.endpoints.resource import Resource, counted
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.queries import BadParameterError, Page, Query
from bigcommerce_sandbox.tables import (
    BANNERS,
    BLOG_POSTS,
    PAGES,
    REDIRECTS,
    TEMPLATE_ASSOCIATIONS,
)

_LAST_PAGE_OF_POSTS = 50
"""The highest number that a page of posts can have (store content reference)."""


def _name_and_body(_: Call, pages: Rows, page_id: int) -> str:
    row = pages.row(page_id)
    return f"{row['name']} {row.get('body', '')}"


def _counting_all(call: Call, rows: Rows, query: Query) -> tuple[Page, Meta]:
    """Pages by number; as recorded, their totals are those of the whole list, and so is `count`."""
    page = call.select(rows, query)
    numbers = call.pagination(query, page._replace(total=len(rows)))
    numbers["count"] = numbers["total"]
    return page, {"pagination": numbers | page_links(call.sent, numbers)}


def _to_page_50(call: Call, rows: Rows, query: Query) -> tuple[Page, Meta]:
    """Pages by number, and none beyond the last one that can be asked for."""
    if call.ask.page() > _LAST_PAGE_OF_POSTS:
        parameter = "page"
        raise BadParameterError(parameter)
    return numbered(call, rows, query)


def _tags(call: Call) -> list[Row]:
    """The tags of all posts."""
    posts, tags = call.rows(BLOG_POSTS), dict[str, list[int]]()
    for post_id in posts.index.ids:
        for tag in posts.row(post_id)["tags"]:
            tags.setdefault(tag, []).append(post_id)
    return [{"tag": tag, "post_ids": tags[tag]} for tag in sorted(tags)]


RESOURCES = (
    Resource(
        "v3",
        "/content/pages",
        "content",
        PAGES,
        filters=(
            *equal(WHOLE, "channel_id"),
            *by("id", WHOLE, "in"),
            *equal(TEXT, "name"),
            Filter("name:like", TEXT, _name_and_body, "like"),
        ),
        includes={"body": ("body",)},
        paging=_counting_all,
        has_rows=True,
        is_strict=True,
    ),
    Resource(
        "v2",
        "/blog/posts",
        "content",
        BLOG_POSTS,
        filters=(
            *equal(BOOLEAN, "is_published"),
            *equal(TEXT, "url"),
            Filter("tag", TEXT, "tags", "any_of"),
        ),
        order=("published_date_iso8601", True),
        paging=_to_page_50,
        count=counted,
        has_rows=True,
    ),
    Resource("v2", "/blog/tags", "content", _tags, key=("tag",), paging=whole),
    Resource(
        "v3",
        "/storefront/redirects",
        "content",
        REDIRECTS,
        filters=(
            *equal(WHOLE, "site_id"),
            *by("id", WHOLE, "in", "min", "max"),
            Filter("keyword", TEXT, "from_path", "like"),
        ),
        sorts={"from_path", "site_id", "id"},
        includes={"to_url": ("to_url",)},
    ),
    Resource(
        "v3",
        "/storefront/custom-template-associations",
        "themes",
        TEMPLATE_ASSOCIATIONS,
        filters=(
            *equal(WHOLE, "channel_id"),
            *by("entity_id", WHOLE, "in"),
            Filter("type", TEXT, "entity_type"),
            *equal(BOOLEAN, "is_valid"),
        ),
    ),
    Resource(
        "v2",
        "/banners",
        "marketing",
        BANNERS,
        filters=between("id", WHOLE),
        count=counted,
        has_rows=True,
    ),
)
