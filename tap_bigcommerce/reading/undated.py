"""Records without a date, which no filter or count by date includes."""

from __future__ import annotations

import logging
import math
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from tap_bigcommerce import dates
from tap_bigcommerce.errors import DistrustError, RejectedError, StreamError, UndatedError
from tap_bigcommerce.reading.collection import RECENT
from tap_bigcommerce.reading.highest import above_id, highest_id
from tap_bigcommerce.reading.page import EVERYTHING, Window

if TYPE_CHECKING:
    from tap_bigcommerce.api.pool import Pool
    from tap_bigcommerce.reading.collection import Collection

ANY_DATE = Window(datetime(1971, 1, 1, tzinfo=UTC))
"""Before every store, and not the moment 0, which may be taken for none."""

MOST_PAGES = 50
"""Pages to fetch at the end of a list, which may grow meanwhile."""

_logger = logging.getLogger("tap-bigcommerce")


def check_dated(
    pool: Pool, collection: Collection, came: int, latest: datetime | None = None
) -> float:
    """Check that no record of a list lacks a date.

    A sort by date puts such records at the end of the list, so this fetches its end. Wherever else
    they are, the store counts more records than it counts with any date. If it does, or if its
    counts cannot be right, this looks at each record.

    Args:
        pool: runs the requests.
        collection: the list.
        came: how many records there are at least.
        latest: the latest date of these, if it is known.

    Returns:
        The most records of which that is true, as it may rest on the store's counts.

    Raises:
        UndatedError: if a record has no date.
        DistrustError: if what comes is not the end of the list, or not each record.
    """
    count_dated = partial(pool.ask, partial(collection.count, ANY_DATE))
    dated = count_dated()
    every = _total_at_end(pool, collection, came if dated is None else dated, latest)
    if every is None:
        every = pool.ask(partial(collection.count, EVERYTHING))
    if dated is None or every is None or every < came:
        _search(pool, collection, came, "its counts do not tell")
        return math.inf
    # Records that were deleted since the first count, or added since the second, prove nothing.
    if every > dated and every > (count_dated() or 0):
        _search(pool, collection, came, f"it has {every}, and {dated} by date")
        return math.inf
    return every


def _total_at_end(
    pool: Pool, collection: Collection, dated: int, latest: datetime | None
) -> int | None:
    """Fetch the end of a list by date; return how many records it has, if a page says so."""
    reached: datetime | None = None
    clock: datetime | None = None
    before: frozenset[int] = frozenset()
    total: int | None = None
    pages = 0
    try:
        for page in pool.each(collection.end_by_date(dated)):
            pages += 1
            if pages > MOST_PAGES:
                raise _distrust(collection, "it grows as fast as it is read")
            moments = [date for date, _ in collection.dated(page)]
            if moments and before.issuperset(page.ids):
                raise _distrust(collection, "one page came twice")
            reached = max(moments, default=reached)
            clock = page.clock
            before, total = frozenset(page.ids), page.total
    except RejectedError as error:
        raise _distrust(collection, str(error).rstrip(".")) from error
    if reached is None or (latest and reached < latest - RECENT):
        raise _distrust(collection, "the latest records are missing")
    if clock and reached > clock + RECENT:
        _logger.warning(
            "%s: a record was modified at %s, later than the store's clock (%s). It is delivered "
            "when that clock has passed it.",
            collection.path,
            dates.in_query(reached),
            dates.in_query(clock),
        )
    return total


def _search(pool: Pool, collection: Collection, came: int, why: str) -> None:
    """Look at each record, without its parts."""
    _logger.info("%s: looking for records without a date: %s", collection.path, why)
    found: set[int] = set()
    try:
        top = pool.ask(partial(highest_id, collection)) if collection.has_top else math.inf
        for page in pool.each(above_id(collection, 0)):
            found.update(one for _, one in collection.dated(page))
            if not page.is_full and max(page.ids, default=0) >= top:
                break  # what follows was added meanwhile
    except (DistrustError, UndatedError):
        raise
    except StreamError as error:
        raise DistrustError(str(error).rstrip(".")) from error
    if len(found) < came / 2:  # many may have been deleted, but not most of them
        message = f"GET {collection.path} returned {len(found)} records by id, of at least {came}"
        raise DistrustError(message)


def _distrust(collection: Collection, why: str) -> DistrustError:
    return DistrustError(
        f"GET {collection.path} does not return the end of the list by date, where records without "
        f"a date are ({why})"
    )
