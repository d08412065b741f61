"""Finding records whose parts changed without moving their own date."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from tap_bigcommerce import dates
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.reading.collection import Collection
from tap_bigcommerce.reading.dialects import V3
from tap_bigcommerce.state import CHANGES, Bookmark

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from datetime import datetime, timedelta

    from tap_bigcommerce.api.client import Client, Params
    from tap_bigcommerce.reading.page import Row

_logger = logging.getLogger("tap-bigcommerce")


class ChangeList(NamedTuple):
    """A v3 list that shows which records' parts changed.

    Args:
        path: without the version.
        since: the filter for the date.
        date: the field with the date.
        parent: the field with the id of the record.
        fields: the fields of the record that the list is about.
    """

    path: str
    since: str
    date: str
    parent: str
    fields: frozenset[str]


class Changes:
    """What one stream knows of a list of changes, and is told anew in this run.

    Args:
        listed: the list.
        state: the stream's part of the state.
        lookback: how far before the bookmark to read again.
        since: when the oldest reading of the records began that may have been delivered, where
            the state does not say from when on to read the list; None if none were.
    """

    def __init__(
        self,
        listed: ChangeList,
        state: dict[str, Any],
        lookback: timedelta,
        since: datetime | None = None,
    ) -> None:
        self.list = listed
        self._lookback = lookback
        self._bookmark = Bookmark(
            state.setdefault(CHANGES, {}).setdefault(listed.path, {}), lookback
        )
        if since and self._bookmark.moment is None:
            self._bookmark.start_at(since)
        self._found: list[tuple[Row, int]] = []

    @property
    def start(self) -> datetime | None:
        """Where to read the list from; None on a first run, which reads all records as they are."""
        return self._bookmark.start

    @property
    def parents(self) -> set[int]:
        """The ids of the records whose parts changed since the last run."""
        return {parent for _, parent in self._found}

    def tell(self, changes: Iterable[tuple[Row, int]]) -> None:
        """Take from a reading of the list what is new to the stream.

        Args:
            changes: entries of the list, each with the id of the record that it is about.
        """
        start = self.start
        self._found = [
            (row, parent)
            for row, parent in changes
            if start and row.modified and row.modified >= start and not self._bookmark.covers(row)
        ]

    def finish(self, clock: datetime, missing: Container[int]) -> None:
        """Note that the records found have been delivered.

        A server that is late may not know some of them: the next run finds them again within its
        lookback. What changed before that has been deleted.

        Args:
            clock: when the run began, by the store's clock, and how things were then was settled.
            missing: ids of the records that could not be had.
        """
        if self._bookmark.moment is None:
            self._bookmark.start_at(max(clock - self._lookback, dates.EPOCH))
            return
        self._bookmark.begin(clock)
        self._bookmark.note(*(row for row, parent in self._found if parent not in missing))
        self._bookmark.finish()


def read_changes(client: Client, listed: ChangeList, askers: Iterable[Changes]) -> None:
    """Read a list of changes once, and tell each stream that asks for it.

    Args:
        client: the store.
        listed: the list.
        askers: what each stream knows of it.
    """
    waiting = [one for one in askers if one.start]
    start = min((one.start for one in waiting if one.start), default=None)
    if start is None:
        return
    try:
        changes = list(_changed_since(client, listed, start))
    except StreamError as error:
        _logger.warning(
            "%s: continuing without; changes of %s show with a later run only. %s",
            listed.path,
            ", ".join(sorted(listed.fields)),
            error,
        )
        return
    for one in waiting:
        one.tell(changes)


def _changed_since(
    client: Client, listed: ChangeList, start: datetime
) -> Iterator[tuple[Row, int]]:
    among: Params = {listed.since: dates.in_query(start)}
    dialect = replace(V3, date=listed.date)
    for page in Collection(client, listed.path, dialect, among=among).pages():
        for row in page.rows():
            if parent := row.record().get(listed.parent):
                yield row, int(parent)
