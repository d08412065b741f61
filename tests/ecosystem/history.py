"""A store with a past, what happens in it between two runs, and what a database should have."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bigcommerce_sandbox import Store

STREAMS = ("coupons", "customers", "orders", "products")
SIZES: dict[str, Any] = {"coupons": 40, "customers": 150, "orders": 300, "products": 120}

LONG_AMOUNT = Decimal("123456789012345.6789")
"""More digits than floating point has."""

AWKWARD_TEXT = "Two lines,\r\nand \"quotes\"; 'more'\tand \\N, \\n, {}, %s ¿ünïcode? 🛒 "
"""What separates and escapes values in the formats that targets load through."""


@dataclass
class History:
    """What a store has said of each record, and last said of those that are gone."""

    store: Store
    truth: dict[str, dict[int, Any]] = field(default_factory=dict)
    changed: dict[str, set[int]] = field(default_factory=dict)
    deleted: dict[str, set[int]] = field(default_factory=dict)

    def begin(self) -> None:
        """Give some records values that are hard to keep."""
        orders, products = self.store.orders, self.store.products
        order, product = orders.ids()[5], products.ids()[5]
        orders.edit(order, total_inc_tax=str(LONG_AMOUNT), staff_notes=AWKWARD_TEXT)
        first, *others = products.get(product)["variants"]
        products.edit(product, variants=[{**first, "price": str(LONG_AMOUNT)}, *others])
        self.store.customers.edit(self.store.customers.ids()[5], notes=AWKWARD_TEXT)
        self.store.clock.advance(3600)
        self._note()

    def go_on(self) -> None:
        """Touch, add and delete records of every kind, an hour after they were read."""
        for stream in STREAMS:
            collection = self.store.collection(stream)
            touched, deleted = collection.ids()[10:15], collection.ids()[20:22]
            collection.touch(*touched)
            collection.delete(*deleted)
            self.changed[stream] = {*touched, *collection.insert(3)}
            self.deleted[stream] = {*deleted}
        self.store.clock.advance(3600)
        self._note()

    def _note(self) -> None:
        for stream in STREAMS:
            collection = self.store.collection(stream)
            said = {one: collection.get(one) for one in collection.ids()}
            self.truth.setdefault(stream, {}).update(said)
