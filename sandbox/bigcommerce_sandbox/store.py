"""The store: its collections, how they change, and its clock."""

# ruff: noqa: S311 - random picks here decide which invented rows change, nothing secret

from datetime import datetime
from random import Random
from threading import RLock
from typing import Any

from bigcommerce_sandbox import trade
from bigcommerce_sandbox.clock import DEFAULT_NOW, Clock
from bigcommerce_sandbox.collection import Collection
from bigcommerce_sandbox.generator.history import history
from bigcommerce_sandbox.generator.shop import Shop
from bigcommerce_sandbox.generator.values import DAY
from bigcommerce_sandbox.tables import TABLES


class Store:
    """A shop with months of history behind it, the same for the same arguments.

    Each table's collection is an attribute by the table's name, such as ``store.orders``.

    Args:
        seed: Another seed, another shop.
        now: The end of the history, where the store's clock starts.
        months: The length of the history.
        rows_kept: Rows of each collection to keep encoded, of which one takes up to 10 kB: the
            rest are made anew when they are asked for, which takes ten times as long.
        sizes: How many rows of a table the history holds, such as ``orders=300``.

    Raises:
        TypeError: There is no such table, or its rows have no history.
    """

    def __init__(
        self,
        seed: int = 1,
        *,
        now: datetime = DEFAULT_NOW,
        months: float = 18,
        rows_kept: int = 24_000,
        **sizes: int,
    ) -> None:
        known = {table.name: table.size for table in TABLES if table.size is not None}
        if unknown := sizes.keys() - known:
            message = f"a store has no history of {', '.join(sorted(unknown))}"
            raise TypeError(message)
        self.lock = RLock()
        self.rows_kept = rows_kept
        self.clock = Clock(now)
        self.seed = seed
        self.months = months
        self.shop = Shop(seed, int(now.timestamp()))
        self._days_lived = 0
        self._collections: dict[str, Collection] = {}
        for table in TABLES:
            count = (known | sizes).get(table.name, 0)
            past = table.past(self.shop, history(seed, table.name, count, self.shop.now, months))
            self.shop.created[table.name] = past.created
            self._collections[table.name] = table.kept(self, table, past)

    def __getattr__(self, name: str) -> Any:
        if name in (collections := self.__dict__.get("_collections", {})):
            return collections[name]
        message = f"{type(self).__name__!r} object has no attribute {name!r}"
        raise AttributeError(message)

    def collection(self, name: str) -> Collection:
        """The rows of the table of that name."""
        return self._collections[name]

    def live(self, days: int = 1) -> None:
        """Let the shop trade for some days, and put its clock forward by as long.

        New orders and customers come, orders move through their statuses, rows are edited and a
        few deleted. The same store lives the same days.
        """
        for _ in range(days):
            self._days_lived += 1
            trade.live_a_day(self, Random(self.seed * 1_000_003 + self._days_lived))
            self.clock.advance(DAY)
