"""The store's counts of one stream, and whether they can be right."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_bigcommerce.audit.bounds import bounds_of
from tap_bigcommerce.audit.months import Months, counted
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.feeds.choice import choice_of
from tap_bigcommerce.feeds.lists import collection
from tap_bigcommerce.reading.page import EVERYTHING, SECOND, Window

if TYPE_CHECKING:
    from datetime import datetime

    from tap_bigcommerce.reading.collection import Collection
    from tap_bigcommerce.streams.base import RootStream


class Count(NamedTuple):
    """The store's counts of one stream.

    Args:
        clock: the store's clock before the count.
        total: records that a sync without a state reads.
        replication_key: the date that tells the month of a record; None if there is none.
        months: records of each month that has any, such as `2024-01`; None if they are unknown.
        note: why the months of a stream with dates are unknown.
    """

    clock: datetime
    total: int
    replication_key: str | None = None
    months: dict[str, int] | None = None
    note: str = ""

    @property
    def others(self) -> int:
        """Records in no month: without a date, or changed during the count."""
        return 0 if self.months is None else self.total - sum(self.months.values())


def count(stream: RootStream) -> Count | None:
    """Return the store's counts of a stream; None if the API does not count its rows.

    Raises:
        TapError: if the list cannot be read, or its counts contradict each other.
    """
    dialect = stream.dialect
    if stream.owners or dialect.is_object or not dialect.counts or not stream.has_row_per_record:
        return None
    choice = choice_of(stream)
    if choice.by and not choice.among:
        return None  # the store counts the records of all channels
    listed = collection(stream, frozenset(), choice)
    first = listed.bare()
    total = counted(listed, EVERYTHING) if dialect.counts == "count" else first.total
    if total is None:
        return None
    if total < first.came:
        raise _contradiction(listed, f"{total} records but lists {first.came}")
    if not (stream.replication_key and dialect.since):
        return Count(first.clock, total)
    whole = Count(first.clock, total, stream.replication_key)
    known = [date for date, _ in first.keys if date]
    return _with_months(whole, stream, listed, known)


def _with_months(
    whole: Count, stream: RootStream, listed: Collection, known: list[datetime]
) -> Count:
    """Return the counts of the months as well, if the list's date filter is exact."""
    if not whole.total:
        return whole._replace(months={})
    bounds, period = bounds_of(listed, known), _period(stream)
    if bounds is None:
        note = "Months cannot be counted, since the date filter is not exact to the second."
        if period.is_dated:
            note += " The total includes records outside start_date and end_date."
        return whole._replace(note=note)
    whole_period = bounds.around(period)
    total = counted(listed, whole_period)
    months = Months(stream.run.client, listed, bounds, period, whole.clock).counts(min(known))
    in_months = sum(months.values())
    if total != in_months:
        # Records may have come since, or gone.
        total = max(total, counted(listed, whole_period))
    if total < in_months:
        raise _contradiction(listed, f"{total} records, but {in_months} in its months")
    return whole._replace(total=total, months=months)


def _period(stream: RootStream) -> Window:
    """Return the period that a sync without a state reads."""
    if stream.replication_method == REPLICATION_FULL_TABLE:
        return EVERYTHING
    settings = stream.run.settings
    start = None if stream.reads_whole_first else settings.start_date
    return Window(start, settings.end_date and settings.end_date + SECOND)


def _contradiction(listed: Collection, what: str) -> StreamError:
    return StreamError(
        f"GET {listed.path}: the store counts {what}, so its counts prove nothing. Run the "
        "audit again; if it stays so, please report this, with what --test=api prints."
    )
