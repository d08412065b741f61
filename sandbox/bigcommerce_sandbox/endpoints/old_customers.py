"""Customers as v2 still has them, deprecated."""

from starlette.responses import Response

from bigcommerce_sandbox import answers, views
from bigcommerce_sandbox.endpoints.call import Call, Route
from bigcommerce_sandbox.queries import (
    Query,
    created_between,
    equals,
    ids_between,
    seconds_between,
)


def list_customers(call: Call) -> Response:
    """Customers in the deprecated form."""
    view = views.OldCustomerView(call.base, call.customers)
    return call.v2_page(call.customers, _query(call), view)


def count_customers(call: Call) -> Response:
    """How many customers match."""
    return answers.json({"count": call.count(call.customers, _query(call))})


def get_customer(call: Call) -> Response:
    """One customer in the deprecated form."""
    view = views.OldCustomerView(call.base, call.customers)
    return answers.body(call.customers.encoded(call.number("id"), view))


def list_addresses(call: Call) -> Response:
    """A customer's addresses in the deprecated form."""
    customer = call.customers.row(call.number("id"))
    return call.v2_slice([views.old_address(one) for one in customer["addresses"]])


def _query(call: Call) -> Query:
    ask, customers = call.ask, call.customers
    tests = [
        test
        for name in ("email", "first_name", "last_name", "company", "phone")
        for test in equals(customers, name, ask.text(name))
    ]
    tests += created_between(
        customers, ask.moment("min_date_created"), ask.moment("max_date_created")
    )
    query = Query(
        ids=ids_between(ask.whole("min_id"), ask.whole("max_id")),
        dates=seconds_between(ask.moment("min_date_modified"), ask.moment("max_date_modified")),
        tests=tests,
        page=ask.page(),
        limit=ask.limit(),
    )
    return call.effective(query)


ROUTES = (
    Route("v2", "/customers", "customers", list_customers),
    Route("v2", "/customers/count", "customers", count_customers),
    Route("v2", "/customers/{id:int}", "customers", get_customer),
    Route("v2", "/customers/{id:int}/addresses", "customers", list_addresses),
)
