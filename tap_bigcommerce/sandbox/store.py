"""The store: its collections, how they change, and its clock."""

# ruff: noqa: S311 - random picks here decide which invented rows change, nothing secret

import random
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache, partial
from threading import RLock
from typing import Any

import msgspec

from tap_bigcommerce.sandbox import consignments
from tap_bigcommerce.sandbox.clock import DEFAULT_NOW, Clock
from tap_bigcommerce.sandbox.generator import orders as order_rows
from tap_bigcommerce.sandbox.generator.catalog import product
from tap_bigcommerce.sandbox.generator.coupons import coupon
from tap_bigcommerce.sandbox.generator.customers import customer
from tap_bigcommerce.sandbox.generator.history import History, history
from tap_bigcommerce.sandbox.generator.kinds import Included
from tap_bigcommerce.sandbox.generator.shop import (
    FIRST_COUPON,
    FIRST_CUSTOMER,
    FIRST_ORDER,
    FIRST_PRODUCT,
    Shop,
)
from tap_bigcommerce.sandbox.generator.values import DAY, Row, iso, rfc2822
from tap_bigcommerce.sandbox.index import Index

_ROWS_KEPT = 1024

_NEW_CUSTOMERS_PER_ORDER = 0.3
_DELETIONS_PER_EDIT = 0.1

Draw = Callable[[int, int], Row]
"""Writes the row of an id that was created at a Unix second."""


class Collection:
    """One kind of row: which are live, when each changed, and what it says now.

    A row is drawn afresh from its id whenever it is needed; only what was changed since is kept.

    Args:
        store: The store it belongs to, for its clock and its lock.
        draw: Writes a row as it was created.
        first_id: The lowest id.
        past: When the rows of the store's history were created and changed.
        write_date: Writes a date of this collection, None when its rows carry no date of change.
    """

    def __init__(
        self,
        store: "Store",
        draw: Draw,
        first_id: int,
        past: History,
        write_date: Callable[[int], str] | None,
    ) -> None:
        self._store = store
        self._draw = draw
        self._first_id = first_id
        self._created: array[int] = array("q", past.created)
        self._modified: array[int] = array("q", past.modified)
        self._write_date = write_date
        self._edits: dict[int, Row] = {}
        self._versions: Counter[int] = Counter()
        self.index = Index(enumerate(past.modified, first_id))
        self._row = lru_cache(_ROWS_KEPT)(self._build)
        self._encoded = lru_cache(store.rows_kept)(self._encode)

    def __len__(self) -> int:
        return len(self.index.ids)

    def __contains__(self, row_id: int) -> bool:
        return row_id in self.index

    def ids(self) -> list[int]:
        """The ids of the live rows, ascending."""
        with self._store.lock:
            return list(self.index.ids)

    def get(self, row_id: int) -> Row:
        """The whole truth about a row, as with everything included and nothing capped.

        An order holds its line items twice, as ``products`` and within ``consignments``, and
        its ``shipping_addresses``, ``coupons`` and ``fees`` as lists in place of links.

        Raises:
            KeyError: There is no such row.
        """
        with self._store.lock:
            whole: Row = msgspec.json.decode(msgspec.json.encode(self.complete(self.row(row_id))))
            return whole

    def modified(self, row_id: int) -> datetime | None:
        """When the row was last changed; None for coupons, which carry no such date."""
        if self._write_date is None:
            return None
        return datetime.fromtimestamp(self.second(row_id), UTC)

    def touch(self, *row_ids: int) -> None:
        """Change something visible in each row, at the store's current second."""
        self._change(row_ids, self._store.clock.second(), self._touched)

    def insert(self, n: int = 1) -> list[int]:
        """Add new rows, created at the store's current second.

        Returns:
            Their ids.
        """
        return self._insert(n, self._store.clock.second())

    def delete(self, *row_ids: int) -> None:
        """Delete rows: they leave the lists and counts, and their own address answers 404."""
        self._remove(row_ids)

    def edit(self, row_id: int, **fields: Any) -> None:
        """Put fields of a row as given, and its date of change too.

        Args:
            row_id: The row.
            fields: Raw fields as the API writes them. ``date_modified`` is the moment of the edit
                (a datetime) when it is not to be the store's current second.
        """
        moment = fields.pop("date_modified", None)
        second = self._store.clock.second() if moment is None else int(moment.timestamp())
        self._change([row_id], second, lambda row: self._edited(row, fields))

    def stamp(self, row_ids: Iterable[int], moment: datetime) -> None:
        """Give many rows one date of change, as a bulk edit does."""
        self._change(row_ids, int(moment.timestamp()), self._touched)

    def row(self, row_id: int) -> Row:
        """The row as the generator and the edits since have it; not to be changed.

        Raises:
            KeyError: There is no such row.
        """
        self._existing(row_id)
        return self._row(row_id, self._versions[row_id])

    def second(self, row_id: int) -> int:
        """The Unix second of the row's last change."""
        return self._modified[self._existing(row_id)]

    def created(self, row_id: int) -> int:
        """The Unix second of the row's creation."""
        return self._created[self._existing(row_id)]

    def encoded(self, row_id: int, view: Callable[[Row], Row]) -> bytes:
        """The JSON of one view of a row, from memory if the row has not changed since.

        Args:
            row_id: The row.
            view: Makes what is shown of the raw row; two equal views must show the same.
        """
        self._existing(row_id)
        return self._encoded(row_id, self._versions[row_id], view)

    def complete(self, row: Row) -> Row:
        """A raw row with every part in its place."""
        return row

    def _existing(self, row_id: int) -> int:
        place = row_id - self._first_id
        if not 0 <= place < len(self._created) or not self._remains(row_id):
            raise KeyError(row_id)
        return place

    def _remains(self, row_id: int) -> bool:
        return row_id in self.index

    def _build(self, row_id: int, _version: int) -> Row:
        place = row_id - self._first_id
        row = self._draw(row_id, self._created[place])
        if self._write_date is not None:
            row["date_modified"] = self._write_date(self._modified[place])
        row.update(self._edits.get(row_id, {}))
        return row

    def _encode(self, row_id: int, version: int, view: Callable[[Row], Row]) -> bytes:
        # Not through the cache of rows: what is encoded is kept as bytes, a tenth of the memory.
        return msgspec.json.encode(view(self._build(row_id, version)))

    def _touched(self, row: Row) -> Row:
        raise NotImplementedError

    def _edited(self, _row: Row, fields: Row) -> Row:
        """The fields to put, given the fields asked for."""
        return fields

    def _change(
        self, row_ids: Iterable[int], second: int, change: Callable[[Row], Mapping[str, Any]]
    ) -> None:
        with self._store.lock:
            for row_id in row_ids:
                place = self._existing(row_id)
                edits = dict(change(self.row(row_id)))
                self._edits[row_id] = self._edits.get(row_id, {}) | edits
                if row_id in self.index:
                    self.index.move(row_id, self._modified[place], second)
                self._modified[place] = second
                self._versions[row_id] += 1

    def _insert(self, count: int, second: int) -> list[int]:
        with self._store.lock:
            new = []
            for _ in range(count):
                row_id = self._first_id + len(self._created)
                self._created.append(second)
                self._modified.append(second)
                self.index.add(row_id, second)
                new.append(row_id)
            return new

    def _remove(self, row_ids: Iterable[int]) -> None:
        with self._store.lock:
            for row_id in row_ids:
                place = self._existing(row_id)
                if row_id in self.index:
                    self.index.remove(row_id, self._modified[place])
                self._versions[row_id] += 1


