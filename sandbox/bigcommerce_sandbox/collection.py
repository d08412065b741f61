"""A collection: which rows there are, how they change, and how they were a moment ago."""

from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

from bigcommerce_sandbox.generator.history import History
from bigcommerce_sandbox.generator.values import Row
from bigcommerce_sandbox.index import Index

if TYPE_CHECKING:
    from bigcommerce_sandbox.store import Store
    from bigcommerce_sandbox.table import Table

_ROWS_KEPT = 1024

_SECONDS_REMEMBERED = 120
"""How far back a collection can tell what it was like; longer than any server lags behind."""

View = Callable[[Row], Row]
"""Makes what is shown of a raw row; two equal views must show the same."""


class State(NamedTuple):
    """What is kept of a row beside its draw: when it changed, what was put since, and how often."""

    second: int
    edits: Row
    version: int
    is_live: bool


class Rows(Protocol):
    """Rows as a server finds them to answer a request.

    Methods raise KeyError for an id that is not there.
    """

    index: Index
    is_keyed: bool
    """Whether the ids are those that the rows themselves carry."""

    def __contains__(self, row_id: int) -> bool:
        """Whether there is such a row, and it is in the lists."""

    def __len__(self) -> int:
        """How many rows are in the lists."""

    def row(self, row_id: int) -> Row:
        """The raw row; not to be changed."""

    def second(self, row_id: int) -> int:
        """The Unix second of the row's last change."""

    def created(self, row_id: int) -> int:
        """The Unix second of the row's creation."""

    def edits(self, row_id: int) -> Row:
        """The fields that were put since the row was drawn."""

    def encoded(self, row_id: int, view: View) -> bytes:
        """The JSON of one view of a row."""


