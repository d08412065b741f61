"""A resource of the API, declared: a list with its rows, count and single rows, or one object."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, NamedTuple

from starlette.responses import Response

from bigcommerce_sandbox import answers
from bigcommerce_sandbox.answers import ApiError
from bigcommerce_sandbox.collection import Rows, View
from bigcommerce_sandbox.endpoints.call import Call
from bigcommerce_sandbox.endpoints.filters import Filter, Within
from bigcommerce_sandbox.endpoints.listed import Listed
from bigcommerce_sandbox.endpoints.paging import Paging, by_cursor, numbered
from bigcommerce_sandbox.generator.values import Row, rfc2822
from bigcommerce_sandbox.queries import LARGEST_LIMIT, Query
from bigcommerce_sandbox.table import Table
from bigcommerce_sandbox.variants import lists
from bigcommerce_sandbox.views import Fields

Count = Callable[[Call, Rows, Query], Row]


class Route(NamedTuple):
    """An address, and what answers there."""

    version: Literal["v2", "v3"]
    path: str
    scope: str | None
    endpoint: Callable[[Call], Response]


def counted(call: Call, rows: Rows, query: Query) -> Row:
    """How many rows match."""
    return {"count": call.count(rows, query)}


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of the API.

    Attributes:
        version: The version of the API.
        path: The address; ``{id:int}`` stands for the row whose parts it has.
        scope: The area that OAuth scopes name, such as ``orders`` for ``store_v2_orders`` and
            ``store_v2_orders_read_only``, or ``inventory`` for ``store_inventory``; with
            `` or `` between two of which one is enough; None when any token will do.
        rows: The table, or what finds the rows of a request: ``part`` and ``parts`` of a parent's.
            Found rows come in a list, or by numbers of their own, which cursors need: the place
            of a row in a list changes with the rows before it.
        key: The fields that together tell the rows apart.
        filters: The parameters that narrow the list.
        sorts: The fields that it can be sorted by.
        order: The field that it is sorted by if none is asked for, and whether downwards.
        includes: What can be included, and the fields that come with each.
        limit: The most rows of a page, or what tells it of a request.
        paging: How the list comes in pages; None for one object in place of a list, or for 204
            where there is none.
        view: Shows rows in a form of its own, given the fields that the request asks for.
        count: What ``/count`` answers, if there is one.
        needs: A filter that every request must have; 400 otherwise.
        has_rows: Whether each row has an address of its own, by its id.
        has_direction: Whether ``direction`` turns the list round though there is no sort.
        has_fields: Whether ``include_fields`` and ``exclude_fields`` choose what rows show.
        is_silent: Whether an empty v3 list is 204 without a body, as in v2.
        is_dated: Whether answers tell in a header when the latest of their rows was changed.
        is_strict: Whether parameters that the list does not know are refused.
        parameters: Those for pages, if the list is strict.
        is_bare: Whether one object of v3 comes without an envelope.
    """

    version: Literal["v2", "v3"]
    path: str
    scope: str | None
    rows: Table | Callable[[Call], Any]
    key: tuple[str, ...] = ("id",)
    filters: tuple[Filter | Within, ...] = ()
    sorts: Collection[str] = ()
    order: tuple[str, bool] = ("id", False)
    includes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limit: int | Callable[[Call], int] = LARGEST_LIMIT
    paging: Paging | None = numbered
    view: Callable[[Call, Fields], View] = lambda _, fields: fields
    count: Count | None = None
    needs: str = ""
    has_rows: bool = False
    has_direction: bool = False
    has_fields: bool = False
    is_silent: bool = False
    is_dated: bool = False
    is_strict: bool = False
    parameters: Collection[str] = ("page", "limit")
    is_bare: bool = False

    def routes(self) -> Iterable[Route]:
        """The addresses of the resource."""
        served = {"": self._object if self.paging is None else partial(self._list, self.paging)}
        if self.count:
            served["/count"] = partial(self._count, self.count)
        if self.has_rows:
            served["/{id:int}"] = self._row
        for place, endpoint in served.items():
            yield Route(self.version, self.path + place, self.scope, endpoint)

    def _list(self, paging: Paging, call: Call) -> Response:
        if self.is_strict:
            self._refuse_unknown(call)
        if self.needs and self.needs not in call.query:
            raise ApiError(400, f"{self.needs} is required.")
        rows = self._find(call)
        page, meta = paging(call, rows, self._query(call, rows))
        encoded = call.encoded(rows, page.ids, self._view(call))
        is_bare = self.version == "v2" or (self.is_silent and not encoded)
        response = answers.array(encoded) if is_bare else call.envelope(encoded, meta)
        return self._dated(response, rows, page.ids)

    def _count(self, count: Count, call: Call) -> Response:
        rows = self._find(call)
        return answers.json(count(call, rows, self._query(call, rows)))

    def _row(self, call: Call) -> Response:
        rows, row_id = self._find(call), call.number("id")
        content = rows.encoded(row_id, self._view(call))
        if self.version == "v3":
            content = b'{"data":' + content + b',"meta":{}}'
        return self._dated(answers.body(content), rows, [row_id])

    def _object(self, call: Call) -> Response:
        shown = self._found(call)
        if shown is None:
            return Response(status_code=204)
        is_bare = self.is_bare or self.version == "v2"
        return answers.json(shown if is_bare else {"data": shown, "meta": {}})

    def _find(self, call: Call) -> Rows:
        found: Rows | list[Row] | dict[int, Row] = self._found(call)
        if isinstance(found, list):
            found = dict(enumerate(lists.altered_parts(found, call.path, call.variants)))
        return Listed(found) if isinstance(found, dict) else found

    def _found(self, call: Call) -> Any:
        return call.rows(self.rows) if isinstance(self.rows, Table) else self.rows(call)

    def _query(self, call: Call, rows: Rows) -> Query:
        ask = call.ask
        sort, descending = ask.sort(self.sorts, self.order) if self.sorts else self.order
        is_directed = self.has_direction or (self.sorts and self.version == "v3")
        if is_directed and ask.text("direction") == "desc":
            descending = True
        query = Query(
            sort="id" if (sort,) == self.key else sort,
            descending=descending,
            page=ask.page(),
            limit=ask.limit(self.limit if isinstance(self.limit, int) else self.limit(call)),
        )
        for one in self.filters:
            one.narrow(call, rows, query, self.key)
        return call.effective(query) if rows.is_keyed else query

    def _view(self, call: Call) -> View:
        """What the request asks to see: parts only if they are included, then whatever is said."""
        included = {part for name in call.include() for part in self.includes.get(name, ())}
        hidden = {part for fields in self.includes.values() for part in fields} - included
        only = None
        if self.has_fields:
            kept = included.union(self.key)
            hidden |= set(call.ask.texts("exclude_fields") or ()) - kept
            chosen = call.ask.texts("include_fields")
            only = None if chosen is None else frozenset({*chosen, *kept})
        return self.view(call, Fields(frozenset(hidden), only))

    def _refuse_unknown(self, call: Call) -> None:
        known = {*self.parameters, *(one.parameter for one in self.filters)}
        known |= {"after", "before"} if self.paging is by_cursor else set()
        known |= {"include"} if self.includes else set()
        known |= {"sort"} if self.sorts else set()
        if unknown := ", ".join(call.sent.keys() - known):
            raise ApiError(422, f"The filter(s): {unknown} are not valid filter parameter(s).")

    def _dated(self, response: Response, rows: Rows, ids: list[int]) -> Response:
        if self.is_dated and ids:
            response.headers["Last-Modified"] = rfc2822(max(map(rows.second, ids)))
        return response
