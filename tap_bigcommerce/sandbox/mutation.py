"""A store that changes while it is read."""

# ruff: noqa: S311 - chance picks the rows that change, nothing secret

from collections.abc import Sequence
from random import Random

from tap_bigcommerce.sandbox.store import Store

COLLECTIONS = ("orders", "customers", "products", "coupons")


class Mutation:
    """Changes to random live rows after every few requests.

    Args:
        store: The store to change.
        every: After how many requests the changes come; 0 for never.
        touch: Rows of each collection to touch at a time.
        delete: Rows of each collection to delete at a time.
        insert: Rows of each collection to add at a time.
        collections: The names of the collections to change.
    """

    def __init__(  # noqa: PLR0913 - one argument for each kind of change
        self,
        store: Store,
        *,
        every: int = 1,
        touch: int = 0,
        delete: int = 0,
        insert: int = 0,
        collections: Sequence[str] = COLLECTIONS,
    ) -> None:
        self._store = store
        self._every = every
        self._touch = touch
        self._delete = delete
        self._insert = insert
        self._collections = [store.collection(name) for name in collections]
        self._chance = Random(store.seed)
        self._requests = 0

    def count_request(self) -> None:
        """Take note of a request, and change the store if it is time to."""
        self._requests += 1
        if self._every and self._requests % self._every == 0:
            with self._store.lock:
                self._change()

    def _change(self) -> None:
        for collection in self._collections:
            for count, change in (
                (self._touch, collection.touch),
                (self._delete, collection.delete),
            ):
                live = collection.index.ids
                places = self._chance.sample(range(len(live)), min(count, len(live)))
                change(*[live[place] for place in places])
            collection.insert(self._insert)
