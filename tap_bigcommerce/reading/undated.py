"""Records without a date, which no filter or count by date includes."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from tap_bigcommerce.errors import DistrustError, RejectedError
from tap_bigcommerce.reading.collection import RECENT
from tap_bigcommerce.reading.page import EVERYTHING, Window

if TYPE_CHECKING:
    from tap_bigcommerce.api.pool import Pool
    from tap_bigcommerce.reading.collection import Collection

ANY_DATE = Window(datetime(1971, 1, 1, tzinfo=UTC))
"""Before every store, and not the moment 0, which may be taken for none."""

MOST_PAGES = 50
"""Pages to fetch at the end of a list, which may grow meanwhile."""

COMPARISONS = 3
"""Comparisons of two counts, between which records may be deleted."""


def check_dated(
    pool: Pool, collection: Collection, dated: int, latest: datetime | None = None
) -> None:
    """Check that no record of a list lacks a date.

    A sort by date puts such records at the end of the list, so this fetches its end. Wherever else
    they are, the store counts more records than it counts with any date.

    Args:
        pool: runs the requests.
        collection: the list.
        dated: how many records with a date there are.
        latest: the latest date of these, if it is known.

    Raises:
        UndatedError: if a record has no date.
        DistrustError: if what comes is not the end of the list, or the counts differ.
    """
    reached: datetime | None = None
    before: frozenset[int] = frozenset()
    every: int | None = None
    pages = 0
    try:
        for page in pool.each(collection.end_by_date(dated)):
            pages += 1
            if pages > MOST_PAGES:
                raise _distrust(collection, "it grows as fast as it is read")
            dates = [date for date, _ in collection.dated(page)]
            if dates and before.issuperset(page.ids):
                raise _distrust(collection, "one page came twice")
            reached = max(dates, default=reached)
            before, every = frozenset(page.ids), page.total
    except RejectedError as error:
        raise _distrust(collection, str(error).rstrip(".")) from error
    if reached is None or (latest and reached < latest - RECENT):
        raise _distrust(collection, "the latest records are missing")
    _compare_counts(pool, collection, every)


def _compare_counts(pool: Pool, collection: Collection, told: int | None) -> None:
    for _ in range(COMPARISONS):
        every = pool.ask(partial(collection.count, EVERYTHING)) if told is None else told
        # After the count of all, so that a record that is added meanwhile counts as dated.
        dated = pool.ask(partial(collection.count, ANY_DATE))
        if every is None or dated is None or every <= dated:
            return
        told = None
    message = (
        f"GET {collection.path} does not return records without a date: the store counts {every} "
        f"records, {dated} of them by date"
    )
    raise DistrustError(message)


def _distrust(collection: Collection, why: str) -> DistrustError:
    return DistrustError(
        f"GET {collection.path} does not return the end of the list by date, where records without "
        f"a date are ({why})"
    )
