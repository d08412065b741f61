"""Records without a date, which no filter or count by date includes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_bigcommerce.errors import DistrustError, RejectedError
from tap_bigcommerce.reading.collection import RECENT

if TYPE_CHECKING:
    from datetime import datetime

    from tap_bigcommerce.api.pool import Pool
    from tap_bigcommerce.reading.collection import Collection


def check_dated(
    pool: Pool, collection: Collection, dated: int, latest: datetime | None = None
) -> None:
    """Check that no record of a list lacks a date.

    A sort by date puts such records at the end of the list, so this fetches its end.

    Args:
        pool: runs the requests.
        collection: the list.
        dated: how many records with a date there are.
        latest: the latest date of these, if it is known.

    Raises:
        UndatedError: if a record has no date.
        DistrustError: if what comes is not the end of the list.
    """
    reached: datetime | None = None
    before: frozenset[int] = frozenset()
    try:
        for page in pool.each(collection.end_by_date(dated)):
            dates = [date for date, _ in collection.dated(page)]
            if dates and before.issuperset(page.ids):
                raise _distrust(collection, "one page came twice")
            reached = max(dates, default=reached)
            before = frozenset(page.ids)
    except RejectedError as error:
        raise _distrust(collection, str(error).rstrip(".")) from error
    if reached is None or (latest and reached < latest - RECENT):
        raise _distrust(collection, "the latest records are missing")


def _distrust(collection: Collection, why: str) -> DistrustError:
    return DistrustError(
        f"GET {collection.path} does not return the end of the list by date, where records without "
        f"a date are ({why})"
    )
