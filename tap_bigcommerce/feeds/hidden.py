"""Records that a list may leave out unless they are asked for: archived orders.

BigCommerce's reference no longer names the filter that lists them, and does not say whether the
list has them anyway. So it is asked, with one request if there are none. An API that rejects the
filter has none to give; one that ignores it answers with records that the list has as well.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from tap_bigcommerce.errors import DistrustError, RejectedError
from tap_bigcommerce.feeds.lists import collection
from tap_bigcommerce.reading.gaps import Gap, GapReader
from tap_bigcommerce.reading.owned import Place
from tap_bigcommerce.reading.page import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_bigcommerce.api.pool import Pool
    from tap_bigcommerce.feeds.choice import Choice
    from tap_bigcommerce.reading.collection import Collection
    from tap_bigcommerce.reading.completion import Wanted
    from tap_bigcommerce.reading.page import Page, Row, Window
    from tap_bigcommerce.streams.base import RootStream

FEW = 10
"""Records to ask for, to see whether the filter works."""

_logger = logging.getLogger("tap-bigcommerce")


def hidden(root: RootStream, wanted: Wanted, choice: Choice, window: Window) -> Iterator[Row]:
    """Fetch the records of a window that a stream's list may leave out, by id.

    Args:
        root: the stream.
        wanted: the fields that must come along, as far as they do.
        choice: which records are wanted.
        window: the period, or everything.

    Raises:
        StreamError: if they cannot be read to their end.
    """
    field = root.hidden_field
    if not field:
        return
    listed = collection(root, wanted, choice, place=Place(root.path, {field: "true"}, {}))
    pool = root.run.client.pool
    try:
        first = pool.ask(partial(listed.bare, window, limit=FEW)).rows()
    except RejectedError as error:
        _logger.debug("%s: the API has no filter '%s'. %s", root.name, field, error)
        return
    if first and all(row.record().get(field) is True for row in first):
        seen: set[int] = set()
        for page in _pages(pool, listed, window):
            rows = [row for row in page.rows() if window.has(row) and row.id not in seen]
            seen.update(row.id for row in rows)
            yield from rows


def _pages(pool: Pool, listed: Collection, window: Window) -> Iterator[Page]:
    """Fetch a window's pages, or all there are if the API does not keep to the filter by date."""
    gaps = GapReader(pool, listed)
    try:
        yield from pool.each(gaps.read(Gap(window)))
    except DistrustError:
        yield from pool.each(gaps.read(Gap(EVERYTHING)))
