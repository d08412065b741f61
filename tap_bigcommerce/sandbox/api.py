"""The endpoints of a store's API: what each asks of the store and how it answers."""

# ruff: noqa: S311 - chance orders rows with equal sort keys, nothing secret

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from random import Random
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tap_bigcommerce.sandbox import answers, consignments, views
from tap_bigcommerce.sandbox.answers import ApiError
from tap_bigcommerce.sandbox.generator import words
from tap_bigcommerce.sandbox.generator.orders import STATUSES
from tap_bigcommerce.sandbox.generator.values import Row
from tap_bigcommerce.sandbox.queries import (
    LARGEST_LIMIT,
    BadParameterError,
    Page,
    Parameters,
    Query,
    matching,
    seconds_between,
    select,
)
from tap_bigcommerce.sandbox.store import Collection, Store

SCOPES = ("orders", "customers", "products", "marketing", "information")
"""The areas that OAuth scopes name: ``store_v2_orders``, ``store_v2_orders_read_only``, ..."""

LIMIT_WITH_OPTIONS = 10
"""The largest page of products that include options or modifiers (products reference)."""

_ORDER_SORTS = frozenset(
    {
        *("id", "customer_id", "date_created", "date_modified"),
        *("status_id", "channel_id", "external_id"),
    }
)
_CUSTOMER_SORTS = frozenset({"date_created", "date_modified", "last_name"})
_PRODUCT_SORTS = frozenset(
    {
        *("id", "name", "sku", "price", "date_modified", "date_last_imported"),
        *("inventory_level", "is_visible", "total_sold", "calculated_price"),
    }
)


class Call:
    """A request that may be answered: its parameters, and where links have to lead."""

    def __init__(self, request: Request, store: Store, base: str) -> None:
        self.query: Mapping[str, str] = dict(request.query_params)
        self.ask = Parameters(self.query, store.clock.now())
        self.base = base
        self._path = request.path_params

    def number(self, name: str) -> int:
        """A number in the path."""
        value: int = self._path[name]
        return value

    def include(self) -> frozenset[str]:
        """The parts that the request asks to include."""
        return frozenset(self.ask.texts("include") or ())


Endpoint = Callable[[Call], Response]


