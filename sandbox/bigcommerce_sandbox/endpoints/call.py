"""A call of an endpoint: what it asks of which store, and the forms its answer may take."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from random import Random

from starlette.requests import Request
from starlette.responses import Response

from bigcommerce_sandbox import answers
from bigcommerce_sandbox.collection import Rows, View
from bigcommerce_sandbox.generator.channels import AVAILABLE
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.queries import Page, Parameters, Query, matching, select
from bigcommerce_sandbox.store import Store
from bigcommerce_sandbox.table import Table
from bigcommerce_sandbox.tables import CHANNELS
from bigcommerce_sandbox.variants import Variants, lists, requests
from bigcommerce_sandbox.variants.rows import as_sorted
from bigcommerce_sandbox.variants.servers import Server


class Call:
    """A request that may be answered.

    Args:
        request: The request.
        store: The store that it is about.
        store_hash: What the paths call the store.
        chance: Orders the rows that no sort key tells apart, and chooses among servers.
        variants: Habits that the store's API has.

    Raises:
        ApiError: A variant refuses the request.
    """

    def __init__(
        self,
        request: Request,
        store: Store,
        store_hash: str,
        chance: Random,
        variants: Variants,
    ) -> None:
        now = store.clock.now()
        self.store = store
        self.store_hash = store_hash
        self.variants = variants
        self.path = request.url.path.removeprefix(f"/stores/{store_hash}")
        """What follows the store's hash."""
        self.sent: Mapping[str, str] = dict(request.query_params)
        """The parameters as they were sent, which links repeat."""
        requests.refuse(self.path, request.url.query, self.sent, variants)
        self.query = requests.understood(self.path, self.sent, now, variants)
        """The parameters that have an effect."""
        self.ask = Parameters(self.query, now)
        self.base = f"{request.base_url}stores/{store_hash}/v2"
        """Where the links of v2 have to lead."""
        self._place = request.path_params
        self._chance = chance
        self._server = Server(variants, now.timestamp(), chance)

    def rows(self, table: Table) -> Rows:
        """The rows of a table as the server that answers has them."""
        return self._server.sees(self.store.collection(table.name))

    def parent(self, table: Table) -> Row:
        """The row of a table whose id is in the path, and whose parts are asked for."""
        rows, row_id = self.rows(table), self.number("id")
        age = self.store.clock.second() - rows.second(row_id)
        if lists.is_denied(self.path, age, self.variants):
            raise KeyError(row_id)
        return rows.row(row_id)

    def channel(self) -> int | None:
        """The channel that the path or the query names, which is one that sells something.

        Raises:
            KeyError: There is no such channel.
        """
        channel_id = self._place.get("channel_id", self.ask.whole("channel_id"))
        if channel_id is None:
            return None
        if self.rows(CHANNELS).row(channel_id)["status"] not in AVAILABLE:
            raise KeyError(channel_id)
        return int(channel_id)

    def number(self, name: str) -> int:
        """A number in the path."""
        value: int = self._place[name]
        return value

    def include(self) -> frozenset[str]:
        """The parts that the request asks to include."""
        return frozenset(self.ask.texts("include") or ())

    def effective(self, query: Query) -> Query:
        """The query that is answered in place of one."""
        return lists.altered_query(query, self.path, self.query, self.variants)

    def select(self, rows: Rows, query: Query) -> Page:
        """The page of ids that a query asks for; parts of rows have no habits of their own."""
        if not rows.is_keyed:
            return select(rows, query, self._chance)
        page = select(as_sorted(rows, self.variants, query), query, self._chance)
        return lists.altered_page(page, query.page, self.path, self.variants)

    def count(self, rows: Rows, query: Query) -> int:
        """How many rows a query asks for, as far as the API tells the truth."""
        return lists.altered_total(len(matching(rows, query)), self.variants)

    def encoded(self, rows: Rows, ids: Iterable[int], view: View) -> list[bytes]:
        """What a view shows of rows; nothing of one that only an index still knows."""
        shown = []
        for row_id in ids:
            with suppress(KeyError):
                shown.append(rows.encoded(row_id, view))
        return shown

    def envelope(self, rows: Sequence[bytes], meta: answers.Meta) -> Response:
        """A v3 list with its meta."""
        return answers.envelope(rows, lists.altered_meta(meta, self.variants))

    def pagination(self, query: Query, page: Page) -> answers.Meta:
        """The numbers of ``meta.pagination`` for the page that answers a query."""
        return answers.pagination(
            total=lists.altered_total(page.total, self.variants),
            count=len(page.ids),
            per_page=self.per_page(query.limit),
            page=self.ask.page(),
        )

    def per_page(self, limit: int) -> int:
        """What v3 says is the limit, if this one holds."""
        is_unsaid = self.variants.any("v3-pages-of-100-unsaid", "included-pages-of-50")
        if is_unsaid and limit == self.ask.limit():
            return Parameters(self.sent, self.store.clock.now()).limit()
        return limit
