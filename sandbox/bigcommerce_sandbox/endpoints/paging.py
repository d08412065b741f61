"""The ways in which a list comes in pages, and what each says of its pages in ``meta``."""

from collections.abc import Callable
from math import ceil
from typing import NamedTuple
from urllib.parse import urlencode

from bigcommerce_sandbox import answers
from bigcommerce_sandbox.answers import ApiError, Meta
from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.queries import DEFAULT_LIMIT, Page, Query

Paging = Callable[[Call, Rows, Query], tuple[Page, Meta]]
"""Finds the page that answers a query, and v3's meta of it."""


def numbered(call: Call, rows: Rows, query: Query, **more: object) -> tuple[Page, Meta]:
    """Pages by number, with links in v3; ``more`` is what else the pagination has."""
    page = call.select(rows, query)
    numbers = call.pagination(query, page)
    return page, {"pagination": numbers | answers.page_links(call.sent, numbers) | more}


def unlinked(call: Call, rows: Rows, query: Query) -> tuple[Page, Meta]:
    """Pages by number, without links."""
    page = call.select(rows, query)
    return page, {"pagination": call.pagination(query, page)}


def whole(call: Call, rows: Rows, query: Query) -> tuple[Page, Meta]:
    """All rows at once, whatever page is asked for."""
    query.page, query.limit = 1, max(1, len(rows))
    return call.select(rows, query), {}


def whole_linked(call: Call, rows: Rows, query: Query) -> tuple[Page, Meta]:
    """All rows at once, with links of which each, as recorded, leads to the first page."""
    page, _ = whole(call, rows, query)
    query.limit = DEFAULT_LIMIT
    link = f"?limit={DEFAULT_LIMIT}&page=1"
    links = dict.fromkeys(("previous", "current", "next"), link)
    numbers = call.pagination(query, page) | {"current_page": 1}
    return page, {"pagination": numbers | {"links": links}}


def behind_id(call: Call, rows: Rows, query: Query) -> tuple[Page, Meta]:
    """Rows behind the one that ``after`` names, without page numbers; the total is of all rows."""
    page = call.select(rows, query)
    links = {"current": f"?{urlencode(call.sent)}"}
    if page.total > len(page.ids):
        links["next"] = f"?{urlencode({**call.sent, 'after': page.ids[-1]})}"
    pages = ceil(len(rows) / query.limit)
    numbers = {"count": len(page.ids), "total": len(rows), "links": links, "total_pages": pages}
    return page, {"pagination": numbers}


def by_cursor_or_number(call: Call, rows: Rows, query: Query) -> tuple[Page, Meta]:
    """Cursors, unless ``page`` is sent: then pages by number and nothing else."""
    return (unlinked if "page" in call.query else by_cursor)(call, rows, query)


def first_alone(call: Call, rows: Rows, query: Query) -> tuple[Page, Meta]:
    """The first rows, as many as ``limit`` says, whatever page is asked for."""
    query.page = 1
    return numbered(call, rows, query)


def by_cursor(call: Call, rows: Rows, query: Query) -> tuple[Page, Meta]:
    """Pages by number or by cursor; an empty list has one page, unlike in the catalog."""
    if call.query.keys() & {"after", "before"}:
        part = _part(call, rows, query)
        return part.page, {"cursor_pagination": _cursors(call, part)}
    page = call.select(rows, query)
    numbers = call.pagination(query, page)
    meta: Meta = {"pagination": numbers | {"total_pages": max(1, numbers["total_pages"])}}
    if call.ask.page() == 1:
        meta["cursor_pagination"] = _cursors(call, _first(call, query, page))
    return page, meta


class _Part(NamedTuple):
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


def _cursors(call: Call, part: _Part) -> answers.Meta:
    """``meta.cursor_pagination`` of a part of the list."""
    return answers.cursor_pagination(
        call.sent,
        part.ends if part.page.listed else None,
        {"count": len(part.page.ids), "per_page": call.per_page(part.limit)},
        has_next=part.has_next,
        has_prior=part.has_prior,
    )


def _first(call: Call, query: Query, page: Page) -> _Part:
    """The part that a first page is."""
    ends = _by_position(0, page) if _are_positions(call) else _by_id(page)
    return _Part(page, query.limit, ends, has_prior=False, has_next=page.total > query.limit)


def _part(call: Call, rows: Rows, query: Query) -> _Part:
    """The part behind ``after``, or before ``before``.

    A cursor holds an id. With a sort other than by id it stands where its row stands now.
    """
    query.page = 1
    name = "before" if "before" in call.query else "after"
    here = answers.read_cursor(name, call.query[name])
    if _are_positions(call):
        return _around(call, rows, query, here, name)
    if query.sort == "id":
        return _beyond_id(call, rows, query, here, backwards=name == "before")
    ids = _whole(call, rows, query).listed
    if here not in ids:
        raise ApiError(422, "Invalid cursor.", {name: "its row is not in this list"})
    return _around(call, rows, query, ids.index(here) + (name == "after"), name)


def _beyond_id(call: Call, rows: Rows, query: Query, here: int, *, backwards: bool) -> _Part:
    query.descending = query.descending != backwards
    query.ids = (0, here - 1) if query.descending else (here + 1, query.ids[1])
    page = call.select(rows, query)
    has_more = page.total > query.limit
    if backwards:
        page = Page(page.ids[::-1], page.total, page.listed[::-1])
        return _Part(page, query.limit, _by_id(page), has_prior=has_more, has_next=True)
    return _Part(page, query.limit, _by_id(page), has_prior=True, has_next=has_more)


def _around(call: Call, rows: Rows, query: Query, place: int, name: str) -> _Part:
    """What lies behind a place in the list, or before it."""
    whole = _whole(call, rows, query)
    start = place if name == "after" else max(0, place - query.limit)
    stop = start + query.limit if name == "after" else place
    listed, given = whole.listed[start:stop], set(whole.ids)
    page = Page([i for i in listed if i in given], whole.total, listed)
    ends = _by_position(start, page) if _are_positions(call) else _by_id(page)
    return _Part(page, query.limit, ends, has_prior=start > 0, has_next=stop < whole.total)


def _whole(call: Call, rows: Rows, query: Query) -> Page:
    """The list on one page."""
    limit, query.limit = query.limit, max(1, len(rows))
    page = call.select(rows, query)
    query.limit = limit
    return page


def _are_positions(call: Call) -> bool:
    return "cursors-as-positions" in call.variants


def _by_id(page: Page) -> tuple[int, int]:
    return (page.listed[0], page.listed[-1]) if page.listed else (0, 0)


def _by_position(start: int, page: Page) -> tuple[int, int]:
    return start, start + len(page.listed)
