"""Orders and their parts."""

from starlette.responses import Response

from tap_bigcommerce.sandbox import answers, consignments, views
from tap_bigcommerce.sandbox.endpoints.call import Call, Route
from tap_bigcommerce.sandbox.generator.orders import STATUSES
from tap_bigcommerce.sandbox.generator.values import rfc2822
from tap_bigcommerce.sandbox.queries import (
    Query,
    created_between,
    equals,
    ids_between,
    matching,
    seconds_between,
)

_SORTS = frozenset(
    {
        *("id", "customer_id", "date_created", "date_modified"),
        *("status_id", "channel_id", "external_id"),
    }
)


def list_orders(call: Call) -> Response:
    """Orders, with links or with what is included."""
    view = views.OrderView(call.base, _included_parts(call))
    orders, page = call.store.orders, call.select(call.store.orders, _query(call))
    response = answers.array([orders.encoded(i, view) for i in page.ids])
    return _dated(response, [orders.second(i) for i in page.ids])


def count_orders(call: Call) -> Response:
    """How many orders match, in all and by status."""
    orders = call.store.orders
    span = matching(orders, _query(call))
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


def get_order(call: Call) -> Response:
    """One order, archived or not."""
    view = views.OrderView(call.base, _included_parts(call))
    orders, order_id = call.store.orders, call.number("id")
    response = answers.body(orders.encoded(order_id, view))
    return _dated(response, [orders.second(order_id)])


def _dated(response: Response, seconds: list[int]) -> Response:
    """An answer that tells when the latest of its orders was changed."""
    if seconds:
        response.headers["Last-Modified"] = rfc2822(max(seconds))
    return response


def list_products(call: Call) -> Response:
    """The order's line items page by page and complete, with a field that only this list has."""
    lines = call.store.orders.row(call.number("id"))["products"]
    return call.v2_slice([line | {"fulfillment_source": ""} for line in lines])


def list_coupons(call: Call) -> Response:
    """The order's coupons."""
    return call.v2_slice(call.store.orders.row(call.number("id"))["coupons"])


def list_shipping_addresses(call: Call) -> Response:
    """The order's shipping addresses, with links to their quotes."""
    order = call.store.orders.row(call.number("id"))
    place = f"/orders/{order['id']}/shippingaddresses"
    rows = [
        address
        | {"shipping_quotes": views.link(call.base, f"{place}/{address['id']}/shippingquotes")}
        for address in consignments.shipping_addresses(order)
    ]
    return call.v2_slice(rows)


def get_consignments(call: Call) -> Response:
    """The order's consignments: with links, or with line items as the list includes them."""
    order = call.store.orders.row(call.number("id"))
    if "line_items" in call.include():
        return answers.json(consignments.included(order))
    products = views.link(call.base, f"/orders/{order['id']}/products")
    return answers.json(consignments.linked(order, products))


def get_fees(call: Call) -> Response:
    """The order's fees."""
    return answers.json({"fees": call.store.orders.row(call.number("id"))["fees"]})


def _query(call: Call) -> Query:
    ask, orders = call.ask, call.store.orders
    tests = [
        *equals(orders, "customer_id", ask.whole("customer_id")),
        *equals(orders, "cart_id", ask.text("cart_id")),
        *equals(orders, "payment_method", ask.text("payment_method")),
        *equals(orders, "channel_id", ask.whole("channel_id")),
        *equals(orders, "external_order_id", ask.text("external_order_id")),
    ]
    if (status_id := ask.whole("status_id")) is not None:
        tests.append(lambda i: orders.status_id(i) == status_id)
    if (email := ask.text("email")) is not None:
        tests.append(lambda i: orders.row(i)["billing_address"]["email"] == email)
    if (least := ask.decimal("min_total")) is not None:
        tests.append(lambda i: float(orders.row(i)["total_inc_tax"]) >= least)
    if (most := ask.decimal("max_total")) is not None:
        tests.append(lambda i: float(orders.row(i)["total_inc_tax"]) <= most)
    tests += created_between(orders, ask.moment("min_date_created"), ask.moment("max_date_created"))
    sort, descending = ask.sort(_SORTS)
    return Query(
        ids=ids_between(ask.whole("min_id"), ask.whole("max_id")),
        dates=seconds_between(ask.moment("min_date_modified"), ask.moment("max_date_modified")),
        tests=tests,
        sort=sort,
        descending=descending,
        page=ask.page(),
        limit=ask.limit(),
    )


def _included_parts(call: Call) -> frozenset[str]:
    """The parts of orders to include; consignments only in the structure that is supported."""
    parts = call.include()
    if call.ask.text("consignment_structure") != "object":
        return parts & {"fees"}
    return parts


ROUTES = (
    Route("v2", "/orders", "orders", list_orders),
    Route("v2", "/orders/count", "orders", count_orders),
    Route("v2", "/orders/{id:int}", "orders", get_order),
    Route("v2", "/orders/{id:int}/products", "orders", list_products),
    Route("v2", "/orders/{id:int}/coupons", "orders", list_coupons),
    Route("v2", "/orders/{id:int}/shipping_addresses", "orders", list_shipping_addresses),
    Route("v2", "/orders/{id:int}/shippingaddresses", "orders", list_shipping_addresses),
    Route("v2", "/orders/{id:int}/consignments", "orders", get_consignments),
    Route("v2", "/orders/{id:int}/fees", "orders", get_fees),
)
