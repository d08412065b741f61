"""A store that changes while it is read."""

# ruff: noqa: S311 - chance picks the rows that change, nothing secret

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bigcommerce_sandbox.store import Store
from bigcommerce_sandbox.tables import TABLES

COLLECTIONS = tuple(table.name for table in TABLES if table.trades)
"""The collections that change, unless others are named."""


@dataclass(kw_only=True)
class Mutation:
    """Changes to random live rows after every few requests, as ``Sandbox.mutate`` describes."""

    store: Store
    every: int
    touch: int
    delete: int
    insert: int
    collections: Sequence[str]

    def __post_init__(self) -> None:
        self._collections = [self.store.collection(name) for name in self.collections]
        self._chance = Random(self.store.seed)
        self._requests = 0

    def count_request(self) -> None:
        """Take note of a request, and change the store if it is time to."""
        with self.store.lock:
            self._requests += 1
            if self.every and self._requests % self.every == 0:
                self._change()

    def stop(self) -> None:
        """Change nothing more, not even for requests that are being answered."""
        with self.store.lock:
            self.every = 0

    def _change(self) -> None:
        for collection in self._collections:
            for count, change in (
                (self.touch, collection.touch),
                (self.delete, collection.delete),
            ):
                live = collection.index.ids
                places = self._chance.sample(range(len(live)), min(count, len(live)))
                change(*[live[place] for place in places])
            collection.insert(self.insert)
