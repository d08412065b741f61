"""Parts that a page did not include, and how they are fetched.

A stream says which parts a record lacks, as values of this module. Other modules decide on requests
and threads, and which streams a failure affects.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from tap_bigcommerce import dates
from tap_bigcommerce.api.attempts import FIRST_PAUSE
from tap_bigcommerce.api.client import Params, Request
from tap_bigcommerce.api.patience import patiently, pauses
from tap_bigcommerce.errors import NotFoundError, StreamError
from tap_bigcommerce.reading.collection import Collection
from tap_bigcommerce.reading.dialects import V2, V3
from tap_bigcommerce.settings import LARGEST_PAGE
from tap_bigcommerce.values import Record, is_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tap_bigcommerce.reading.dialects import Dialect
    from tap_bigcommerce.run import Run

T = TypeVar("T")
Measure = Callable[[list[Record]], int | Decimal | None]

SMALLEST_PAGE = 10
"""Records at which a list may be cut: no list of the API is known to be cut at fewer."""

IDS_AT_ONCE = 50
"""Records that one request may name.

This is the API's default page size. If a list that is documented without pages were cut there, one
element of each record would still come.
"""

MOST_READINGS = 5
"""Readings of a list of several pages, if it keeps changing, before the tap gives up."""

_decode = msgspec.json.Decoder(float_hook=Decimal).decode


class Part(NamedTuple):
    """A list of one record, at its own address.

    Args:
        name: the address after the record's id; usually also the field that needs it.
        total: returns the number of elements that the record states; None if it states none.
        measure: counts elements in the same way; None if that is impossible.
        may_be_absent: whether a 404 may mean that there are none.
        needed_for: other fields that depend on it.
        dialect: the list's filters, sorts and paging.
        params: further query parameters.
    """

    name: str
    total: int | Decimal | None = None
    measure: Measure = len
    may_be_absent: bool = False
    needed_for: frozenset[str] = frozenset()
    dialect: Dialect = V2
    params: Params = {}  # noqa: RUF012 - a named tuple's default, which nobody changes

    @property
    def ending(self) -> str:
        """The end of the addresses of such lists."""
        return self.name


class Included(NamedTuple):
    """A part that the page should have included, and that has an address of its own.

    Args:
        name: the last word of the address, and the field that needs the part.
        params: the query.
    """

    name: str
    params: Params


class Bulk(NamedTuple):
    """Elements of a list that can be read for several records at once.

    Args:
        name: the field that needs them.
        path: the list, without the version.
        among: the filter for the ids of records.
        record: the field with the id of the record.
        size: returns the number of elements that the record states; None if it states none.
        include: sub-resources to include.
        dialect: the list's filters, sorts and paging.
    """

    name: str
    path: str
    among: str
    record: str
    size: int | None = None
    include: str = ""
    dialect: Dialect = V3

    @property
    def ending(self) -> str:
        """The end of the address of the list."""
        return self.path


class Again(NamedTuple):
    """The record itself, by its id, because its page lacked included fields.

    Args:
        name: stands for these fields.
        needed_for: the fields.
    """

    name: str = "again"
    needed_for: frozenset[str] = frozenset()


Lack = Part | Included | Bulk | Again


class LeftOutError(Exception):
    """A record that this run skips; the text gives the reason."""


class PartReader:
    """Fetches parts of the records of one list, from any thread.

    Args:
        run: the store and the settings.
        listed: the list of the records.
    """

    def __init__(self, run: Run, listed: Collection) -> None:
        self._run = run
        self._client = run.client
        self._list = listed
        self.short: dict[int, str] = {}
        """Records with fewer elements than they state, even in a second reading, by part."""
        self.unseen: set[int] = set()
        """Records that this run skips, because some server does not know them yet."""

    def part(self, record: Record, part: Part) -> list[Record]:
        """Read a part, and once more if it has fewer elements than the record states.

        A 404 may mean that there are no elements. It counts if two responses agree and the record
        exists, unless the record is so new that a server may not know it.

        Raises:
            LeftOutError: if the record was deleted, or a server does not know it yet.
            StreamError: if the part cannot be fetched.
        """
        patience = list(pauses(self._run.settings.retry_time))
        try:
            if part.may_be_absent:
                return self._pages(record, part, [FIRST_PAUSE])
            found = self._pages(record, part, patience)
            if _lacks(part, found):
                again = self._pages(record, part, patience)
                found = min(again, found, key=lambda one: _lacks(part, one))
        except NotFoundError as error:
            if part.may_be_absent:
                if self._is_young(record):
                    raise self._not_yet(record) from error
                return []
            message = (
                f"{error.message} The list has this record, so it was not deleted. Rerun the "
                "tap later, or deselect the field that needs this part."
            )
            raise StreamError(message) from error
        if _lacks(part, found):
            self.short[int(record["id"])] = part.name
        return found

    def included(self, record: Record, part: Included) -> Any:
        """Return the part that the page should have included; None if it is only a link again."""
        request = Request(self._address(record, part.name), part.params, _content)
        found = self._client.get(request).content
        found = found.get(part.name, found) if isinstance(found, dict) else found
        return None if is_link(found) else found or None

    def bulk(self, records: Sequence[Record], part: Bulk) -> dict[int, list[Record]]:
        """Return the elements of some records, by the records' ids."""
        owned: dict[int, list[Record]] = {int(record["id"]): [] for record in records}
        among: Params = {part.among: ",".join(map(str, owned))}
        include: Params = {"include": part.include} if part.include else {}
        listed = Collection(self._client, part.path, part.dialect, among=among, parts=include)
        patience = pauses(self._run.settings.retry_time)
        read = _settled if part.dialect.has_pages else _read
        for element in patiently(lambda: read(listed), patience):
            owned[int(element[part.record])].append(element)
        return owned

    def again(self, records: Sequence[Record]) -> dict[int, Record]:
        """Return the current form of some records, by their ids."""
        rows = self._list.rows_of(int(record["id"]) for record in records)
        return {row.id: row.record() for row in rows}

    # Fetching

    def _address(self, record: Record, name: str) -> str:
        return f"{self._list.path}/{record['id']}/{name}"

    def _pages(self, record: Record, part: Part, patience: Iterable[float]) -> list[Record]:
        """Read a part's pages until it is complete or the list ends.

        Raises:
            NotFoundError: if the part does not exist although the record does.
            LeftOutError: if the record was deleted.
        """
        address = self._address(record, part.name).partition("/")[2]

        def is_all(found: list[Record]) -> bool:
            if part.may_be_absent:
                return len(found) < SMALLEST_PAGE
            return part.measure(found) == part.total

        def read() -> list[Record]:
            listed = Collection(self._client, address, part.dialect, parts=part.params)
            return _read(listed, is_all)

        level = logging.DEBUG if part.may_be_absent else logging.WARNING
        return patiently(read, patience, lambda: self._check_listed(record), level=level)

    def _check_listed(self, record: Record) -> None:
        """Look for a record in the list, a second time after a pause.

        Raises:
            LeftOutError: if the list does not have it.
        """
        record_id = int(record["id"])
        if self._list.find(record_id):
            return
        time.sleep(FIRST_PAUSE)
        if self._list.find(record_id):
            return
        if self._is_young(record):
            raise self._not_yet(record)
        message = f"{self._named(record)} was deleted while it was read; it is left out."
        raise LeftOutError(message)

    def _is_young(self, record: Record) -> bool:
        """Return whether a record is so new that a server may not know it yet."""
        try:
            modified = dates.parse(str(record.get("date_modified")))
        except ValueError:
            return True
        clock = self._client.clock
        return clock is None or modified > clock - self._run.settings.lookback

    def _not_yet(self, record: Record) -> LeftOutError:
        self.unseen.add(int(record["id"]))
        return LeftOutError(
            f"{self._named(record)} is in some responses of BigCommerce and not in others, as if "
            "one server did not know it yet. It is left out of this run, and the next run looks "
            "for it again."
        )

    def _named(self, record: Record) -> str:
        return f"Record {record['id']} of {self._list.path}"