class Orders(Collection):
    """Orders: a deleted one is archived, and parts can be edited like fields."""

    def _remains(self, _row_id: int) -> bool:
        return True

    def complete(self, row: Row) -> Row:
        """A raw row with its line items in their consignments."""
        return consignments.complete(row)

    def delete(self, *row_ids: int) -> None:
        """Archive orders: they leave the lists and counts; their own address still answers."""
        self._change(row_ids, self._store.clock.second(), lambda _: {"is_deleted": True})
        self._remove(row_ids)

    def show_line_items(self, row_id: int, how: Included) -> None:
        """Decide how completely answers include the order's line items in its consignments.

        The order keeps all of them, as ``/orders/{id}/products`` tells, and its date of change.

        Args:
            row_id: The order.
            how: ``whole``; ``empty``, without any; ``partial``, without the first of each
                consignment; or ``unmeasured``, without their weights and measures.
        """
        self._change([row_id], self.second(row_id), lambda _: {"_included": how})

    def status_id(self, row_id: int) -> int:
        """The order's status without drawing the whole order."""
        edited = self._edits.get(row_id, {}).get("status_id")
        if edited is not None:
            return int(edited)
        return order_rows.order_status(self._store.shop, row_id, self.created(row_id))

    def _touched(self, row: Row) -> Row:
        return {"staff_notes": _again(row["staff_notes"])}

    def _edited(self, _row: Row, fields: Row) -> Row:
        extra: Row = {}
        if "status_id" in fields:
            name = order_rows.STATUSES.get(fields["status_id"], "")
            extra = {"status": name, "custom_status": name}
        if "products" in fields:
            extra["items_total"] = sum(line["quantity"] for line in fields["products"])
        return extra | fields


class Customers(Collection):
    """Customers; their counts of addresses and attributes follow an edit of these."""

    def _touched(self, row: Row) -> Row:
        return {"notes": _again(row["notes"])}

    def _edited(self, _row: Row, fields: Row) -> Row:
        counted = {"addresses": "address_count", "attributes": "attribute_count"}
        counts = {counted[part]: len(fields[part]) for part in counted.keys() & fields.keys()}
        return counts | fields


