"""Customers with their addresses and attributes."""

from collections.abc import Iterable

from starlette.responses import Response

from tap_bigcommerce.sandbox import answers, views
from tap_bigcommerce.sandbox.answers import ApiError
from tap_bigcommerce.sandbox.endpoints.call import Call, Route
from tap_bigcommerce.sandbox.generator.values import Row
from tap_bigcommerce.sandbox.queries import (
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
    customers, query = call.store.customers, _query(call)
    view = views.CustomerView(call.include())
    backwards = "before" in call.query
    if backwards or "after" in call.query:
        ids, more = _from_cursor(call, query, backwards=backwards)
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
        page = call.select(customers, query)
        ids = page.ids
        meta = {"pagination": _pagination(call, query, page)}
        if query.page == 1:
            meta["cursor_pagination"] = answers.cursor_pagination(
                call.query,
                ids,
                per_page=query.limit,
                has_next=page.total > len(ids),
                has_prior=False,
            )
    return answers.envelope([customers.encoded(i, view) for i in ids], meta)


def _refuse_unknown(call: Call) -> None:
    if unknown := ", ".join(call.query.keys() - _PARAMETERS):
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
    """All attribute values of all customers, or of those asked for."""
    wanted = call.ask.wholes("attribute_id:in")
    rows = [
        value
        for customer in _customers_asked_for(call)
        for value in customer["attributes"]
        if wanted is None or value["attribute_id"] in wanted
    ]
    return call.v3_slice(rows, is_linked=False)


def _from_cursor(call: Call, query: Query, *, backwards: bool) -> tuple[list[int], bool]:
    """The ids behind (or before) the cursor, and whether there are more beyond them.

    A cursor holds an id. With a sort other than by id it stands where its row stands now.
    """
    name = "before" if backwards else "after"
    here = answers.read_cursor(name, call.query[name])
    customers = call.store.customers
    descending = query.descending != backwards
    if query.sort == "id":
        query.ids = (0, here - 1) if descending else (here + 1, query.ids[1])
        query.page, query.descending = 1, descending
        ids, total = call.select(customers, query)
        return (ids[::-1] if backwards else ids), total > len(ids)
    query.page, query.limit, limit = 1, max(1, len(customers)), query.limit
    ids = call.select(customers, query).ids
    if here not in ids:
        raise ApiError(422, "Invalid cursor.", {name: "its customer is not in this list"})
    place = ids.index(here)
    if backwards:
        return ids[max(0, place - limit) : place], place > limit
    return ids[place + 1 : place + 1 + limit], place + 1 + limit < len(ids)


def _customers_asked_for(call: Call) -> Iterable[Row]:
    span = matching(call.store.customers, Query(among=call.ask.wholes("customer_id:in")))
    return map(call.store.customers.row, span.items[span.start : span.stop])


def _query(call: Call) -> Query:
    ask, customers = call.ask, call.store.customers
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
    return Query(
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


def _full_name(customer: Row) -> str:
    return f"{customer['first_name']} {customer['last_name']}"


ROUTES = (
    Route("v3", "/customers", "customers", list_customers),
    Route("v3", "/customers/addresses", "customers", list_addresses),
    Route("v3", "/customers/attribute-values", "customers", list_attribute_values),
)
