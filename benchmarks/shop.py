"""The sandbox store in a process of its own, so that it does not share a core with its clients."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from math import ceil
from multiprocessing import get_context
from multiprocessing.managers import BaseManager
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.limit import PAGE
from bigcommerce_sandbox import Sandbox, Store, consignments, views
from bigcommerce_sandbox.quota import Quota

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.cases import Case, Sizes
    from bigcommerce_sandbox.collection import Collection

MONTHS = 6.0
"""Of history. singer-io's tap asks for each day of it, so a longer one would slow it down."""

QUIET = 60
"""Seconds since the last change when a store opens."""

ROWS_KEPT = 2_000_000
"""Of each collection: every row in every form, since each is sent to several contenders."""

HISTORY = timedelta(days=MONTHS * 31 + 2)
"""How long before now everything happened, with a day or two to spare."""


class Address(NamedTuple):
    """Where the store is, and how to get in."""

    url: str
    store_hash: str
    token: str


class Traffic(NamedTuple):
    """The requests that the store saw."""

    requests: int
    refused: int


class Shop:
    """A store that serves until its process ends.

    Args:
        sizes: its rows.
        gzip: whether its answers are compressed.
        whole: whether pages bring all line items of all orders.
    """

    def __init__(self, sizes: Sizes, *, gzip: bool, whole: bool = False) -> None:
        now = datetime.now(UTC)
        self._store = Store(now=now, months=MONTHS, rows_kept=ROWS_KEPT, **asdict(sizes))
        # Nothing is so new that a tap might leave it to its next run.
        self._store.clock.advance(QUIET)
        if whole:
            _show_all_line_items(self._store)
        self._sandbox = Sandbox(self._store, gzip=gzip)
        self._sandbox.__enter__()
        self._before: dict[str, dict[int, int]] = {}

    def address(self) -> Address:
        """Where it is."""
        sandbox = self._sandbox
        return Address(sandbox.url, sandbox.store_hash, sandbox.access_token)

    def open(self, case: Case) -> None:
        """Begin to treat clients as the case says, and to note what they do."""
        plan, house = case.plan, self._sandbox.house
        house.latency = case.latency
        house.quota = Quota(plan.requests, plan.window, plan.others / plan.window)
        self._before = {stream: self._seconds(stream) for stream in case.streams}
        if case.changing:
            self._sandbox.mutate(touch=3, delete=1, insert=1, collections=case.streams)
        self._sandbox.requests.clear()

    def close(self) -> Traffic:
        """End that, and say what was seen."""
        self._sandbox.mutate(every=0)
        house, seen = self._sandbox.house, list(self._sandbox.requests)
        house.latency, house.quota = 0.0, None
        refused = sum(one.status == HTTPStatus.TOO_MANY_REQUESTS for one in seen)
        return Traffic(len(seen), refused)

    def untouched(self, stream: str) -> set[int]:
        """The ids of the rows that did not change while the case was open."""
        return {one for one, _ in self._before[stream].items() & self._seconds(stream).items()}

    def parts(self, stream: str) -> dict[int, int]:
        """How many line items, variants, or addresses and attributes each row has."""
        rows = self._store.collection(stream)
        return {row_id: _parts(stream, rows.row(row_id)) for row_id in rows.ids()}

    def further_requests(self, stream: str) -> int:
        """The least number of requests for nested parts that come with no page."""
        rows = self._store.collection(stream)
        if stream == "orders":
            return sum(map(_requests_for_line_items, _every_row(rows)))
        if stream == "customers":
            return sum(_requests_for_customers(rows, part) for part in ("addresses", "attributes"))
        return 0

    def _seconds(self, stream: str) -> dict[int, int]:
        rows = self._store.collection(stream)
        return {row_id: rows.second(row_id) for row_id in rows.ids()}


class _Processes(BaseManager):
    """Starts a process with a shop in it, and passes calls on."""


_Processes.register("Shop", Shop)


@contextmanager
def open_shop(sizes: Sizes, *, gzip: bool, whole: bool = False) -> Iterator[Shop]:
    """A shop in a process of its own, while the context lasts."""
    with _Processes(ctx=get_context("spawn")) as processes:
        yield processes.Shop(sizes, gzip=gzip, whole=whole)  # type: ignore[attr-defined]  # registered above


def _show_all_line_items(store: Store) -> None:
    """Let pages bring whatever orders have, as in shops whose orders are small."""
    consignments.LINE_ITEMS_SHOWN = PAGE  # in this process, which has no other store
    for order in list(_every_row(store.orders)):
        if _requests_for_line_items(order):
            store.orders.show_line_items(order["id"], "whole")


def _every_row(rows: Collection) -> Iterator[dict[str, Any]]:
    return (rows.row(row_id) for row_id in rows.ids())


def _parts(stream: str, row: dict[str, Any]) -> int:
    names = {
        "orders": ("products",),
        "products": ("variants",),
        "customers": ("addresses", "attributes"),
    }
    return sum(len(row[name]) for name in names[stream])


def _requests_for_line_items(order: dict[str, Any]) -> int:
    """None if the list of orders brings all line items in full."""
    kinds = consignments.included(order)
    shown = {
        line["id"]: line
        for consignment in (
            *kinds["shipping"],
            *kinds["pickups"],
            *kinds["downloads"],
            *kinds["email"]["gift_certificates"],
        )
        for line in consignment["line_items"]
    }
    lines = order["products"]
    complete = all(shown.get(line["id"]) == line for line in lines)
    return 0 if complete else ceil(len(lines) / PAGE)


def _requests_for_customers(customers: Collection, part: str) -> int:
    """Customers with more than a page brings can be asked about together."""
    counts = (len(row[part]) for row in _every_row(customers))
    return ceil(sum(count for count in counts if count > views.INCLUDED_PER_CUSTOMER) / PAGE)