def batches(lacking: Iterable[tuple[T, Bulk]]) -> Iterator[list[tuple[T, Bulk]]]:
    """Yield groups of records whose parts fit on one page, so nothing can shift between pages.

    A list without pages has room for the parts of all records that one request can name.
    """
    batch: list[tuple[T, Bulk]] = []
    room = LARGEST_PAGE
    for one, part in lacking:
        size = (part.size or LARGEST_PAGE) if part.dialect.has_pages else 0
        if batch and (size > room or len(batch) == IDS_AT_ONCE):
            yield batch
            batch, room = [], LARGEST_PAGE
        batch.append((one, part))
        room -= size
    if batch:
        yield batch


def _lacks(part: Part, found: list[Record]) -> int | Decimal:
    """Return how many elements are missing, compared with the record's own number."""
    measured = part.measure(found)
    return 0 if part.total is None or measured is None else max(0, part.total - measured)


def _repeated(listed: Collection) -> StreamError:
    return StreamError(
        f"GET {listed.path} returned the same elements on two pages, so that more of them cannot "
        "be had. Deselect what needs them, and please report this, with what --test=api prints."
    )


def _read(listed: Collection, is_all: Callable[[list[Record]], bool] | None = None) -> list[Record]:
    """Read a list's pages until it is complete or ends.

    Args:
        listed: the list.
        is_all: returns whether the elements are complete; None if that is unknown.

    Raises:
        StreamError: if a page only repeats earlier elements.
    """
    # By id, so that an element that moves between pages comes once.
    found: dict[int, Record] = {}
    for page in listed.pages(strict=True):
        if page.ids and found.keys() >= {*page.ids}:
            raise _repeated(listed)
        found |= {row.id: row.record() for row in page.rows()}
        if is_all and is_all(list(found.values())):
            break
    return list(found.values())


def _content(body: bytes) -> Any:
    return _decode(body) if body else None


def _settled(parts: Collection) -> list[Record]:
    """Read a list of several pages until nothing moves between them.

    Raises:
        StreamError: if it keeps changing.
    """
    before: dict[int, Record] | None = None
    for _ in range(MOST_READINGS):
        pages = [rows for page in parts.pages() if (rows := page.rows())]
        found = {row.id: row.record() for rows in pages for row in rows}
        if len(pages) <= 1 or (before is not None and before.keys() == found.keys()):
            return list(found.values())
        before = found
    message = (
        f"GET {parts.path} changed {MOST_READINGS} times while it was read, so that elements "
        "may be missing. Rerun the tap when fewer of them change."
    )
    raise StreamError(message)
