"""What a storefront shows beside its products: pages, a blog, redirects and templates."""

from __future__ import annotations

from dataclasses import replace

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V2_PAGES, V2_WHOLE, V3, V3_PAGES
from tap_bigcommerce.sdk import BY_NAME
from tap_bigcommerce.streams.base import RootStream
from tap_bigcommerce.streams.by_channel import ByChannel
from tap_bigcommerce.streams.scopes import CONTENT, THEMES
from tap_bigcommerce.streams.store import ALL_SITES
from tap_bigcommerce.streams.types import INTEGER, closed_object

V3_REDIRECTS = replace(V3, above="id:min", includes_bound=True)
"""The list of redirects, whose filter for ids includes its own bound."""

V2_POSTS = replace(V2_PAGES, counts="count")
"""The list of posts. Its page numbers end at 50: with 250 posts a page, at 12,500 posts."""

V2_TAGS = replace(V2_WHOLE, key=("tag",), may_be_nested=True)
"""The list of tags. By the reference's schema it is an array of arrays."""


class Redirects(RootStream):
    """A redirect from an old path of a site to something else.

    https://developer.bigcommerce.com/docs/rest-management/redirects
    """

    name = "redirects"
    path = "storefront/redirects"
    dialect = V3_REDIRECTS
    channels = ByChannel("site_id", of=ALL_SITES)
    scopes = (CONTENT,)
    price = "1 per 250 rows"
    default_in = BY_NAME
    includes = {"to_url": ("to_url",)}  # noqa: RUF012 - as in the base class
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("site_id", INTEGER, description="The site (sites.id)"),
        th.Property("from_path", th.StringType, description="Path that is redirected: /old-url"),
        th.Property(
            "to",
            closed_object(
                th.Property(
                    "type",
                    th.StringType,
                    description="What it leads to: product, brand, category, page, post or url",
                ),
                th.Property(
                    "entity_id",
                    INTEGER,
                    description="The product, brand, category, page or post, as `type` tells; "
                    "null for a URL",
                ),
                th.Property("url", th.StringType, description="Where it leads if `type` is url"),
            ),
            description="Where it leads to",
        ),
        th.Property(
            "to_url", th.StringType, description="Full address to which it leads at present"
        ),
    )


class Pages(RootStream):
    """A page of a storefront: text, HTML, a contact form, the blog, or a link in the menu.

    Fields that a page's type does not have are null.

    https://developer.bigcommerce.com/docs/rest-content/pages
    """

    name = "pages"
    path = "content/pages"
    dialect = V3_PAGES
    channels = ByChannel("channel_id")  # the API's filter leaves its totals as they are
    scopes = (CONTENT,)
    price = "1"
    default_in = BY_NAME
    includes = {"body": ("body",)}  # noqa: RUF012 - as in the base class
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("channel_id", INTEGER, description="The storefront (channels.id)"),
        th.Property("name", th.StringType, description="Title; unique"),
        th.Property(
            "type",
            th.StringType,
            description="page (plain text), raw (HTML), contact_form, blog or link",
        ),
        th.Property(
            "is_visible",
            th.BooleanType,
            description="Whether menus show it and shoppers can open it",
        ),
        th.Property(
            "parent_id", INTEGER, description="The page above it in menus (pages.id); 0 for none"
        ),
        th.Property("sort_order", INTEGER, description="Place in menus; lower ones come first"),
        th.Property("is_homepage", th.BooleanType, description="Whether it is the site's root"),
        th.Property(
            "is_customers_only",
            th.BooleanType,
            description="Whether only customers who are logged in see it",
        ),
        th.Property("url", th.StringType, description="Path on the storefront"),
        th.Property("meta_title", th.StringType),
        th.Property("meta_keywords", th.StringType, description="Separated by commas"),
        th.Property("meta_description", th.StringType),
        th.Property(
            "search_keywords",
            th.StringType,
            description="Words by which the store's search finds it, separated by commas",
        ),
        th.Property("email", th.StringType, description="Who gets the messages of a contact form"),
        th.Property(
            "contact_fields",
            th.StringType,
            description="Fields of a contact form, separated by commas: fullname, phone, "
            "companyname, orderno, rma",
        ),
        th.Property("body", th.StringType, description="Text or HTML"),
        th.Property("content_type", th.StringType, description="MIME type of a raw body"),
        th.Property("link", th.StringType, description="Address that a link leads to"),
    )


class BlogPosts(RootStream):
    """A post of the store's blog, published or not.

    https://developer.bigcommerce.com/docs/rest-content/store-content/blog-posts
    """

    name = "blog_posts"
    path = "blog/posts"
    dialect = V2_POSTS
    scopes = (CONTENT,)
    price = "2"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("title", th.StringType),
        th.Property("url", th.StringType, description="Path on the storefront"),
        th.Property(
            "preview_url", th.StringType, description="Path at which staff see an unpublished post"
        ),
        th.Property("body", th.StringType, description="HTML"),
        th.Property(
            "tags",
            th.ArrayType(th.StringType),
            description="Its tags; blog_tags has the same by tag",
        ),
        th.Property(
            "summary",
            th.StringType,
            description="Beginning of the body, which BigCommerce cuts out",
        ),
        th.Property("is_published", th.BooleanType, description="Whether shoppers see it"),
        th.Property(
            "published_date",
            closed_object(
                th.Property("date", th.StringType, description="Date and time without a zone"),
                th.Property("timezone_type", INTEGER, description="Number that PHP gives zones"),
                th.Property("timezone", th.StringType, description="Zone or offset of the date"),
            ),
            description="The same moment in PHP's form, or another one: BigCommerce's own examples "
            "disagree with published_date_iso8601",
        ),
        th.Property("published_date_iso8601", th.DateTimeType, description="When it was published"),
        th.Property("meta_description", th.StringType),
        th.Property("meta_keywords", th.StringType, description="Separated by commas"),
        th.Property("author", th.StringType, description="Name as staff typed it"),
        th.Property("thumbnail_path", th.StringType, description="Path of an uploaded image"),
    )


class BlogTags(RootStream):
    """A tag of blog posts, with the posts that have it.

    https://developer.bigcommerce.com/docs/rest-content/store-content/blog-tags
    """

    name = "blog_tags"
    path = "blog/tags"
    dialect = V2_TAGS
    keys = ("tag",)
    scopes = (CONTENT,)
    price = "1"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("tag", th.StringType, required=True),
        th.Property(
            "post_ids", th.ArrayType(INTEGER), description="Posts with the tag (blog_posts.id)"
        ),
    )


class CustomTemplateAssociations(RootStream):
    """A template of the theme that a product, category, brand or page has in place of the usual.

    https://developer.bigcommerce.com/docs/rest-content/custom-template-associations
    """

    name = "custom_template_associations"
    path = "storefront/custom-template-associations"
    dialect = V3_PAGES
    channels = ByChannel("channel_id")
    scopes = (THEMES,)
    price = "1 per 250 rows"
    default_in = BY_NAME
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("channel_id", INTEGER, description="The storefront (channels.id)"),
        th.Property(
            "entity_type",
            th.StringType,
            description="What entity_id is: product, category, brand or page",
        ),
        th.Property(
            "entity_id", INTEGER, description="What has the template, as entity_type tells"
        ),
        th.Property("file_name", th.StringType, description="Template in the channel's theme"),
        th.Property(
            "is_valid",
            th.BooleanType,
            description="Whether the active theme has the template; shoppers see the usual one "
            "otherwise",
        ),
        th.Property("date_created", th.DateTimeType, description="When it was created"),
        th.Property("date_modified", th.DateTimeType, description="When it was last changed"),
    )
