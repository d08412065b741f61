"""How a list's highest ids are found: by a filter or a sort, or from the end where they are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.reading.page import Window
from tap_bigcommerce.reading.paging import MOST_EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_bigcommerce.reading.collection import Collection
    from tap_bigcommerce.reading.page import Page


def highest_id(collection: Collection) -> int:
    """Return the highest id that there is; 0 if there is none.

    Raises:
        StreamError: if the list does not tell.
    """
    if collection.has_top:
        return max(collection.top().ids, default=0)
    if collection.above:
        raise _disorder(collection)
    return max((max(page.ids, default=0) for page in above_id(collection, sys.maxsize)), default=0)


def above_id(collection: Collection, highest: int) -> Iterator[Page]:
    """Fetch the records with higher ids, without their parts; some with lower ids may come.

    Raises:
        StreamError: if the list does not tell where they are.
    """
    if collection.above:
        yield from _filtered(collection, Window(after=highest))
    else:
        yield from _from_an_end(collection, highest)


def _filtered(collection: Collection, window: Window) -> Iterator[Page]:
    page: Page | None = None
    while page is None or (page.ids and collection.follows(page) is not False):
        page = collection.bare(window, page)
        yield page


def _from_an_end(collection: Collection, highest: int) -> Iterator[Page]:
    """Go from the highest ids down, from whichever end of the list they are at."""
    first = collection.bare(limit=max(collection.bearable, 2))  # one record shows no order
    yield first
    if collection.follows(first) is False:
        return
    if first.ids[:1] > first.ids[-1:]:
        yield from _downwards(collection, first, highest)
    elif first.is_full and first.total:
        yield from _back(collection, first.limit, first.total // first.limit, highest)
    else:
        raise _disorder(collection)


def _downwards(collection: Collection, page: Page, highest: int) -> Iterator[Page]:
    """Go on from a page with the highest ids."""
    skip = 0
    while min(page.ids) > highest and collection.follows(page) is not False:
        lowest = min(page.ids)
        skip += page.limit
        if collection.leads_on(page):
            page = collection.bare(after_page=page, limit=page.limit)
        else:
            page = collection.bare(limit=page.limit, skip=skip)
        if not page.ids and not collection.follows(page, skip):
            return
        if min(page.ids, default=lowest) >= lowest:
            raise _disorder(collection)
        yield page


def _back(collection: Collection, limit: int, number: int, highest: int) -> Iterator[Page]:
    """Go back from the page behind so many full ones; it should prove that the list is over.

    Raises:
        StreamError: if it does not.
    """
    page = collection.bare(limit=limit, skip=number * limit)
    yield page
    if page.is_full:
        raise _disorder(collection)
    empty = 0
    while number > 0 and (not page.ids or min(page.ids) > highest):
        number -= 1
        page = collection.bare(limit=limit, skip=number * limit)
        yield page
        empty = 0 if page.ids else empty + 1
        if empty == MOST_EMPTY:
            raise _disorder(collection)


def _disorder(collection: Collection) -> StreamError:
    message = f"GET {collection.path} does not tell by its order and its total where its last ids"
    return StreamError(f"{message} are. Please report this, with what --test=api prints.")
