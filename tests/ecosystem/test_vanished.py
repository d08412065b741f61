"""Rows of parts that are gone from their records: the documentation's SQL leaves them out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from bigcommerce_sandbox import Fault, Sandbox, Store
from tap_bigcommerce.reading.parts import Bulk
from tap_bigcommerce.streams import ChildStream, RootStream
from tap_bigcommerce.tap import TapBigCommerce
from tests.documents import statements
from tests.ecosystem.pipeline import Pipeline
from tests.running import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bigcommerce_sandbox.collection import Collection
    from tests.ecosystem.targets import Database, Record
    from tests.running import Output

pytestmark = pytest.mark.ecosystem

Keys = dict[str, set[str]]
"""The keys of the rows of each table, as text."""

STREAMS = TapBigCommerce(config={}, validate_config=False).streams
PARTS = {
    name: one
    for name, one in STREAMS.items()
    if isinstance(one, ChildStream) and not isinstance(one.own_list, Bulk)
}
"""Tables of parts whose record, or address, tells of them alone."""


def root_of(part: ChildStream) -> RootStream:
    """The stream of the records whose parts these are."""
    [root] = [one for one in STREAMS.values() if type(one) is part.parent_stream_type]
    assert isinstance(root, RootStream)
    return root


ROOTS = sorted({root_of(part).name for part in PARTS.values()})

OWN_LISTS = {name for name, part in PARTS.items() if part.own_list}
"""Tables of parts that the page of their record does not bring."""

UNDATED = [
    name
    for name, part in PARTS.items()
    if part.field in part.parent_stream_type.undated_fields and name not in OWN_LISTS
]
"""Tables whose rows may vanish without a new date of their record."""

SIZES: dict[str, Any] = {"orders": 40, "customers": 40, "products": 60}

CHANGED = 20
"""Records of each kind that lose parts and get a new date; the others lose some silently."""

SETTLED = 3600
"""Seconds after which every change can be read."""

DAY = 86_400

BY_DATE, BY_READING = statements("parts", "SELECT")
"""The queries that the documentation shows, each with the names of one table."""


def names(part: ChildStream) -> tuple[str, ...]:
    """The names by which the queries for two tables differ."""
    root = root_of(part)
    [owner] = [name for name, field in root.shared_fields.items() if field == "id"]
    return part.name, root.name, owner, str(part.replication_key), str(root.replication_key)


def query(shown: str, part: ChildStream) -> str:
    """A query with the names of another table."""
    [example] = re.findall(r"FROM (\w+) AS part", shown)
    own = dict(zip(names(PARTS[example]), names(part), strict=True))
    return re.sub(r"\w+", lambda name: own.get(name[0], name[0]), shown)


def found(shown: str, database: Database) -> Keys:
    """The rows that a query gives of each table."""
    queries = [
        f"SELECT '{name}' AS name, concat_ws('/', {', '.join(part.keys)}) AS key"  # noqa: S608 - our names
        f" FROM ({query(shown, part)}) AS one"
        for name, part in PARTS.items()
    ]
    every: Keys = {name: set() for name in PARTS}
    for row in database.ask(" UNION ALL ".join(queries)):
        every[row["name"]].add(row["key"])
    return every


def keys(part: ChildStream, rows: Sequence[Record]) -> set[str]:
    """The keys of rows, as text."""
    return {"/".join(str(row[key]) for key in part.keys) for row in rows}


class Gone(NamedTuple):
    """What two queries give once records have lost parts, and what they should.

    Args:
        loaded: every row that was loaded first.
        by_date: after changes that moved dates: the query by date.
        truth: what there was then.
        by_date_later: the same query after changes that moved no date, and a refresh.
        by_reading: the query by the time of reading.
        truth_later: what there was then.
        last: rows that went when their record had no other of the kind.
    """

    loaded: Keys
    by_date: Keys
    truth: Keys
    by_date_later: Keys
    by_reading: Keys
    truth_later: Keys
    last: Keys


@pytest.fixture(scope="module")
def gone(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Gone:
    """A store that was loaded three times, while its records lost parts."""
    store = Store(seed=33, **SIZES)
    for name in UNDATED:
        make_siblings(store, name)
    store.clock.advance(SETTLED)
    with Sandbox(store) as shop:
        folder = tmp_path_factory.mktemp("pipeline")
        pipeline = Pipeline(shop, database, folder, *ROOTS, *PARTS, streams="tables")
        first = pipeline.run()
        changed = {root: store.collection(root).ids()[:CHANGED] for root in ROOTS}

        lose(shop, changed)
        store.clock.advance(SETTLED)
        pipeline.run()
        by_date = found(BY_DATE, database)
        truth = current(shop, PARTS.keys() - OWN_LISTS) | unchanged(first, changed)
        last = {name: keys(PARTS[name], lose_silently(store, name, first)) for name in UNDATED}
        store.clock.advance(DAY)
        pipeline.run()
        return Gone(
            {name: keys(part, first.records(name)) for name, part in PARTS.items()},
            *(by_date, truth),
            *(found(BY_DATE, database), found(BY_READING, database)),
            truth | current(shop, UNDATED),
            last,
        )


def listed(store: Store, name: str) -> dict[int, list[Any]]:
    """The parts of records that are to lose some silently, by record; those that have any."""
    part = PARTS[name]
    collection = store.collection(root_of(part).name)
    every = {one: collection.row(one).get(part.field) for one in collection.ids()[CHANGED:]}
    return {one: rows for one, rows in every.items() if rows}


def make_siblings(store: Store, name: str) -> None:
    """Give a record the parts of another one, unless some have two already."""
    field, root = PARTS[name].field, root_of(PARTS[name]).name
    rows = listed(store, name)
    if max(map(len, rows.values())) == 1:
        *_, one, other = rows
        store.collection(root).edit(one, **{field: rows[one] + rows[other]})
        store.collection(root).edit(other, **{field: []})


def lose(shop: Sandbox, changed: dict[str, list[int]]) -> None:
    """Take parts from records and move their dates; lists of their own are empty from now on."""
    for root, owners in changed.items():
        collection = shop.store.collection(root)
        lesser = _of_another if root == "orders" else _without_first
        for owner in owners:
            collection.edit(owner, **lesser(collection, owner))
    for name in OWN_LISTS:
        part = PARTS[name]
        assert part.own_list
        path = rf"/{part.parent_stream_type.path}/\d+/(.+/)?{part.own_list.ending}$"
        shop.faults.append(Fault(path=path, status=404, times=None))


def _of_another(orders: Collection, owner: int) -> Record:
    """The parts of an order that is left alone: those of one order fit each other."""
    row = orders.row(orders.ids()[-1 - orders.ids().index(owner)])
    return {name: value for name, value in row.items() if name not in {"id", "date_modified"}}


def _without_first(collection: Collection, owner: int) -> Record:
    """All parts of a record but the first of each kind."""
    row = collection.row(owner)
    fields = {part.field for part in PARTS.values()}
    return {name: row[name][1:] for name in fields & row.keys() if isinstance(row[name], list)}


def lose_silently(store: Store, name: str, first: Output) -> list[Record]:
    """Take parts from records that still have all, and leave their dates as they are.

    Returns:
        Rows of the only record that has lost all of them.
    """
    part = PARTS[name]
    collection, owner = store.collection(root_of(part).name), names(part)[2]
    (last, _), *others = sorted(listed(store, name).items(), key=lambda one: len(one[1]))
    collection.edit_silently(last, **{part.field: []})
    for one, rows in others:
        collection.edit_silently(one, **{part.field: rows[1:] or rows})
    return [row for row in first.records(name) if row[owner] == last]


def current(shop: Sandbox, tables: Iterable[str]) -> Keys:
    """The rows that there are of some tables: those that a first run brings."""
    output = read(shop, *tables, streams="tables")
    return {name: keys(PARTS[name], output.records(name)) for name in tables}


def unchanged(first: Output, changed: dict[str, list[int]]) -> Keys:
    """The rows of lists that are empty by now, of records that were not read again."""
    every: Keys = {}
    for name in OWN_LISTS:
        part, rows = PARTS[name], first.records(name)
        _, root, owner, *_ = names(part)
        every[name] = keys(part, [row for row in rows if row[owner] not in changed[root]])
    return every


@pytest.mark.parametrize("name", PARTS)
def test_a_row_that_is_older_than_its_record_is_gone(name: str, gone: Gone) -> None:
    """What a record lost when its date moved is what the query by date leaves out."""
    assert gone.loaded[name] - gone.truth[name]
    assert gone.by_date[name] == gone.truth[name]


@pytest.mark.parametrize("name", PARTS)
def test_a_row_that_was_read_before_its_siblings_is_gone(name: str, gone: Gone) -> None:
    """What a refresh did not bring again is what the query by the time of reading leaves out.

    But for what was the last of its kind: no sibling tells.
    """
    assert gone.by_reading[name] == gone.truth_later[name] | gone.last.get(name, set())
    if name in UNDATED:
        assert gone.last[name]
        assert gone.by_reading[name] < gone.by_date_later[name]