class Products(Collection):
    """Products of the catalog."""

    def _touched(self, row: Row) -> Row:
        return {"total_sold": row["total_sold"] + 1}


class Coupons(Collection):
    """Coupons, which carry no date of change."""

    def _touched(self, row: Row) -> Row:
        return {"num_uses": row["num_uses"] + 1}


def _again(notes: str | None) -> str:
    """Notes with one more check mark: each touch shows."""
    return f"{notes or ''}✓"


class Store:
    """A shop with months of history behind it, the same for the same arguments.

    Args:
        seed: Another seed, another shop.
        orders: How many orders the history holds.
        customers: How many customers.
        products: How many products.
        coupons: How many coupons.
        now: The end of the history, where the store's clock starts.
        months: The length of the history.
        rows_kept: Rows of each collection to keep encoded, of which one takes up to 10 kB: the
            rest are made anew when they are asked for, which takes ten times as long.
    """

    def __init__(  # noqa: PLR0913 - one argument for each thing a shop has
        self,
        seed: int = 1,
        *,
        orders: int = 200,
        customers: int = 100,
        products: int = 50,
        coupons: int = 20,
        now: datetime = DEFAULT_NOW,
        months: float = 18,
        rows_kept: int = 24_000,
    ) -> None:
        self.lock = RLock()
        self.rows_kept = rows_kept
        self.clock = Clock(now)
        self.seed = seed
        self.months = months
        end = int(now.timestamp())

        def past(kind: str, count: int) -> History:
            return history(seed, kind, count, end, months)

        signed_up = past("customers", customers)
        self.shop = Shop(seed, end, signed_up.created, products, coupons)
        self.orders = Orders(
            self,
            partial(order_rows.order, self.shop),
            FIRST_ORDER,
            past("orders", orders),
            rfc2822,
        )
        self.customers = Customers(self, partial(customer, seed), FIRST_CUSTOMER, signed_up, iso)
        self.products = Products(
            self,
            partial(product, seed),
            FIRST_PRODUCT,
            past("products", products),
            partial(iso, zone="+00:00"),
        )
        self.coupons = Coupons(
            self, partial(coupon, seed), FIRST_COUPON, past("coupons", coupons), None
        )
        self._orders_per_day = orders / (months * 30.44) * 1.2
        self._days_lived = 0

    def collection(self, name: str) -> Collection:
        """The collection of that name: orders, customers, products or coupons."""
        found: Collection = {
            "orders": self.orders,
            "customers": self.customers,
            "products": self.products,
            "coupons": self.coupons,
        }[name]
        return found

    def live(self, days: int = 1) -> None:
        """Let the shop trade for some days, and put its clock forward by as long.

        New orders and customers come, orders move through their statuses, rows are edited and a
        few deleted. The same store lives the same days.
        """
        for _ in range(days):
            self._days_lived += 1
            self._live_a_day(random.Random(self.seed * 1_000_003 + self._days_lived))
            self.clock.advance(DAY)

    def _live_a_day(self, chance: random.Random) -> None:
        # The first hour stays quiet: the clock ticks while somebody reads the store between two
        # days, and no change may be dated before what they have read already.
        begin = int(self.clock.set_to.timestamp()) + 3600
        new = max(1, round(self._orders_per_day))
        moments = sorted(begin + chance.randrange(DAY - 3600) for _ in range(4 * new + 6))
        deeds = [self._sell] * new + [self._progress] * (2 * new)
        deeds += [self._amend] * (len(moments) - len(deeds))
        chance.shuffle(deeds)
        with self.lock:
            for moment, deed in zip(moments, deeds, strict=True):
                deed(chance, moment)

    def _sell(self, chance: random.Random, second: int) -> None:
        self.orders._insert(1, second)  # noqa: SLF001 - the store dates its own collections
        if chance.random() < _NEW_CUSTOMERS_PER_ORDER:
            self.customers._insert(1, second)  # noqa: SLF001 - as above

    def _progress(self, chance: random.Random, second: int) -> None:
        """Move one of the latest orders on: to shipped, then to completed."""
        latest = self.orders.index.ids[-60:]
        if latest:
            row_id = chance.choice(latest)
            status_id = (
                order_rows.COMPLETED
                if self.orders.status_id(row_id) == order_rows.SHIPPED
                else order_rows.SHIPPED
            )
            moment = datetime.fromtimestamp(second, UTC)
            self.orders.edit(row_id, status_id=status_id, date_modified=moment)

    def _amend(self, chance: random.Random, second: int) -> None:
        """Edit, or seldom delete, a row of any age in any collection."""
        collection = chance.choice((self.orders, self.customers, self.products, self.coupons))
        if not len(collection):
            return
        row_id = chance.choice(collection.index.ids)
        if chance.random() < _DELETIONS_PER_EDIT:
            collection.delete(row_id)
        else:
            collection.stamp([row_id], datetime.fromtimestamp(second, UTC))