class Collection:
    """One kind of row: which are live, when each changed, and what it says now.

    A row is drawn afresh from its id whenever it is needed; only what was changed since is kept.

    Args:
        store: The store it belongs to, for its clock, its lock and its shop.
        table: The kind of row.
        past: When the rows of the store's history were created and changed.
    """

    is_keyed = True

    def __init__(self, store: "Store", table: "Table", past: History) -> None:
        self._store = store
        self._table = table
        self._first_id = table.first_id
        self._created: array[int] = array("q", past.created)
        self._modified: array[int] = array("q", past.modified)
        self._edits: dict[int, Row] = {}
        self._versions: Counter[int] = Counter()
        self._journal: deque[tuple[float, int, State | None]] = deque()
        self.index = Index(enumerate(past.modified, table.first_id))
        self._row = lru_cache(_ROWS_KEPT)(self._build)
        self._encoded = lru_cache(store.rows_kept)(self._encode)

    def __len__(self) -> int:
        return len(self.index.ids)

    def __contains__(self, row_id: int) -> bool:
        return row_id in self.index

    def __iter__(self) -> Iterator[Row]:
        return (self.get(row_id) for row_id in self.ids())

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
        """When the row was last changed; None if it carries no such date."""
        if self._table.write_date is None:
            return None
        return datetime.fromtimestamp(self.second(row_id), UTC)

    def touch(self, *row_ids: int) -> None:
        """Change something visible in each row, at the store's current second."""
        self._change(row_ids, self._store.clock.second(), self._table.touch)

    def insert(self, n: int = 1, *, dated: datetime | None = None) -> list[int]:
        """Add new rows.

        Args:
            n: How many.
            dated: When they say that they were created and changed; the store's current second
                unless given. An import gives new ids to rows with old dates.

        Returns:
            Their ids.
        """
        return self._insert(n, self._store.clock.second() if dated is None else _second(dated))

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
        second = self._store.clock.second() if moment is None else _second(moment)
        self._change([row_id], second, lambda row: self._edited(row, fields))

    def edit_silently(self, row_id: int, **fields: Any) -> None:
        """Put fields of a row as given, and leave its date of change as it was.

        So do BigCommerce's own edits of some parts: a product's variants and images, for one.
        """
        self._change([row_id], self.second(row_id), lambda row: self._edited(row, fields))

    def stamp(self, row_ids: Iterable[int], moment: datetime) -> None:
        """Give many rows one date of change, as a bulk edit does."""
        self._change(row_ids, _second(moment), self._table.touch)

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

    def born(self, row_id: int) -> int:
        """The Unix second of the creation of a row that is, or was, there."""
        return self._created[row_id - self._first_id]

    def edits(self, row_id: int) -> Row:
        """The fields that were put since the row was drawn; not to be changed."""
        self._existing(row_id)
        return self._edits.get(row_id, {})

    def encoded(self, row_id: int, view: View) -> bytes:
        """The JSON of one view of a row, from memory if the row has not changed since."""
        self._existing(row_id)
        return self._encoded(row_id, self._versions[row_id], view)

    def before(self, moment: float) -> dict[int, State | None]:
        """What every row was at a moment that has changed since; None if it was not there yet.

        Args:
            moment: Unix time, no further back than two minutes.
        """
        states = {}
        for changed, row_id, state in reversed(self._journal):
            if changed <= moment:
                break
            states[row_id] = state
        return states

    def draw(self, row_id: int, created: int) -> Row:
        """Draw a row as it was created."""
        return self._table.draw(self._store.shop, row_id, created)

    def written(self, row_id: int, state: State) -> Row:
        """The raw row in a state that it is, or was, in."""
        row = self.draw(row_id, self.born(row_id))
        if self._table.write_date is not None:
            row["date_modified"] = self._table.write_date(state.second)
        return row | state.edits

    def remains(self, state: State) -> bool:
        """Whether a row in this state still has its own address."""
        return state.is_live

    def complete(self, row: Row) -> Row:
        """A raw row with every part in its place."""
        return row

    def _existing(self, row_id: int) -> int:
        place = row_id - self._first_id
        if not 0 <= place < len(self._created) or not self.remains(self._state(row_id)):
            raise KeyError(row_id)
        return place

    def _state(self, row_id: int) -> State:
        return State(
            self._modified[row_id - self._first_id],
            self._edits.get(row_id, {}),
            self._versions[row_id],
            row_id in self.index,
        )

    def _remember(self, row_id: int, state: State | None) -> None:
        """Keep what a row was before it changes."""
        now = self._store.clock.now().timestamp()
        self._journal.append((now, row_id, state))
        while self._journal[0][0] < now - _SECONDS_REMEMBERED:
            self._journal.popleft()

    def _build(self, row_id: int, _version: int) -> Row:
        return self.written(row_id, self._state(row_id))

    def _encode(self, row_id: int, version: int, view: View) -> bytes:
        # Not through the cache of rows: what is encoded is kept as bytes, a tenth of the memory.
        return msgspec.json.encode(view(self._build(row_id, version)))

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
                self._remember(row_id, self._state(row_id))
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
                self._remember(row_id, None)
                self._created.append(second)
                self._modified.append(second)
                self.index.add(row_id, second)
                new.append(row_id)
            return new

    def _remove(self, row_ids: Iterable[int]) -> None:
        with self._store.lock:
            for row_id in row_ids:
                place = self._existing(row_id)
                self._remember(row_id, self._state(row_id))
                if row_id in self.index:
                    self.index.remove(row_id, self._modified[place])
                self._versions[row_id] += 1


@dataclass
class Indexed:
    """Rows of which others are in the lists.

    Attributes:
        rows: The rows.
        index: Those that are in the lists.
    """

    rows: Rows
    index: Index
    is_keyed: bool = True

    def __contains__(self, row_id: int) -> bool:
        return row_id in self.index

    def __len__(self) -> int:
        return len(self.index.ids)

    def row(self, row_id: int) -> Row:
        """The raw row."""
        return self.rows.row(row_id)

    def second(self, row_id: int) -> int:
        """The Unix second of the row's last change."""
        return self.rows.second(row_id)

    def created(self, row_id: int) -> int:
        """The Unix second of the row's creation."""
        return self.rows.created(row_id)

    def edits(self, row_id: int) -> Row:
        """The fields that were put since the row was drawn."""
        return self.rows.edits(row_id)

    def encoded(self, row_id: int, view: View) -> bytes:
        """The JSON of one view of a row."""
        return self.rows.encoded(row_id, view)


def _second(moment: datetime) -> int:
    return int(moment.timestamp())