class Api:
    """One store's API.

    Args:
        store: The store.
        store_hash: What the paths call it.
        tokens: The scopes of each access token, None for a token with every scope.
    """

    def __init__(
        self, store: Store, store_hash: str, tokens: Mapping[str, frozenset[str] | None]
    ) -> None:
        self._store = store
        self._hash = store_hash
        self._tokens = tokens
        self._chance = Random(store.seed)

    def routes(self) -> list[Route]:
        """The addresses that are served, each with the scope it asks for."""
        v2: list[tuple[str, str | None, Endpoint]] = [
            ("/time", None, self.time),
            ("/store", "information", self.information),
            ("/orders", "orders", self.orders),
            ("/orders/count", "orders", self.count_orders),
            ("/orders/{id:int}", "orders", self.order),
            ("/orders/{id:int}/products", "orders", partial(self.order_part, part="products")),
            ("/orders/{id:int}/coupons", "orders", partial(self.order_part, part="coupons")),
            ("/orders/{id:int}/shipping_addresses", "orders", self.shipping_addresses),
            ("/orders/{id:int}/shippingaddresses", "orders", self.shipping_addresses),
            ("/orders/{id:int}/consignments", "orders", self.order_consignments),
            ("/orders/{id:int}/fees", "orders", self.order_fees),
            ("/coupons", "marketing", self.coupons),
            ("/coupons/count", "marketing", self.count_coupons),
            ("/coupons/{id:int}", "marketing", self.coupon),
            ("/customers", "customers", self.old_customers),
            ("/customers/count", "customers", self.count_old_customers),
            ("/customers/{id:int}", "customers", self.old_customer),
            ("/customers/{id:int}/addresses", "customers", self.old_addresses),
        ]
        v3: list[tuple[str, str | None, Endpoint]] = [
            ("/customers", "customers", self.customers),
            ("/customers/addresses", "customers", self.addresses),
            ("/customers/attribute-values", "customers", self.attribute_values),
            ("/catalog/products", "products", self.products),
            ("/catalog/products/{id:int}", "products", self.product),
            ("/catalog/summary", "products", self.summary),
        ]
        v3 += [
            (
                f"/catalog/products/{{id:int}}/{address}",
                "products",
                partial(self.product_part, part=part),
            )
            for address, part in _PRODUCT_LISTS.items()
        ]
        return [
            Route("/stores/{store_hash}/" + version + path, self._serve(endpoint, scope))
            for version, endpoints in (("v2", v2), ("v3", v3))
            for path, scope, endpoint in endpoints
        ]

    def _serve(
        self, endpoint: Endpoint, scope: str | None
    ) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            path = request.url.path
            try:
                self._admit(request, scope)
                base = f"{request.base_url}stores/{self._hash}/v2"
                with self._store.lock:
                    return endpoint(Call(request, self._store, base))
            except BadParameterError as problem:
                return answers.error(path, _bad_parameter(path, problem.name))
            except KeyError:
                return answers.error(path, ApiError(404, answers.NOT_FOUND))
            except ApiError as problem:
                return answers.error(path, problem)

        return serve

    def _admit(self, request: Request, scope: str | None) -> None:
        if request.path_params["store_hash"] != self._hash:
            raise ApiError(404, "The requested store was not found.")
        token = request.headers.get("x-auth-token")
        if token is None:
            raise ApiError(401, "X-Auth-Token header is required")
        if token not in self._tokens:
            raise ApiError(401, "Unauthorized")
        granted = self._tokens[token]
        accepted = {f"store_v2_{scope}", f"store_v2_{scope}_read_only"}
        if scope is not None and granted is not None and not accepted & granted:
            raise ApiError(403, "You don't have a required scope to access the endpoint")
        accept = request.headers.get("accept", "*/*")
        if "/v2/" in request.url.path and not any(
            kind in accept for kind in ("*/*", "application/*", "application/json")
        ):
            # BigCommerce would answer XML here.
            raise ApiError(406, "This store answers JSON only: send Accept: application/json")

    def time(self, _call: Call) -> Response:
        """The store's clock in Unix seconds."""
        return answers.json({"time": self._store.clock.second()})

    def information(self, _call: Call) -> Response:
        """What the shop is called, where it is and how it counts."""
        return answers.json(_INFORMATION | {"id": self._hash})

    def orders(self, call: Call) -> Response:
        """Orders, with links or with what is included."""
        view = views.OrderView(call.base, _order_parts(call))
        return answers.array(self._page(self._store.orders, self._orders_query(call), view))

    def count_orders(self, call: Call) -> Response:
        """How many orders match, in all and by status."""
        orders = self._store.orders
        span = matching(orders, self._orders_query(call))
        counts = dict.fromkeys(STATUSES, 0)
        for row_id in span.items[span.start : span.stop]:
            counts[orders.status_id(row_id)] += 1
        statuses = [
            {
                "id": status_id,
                "name": name,
                "system_label": name,
                "custom_label": name,
                "system_description": "",
                "count": counts[status_id],
                "sort_order": place,
            }
            for place, (status_id, name) in enumerate(STATUSES.items())
        ]
        return answers.json({"statuses": statuses, "count": len(span)})

    def order(self, call: Call) -> Response:
        """One order, archived or not."""
        view = views.OrderView(call.base, _order_parts(call))
        return answers.body(self._store.orders.encoded(call.number("id"), view))

    def order_part(self, call: Call, part: str) -> Response:
        """The order's line items, or its coupons, page by page and complete."""
        return _v2_slice(call, self._store.orders.row(call.number("id"))[part])

    def shipping_addresses(self, call: Call) -> Response:
        """The order's shipping addresses, with links to their quotes."""
        order = self._store.orders.row(call.number("id"))
        place = f"/orders/{order['id']}/shippingaddresses"
        rows = [
            address
            | {"shipping_quotes": views.link(call.base, f"{place}/{address['id']}/shippingquotes")}
            for address in consignments.shipping_addresses(order)
        ]
        return _v2_slice(call, rows)

    def order_consignments(self, call: Call) -> Response:
        """The order's consignments: with links, or with line items as the list includes them."""
        order = self._store.orders.row(call.number("id"))
        if "line_items" in call.include():
            return answers.json(consignments.included(order))
        products = views.link(call.base, f"/orders/{order['id']}/products")
        return answers.json(consignments.linked(order, products))

    def order_fees(self, call: Call) -> Response:
        """The order's fees."""
        return answers.json({"fees": self._store.orders.row(call.number("id"))["fees"]})

    def _orders_query(self, call: Call) -> Query:
        ask, orders = call.ask, self._store.orders
        tests = [
            *_equals(orders, "customer_id", ask.whole("customer_id")),
            *_equals(orders, "cart_id", ask.text("cart_id")),
            *_equals(orders, "payment_method", ask.text("payment_method")),
            *_equals(orders, "channel_id", ask.whole("channel_id")),
            *_equals(orders, "external_order_id", ask.text("external_order_id")),
        ]
        if (status_id := ask.whole("status_id")) is not None:
            tests.append(lambda i: orders.status_id(i) == status_id)
        if (email := ask.text("email")) is not None:
            tests.append(lambda i: orders.row(i)["billing_address"]["email"] == email)
        if (least := ask.decimal("min_total")) is not None:
            tests.append(lambda i: float(orders.row(i)["total_inc_tax"]) >= least)
        if (most := ask.decimal("max_total")) is not None:
            tests.append(lambda i: float(orders.row(i)["total_inc_tax"]) <= most)
        tests += _created(orders, ask.moment("min_date_created"), ask.moment("max_date_created"))
        sort, descending = _sort(ask, _ORDER_SORTS)
        return Query(
            ids=_between(ask.whole("min_id"), ask.whole("max_id")),
            dates=seconds_between(ask.moment("min_date_modified"), ask.moment("max_date_modified")),
            tests=tests,
            sort=sort,
            descending=descending,
            page=ask.page(),
            limit=ask.limit(),
        )

    def coupons(self, call: Call) -> Response:
        """Coupons by ascending id."""
        query = self._coupons_query(call)
        return answers.array(self._page(self._store.coupons, query, views.AsIs()))

    def count_coupons(self, call: Call) -> Response:
        """How many coupons match."""
        span = matching(self._store.coupons, self._coupons_query(call))
        return answers.json({"count": len(span)})

    def coupon(self, call: Call) -> Response:
        """One coupon."""
        return answers.body(self._store.coupons.encoded(call.number("id"), views.AsIs()))

    def _coupons_query(self, call: Call) -> Query:
        ask, coupons = call.ask, self._store.coupons
        tests = [
            test
            for name in ("code", "name", "type")
            for test in _equals(coupons, name, ask.text(name))
        ]
        if (excluded := ask.text("exclude_type")) is not None:
            tests.append(lambda i: coupons.row(i)["type"] != excluded)
        return Query(
            ids=_between(ask.whole("min_id"), ask.whole("max_id")),
            among=ask.wholes("id"),
            tests=tests,
            page=ask.page(),
            limit=ask.limit(),
        )

    def old_customers(self, call: Call) -> Response:
        """Customers in the deprecated form."""
        view = views.OldCustomerView(call.base, self._store.customers)
        query = self._old_customers_query(call)
        return answers.array(self._page(self._store.customers, query, view))

    def count_old_customers(self, call: Call) -> Response:
        """How many customers match."""
        span = matching(self._store.customers, self._old_customers_query(call))
        return answers.json({"count": len(span)})

    def old_customer(self, call: Call) -> Response:
        """One customer in the deprecated form."""
        view = views.OldCustomerView(call.base, self._store.customers)
        return answers.body(self._store.customers.encoded(call.number("id"), view))

    def old_addresses(self, call: Call) -> Response:
        """A customer's addresses in the deprecated form."""
        customer = self._store.customers.row(call.number("id"))
        return _v2_slice(call, [views.old_address(one) for one in customer["addresses"]])

    def _old_customers_query(self, call: Call) -> Query:
        ask, customers = call.ask, self._store.customers
        tests = [
            test
            for name in ("email", "first_name", "last_name", "company", "phone")
            for test in _equals(customers, name, ask.text(name))
        ]
        tests += _created(customers, ask.moment("min_date_created"), ask.moment("max_date_created"))
        return Query(
            ids=_between(ask.whole("min_id"), ask.whole("max_id")),
            dates=seconds_between(ask.moment("min_date_modified"), ask.moment("max_date_modified")),
            tests=tests,
            page=ask.page(),
            limit=ask.limit(),
        )

    def customers(self, call: Call) -> Response:
        """Customers by page or by cursor; their lists of parts stop at ten."""
        customers, query = self._store.customers, self._customers_query(call)
        view = views.CustomerView(call.include())
        backwards = "before" in call.query
        if backwards or "after" in call.query:
            ids, more = self._from_cursor(call, query, backwards=backwards)
            meta = {
                "cursor_pagination": answers.cursor_pagination(
                    call.query,
                    ids,
                    per_page=query.limit,
                    has_next=backwards or more,
                    has_prior=more if backwards else True,
                )
            }
        else:
            ids, total = select(customers, query, self._chance)
            meta = {"pagination": _pagination(call, query, Page(ids, total))}
            if query.page == 1:
                meta["cursor_pagination"] = answers.cursor_pagination(
                    call.query,
                    ids,
                    per_page=query.limit,
                    has_next=total > len(ids),
                    has_prior=False,
                )
        return answers.envelope([customers.encoded(i, view) for i in ids], meta)

    def _from_cursor(self, call: Call, query: Query, *, backwards: bool) -> tuple[list[int], bool]:
        """The ids behind (or before) the cursor, and whether there are more beyond them.

        A cursor holds an id. With a sort other than by id it stands where its row stands now.
        """
        name = "before" if backwards else "after"
        here = answers.read_cursor(name, call.query[name])
        customers = self._store.customers
        descending = query.descending != backwards
        if query.sort == "id":
            query.ids = (0, here - 1) if descending else (here + 1, query.ids[1])
            query.page, query.descending = 1, descending
            ids, total = select(customers, query, self._chance)
            return (ids[::-1] if backwards else ids), total > len(ids)
        query.page, query.limit, limit = 1, max(1, len(customers)), query.limit
        ids = select(customers, query, self._chance).ids
        if here not in ids:
            raise ApiError(422, "Invalid cursor.", {name: "its customer is not in this list"})
        place = ids.index(here)
        if backwards:
            return ids[max(0, place - limit) : place], place > limit
        return ids[place + 1 : place + 1 + limit], place + 1 + limit < len(ids)

    def addresses(self, call: Call) -> Response:
        """All addresses of all customers, or of those asked for."""
        with_fields = "formfields" in call.include()
        wanted = call.ask.wholes("id:in")
        rows = [
            address if with_fields else views.without_form_fields(address)
            for customer in self._customers_asked_for(call)
            for address in customer["addresses"]
            if wanted is None or address["id"] in wanted
        ]
        return _v3_slice(call, rows)

    def attribute_values(self, call: Call) -> Response:
        """All attribute values of all customers, or of those asked for."""
        wanted = call.ask.wholes("attribute_id:in")
        rows = [
            value
            for customer in self._customers_asked_for(call)
            for value in customer["attributes"]
            if wanted is None or value["attribute_id"] in wanted
        ]
        return _v3_slice(call, rows)

    def _customers_asked_for(self, call: Call) -> Iterable[Row]:
        span = matching(self._store.customers, Query(among=call.ask.wholes("customer_id:in")))
        return map(self._store.customers.row, span.items[span.start : span.stop])

    def _customers_query(self, call: Call) -> Query:
        ask, customers = call.ask, self._store.customers
        tests = [
            *_among(customers, "email", ask.texts("email:in")),
            *_among(customers, "company", ask.texts("company:in")),
            *_among(customers, "phone", ask.texts("phone:in")),
            *_among(customers, "customer_group_id", ask.wholes("customer_group_id:in")),
        ]
        if (names := ask.texts("name:in")) is not None:
            tests.append(lambda i: _full_name(customers.row(i)) in names)
        if (parts := ask.texts("name:like")) is not None:
            tests.append(lambda i: any(part in _full_name(customers.row(i)) for part in parts))
        created = seconds_between(
            ask.moment("date_created:min"), ask.moment("date_created:max"), inclusive=False
        )
        if "date_created:min" in call.query or "date_created:max" in call.query:
            tests.append(lambda i: created[0] <= customers.created(i) <= created[1])
        sort, descending = _sort(ask, _CUSTOMER_SORTS)
        return Query(
            # The reference says "modified after" and "before" these dates.
            dates=_exactly(ask.moment("date_modified"))
            or seconds_between(
                ask.moment("date_modified:min"), ask.moment("date_modified:max"), inclusive=False
            ),
            among=ask.wholes("id:in"),
            tests=tests,
            sort=sort,
            descending=descending,
            page=ask.page(),
            limit=ask.limit(),
        )

    def products(self, call: Call) -> Response:
        """Products, with the fields and sub-resources asked for."""
        products, query = self._store.products, self._products_query(call)
        view = _product_view(call)
        page = select(products, query, self._chance)
        meta = {"pagination": _pagination(call, query, page)}
        return answers.envelope([products.encoded(i, view) for i in page.ids], meta)

    def product(self, call: Call) -> Response:
        """One product."""
        content = self._store.products.encoded(call.number("id"), _product_view(call))
        return answers.body(b'{"data":' + content + b',"meta":{}}')

    def product_part(self, call: Call, part: str) -> Response:
        """One kind of sub-resource of a product."""
        return _v3_slice(call, self._store.products.row(call.number("id"))[part])

    def summary(self, _call: Call) -> Response:
        """Counts and prices over the whole catalog."""
        products = [self._store.products.row(i) for i in self._store.products.index.ids]
        prices = [one["calculated_price"] for row in products for one in row["variants"]] or [0]
        dates = [row["date_created"] for row in products] or [""]
        stock = [row["inventory_level"] for row in products]
        return answers.json(
            {
                "data": {
                    "inventory_count": sum(stock),
                    "inventory_value": sum(
                        row["inventory_level"] * row["price"] for row in products
                    ),
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

    def _products_query(self, call: Call) -> Query:
        ask, products = call.ask, self._store.products
        tests = [
            *_equals(products, "name", ask.text("name")),
            *_equals(products, "sku", ask.text("sku")),
            *_equals(products, "type", ask.text("type")),
            *_equals(products, "availability", ask.text("availability")),
            *_equals(products, "brand_id", ask.whole("brand_id")),
            *_equals(products, "price", ask.decimal("price")),
            *_equals(products, "is_visible", ask.boolean("is_visible")),
            *_equals(products, "is_featured", ask.boolean("is_featured")),
            *_among(products, "sku", ask.texts("sku:in")),
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
        sort, descending = _sort(ask, _PRODUCT_SORTS)
        return Query(
            ids=_between(
                max((low for low in lows if low is not None), default=None),
                min((high for high in highs if high is not None), default=None),
            ),
            dates=_exactly(ask.moment("date_modified"))
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

    def _page(
        self, collection: Collection, query: Query, view: Callable[[Row], Row]
    ) -> list[bytes]:
        return [
            collection.encoded(row_id, view)
            for row_id in select(collection, query, self._chance).ids
        ]


def _bad_parameter(path: str, name: str) -> ApiError:
    if "/v2/" in path:
        return ApiError(400, f"The field '{name}' is invalid.")
    return ApiError(422, "The filter(s) are not valid.", {name: "is not valid"})


def _order_parts(call: Call) -> frozenset[str]:
    """The parts of orders to include; consignments only in the structure that is supported."""
    parts = call.include()
    if call.ask.text("consignment_structure") != "object":
        return parts & {"fees"}
    return parts


def _product_view(call: Call) -> views.ProductView:
    only = call.ask.texts("include_fields")
    return views.ProductView(
        call.include(),
        None if only is None else frozenset(only),
        frozenset(call.ask.texts("exclude_fields") or ()),
    )


def _sort(ask: Parameters, names: frozenset[str]) -> tuple[str, bool]:
    """The field to sort by and whether downwards, from ``sort=field:direction``."""
    parameter = "sort"
    value = ask.text(parameter)
    if value is None:
        return "id", False
    name, _, direction = value.partition(":")
    if name not in names or direction not in {"", "asc", "desc"}:
        raise BadParameterError(parameter)
    return name, direction == "desc"


def _between(low: int | None, high: int | None) -> tuple[int, int]:
    return seconds_between(low, high)


def _exactly(moment: float | None) -> tuple[int, int] | None:
    return None if moment is None else seconds_between(moment, moment)


def _created(
    collection: Collection, low: float | None, high: float | None
) -> list[Callable[[int], bool]]:
    if low is None and high is None:
        return []
    first, last = seconds_between(low, high)
    return [lambda i: first <= collection.created(i) <= last]


def _equals(collection: Collection, name: str, value: object) -> list[Callable[[int], bool]]:
    return [] if value is None else [lambda i: collection.row(i).get(name) == value]


def _among(
    collection: Collection, name: str, values: list[Any] | None
) -> list[Callable[[int], bool]]:
    return [] if values is None else [lambda i: collection.row(i).get(name) in values]


def _full_name(customer: Row) -> str:
    return f"{customer['first_name']} {customer['last_name']}"


def _pagination(call: Call, query: Query, page: Page) -> answers.Meta:
    return answers.pagination(
        call.query,
        total=page.total,
        count=len(page.ids),
        per_page=query.limit,
        page=query.page,
    )


def _v2_slice(call: Call, rows: list[Row]) -> Response:
    page, limit = call.ask.page(), call.ask.limit()
    return answers.array([msgspec.json.encode(row) for row in rows[(page - 1) * limit :][:limit]])


def _v3_slice(call: Call, rows: list[Row]) -> Response:
    page, limit = call.ask.page(), call.ask.limit()
    shown = rows[(page - 1) * limit :][:limit]
    meta = answers.pagination(
        call.query, total=len(rows), count=len(shown), per_page=limit, page=page
    )
    return answers.envelope([msgspec.json.encode(row) for row in shown], {"pagination": meta})


_PRODUCT_LISTS = {
    "variants": "variants",
    "images": "images",
    "videos": "videos",
    "custom-fields": "custom_fields",
    "bulk-pricing-rules": "bulk_pricing_rules",
    "options": "options",
    "modifiers": "modifiers",
    "reviews": "reviews",
}

_INFORMATION: Row = {
    "account_uuid": "8c3b4d52-6f1e-4a7c-9d20-5e8f7a6b1c09",
    "domain": "alderfold.example.com",
    "secure_url": "https://alderfold.example.com",
    "control_panel_base_url": "https://store-sandbox1.mybigcommerce.com",
    "status": "live",
    "name": "Alderfold Outdoor & Home",
    "first_name": "Zoë",
    "last_name": "Walker",
    "address": "12 Mill Lane\nAustin, Texas",
    "country": "United States",
    "country_code": "US",
    "infrastructure_region": "us-central1",
    "phone": "512-555-0100",
    "admin_email": "zoe@example.com",
    "order_email": "orders@example.com",
    "favicon_url": "",
    "timezone": {
        "name": "America/Chicago",
        "raw_offset": -21600,
        "dst_offset": -18000,
        "dst_correction": True,
        "date_format": {
            "display": "M jS Y",
            "export": "M jS Y",
            "extended_display": "M jS Y @ g:i A",
        },
    },
    "language": "en",
    "currency": "USD",
    "currency_symbol": "$",
    "decimal_separator": ".",
    "thousands_separator": ",",
    "decimal_places": 2,
    "currency_symbol_location": "left",
    "weight_units": "Ounces",
    "dimension_units": "Inches",
    "dimension_decimal_places": 2,
    "dimension_decimal_token": ".",
    "dimension_thousands_token": ",",
    "plan_name": "Pro",
    "plan_level": "Pro",
    "plan_is_trial": False,
    "industry": "Sporting goods",
    "logo": [],
    "is_price_entered_with_tax": False,
    "store_id": 10_000_001,
    "default_channel_id": 1,
    "default_site_id": 1000,
    "active_comparison_modules": [],
    "features": {
        "stencil_enabled": True,
        "sitewidehttps_enabled": True,
        "facebook_catalog_id": "",
        "checkout_type": "optimized",
        "wishlists_enabled": True,
        "graphql_storefront_api_enabled": True,
        "shopper_consent_tracking_enabled": False,
        "multi_storefront_enabled": True,
        "storefront_limits": {"active": 2, "total_including_inactive": 3},
    },
}
