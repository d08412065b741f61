"""Customers with their addresses and attributes."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from starlette.responses import Response

from bigcommerce_sandbox import answers, views
from bigcommerce_sandbox.answers import ApiError
from bigcommerce_sandbox.endpoints import cursors
from bigcommerce_sandbox.endpoints.call import Call, Route
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.queries import (
    Page,
    Query,
    among,
    created_between,
    exactly,
    matching,
    seconds_between,
)

_SORTS = frozenset({"date_created", "date_modified", "last_name"})

_PARAMETERS = frozenset(
    {
        *("page", "limit", "after", "before", "include", "sort", "id:in"),
        *("company:in", "customer_group_id:in", "email:in", "name:in", "name:like", "phone:in"),
        *("registration_ip_address:in", "date_created", "date_created:min", "date_created:max"),
        *("date_modified", "date_modified:min", "date_modified:max"),
    }
)


def list_customers(call: Call) -> Response:
    """Customers by page or by cursor, newest first; their lists of parts stop at ten."""
    _refuse_unknown(call)
    query, view = _query(call), views.CustomerView(call.include())
    if call.query.keys() & {"after", "before"}:
        part = cursors.part(call, query)
        meta = {"cursor_pagination": cursors.meta(call, part)}
    else:
        page = call.select(call.customers, query)
        part = cursors.first(call, query, page)
        meta = {"pagination": _pagination(call, query, page)}
        if call.ask.page() == 1:
            meta["cursor_pagination"] = cursors.meta(call, part)
    return call.envelope(call.encoded(call.customers, part.page.ids, view), meta)


def _refuse_unknown(call: Call) -> None:
    if unknown := ", ".join(call.sent.keys() - _PARAMETERS):
        message = f"The filter(s): {unknown} are not valid filter parameter(s)."
        raise ApiError(422, message)


def _pagination(call: Call, query: Query, page: Page) -> answers.Meta:
    """The numbers for a page of customers: an empty list has one page, unlike in the catalog."""
    numbers = call.pagination(query, page)
    return numbers | {"total_pages": max(1, numbers["total_pages"])}


def list_addresses(call: Call) -> Response:
    """All addresses of all customers, or of those asked for."""
    with_fields = "formfields" in call.include()
    wanted = call.ask.wholes("id:in")
    rows = [
        address if with_fields else views.without_form_fields(address)
        for customer in _customers_asked_for(call)
        for address in customer["addresses"]
        if wanted is None or address["id"] in wanted
    ]
    return call.v3_slice(rows, is_linked=False)


def list_attribute_values(call: Call) -> Response:
    """All attribute values of all customers, or of those asked for and changed between dates."""
    ask = call.ask
    wanted = ask.wholes("attribute_id:in")
    # The reference says "after" and "before" these dates, as for customers.
    first, last = exactly(ask.moment("date_modified")) or seconds_between(
        ask.moment("date_modified:min"), ask.moment("date_modified:max"), inclusive=False
    )
    rows = [
        value
        for customer in _customers_asked_for(call)
        for value in customer["attributes"]
        if (wanted is None or value["attribute_id"] in wanted)
        and first <= datetime.fromisoformat(value["date_modified"]).timestamp() <= last
    ]
    return call.v3_slice(rows, is_linked=False)


def _customers_asked_for(call: Call) -> Iterator[Row]:
    span = matching(call.customers, Query(among=call.ask.wholes("customer_id:in")))
    for customer_id in span.items[span.start : span.stop]:
        with suppress(KeyError):
            yield call.customers.row(customer_id)


def _query(call: Call) -> Query:
    ask, customers = call.ask, call.customers
    tests = [
        *among(customers, "email", ask.texts("email:in")),
        *among(customers, "company", ask.texts("company:in")),
        *among(customers, "phone", ask.texts("phone:in")),
        *among(customers, "customer_group_id", ask.wholes("customer_group_id:in")),
    ]
    if (names := ask.texts("name:in")) is not None:
        tests.append(lambda i: _full_name(customers.row(i)) in names)
    if (parts := ask.texts("name:like")) is not None:
        tests.append(lambda i: any(part in _full_name(customers.row(i)) for part in parts))
    # The reference says "created after" and "before" these dates, and the same of modified.
    tests += created_between(
        customers, ask.moment("date_created:min"), ask.moment("date_created:max"), inclusive=False
    )
    sort, descending = ask.sort(_SORTS, unsorted=("id", True))
    query = Query(
        dates=exactly(ask.moment("date_modified"))
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
    return call.effective(query)


def _full_name(customer: Row) -> str:
    return f"{customer['first_name']} {customer['last_name']}"


ROUTES = (
    Route("v3", "/customers", "customers", list_customers),
    Route("v3", "/customers/addresses", "customers", list_addresses),
    Route("v3", "/customers/attribute-values", "customers", list_attribute_values),
)
