"""Coupons."""

from starlette.responses import Response

from bigcommerce_sandbox import answers, views
from bigcommerce_sandbox.endpoints.call import Call, Route
from bigcommerce_sandbox.queries import Query, equals, ids_between


def list_coupons(call: Call) -> Response:
    """Coupons by ascending id."""
    return call.v2_page(call.coupons, _query(call), views.AsIs())


def count_coupons(call: Call) -> Response:
    """How many coupons match."""
    return answers.json({"count": call.count(call.coupons, _query(call))})


def get_coupon(call: Call) -> Response:
    """One coupon."""
    return answers.body(call.coupons.encoded(call.number("id"), views.AsIs()))


def _query(call: Call) -> Query:
    ask, coupons = call.ask, call.coupons
    tests = [
        test for name in ("code", "name", "type") for test in equals(coupons, name, ask.text(name))
    ]
    if (excluded := ask.text("exclude_type")) is not None:
        tests.append(lambda i: coupons.row(i)["type"] != excluded)
    query = Query(
        ids=ids_between(ask.whole("min_id"), ask.whole("max_id")),
        among=ask.wholes("id"),
        tests=tests,
        page=ask.page(),
        limit=ask.limit(),
    )
    return call.effective(query)


ROUTES = (
    Route("v2", "/coupons", "marketing", list_coupons),
    Route("v2", "/coupons/count", "marketing", count_coupons),
    Route("v2", "/coupons/{id:int}", "marketing", get_coupon),
)
