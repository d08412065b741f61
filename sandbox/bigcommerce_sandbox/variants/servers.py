"""Which state of the store answers a request, when its servers disagree."""

from collections.abc import Mapping
from random import Random

import msgspec

from bigcommerce_sandbox.collection import Collection, Rows, State, View
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.variants import Variants, rows
from bigcommerce_sandbox.variants.rows import Altered

_REPLICAS = {"replicas-3-s-late": 3, "replicas-15-s-late": 15, "replicas-60-s-late": 60}

_INDEX_LAG = 20
_COMMIT_LAG = 8
_LATE_SHARE = 3
"""One row in so many has its changes committed late."""


class Server:
    """The server that answers one request: where it is in time, and how it sees rows.

    Args:
        variants: Those that are on.
        now: The store's Unix time.
        chance: Decides whether it is a replica.
    """

    def __init__(self, variants: Variants, now: float, chance: Random) -> None:
        self._variants = variants
        self._now = now
        lags = [lag for name, lag in _REPLICAS.items() if name in variants]
        self._lag = max(lags) if lags and chance.random() < 1 / 3 else 0
        self._seen: dict[Collection, Rows] = {}

    def sees(self, collection: Collection) -> Rows:
        """The rows of a collection as this server has them."""
        if not self._variants:
            return collection
        if collection not in self._seen:
            self._seen[collection] = rows.altered(self._found(collection), self._variants)
        return self._seen[collection]

    def _found(self, collection: Collection) -> Rows:
        seen: Rows = collection
        before = self._before(collection)
        if before:
            seen = Snapshot(collection, before)
        if "index-20-s-late" in self._variants:
            earlier = collection.before(self._now - _INDEX_LAG) | before
            seen = Found(Snapshot(collection, earlier), seen)
        return seen

    def _before(self, collection: Collection) -> dict[int, State | None]:
        """The rows that this server has not seen change, as it has them."""
        before = {}
        if "commits-8-s-late" in self._variants:
            late = collection.before(self._now - _COMMIT_LAG)
            before = {i: state for i, state in late.items() if i % _LATE_SHARE == 0}
        if self._lag:
            # A longer lag shows an earlier state.
            lagging = collection.before(self._now - self._lag)
            before = before | lagging if self._lag > _COMMIT_LAG else lagging | before
        return before


class Snapshot(Altered):
    """A collection of which some rows are still what they were.

    Args:
        now: The collection as it is.
        before: What these rows were; None for those that were not there yet.
    """

    def __init__(self, now: Collection, before: Mapping[int, State | None]) -> None:
        super().__init__(now)
        self._now = now
        self._before = before
        self.index = now.index.copy()
        for row_id, state in before.items():
            if row_id in self.index:
                self.index.remove(row_id, now.second(row_id))
            if state and state.is_live:
                self.index.add(row_id, state.second)

    def row(self, row_id: int) -> Row:
        """The raw row as it was."""
        state = self._earlier(row_id)
        return self._now.written(row_id, state) if state else self._now.row(row_id)

    def second(self, row_id: int) -> int:
        """The Unix second of the row's last change by then."""
        state = self._earlier(row_id)
        return state.second if state else self._now.second(row_id)

    def created(self, row_id: int) -> int:
        """The Unix second of the row's creation."""
        return self._now.born(row_id) if self._earlier(row_id) else self._now.created(row_id)

    def edits(self, row_id: int) -> Row:
        """The fields that had been put by then."""
        state = self._earlier(row_id)
        return state.edits if state else self._now.edits(row_id)

    def encoded(self, row_id: int, view: View) -> bytes:
        """The JSON of one view of a row as it was."""
        if self._earlier(row_id):
            return msgspec.json.encode(view(self.row(row_id)))
        return self._now.encoded(row_id, view)

    def _earlier(self, row_id: int) -> State | None:
        """What a row was, None if it has not changed since."""
        if row_id not in self._before:
            return None
        state = self._before[row_id]
        if state is None or not self._now.remains(state):
            raise KeyError(row_id)
        return state


class Found(Altered):
    """Rows that are found and sorted as they were, and shown as they are.

    Args:
        earlier: As they were.
        now: As they are.
    """

    def __init__(self, earlier: Rows, now: Rows) -> None:
        super().__init__(now)
        self._earlier = earlier
        self.index = earlier.index

    def second(self, row_id: int) -> int:
        """The Unix second that the row is sorted by."""
        return self._earlier.second(row_id) if row_id in self.index else self._rows.second(row_id)
