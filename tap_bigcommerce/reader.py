"""How a collection is read completely while others write to it.

A record that exists when the run starts and is neither changed nor deleted while it runs is handed
over exactly once; one that changes meanwhile is handed over now or by the next run; and no record
is handed over before every record with an earlier date. Page numbers cannot promise that: a record
that is touched or deleted moves everything behind it towards pages already read.

So the end of the period is frozen by the store's own clock, the period is cut into windows of
`date_modified`, and inside a window records are sought by id, which never changes. A record can
leave a window (by changing, which gives it a date past the frozen end) but none can enter it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_bigcommerce.collection import EVER, SECOND, Collection, Page, Row, Window
from tap_bigcommerce.errors import StreamError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, timedelta

PAGES_A_WINDOW = 16
"""Each window costs one request to find its end; more pages make that rarer, and hold more rows."""


def read_all(collection: Collection) -> Iterator[list[Row]]:
    """Every record, by ascending id, a page at a time."""
    for page in _seek(collection, EVER):
        yield page.rows


def read_modified(
    collection: Collection,
    *,
    start: datetime | None,
    end: datetime | None,
    settling: timedelta,
) -> Iterator[list[Row]]:
    """Every record last modified from `start` to `end`, both included, by date and then id.

    Args:
        collection: what to read.
        start: None for the beginning of time.
        end: None for now.
        settling: how long before the store's clock to stop at the latest, since a record can
            become visible a little after the time stamped on it.

    Raises:
        StreamError: if a record has no date to place it by.
    """
    first = collection.seek(Window(start, end and end + SECOND))
    settled = first.clock.replace(microsecond=0) - settling
    period = Window(start, min(settled, end + SECOND) if end else settled)
    if not first.full:
        yield _in_order(collection, period, [first])
        return

    # A little under a multiple of the page size, so that a window's last page is not full and
    # needs no further request to prove that it is the last.
    width = PAGES_A_WINDOW * collection.page_size - max(1, collection.page_size // 25)
    for window in _windows(collection, period, width):
        yield _in_order(collection, window, _seek(collection, window))


def _in_order(collection: Collection, window: Window, pages: Iterable[Page]) -> list[Row]:
    """The rows that a window holds, by date and then id."""
    rows = [row for page in pages for row in page.rows]
    for row in rows:
        if row.modified is None:
            message = (
                f"GET {collection.path}: record {row.id} has no date_modified, so it cannot be "
                "read incrementally. Set the stream's replication method to FULL_TABLE in the "
                "catalog, and please report this."
            )
            raise StreamError(message)
    return sorted(filter(window.holds, rows))


def _windows(collection: Collection, period: Window, width: int) -> Iterator[Window]:
    """Cut a period into windows of about `width` records.

    Where the cuts fall matters to the number of requests only: windows touch, do not overlap, and
    are fixed once handed out, however the list shifts meanwhile.
    """
    rest = period
    while (cut := collection.date_at(width, rest)) is not None:
        if rest.start is not None:
            # Too many records in one second to cut it: a window of that second.
            cut = max(cut, rest.start + SECOND)
        if rest.end is not None and cut >= rest.end:
            break
        yield Window(rest.start, cut)
        rest = Window(cut, rest.end)
    yield rest


def _seek(collection: Collection, window: Window) -> Iterator[Page]:
    """A window's pages by ascending id."""
    page = collection.seek(window)
    yield page
    while page.full:
        page = collection.seek(window, after=page)
        yield page
