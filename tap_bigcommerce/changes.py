"""Finding records whose parts changed without moving their own date."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from tap_bigcommerce import dates
from tap_bigcommerce.collection import Collection
from tap_bigcommerce.dialects import V3
from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.state import CHANGES, Bookmark

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from datetime import datetime, timedelta

    from tap_bigcommerce.client import Client, Params
    from tap_bigcommerce.page import Row

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
    """Reads a list of changes from where the last run left it.

    Args:
        client: the store.
        listed: the list.
        state: the stream's part of the state.
        lookback: how far before the bookmark to read again.
        since: when the oldest reading of the records began that may have been delivered, where
            the state does not say from when on to read the list; None if none were.
    """

    def __init__(
        self,
        client: Client,
        listed: ChangeList,
        state: dict[str, Any],
        lookback: timedelta,
        since: datetime | None = None,
    ) -> None:
        self._client = client
        self._list = listed
        self._lookback = lookback
        self._state = state.setdefault(CHANGES, {}).setdefault(listed.path, {})
        self._bookmark = Bookmark(self._state, lookback)
        if since and self._bookmark.moment is None:
            self._bookmark.start_at(since)
        self._found: list[tuple[Row, int]] = []

    def parents(self) -> set[int]:
        """Return the ids of the records whose parts changed since the last run.

        Empty on a first run, which reads all records as they are.
        """
        start = self._bookmark.start
        if start is None:
            return set()
        try:
            changed = {parent for _, parent in self._changed_since(start)}
        except StreamError as error:
            self._found.clear()
            _logger.warning(
                "%s: going on without; changes of %s show with a later run only. %s",
                self._list.path,
                ", ".join(sorted(self._list.fields)),
                error,
            )
            return set()
        return changed

    def finish(self, clock: datetime, missing: Container[int]) -> None:
        """Note that the records found have been delivered.

        A server that is late may not know some of them: the next run finds them again within its
        lookback. What changed before that has been deleted.

        Args:
            missing: ids of the records that could not be had.
            clock: when the run began, by the store's clock, and how things were then was settled.
        """
        if self._bookmark.moment is None:
            self._bookmark.start_at(clock - self._lookback)
            return
        self._bookmark.begin(clock)
        for row, parent in self._found:
            if parent not in missing:
                self._bookmark.note(row)
        self._bookmark.finish()

    def _changed_since(self, start: datetime) -> Iterator[tuple[Row, int]]:
        among: Params = {self._list.since: dates.in_query(start)}
        dialect = replace(V3, date=self._list.date)
        for page in Collection(self._client, self._list.path, dialect, among=among).pages():
            for row in page.rows():
                parent = row.record().get(self._list.parent)
                is_new = row.modified and row.modified >= start and not self._bookmark.covers(row)
                if parent and is_new:
                    self._found.append((row, int(parent)))
                    yield row, int(parent)
