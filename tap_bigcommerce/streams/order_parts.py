"""Parts of one order from their own endpoints, held against what the order says of itself."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from tap_bigcommerce import dates
from tap_bigcommerce.client import Request
from tap_bigcommerce.collection import Collection
from tap_bigcommerce.dialects import V2
from tap_bigcommerce.errors import NotFoundError, StreamError
from tap_bigcommerce.streams.patience import FIRST_PAUSE, patiently, pauses
from tap_bigcommerce.values import Record, is_link, known_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tap_bigcommerce.client import Client
    from tap_bigcommerce.settings import Settings

    Measure = Callable[[list[Record]], int | Decimal | None]

_decode = msgspec.json.Decoder(float_hook=Decimal).decode

SMALLEST_PAGE = 10
"""Records: no list of the API is known to be cut at fewer."""


class LeftOutError(Exception):
    """An order that this run leaves out; the text says why."""


def units(items: list[Record]) -> int | Decimal | None:
    """Return how many units some line items are, or None if one does not say."""
    quantities = [known_number(item.get("quantity")) for item in items]
    known = [one for one in quantities if one is not None]
    return sum(known) if len(known) == len(quantities) else None


class OrderParts:
    """Reads parts of orders, one order at a time, from any thread.

    Args:
        client: the store.
        settings: how long to retry, and how young an order is that servers may not all know yet.
    """

    def __init__(self, client: Client, settings: Settings) -> None:
        self._client = client
        self._settings = settings
        self.short: list[int] = []
        """Orders that have less than they should, also after a second reading."""

    def products(self, order: Record) -> list[Record]:
        """Return all line items of an order."""
        return self._whole(order, "products", units, "items_total")

    def shipping_addresses(self, order: Record) -> list[Record]:
        """Return all shipping addresses of an order."""
        return self._whole(order, "shipping_addresses", len, "shipping_address_count")

    def included(self, order: Record, part: str) -> Any:
        """Return a part that the list should have included: `consignments` or `fees`."""
        path = f"v2/orders/{order['id']}/{part}"
        request = Request(path, {"include": "line_items"}, _part)
        found = self._client.get(request).content
        found = found.get(part, found) if isinstance(found, dict) else found
        return None if is_link(found) else found or None

    def coupons(self, order: Record) -> list[Record]:
        """Return the coupons of an order.

        A 404 may be the API's way to say that there are none. It is believed if two responses
        agree and the order exists, but not of an order so young that a server may not know it.
        """
        try:
            return self._read(
                order, "coupons", lambda found: len(found) < SMALLEST_PAGE, [FIRST_PAUSE]
            )
        except NotFoundError as error:
            if self._is_young(order):
                raise LeftOutError(_not_yet(order)) from error
            return []

    def _whole(self, order: Record, part: str, measure: Measure, total_field: str) -> list[Record]:
        """Read a part, and once more if it measures less than the order's own total."""
        total = known_number(order.get(total_field))

        def lacks(found: list[Record]) -> int | Decimal:
            measured = measure(found)
            return 0 if total is None or measured is None else max(0, total - measured)

        def read() -> list[Record]:
            patience = pauses(self._settings.retry_time)
            return self._read(order, part, lambda found: measure(found) == total, patience)

        try:
            found = read()
            if lacks(found):
                found = min(read(), found, key=lacks)
        except NotFoundError as error:
            message = (
                f"{error.message} The list has this order, so it was not deleted. Run the tap "
                "again later, or deselect the field that needs this part."
            )
            raise StreamError(message) from error
        if lacks(found):
            self.short.append(int(order["id"]))
        return found

    def _read(
        self,
        order: Record,
        part: str,
        is_all: Callable[[list[Record]], bool],
        patience: Iterable[float],
    ) -> list[Record]:
        """Read a part's pages until it is whole or there are no more.

        Raises:
            NotFoundError: if there is no such part although the list has the order.
            LeftOutError: if the list has the order no more.
        """

        def read() -> list[Record]:
            # By id, so that an element that moves from page to page meanwhile is not doubled.
            found: dict[int, Record] = {}
            parts = Collection(self._client, f"orders/{order['id']}/{part}", V2)
            for page in parts.pages(strict=True):
                found |= {row.id: row.record() for row in page.rows()}
                if is_all(list(found.values())):
                    break
            return list(found.values())

        return patiently(read, patience, lambda: self._check_listed(order))

    def _check_listed(self, order: Record) -> None:
        """Look for an order in the list, a second time after a pause.

        Raises:
            LeftOutError: if the list does not have it.
        """
        orders, order_id = Collection(self._client, "orders", V2), int(order["id"])
        if orders.has(order_id):
            return
        time.sleep(FIRST_PAUSE)
        if orders.has(order_id):
            return
        if self._is_young(order):
            raise LeftOutError(_not_yet(order))
        message = f"Order {order_id} was deleted while it was read; it is left out."
        raise LeftOutError(message)

    def _is_young(self, order: Record) -> bool:
        """Return whether an order changed so lately that a server may not know it yet."""
        try:
            modified = dates.parse(str(order.get("date_modified")))
        except ValueError:
            return True
        clock = self._client.clock
        return clock is None or modified > clock - self._settings.lookback


def _part(body: bytes) -> Any:
    return _decode(body) if body else None


def _not_yet(order: Record) -> str:
    return (
        f"Order {order['id']} is in some responses of BigCommerce and not in others, as if one "
        "server did not know it yet. It is left out of this run, and the next run looks for it "
        "again."
    )
