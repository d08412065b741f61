"""Category trees, one for each storefront, and their categories."""

from __future__ import annotations

from dataclasses import replace

from singer_sdk import typing as th

from tap_bigcommerce.reading.dialects import V3_PAGES, V3_WHOLE
from tap_bigcommerce.sdk import MODES_WITH_TABLES
from tap_bigcommerce.streams.base import Owners, RootStream
from tap_bigcommerce.streams.by_channel import ByChannel
from tap_bigcommerce.streams.scopes import PRODUCTS
from tap_bigcommerce.streams.types import INTEGER, closed_object

OF_TREES = ByChannel("channels", filter="channel_id:in")


class CategoryTrees(RootStream):
    """A tree of categories, which one or more channels show.

    https://developer.bigcommerce.com/docs/rest-catalog/category-trees
    """

    name = "category_trees"
    path = "catalog/trees"
    dialect = V3_WHOLE
    channels = OF_TREES
    scopes = (PRODUCTS,)
    price = "1"
    default_in = MODES_WITH_TABLES
    properties = th.PropertiesList(
        th.Property("id", INTEGER, required=True),
        th.Property("name", th.StringType, description="The name that staff see"),
        th.Property(
            "channels", th.ArrayType(INTEGER), description="The ids of the channels that show it"
        ),
    )


class Categories(RootStream):
    """A category of products and its page on the storefront.

    https://developer.bigcommerce.com/docs/rest-catalog/category-trees/categories
    """

    name = "categories"
    path = "catalog/trees/categories"
    dialect = replace(V3_PAGES, key="category_id")
    channels = ByChannel(
        "tree_id",
        filter="tree_id:in",
        of=Owners("catalog/trees", V3_WHOLE, field="tree_id", channels=OF_TREES),
    )
    keys = ("category_id",)
    scopes = (PRODUCTS,)
    default_in = MODES_WITH_TABLES
    properties = th.PropertiesList(
        th.Property("category_id", INTEGER, required=True),
        th.Property("category_uuid", th.StringType, description="A second id, unique as well"),
        th.Property("tree_id", INTEGER, description="The category tree's id"),
        th.Property(
            "parent_id",
            INTEGER,
            description="The category_id of the category above; 0 at the top of a tree",
        ),
        th.Property("name", th.StringType, description="Unique among categories of one parent"),
        th.Property("description", th.StringType, description="Text of the page, as HTML"),
        th.Property("views", INTEGER, description="How often the page was viewed"),
        th.Property("sort_order", INTEGER, description="The place in menus, lowest first"),
        th.Property("page_title", th.StringType),
        th.Property("meta_keywords", th.ArrayType(th.StringType)),
        th.Property("meta_description", th.StringType),
        th.Property("layout_file", th.StringType, description="The theme's template for the page"),
        th.Property("image_url", th.StringType),
        th.Property("is_visible", th.BooleanType, description="Whether shoppers see it"),
        th.Property(
            "search_keywords",
            th.StringType,
            description="Words by which the search of the storefront finds it, with commas between",
        ),
        th.Property(
            "default_product_sort",
            th.StringType,
            description="How its products are sorted, or use_store_settings",
        ),
        th.Property(
            "url",
            closed_object(
                th.Property("path", th.StringType),
                th.Property("is_customized", th.BooleanType),
            ),
        ),
    )
