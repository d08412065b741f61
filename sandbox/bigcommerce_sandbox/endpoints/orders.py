"""Orders and their parts."""

from datetime import datetime

from starlette.responses import Response

from bigcommerce_sandbox import answers, consignments, views
from bigcommerce_sandbox.endpoints.call import Call, Route
from bigcommerce_sandbox.generator.orders import STATUSES
from bigcommerce_sandbox.generator.values import Row, rfc2822
from bigcommerce_sandbox.queries import (
    Query,
    created_between,
    equals,
    ids_between,
    matching,
    seconds_between,
)

YOUNG = 20
"""Seconds since its last change for which a variant denies an order's parts."""

_SORTS = frozenset(
    {
        *("id", "customer_id", "date_created", "date_modified"),
        *("status_id", "channel_id", "external_id"),
    }
)


def list_orders(call: Call) -> Response:
    """Orders, with links or with what is included."""
    view = views.OrderView(call.base, _included_parts(call))
    orders, page = call.orders, call.select(call.orders, _query(call))
    response = answers.array(call.encoded(orders, page.ids, view))
    return _dated(response, [orders.second(i) for i in page.ids])


def count_orders(call: Call) -> Response:
    """How many orders match, in all and by status."""
    orders, query = call.orders, _query(call)
    span = matching(orders, query)
    counts = dict.fromkeys(STATUSES, 0)
    for row_id in span.items[span.start : span.stop]:
        counts[call.store.status_id(orders, row_id)] += 1
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
    return answers.json({"statuses": statuses, "count": call.count(orders, query)})


def get_order(call: Call) -> Response:
    """One order, archived or not."""
    view = views.OrderView(call.base, _included_parts(call))
    orders, order_id = call.orders, call.number("id")
    response = answers.body(orders.encoded(order_id, view))
    return _dated(response, [orders.second(order_id)])


def _dated(response: Response, seconds: list[int]) -> Response:
    """An answer that tells when the latest of its orders was changed."""
    if seconds:
        response.headers["Last-Modified"] = rfc2822(max(seconds))
    return response


def list_products(call: Call) -> Response:
    """The order's line items page by page and complete, with a field that only this list has."""
    lines = _order(call)["products"]
    if call.variants.once("parts-empty-once", call.path):
        lines = []
    if call.variants.once("parts-incomplete-once", call.path):
        lines = lines[:-1]
    return call.v2_slice([line | {"fulfillment_source": ""} for line in lines])


def list_coupons(call: Call) -> Response:
    """The order's coupons."""
    return call.v2_slice(_order(call)["coupons"])


def list_shipping_addresses(call: Call) -> Response:
    """The order's shipping addresses, with links to their quotes."""
    order = _order(call)
    place = f"/orders/{order['id']}/shippingaddresses"
    rows = [
        address
        | {"shipping_quotes": views.link(call.base, f"{place}/{address['id']}/shippingquotes")}
        for address in consignments.shipping_addresses(order)
    ]
    return call.v2_slice(rows)


def get_consignments(call: Call) -> Response:
    """The order's consignments: with links, or with line items as the list includes them."""
    order = _order(call)
    if "line_items" in call.include():
        return answers.json(consignments.included(order))
    products = views.link(call.base, f"/orders/{order['id']}/products")
    return answers.json(consignments.linked(order, products))


def get_fees(call: Call) -> Response:
    """The order's fees."""
    return answers.json({"fees": _order(call)["fees"]})


def list_refunds(call: Call) -> Response:
    """The refunds of all orders, or of those asked for, by ascending id."""
    ask = call.ask
    first, last = seconds_between(ask.moment("created:min"), ask.moment("created:max"))
    orders, ids = ask.wholes("order_id:in"), ask.wholes("id:in")
    rows = [
        refund
        for refund in call.store.refunds
        if first <= datetime.fromisoformat(refund["created"]).timestamp() <= last
        and (orders is None or refund["order_id"] in orders)
        and (ids is None or refund["id"] in ids)
    ]
    return call.v3_slice(rows)


def _order(call: Call) -> Row:
    """The order whose parts are asked for."""
    order_id = call.number("id")
    age = call.store.clock.second() - call.orders.second(order_id)
    if "young-parts-missing" in call.variants and age <= YOUNG:
        raise KeyError(order_id)
    return call.orders.row(order_id)


def _query(call: Call) -> Query:
    ask, orders = call.ask, call.orders
    tests = [
        *equals(orders, "customer_id", ask.whole("customer_id")),
        *equals(orders, "cart_id", ask.text("cart_id")),
        *equals(orders, "payment_method", ask.text("payment_method")),
        *equals(orders, "channel_id", ask.whole("channel_id")),
        *equals(orders, "external_order_id", ask.text("external_order_id")),
    ]
    if (status_id := ask.whole("status_id")) is not None:
        tests.append(lambda i: call.store.status_id(orders, i) == status_id)
    if (email := ask.text("email")) is not None:
        tests.append(lambda i: orders.row(i)["billing_address"]["email"] == email)
    if (least := ask.decimal("min_total")) is not None:
        tests.append(lambda i: float(orders.row(i)["total_inc_tax"]) >= least)
    if (most := ask.decimal("max_total")) is not None:
        tests.append(lambda i: float(orders.row(i)["total_inc_tax"]) <= most)
    tests += created_between(orders, ask.moment("min_date_created"), ask.moment("max_date_created"))
    sort, descending = ask.sort(_SORTS)
    query = Query(
        ids=ids_between(ask.whole("min_id"), ask.whole("max_id")),
        dates=seconds_between(ask.moment("min_date_modified"), ask.moment("max_date_modified")),
        tests=tests,
        sort=sort,
        descending=descending,
        page=ask.page(),
        limit=ask.limit(),
    )
    return call.effective(query)


def _included_parts(call: Call) -> frozenset[str]:
    """The parts of orders to include; consignments only in the structure that is supported."""
    parts = call.include()
    if call.ask.text("consignment_structure") != "object":
        return parts & {"fees"}
    return parts


ROUTES = (
    Route("v2", "/orders", "orders", list_orders),
    Route("v3", "/orders/payment_actions/refunds", "orders", list_refunds),
    Route("v2", "/orders/count", "orders", count_orders),
    Route("v2", "/orders/{id:int}", "orders", get_order),
    Route("v2", "/orders/{id:int}/products", "orders", list_products),
    Route("v2", "/orders/{id:int}/coupons", "orders", list_coupons),
    Route("v2", "/orders/{id:int}/shipping_addresses", "orders", list_shipping_addresses),
    Route("v2", "/orders/{id:int}/shippingaddresses", "orders", list_shipping_addresses),
    Route("v2", "/orders/{id:int}/consignments", "orders", get_consignments),
    Route("v2", "/orders/{id:int}/fees", "orders", get_fees),
)
