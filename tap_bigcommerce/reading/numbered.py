"""How a list is read that has nothing but page numbers, and how a reading proves to be whole.

A record that leaves the list moves those behind it towards pages already read, so that one may be
missed. A list that fits on one page cannot suffer that: its response is a snapshot. A longer one is
read forwards. Below the frozen end of a period nothing can enter the list, so the reading is whole
if as many different records came as its first response promised. The last response would be no
proof: a record that was read and left, and the one missed for it, lower both numbers by one. Where
records can enter, all responses must promise as many as came. Otherwise the list is read again from
the last page to the first: a record that leaves then moves others only to pages that are still to
come, which below a frozen end is a proof of its own, unless fewer came than the last response still
promised. Any other list is read until one of these is true, or until two readings brought the same
records. Where pages do not say how many records there are, the list's own count may, before a
reading and after it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.reading.paging import MOST_EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tap_bigcommerce.reading.collection import Collection
    from tap_bigcommerce.reading.page import Page, Window

MOST_READINGS = 5
"""Readings of a list that changes during each of them."""

_logger = logging.getLogger("tap-bigcommerce")


def numbered(collection: Collection, window: Window, first: Page | None) -> Iterator[Page]:
    """Fetch a window's pages until a reading is whole; records may come twice.

    Args:
        collection: the list.
        window: the period.
        first: its first page, if that is there.

    Raises:
        StreamError: if no reading is whole, or page numbers lead nowhere.
    """
    before: set[int] | None = None
    ids: set[int] = set()
    totals: list[int] = []
    if first and first.total is None and first.is_full:
        # Counted before its first page, one reading can do.
        count = collection.count_of_pages(window)
        totals, first = ([], first) if count is None else ([count], None)
    for _ in range(MOST_READINGS):
        backwards = bool(totals) and len(ids) < totals[0] and 0 < totals[-1] <= 2 * len(ids)
        if backwards:
            pages = _backwards(collection, window, totals[-1])
        else:
            pages = forwards(collection, window, None if before else first)
        ids, totals, filled = set(), totals[-1:], 0
        for page in pages:
            ids.update(page.ids)
            filled += bool(page.ids)
            totals += [] if page.total is None else [page.total]
            yield page
        all_came = not totals or len(ids) >= totals[-1]
        is_proven = filled <= 1 or (backwards and bool(window.end))
        if collection.only_grows or (is_proven and all_came):
            return
        if len(totals) <= 1 and (count := collection.count_of_pages(window)) is not None:
            totals.append(count)
        if _is_whole(window, len(ids), totals):
            return
        if ids == before:
            tell_uncounted(collection, len(ids), totals[-1:])
            return
        before = ids
    raise never_still(collection)


def never_still(collection: Collection) -> StreamError:
    """Return what to say of a list that no reading proved to be whole."""
    return StreamError(
        f"GET {collection.path} can be read by page numbers only, and changed during each of "
        f"{MOST_READINGS} readings. Rerun the tap when the store is quieter."
    )


def _is_whole(window: Window, came: int, totals: Sequence[int]) -> bool:
    """Return whether as many records came as there are.

    Args:
        window: the period.
        came: how many different records came.
        totals: how many there were, from before the reading to its end.
    """
    if len(totals) <= 1:
        return False
    return came == totals[0] if window.end else {*totals} == {came}


def forwards(collection: Collection, window: Window, first: Page | None) -> Iterator[Page]:
    """Fetch pages from the first on, until a response proves that the list is over."""
    place = empty = repeated = 0
    came: set[int] = set()
    more = True
    while more:
        page = first if first and not place else collection.seek(window, skip=place)
        yield page
        repeated = repeated + 1 if page.ids and came.issuperset(page.ids) else 0
        if repeated == MOST_EMPTY:
            message = (
                f"GET {collection.path} returned the same records on {repeated} pages: its page "
                "numbers do not lead to its end. The stream cannot be read completely, so the tap "
                "stops; please report this."
            )
            raise StreamError(message)
        came.update(page.ids)
        follows = collection.follows(page, place)
        empty = 0 if page.ids else empty + 1
        more = follows is not False and empty < (MOST_EMPTY if follows else 1)
        place += page.limit


def _backwards(collection: Collection, window: Window, total: int) -> Iterator[Page]:
    """Fetch pages from the last to the first."""
    end = total
    while end > 0:
        size = collection.leading_on
        start = (end - 1) // size * size
        place = start
        while place < end:  # pages may prove too heavy, and then are smaller
            page = collection.seek(window, skip=place)
            yield page
            place = place // page.limit * page.limit + page.limit
        end = start


def tell_uncounted(collection: Collection, listed: int, totals: Sequence[int]) -> None:
    """Warn of a list that is shorter than its total says.

    Raises:
        StreamError: if its last page is full, as if further pages could not be reached.
    """
    for total in totals:
        if total > listed and listed % collection.leading_on == 0:
            message = (
                f"GET {collection.path} returned {listed} of {total} records, and nothing on the "
                "pages behind: its page numbers do not lead to its end. The stream cannot be read "
                "completely, so the tap stops; please report this."
            )
            raise StreamError(message)
        if total > listed:
            collection.unlisted = total - listed
            _logger.warning(
                "%s: the store counts %d records and lists %d, in a second reading as well. All "
                "that it lists were read.",
                collection.path,
                total,
                listed,
            )
