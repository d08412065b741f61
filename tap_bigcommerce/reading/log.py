"""How a log is read that has page numbers only: from the newest entry back.

New entries come first, and only the oldest are ever deleted. Neither moves an entry towards pages
already read, so a reading is whole if its pages have as many places as its last response counts. It
ends early where the window begins: everything behind that is older.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.reading.numbered import (
    MOST_READINGS,
    forwards,
    never_still,
    tell_uncounted,
)
from tap_bigcommerce.reading.reader import AGREEMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_bigcommerce.reading.collection import Collection
    from tap_bigcommerce.reading.page import Page, Window


def logged(collection: Collection, window: Window, first: Page | None) -> Iterator[Page]:
    """Fetch a window's pages until a reading is whole; entries may come twice.

    Args:
        collection: the list.
        window: the period.
        first: its first page, if that is there.

    Raises:
        StreamError: if no reading is whole, or the newest entries do not come first.
    """
    before: set[int] | None = None
    for _ in range(MOST_READINGS):
        ids: set[int] = set()
        places, total = 0, None
        for page in forwards(collection, window, None if before else first):
            _check_order(collection, page)
            ids.update(page.ids)
            places, total = places + page.came, page.total
            yield page
            if _begins_before(page, window):
                return
        if places == total:
            return
        if ids == before:
            tell_uncounted(collection, len(ids), [] if total is None else [total])
            return
        before = ids
    raise never_still(collection)


def _check_order(collection: Collection, page: Page) -> None:
    """Check that the newest entries come first, as far as the store's servers agree on the time.

    Raises:
        StreamError: if they do not.
    """
    dates = [date for date, _ in page.keys if date]
    if any(newer + AGREEMENT < older for newer, older in pairwise(dates)):
        message = (
            f"GET {collection.path} does not return the newest records first, so records that "
            "BigCommerce deletes meanwhile could hide others. The tap stops; please report this, "
            "with what --test=api prints."
        )
        raise StreamError(message)


def _begins_before(page: Page, window: Window) -> bool:
    """Return whether all of a page is older than a window."""
    newest = max((date for date, _ in page.keys if date), default=None)
    return bool(newest and window.start and newest + AGREEMENT < window.start)
