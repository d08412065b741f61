"""What `start_date` and `end_date` do not do, said so that no run ends as if they had."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_bigcommerce import dates
from tap_bigcommerce.state import Bookmark
from tap_bigcommerce.streams.base import ChildStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tap_bigcommerce.run import Run
    from tap_bigcommerce.streams.base import RootStream

_logger = logging.getLogger("tap-bigcommerce")


def warn_of_unbounded(
    run: Run,
    streams: Iterable[RootStream | ChildStream],
    bookmarks: Mapping[str, dict[str, Any]],
) -> None:
    """Warn of streams that a backfill reads whole in each of its periods, or not at all.

    Args:
        run: what all streams share.
        streams: those that are selected.
        bookmarks: what the state says of each stream.
    """
    start, end = run.settings.start_date, run.settings.end_date
    if end is None:
        return
    whole, from_the_beginning, later = [], [], []
    for stream in streams:
        bookmark = Bookmark(dict(bookmarks.get(stream.name, {})), run.settings.lookback)
        if stream.replication_method == REPLICATION_FULL_TABLE:
            whole.append(stream.name)
        elif bookmark.moment is None:
            if start and _root_of(stream).reads_whole_first:
                from_the_beginning.append(stream.name)
        elif bookmark.moment > end and not bookmark.refreshes:
            later.append(stream.name)
    if whole:
        _logger.warning(
            "start_date and end_date do not bound full tables: %s. Each run reads them whole, so "
            "select them in one period of a backfill only.",
            ", ".join(whole),
        )
    if from_the_beginning:
        _logger.warning(
            "start_date does not bound %s: the first run reads from the beginning up to end_date. "
            "Select them in one period of a backfill only.",
            ", ".join(from_the_beginning),
        )
    if later:
        _logger.warning(
            "Nothing is left to read up to end_date (%s) of %s: the bookmarks in the state are "
            "later. Remove end_date to go on from there, or run without this state.",
            dates.in_query(end),
            ", ".join(later),
        )


def warn_of_future(run: Run, clock: datetime) -> None:
    """Warn once of an end that the store's clock has not reached, less the settling time.

    Args:
        run: what all streams share.
        clock: when the reading began, by the store's clock.
    """
    end, settling = run.settings.end_date, run.settings.settling_time
    if end and end >= clock - settling:
        run.warn_once(
            "end_date",
            "end_date (%s) is later than the store's clock (%s) less settling_time, so this run "
            "ends before it. Run again when end_date has passed, with the state of this run.",
            dates.in_query(end),
            dates.in_query(clock),
        )


def _root_of(stream: RootStream | ChildStream) -> type[RootStream]:
    return stream.parent_stream_type if isinstance(stream, ChildStream) else type(stream)
