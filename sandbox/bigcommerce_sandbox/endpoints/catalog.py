"""The catalog: products and what belongs to them."""

from functools import partial

from starlette.responses import Response

from bigcommerce_sandbox import answers, views
from bigcommerce_sandbox.endpoints.call import Call, Route
from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.queries import (
    LARGEST_LIMIT,
    Query,
    among,
    equals,
    exactly,
    ids_between,
    seconds_between,
)

LIMIT_WITH_OPTIONS = 10
"""The largest page of products that include options or modifiers (products reference)."""

_SORTS = frozenset(
    {
        *("id", "name", "sku", "price", "date_modified", "date_last_imported"),
        *("inventory_level", "is_visible", "total_sold", "calculated_price"),
    }
)

_PARTS = {
    "variants": "variants",
    "images": "images",
    "videos": "videos",
    "custom-fields": "custom_fields",
    "bulk-pricing-rules": "bulk_pricing_rules",
    "options": "options",
    "modifiers": "modifiers",
    "reviews": "reviews",
}
"""The lists of parts of a product: their addresses, and their fields."""


def list_products(call: Call) -> Response:
    """Products, with the fields and sub-resources asked for."""
    return call.v3_page(call.products, _query(call), _view(call), too_many=False)


def get_product(call: Call) -> Response:
    """One product."""
    content = call.products.encoded(call.number("id"), _view(call))
    return answers.body(b'{"data":' + content + b',"meta":{}}')


def list_part(call: Call, part: str) -> Response:
    """One kind of sub-resource of a product."""
    return call.v3_slice(call.products.row(call.number("id"))[part])


def get_summary(call: Call) -> Response:
    """Counts and prices over the whole catalog."""
    products = [call.products.row(i) for i in call.products.index.ids]
    prices = [one["calculated_price"] for row in products for one in row["variants"]] or [0]
    dates = [row["date_created"] for row in products] or [""]
    stock = [row["inventory_level"] for row in products]
    return answers.json(
        {
            "data": {
                "inventory_count": sum(stock),
                "inventory_value": sum(row["inventory_level"] * row["price"] for row in products),
                "primary_category_id": 17,
                "primary_category_name": words.CATEGORIES[0],
                "variant_count": sum(len(row["variants"]) for row in products),
                "highest_variant_price": max(prices),
                "average_variant_price": sum(prices) / len(prices),
                "lowest_variant_price": str(min(prices)),
                "oldest_variant_date": min(dates),
                "newest_variant_date": max(dates),
            },
            "meta": {},
        }
    )


def _query(call: Call) -> Query:
    ask, products = call.ask, call.products
    tests = [
        *equals(products, "name", ask.text("name")),
        *equals(products, "sku", ask.text("sku")),
        *equals(products, "type", ask.text("type")),
        *equals(products, "availability", ask.text("availability")),
        *equals(products, "brand_id", ask.whole("brand_id")),
        *equals(products, "price", ask.decimal("price")),
        *equals(products, "is_visible", ask.boolean("is_visible")),
        *equals(products, "is_featured", ask.boolean("is_featured")),
        *among(products, "sku", ask.texts("sku:in")),
    ]
    if (channels := ask.wholes("channel_id:in")) is not None:
        tests.append(lambda i: not set(channels).isdisjoint(products.row(i)["channels"]))
    if (categories := ask.wholes("categories:in")) is not None:
        tests.append(lambda i: set(categories) <= set(products.row(i)["categories"]))
    if (excluded := ask.wholes("id:not_in")) is not None:
        tests.append(lambda i: i not in excluded)
    one = ask.whole("id")
    greater, less = ask.whole("id:greater"), ask.whole("id:less")
    lows = [ask.whole("id:min"), None if greater is None else greater + 1]
    highs = [ask.whole("id:max"), None if less is None else less - 1]
    sort, descending = ask.sort(_SORTS)
    query = Query(
        ids=ids_between(
            max((low for low in lows if low is not None), default=None),
            min((high for high in highs if high is not None), default=None),
        ),
        dates=exactly(ask.moment("date_modified"))
        or seconds_between(
            ask.moment("date_modified:min", bare_date_is_now=True),
            ask.moment("date_modified:max", bare_date_is_now=True),
        ),
        among=ask.wholes("id:in") if one is None else [one],
        tests=tests,
        sort=sort,
        descending=descending or ask.text("direction") == "desc",
        page=ask.page(),
        limit=ask.limit(
            LIMIT_WITH_OPTIONS if {"options", "modifiers"} & call.include() else LARGEST_LIMIT
        ),
    )
    return call.effective(query)


def _view(call: Call) -> views.ProductView:
    only = call.ask.texts("include_fields")
    return views.ProductView(
        call.include(),
        None if only is None else frozenset(only),
        frozenset(call.ask.texts("exclude_fields") or ()),
    )


ROUTES = (
    Route("v3", "/catalog/products", "products", list_products),
    Route("v3", "/catalog/products/{id:int}", "products", get_product),
    *(
        Route(
            "v3",
            f"/catalog/products/{{id:int}}/{address}",
            "products",
            partial(list_part, part=part),
        )
        for address, part in _PARTS.items()
    ),
    Route("v3", "/catalog/summary", "products", get_summary),
)
