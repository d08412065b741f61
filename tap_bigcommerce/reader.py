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
    from collections.abc import Iterator
    from datetime import datetime, timedelta

PAGES_A_WINDOW = 16
"""Each window costs one request to find its end; more pages make that rarer, and hold more rows."""


def read_all(collection: Collection) -> Iterator[list[Row]]:
    """Every record, by ascending id, a page at a time.

    Raises:
        StreamError: if the API does not seek by id as documented.
    """
    for page in _seek(collection, EVER):
        yield page.rows


def read_modified(
    collection: Collection,
    *,
    start: datetime | None,
    end: datetime | None,
    settling: timedelta,
    page_size: int,
) -> Iterator[list[Row]]:
    """Every record last modified from `start` to `end`, both included, by date and then id.

    Args:
        collection: what to read.
        start: None for the beginning of time.
        end: None for now.
        settling: how long before the store's clock to stop at the latest, since a record can
            become visible a little after the time stamped on it.
        page_size: records a page.

    Raises:
        StreamError: if the API does not seek by id as documented.
    """
    first = collection.seek(Window(start, end and end + SECOND))
    settled = first.clock.replace(microsecond=0) - settling
    period = Window(start, min(settled, end + SECOND) if end else settled)

    # A little under a multiple of the page size, so that a window's last page is not full and
    # needs no further request to prove that it is the last.
    width = PAGES_A_WINDOW * page_size - max(1, page_size // 25)
    if not first.full:
        yield sorted(filter(period.holds, first.rows))
        return
    for window in _windows(collection, period, width):
        rows = (row for page in _seek(collection, window) for row in page.rows)
        yield sorted(filter(window.holds, rows))


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
    last = 0
    while True:
        for row in page.rows:
            if row.id <= last:
                message = (
                    f"GET {collection.path} does not give records by ascending id, as documented "
                    f"({row.id} came after {last}). Reading on could lose records, so the tap "
                    "stops here; please report this."
                )
                raise StreamError(message)
            last = row.id
        yield page
        if not page.full:
            return
        page = collection.seek(window, after=page)
