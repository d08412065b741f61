"""The reading algorithm, over every store that a few numbers can describe.

A model of a store answers in place of the real one, request by request, while it changes; several
requests are under way at once, and answered in any order.
"""

from __future__ import annotations

import base64
import json
import random
import threading
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_bigcommerce import dates
from tap_bigcommerce.api.client import Response
from tap_bigcommerce.api.pool import Pool
from tap_bigcommerce.api.wire import Body
from tap_bigcommerce.errors import DistrustError, StreamError
from tap_bigcommerce.reading.collection import Collection
from tap_bigcommerce.reading.dialects import V2_ORDERS, V3, V3_CURSOR, Dialect
from tap_bigcommerce.reading.page import id_in_cursor
from tap_bigcommerce.reading.reader import Reader
from tap_bigcommerce.reading.undated import check_dated
from tap_bigcommerce.settings import LARGEST_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tap_bigcommerce.api.attempts import Retry
    from tap_bigcommerce.api.client import Request
    from tap_bigcommerce.reading.page import Row

NOW = 1_700_000_000
"""The store's clock when the run begins, in Unix time."""


def moment(second: int) -> datetime:
    """Unix time as what the tap reckons with."""
    return datetime.fromtimestamp(second, UTC)


@dataclass
class Model:
    """A store's list, and how it changes.

    Args:
        rows: the second of `date_modified`, by id.
        exclusive: whether date bounds leave out their own second.
        newest_first: whether a list without a sort begins with the highest id.
        ghosts: one in so many rows is listed and counted, and not given; 0 for none.
        clamp: the most rows of a page, which no response says.
        obeys_desc: whether a list can be sorted from the highest to the lowest.
        touched: rows to change after each request.
        deleted: rows to delete after each request.
        inserted: rows to add after each request.
        torn: whether a row may change between the moment when a page is sorted and that when it is
            written.
        workers: requests under way at once.
        seed: of its chance.
        fails_at: which request fails, if any.
    """

    rows: dict[int, int]
    exclusive: bool = False
    newest_first: bool = False
    ghosts: int = 0
    clamp: int = 250
    obeys_desc: bool = True
    touched: int = 0
    deleted: int = 0
    inserted: int = 0
    torn: bool = False
    workers: int = 1
    seed: int = 0
    fails_at: int | None = None
    requests: int = 0
    most_under_way: int = 0

    def __post_init__(self) -> None:
        self.pool = Pool(self.workers)
        self._chance = random.Random(self.seed)
        self._lock = threading.Lock()
        self._under_way = 0
        self._last_id = max(self.rows, default=0)

    def get(self, request: Request[Any], _: Retry | None = None) -> Response[Any]:
        """Answer as BigCommerce would, then let the store change."""
        with self._lock:
            self._under_way += 1
            self.most_under_way = max(self.most_under_way, self._under_way)
        threading.Event().wait(self._chance.random() / 5000)  # answers overtake each other
        with self._lock:
            body = json.dumps(self._answer(request.path, {**request.query})).encode()
            clock = moment(NOW + self.requests // 20)
            self._change()
            self._under_way -= 1
            self.requests += 1
            if self.requests == self.fails_at:
                message = "It keeps failing."
                raise StreamError(message)
        content = request.read(b"" if body == b"[]" else body)
        return Response(content, request.limit, clock, Body.of(body, is_compressed=False))

    def _answer(self, path: str, query: dict[str, Any]) -> Any:
        matching = [one for one in self.rows if self._matches(one, query)]
        if path.endswith("/count"):
            return {"count": len(matching)}
        if "date_modified" in str(query.get("sort")):
            # Rows of one second come in another order each time.
            matching.sort(key=lambda one: (self.rows[one], self._chance.random()))
        else:
            matching.sort(reverse=self.newest_first and "sort" not in query)
        if self.obeys_desc and "desc" in f"{query.get('sort')} {query.get('direction')}":
            matching.reverse()
        asked, page = query["limit"], query.get("page", 1)
        limit = min(asked, self.clamp)
        shown = matching[(page - 1) * limit : page * limit]
        has_next = len(matching) > page * limit
        last = shown[-1] if shown else 0
        shown = [one for one in shown if not self._is_ghost(one)]
        if self.torn and shown and self._chance.random() < 0.2:
            self.rows[self._chance.choice([shown[-1], *shown])] = NOW + self.requests
        records = [
            {"id": one, "date_modified": moment(self.rows[one]).isoformat()} for one in shown
        ]
        if path.startswith("v2"):
            return records
        numbered = {"total": len(matching), "per_page": asked}
        cursor: dict[str, Any] = {"per_page": asked, "links": {}}
        if last:
            id_of_last = base64.b64encode(b'{"id":%d}' % last).decode().rstrip("=")
            cursor["end_cursor"] = id_of_last
            cursor["links"] = {"next": f"?after={id_of_last}"} if has_next else {}
        meta = {"pagination": numbered, "cursor_pagination": cursor}
        if page > 1:
            del meta["cursor_pagination"]
        if "after" in query:
            del meta["pagination"]
        return {"data": records, "meta": meta}

    def _matches(self, one: int, query: dict[str, Any]) -> bool:
        second, least = self.rows[one], int(self.exclusive)
        bounds: dict[str, Callable[[Any], bool]] = {
            "min_date_modified": lambda value: second >= _second(value) + least,
            "max_date_modified": lambda value: second <= _second(value) - least,
            "date_modified:min": lambda value: second >= _second(value) + least,
            "date_modified:max": lambda value: second <= _second(value) - least,
            "min_id": lambda value: one >= value,
            "max_id": lambda value: one <= value,
            "id:greater": lambda value: one > value,
            "id:max": lambda value: one <= value,
            "id:in": lambda value: str(one) in value.split(","),
            "after": lambda value: self._is_behind(one, id_in_cursor(value) or 0),
        }
        return all(bounds[name](value) for name, value in query.items() if name in bounds)

    def _is_behind(self, one: int, other: int) -> bool:
        return one < other if self.newest_first else one > other

    def _is_ghost(self, one: int) -> bool:
        return bool(self.ghosts) and one % self.ghosts == 0

    @property
    def is_odd(self) -> bool:
        """Whether the store does what the reference does not say."""
        return bool(self.ghosts) or self.clamp < LARGEST_PAGE or not self.obeys_desc

    @property
    def given(self) -> dict[int, int]:
        """The rows that the store gives."""
        return {one: second for one, second in self.rows.items() if not self._is_ghost(one)}

    def _change(self) -> None:
        alive = list(self.rows)
        for one in self._chance.sample(alive, min(self.touched, len(alive))):
            self.rows[one] = NOW + self.requests
        alive = list(self.rows)
        for one in self._chance.sample(alive, min(self.deleted, len(alive))):
            del self.rows[one]
        for _ in range(self.inserted):
            self._last_id += 1  # the id of a row that was deleted is never given again
            self.rows[self._last_id] = NOW + self.requests


def _second(text: str) -> int:
    return int(dates.parse(text).timestamp())


@st.composite
def stores(draw: st.DrawFn, *, most: int) -> Model:
    """Stores of up to so many rows, many of them in the same second, that change in every way."""
    chance = random.Random(draw(st.integers(0, 1000)))
    tied = draw(st.sampled_from([0, 0.1, 0.5, 1]))
    busy = [NOW - 9_000, NOW - 500, NOW - 499]
    few = st.integers(0, 3)
    clamp = draw(st.sampled_from([250, 250, 3, 4]))
    ghosts = draw(st.sampled_from([0, 0, 3, 7]))
    # Page numbers alone lead past a page that shows nothing, and rows that leave shift them. Four
    # rows in a row are likely to be ghosts here only; no list hides 249 one after another.
    changes = clamp == LARGEST_PAGE and ghosts != 3
    return Model(
        rows={
            one: chance.choice(busy)
            if chance.random() < tied
            else chance.randrange(NOW - 10_000, NOW - 5)
            for one in range(1, draw(st.integers(0, most)) + 1)
        },
        exclusive=draw(st.booleans()),
        newest_first=draw(st.booleans()),
        ghosts=ghosts,
        clamp=clamp,
        obeys_desc=draw(st.booleans()),
        touched=draw(few) if changes else 0,
        deleted=draw(few) if changes else 0,
        inserted=draw(few) if changes else 0,  # else lists outgrow their reader
        torn=changes and draw(st.booleans()),
        workers=draw(st.integers(1, 8)),
        seed=chance.randrange(1000),
        fails_at=draw(st.one_of(st.none(), st.integers(0, 60))),
    )


VERSIONS = pytest.mark.parametrize(
    "version", [V2_ORDERS, V3, V3_CURSOR], ids=["v2", "v3", "cursor"]
)

FEW = settings(max_examples=25)
MANY = settings(max_examples=500)


def rows_of(reading: Iterator[list[Row]]) -> tuple[list[Row], bool]:
    """What was handed over, and whether it was all."""
    rows: list[Row] = []
    try:
        for some in reading:
            rows += some
    except StreamError:
        return rows, False
    return rows, True


@pytest.mark.cases(1)
@VERSIONS
@given(data=st.data())
@FEW
def test_a_period_is_read_completely(version: Dialect, data: st.DataObject) -> None:
    """What does not change comes exactly once, by date and id; after a failure, none is skipped."""
    read_a_period(version, data, most=100)


@pytest.mark.soak
@VERSIONS
@given(data=st.data())
@MANY
def test_a_long_period_is_read_completely(version: Dialect, data: st.DataObject) -> None:
    """The same of longer lists, many times."""
    read_a_period(version, data, most=400)


def read_a_period(version: Dialect, data: st.DataObject, *, most: int) -> None:
    """Read a period of a store that has up to so many rows."""
    store = data.draw(stores(most=most))
    behind_a_busy_second = st.sampled_from([NOW - 8_999, NOW - 499, NOW - 498])
    start = data.draw(
        st.one_of(st.none(), behind_a_busy_second, st.integers(NOW - 10_000, NOW - 100))
    )
    before = dict(store.rows)
    reader = Reader(store, Collection(store, "things", version, page_size=5))  # type: ignore[arg-type]  # a model
    rows, is_whole = rows_of(
        reader.modified(
            start=None if start is None else moment(start), end=None, settling=timedelta(seconds=5)
        )
    )

    comes_in_order = not (store.is_odd or store.torn)
    if comes_in_order:
        dates_of_rows = [row.modified for row in rows]
        assert dates_of_rows == sorted(filter(None, dates_of_rows))
    assert max(Counter(row.id for row in rows).values(), default=1) == 1
    assert {row.id: row.modified for row in rows}.items() <= {
        one: moment(second) for one, second in before.items()
    }.items()
    untouched = {
        (moment(second), one)
        for one, second in store.given.items()
        if before.get(one) == second and (start is None or second >= start)
    }
    assert is_whole or store.fails_at is not None or store.is_odd
    placed = {(row.modified, row.id) for row in rows}
    reached = max((second for second, _ in placed if second), default=moment(0))
    certain = {one for one in untouched if is_whole or (comes_in_order and one[0] < reached)}
    assert certain <= placed
    assert store.most_under_way <= store.workers


@pytest.mark.parametrize("seed", [1, 4, 12, 34, 61])
def test_old_rows_that_change_are_not_taken_for_new_ones(seed: int) -> None:
    """A page of nothing else does not show that a list is over, or that it only grows from here."""
    chance = random.Random(seed)
    rows = {one: chance.randrange(NOW - 10_000, NOW - 5) for one in range(1, 101)}
    store = Model({**rows}, ghosts=3, clamp=3, torn=True, obeys_desc=seed != 12, seed=seed)
    reader = Reader(store, Collection(store, "things", V2_ORDERS, page_size=5))  # type: ignore[arg-type]  # a model
    read, _ = rows_of(reader.modified(start=None, end=None, settling=timedelta(seconds=5)))
    untouched = {one for one, second in store.given.items() if second == rows[one]}
    assert untouched <= {row.id for row in read}


@pytest.mark.cases(2)
@VERSIONS
@given(data=st.data())
@FEW
def test_a_full_table_is_read_completely(version: Dialect, data: st.DataObject) -> None:
    """By id; what is deleted or added meanwhile may come or not."""
    read_a_table(version, data, most=100)


@pytest.mark.soak
@VERSIONS
@given(data=st.data())
@MANY
def test_a_long_table_is_read_completely(version: Dialect, data: st.DataObject) -> None:
    """The same of longer lists, many times."""
    read_a_table(version, data, most=400)


def read_a_table(version: Dialect, data: st.DataObject, *, most: int) -> None:
    """Read a full table of a store that has up to so many rows."""
    store = data.draw(stores(most=most))
    before = set(store.rows)
    rows, is_whole = rows_of(
        Reader(store, Collection(store, "things", version, page_size=5)).everything()  # type: ignore[arg-type]  # a model
    )
    ids = [row.id for row in rows]
    assert len(ids) == len(set(ids))
    assert not is_whole or before & store.given.keys() <= {*ids}
    assert store.most_under_way <= store.workers


@VERSIONS
def test_a_list_that_grows_as_fast_as_its_pages_is_read(version: Dialect) -> None:
    """In pages of five, where three records are added with each."""
    rows = dict.fromkeys(range(1, 31), NOW - 100)
    store = Model(rows, inserted=3, touched=3, fails_at=500)
    reader = Reader(store, Collection(store, "things", version, page_size=5))  # type: ignore[arg-type]  # a model
    _, is_whole = rows_of(reader.modified(start=None, end=None, settling=timedelta(seconds=5)))
    assert is_whole


def test_looking_at_each_record_ends_though_more_are_added() -> None:
    """As it does where counts tell nothing."""
    store = Model(dict.fromkeys(range(1, 31), NOW - 100), inserted=1, fails_at=100)
    collection = Collection(store, "things", replace(V2_ORDERS, counts=None), page_size=5)  # type: ignore[arg-type]  # a model
    check_dated(store.pool, collection, came=30)
    assert store.requests < 100


def test_the_end_of_a_list_that_grows_faster_is_given_up() -> None:
    """Nobody would wait for it."""
    store = Model(dict.fromkeys(range(1, 31), NOW - 100), inserted=60, fails_at=200)
    collection = Collection(store, "things", V2_ORDERS, page_size=5)  # type: ignore[arg-type]  # a model
    with pytest.raises(DistrustError, match="grows as fast as it is read"):
        check_dated(store.pool, collection, came=30)


@given(workers=st.integers(1, 16), rows=st.integers(30, 500), seed=st.integers(0, 100))
@settings(max_examples=8)
def test_the_number_of_requests_is_bounded(workers: int, rows: int, seed: int) -> None:
    """Pages by number are a little smaller than ten, and some windows a little larger."""
    chance = random.Random(seed)
    store = Model(
        {one: chance.randrange(NOW - 90_000, NOW - 5) for one in range(1, rows + 1)},
        workers=workers,
    )
    reader = Reader(store, Collection(store, "things", V2_ORDERS, page_size=10))  # type: ignore[arg-type]  # a model
    read, _ = rows_of(reader.modified(start=None, end=None, settling=timedelta(0)))
    assert len(read) == rows
    assert store.requests <= rows / 10 * 1.35 + 10


@dataclass
class Renamed(Model):
    """A list with other names for its fields and filters, which says nothing of its size."""

    def _answer(self, path: str, query: dict[str, Any]) -> Any:
        names = {"created:min": "date_modified:min", "created:max": "date_modified:max"}
        assert not path.endswith("/count")
        query = {names.get(name, name).replace("id:min", "min_id"): query[name] for name in query}
        query["sort"] = query["sort"].replace("created", "date_modified")
        records = super()._answer(path, query)["data"]
        return {"data": [{"number": one["id"], "created": one["date_modified"]} for one in records]}


@pytest.mark.parametrize("by_date", [True, False])
def test_a_list_with_other_names_is_described_by_a_value(*, by_date: bool) -> None:
    """It needs no class of its own."""
    dialect = replace(
        V3,
        key="number",
        date="created",
        by_date={"sort": "created", "direction": "asc"},
        from_newest={"sort": "created", "direction": "desc"},
        since="created:min",
        until="created:max",
        above="id:min",
        includes_bound=True,
        counts=None,
    )
    store = Renamed({one: NOW - 5_000 + one // 7 for one in range(1, 101)}, touched=1)
    reader = Reader(store, Collection(store, "things", dialect, page_size=5))  # type: ignore[arg-type]  # a model
    settling = timedelta(seconds=5)
    read, is_whole = rows_of(
        reader.modified(start=None, end=None, settling=settling) if by_date else reader.everything()
    )
    assert is_whole
    untouched = {one for one, second in store.rows.items() if second < NOW}
    assert untouched <= {row.id for row in read}
    assert len(untouched) > 10
