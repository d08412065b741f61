"""A call of an endpoint: what it asks of which store, and the forms its answer may take."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Literal, NamedTuple

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tap_bigcommerce.sandbox import answers
from tap_bigcommerce.sandbox.generator.values import Row
from tap_bigcommerce.sandbox.queries import Page, Parameters, Query, select
from tap_bigcommerce.sandbox.store import Collection, Store


class Call:
    """A request that may be answered.

    Args:
        request: The request.
        store: The store that it is about.
        store_hash: What the paths call the store.
        chance: Orders the rows that no sort key tells apart.
    """

    def __init__(self, request: Request, store: Store, store_hash: str, chance: Random) -> None:
        self.store = store
        self.store_hash = store_hash
        self.query: Mapping[str, str] = dict(request.query_params)
        self.ask = Parameters(self.query, store.clock.now())
        self.base = f"{request.base_url}stores/{store_hash}/v2"
        """Where the links of v2 have to lead."""
        self._path = request.path_params
        self._chance = chance

    def number(self, name: str) -> int:
        """A number in the path."""
        value: int = self._path[name]
        return value

    def include(self) -> frozenset[str]:
        """The parts that the request asks to include."""
        return frozenset(self.ask.texts("include") or ())

    def select(self, collection: Collection, query: Query) -> Page:
        """The page of ids that a query asks for."""
        return select(collection, query, self._chance)

    def v2_page(self, collection: Collection, query: Query, view: Callable[[Row], Row]) -> Response:
        """A v2 list of what a view shows of the rows that a query asks for."""
        page = self.select(collection, query)
        return answers.array([collection.encoded(i, view) for i in page.ids])

    def v3_page(
        self,
        collection: Collection,
        query: Query,
        view: Callable[[Row], Row],
        **more: object,
    ) -> Response:
        """A v3 list of what a view shows of the rows that a query asks for.

        Args:
            collection: Where the rows are.
            query: Which of them.
            view: What to show of each.
            more: What the pagination of this list has beside numbers and links.
        """
        page = self.select(collection, query)
        numbers = self.pagination(query, page)
        meta = {"pagination": numbers | answers.page_links(self.query, numbers) | more}
        return answers.envelope([collection.encoded(i, view) for i in page.ids], meta)

    def v2_slice(self, rows: list[Row]) -> Response:
        """The page of these rows that the request asks for, as a v2 list."""
        page, limit = self.ask.page(), self.ask.limit()
        shown = rows[(page - 1) * limit :][:limit]
        return answers.array([msgspec.json.encode(row) for row in shown])

    def v3_slice(self, rows: list[Row], *, is_linked: bool = True) -> Response:
        """The page of these rows that the request asks for, as a v3 list.

        Args:
            rows: All rows of the list.
            is_linked: Whether the pagination of this list has links.
        """
        page, limit = self.ask.page(), self.ask.limit()
        shown = rows[(page - 1) * limit :][:limit]
        numbers = answers.pagination(total=len(rows), count=len(shown), per_page=limit, page=page)
        if is_linked:
            numbers |= answers.page_links(self.query, numbers)
        encoded = [msgspec.json.encode(row) for row in shown]
        return answers.envelope(encoded, {"pagination": numbers})

    def pagination(self, query: Query, page: Page) -> answers.Meta:
        """The numbers of ``meta.pagination`` for the page that answers a query."""
        return answers.pagination(
            total=page.total,
            count=len(page.ids),
            per_page=query.limit,
            page=query.page,
        )


class Route(NamedTuple):
    """The address of an endpoint.

    ``scope`` is the area that OAuth scopes name, such as ``orders`` for ``store_v2_orders`` and
    ``store_v2_orders_read_only``; None when any token will do.
    """

    version: Literal["v2", "v3"]
    path: str
    scope: str | None
    endpoint: Callable[[Call], Response]
