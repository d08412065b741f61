"""Customers behind or before a cursor."""

from typing import NamedTuple

from bigcommerce_sandbox import answers
from bigcommerce_sandbox.answers import ApiError
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.queries import Page, Query


class Part(NamedTuple):
    """A part of the list, and where it lies.

    Attributes:
        page: The rows.
        limit: How many there may be.
        ends: What the cursors of its first and its last row hold.
        has_prior: Whether there are rows before it.
        has_next: Whether there are rows behind it.
    """

    page: Page
    limit: int
    ends: tuple[int, int]
    has_prior: bool
    has_next: bool


def meta(call: Call, part: Part) -> answers.Meta:
    """``meta.cursor_pagination`` of a part of the list."""
    return answers.cursor_pagination(
        call.sent,
        part.ends if part.page.listed else None,
        {"count": len(part.page.ids), "per_page": call.per_page(part.limit)},
        has_next=part.has_next,
        has_prior=part.has_prior,
    )


def first(call: Call, query: Query, page: Page) -> Part:
    """The part that a first page is."""
    ends = _by_position(0, page) if _are_positions(call) else _by_id(page)
    return Part(page, query.limit, ends, has_prior=False, has_next=page.total > query.limit)


def part(call: Call, query: Query) -> Part:
    """The part behind ``after``, or before ``before``.

    A cursor holds an id. With a sort other than by id it stands where its row stands now.
    """
    query.page = 1
    name = "before" if "before" in call.query else "after"
    here = answers.read_cursor(name, call.query[name])
    if _are_positions(call):
        return _around(call, query, here, name)
    if query.sort == "id":
        return _beyond_id(call, query, here, backwards=name == "before")
    ids = _whole(call, query).listed
    if here not in ids:
        raise ApiError(422, "Invalid cursor.", {name: "its customer is not in this list"})
    return _around(call, query, ids.index(here) + (name == "after"), name)


def _beyond_id(call: Call, query: Query, here: int, *, backwards: bool) -> Part:
    query.descending = query.descending != backwards
    query.ids = (0, here - 1) if query.descending else (here + 1, query.ids[1])
    page = call.select(call.customers, query)
    has_more = page.total > query.limit
    if backwards:
        page = Page(page.ids[::-1], page.total, page.listed[::-1])
        return Part(page, query.limit, _by_id(page), has_prior=has_more, has_next=True)
    return Part(page, query.limit, _by_id(page), has_prior=True, has_next=has_more)


def _around(call: Call, query: Query, place: int, name: str) -> Part:
    """What lies behind a place in the list, or before it."""
    whole = _whole(call, query)
    start = place if name == "after" else max(0, place - query.limit)
    stop = start + query.limit if name == "after" else place
    listed, given = whole.listed[start:stop], set(whole.ids)
    page = Page([i for i in listed if i in given], whole.total, listed)
    ends = _by_position(start, page) if _are_positions(call) else _by_id(page)
    return Part(page, query.limit, ends, has_prior=start > 0, has_next=stop < whole.total)


def _whole(call: Call, query: Query) -> Page:
    """The list on one page."""
    limit, query.limit = query.limit, max(1, len(call.customers))
    page = call.select(call.customers, query)
    query.limit = limit
    return page


def _are_positions(call: Call) -> bool:
    return "cursors-as-positions" in call.variants


def _by_id(page: Page) -> tuple[int, int]:
    return (page.listed[0], page.listed[-1]) if page.listed else (0, 0)


def _by_position(start: int, page: Page) -> tuple[int, int]:
    return start, start + len(page.listed)
