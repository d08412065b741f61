"""Finds the records that the store no longer has: ids that are missing below the highest one.

Ids ascend and are never used again, so what a list lacks below its highest id was deleted, or was
never there. A record that the API merely failed to show must not be taken for one: a reading counts
only if the store's own count confirms it, ids that are missing for the first time are looked for in
a second reading, and the newest records are left to a later run, since a server that lags may not
know them yet.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from singer_sdk.exceptions import AbortedSyncFailedException, AbortedSyncPausedException

from tap_bigcommerce import dates, ranges
from tap_bigcommerce.errors import TapError
from tap_bigcommerce.feeds.access import explained
from tap_bigcommerce.feeds.choice import EVERY_RECORD
from tap_bigcommerce.feeds.hidden import hidden
from tap_bigcommerce.progress import StreamProgress
from tap_bigcommerce.reading.collection import Collection
from tap_bigcommerce.reading.page import EVERYTHING
from tap_bigcommerce.reading.unsorted import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from tap_bigcommerce.ranges import Ranges
    from tap_bigcommerce.streams.base import RootStream
    from tap_bigcommerce.streams.deletions import DeletedRecords

KNOWN = "known"
"""State key: for each stream up to which id it was looked through, and what was missing there.

`{"orders": {"through": 1042, "missing": "1-99,105"}}`
"""

EVER = datetime.fromtimestamp(0, UTC)
"""The bookmark of a stream that has noticed nothing yet."""

_logger = logging.getLogger("tap-bigcommerce")


class _Known(msgspec.Struct):
    through: int = 0
    missing: str = ""


class Reading(NamedTuple):
    """What a list had.

    Args:
        ids: of all its records.
        highest: the highest that has been there for a while; no server is too late for those below.
    """

    ids: list[int]
    highest: int


class Deletions:
    """Looks through the lists of some streams, and writes what is gone.

    Args:
        stream: where to write it.
        roots: the streams to look after.
        write_state: writes the state as a message.
    """

    def __init__(
        self,
        stream: DeletedRecords,
        roots: Iterable[RootStream],
        write_state: Callable[[], None],
    ) -> None:
        self._stream = stream
        self._roots = list(roots)
        self._write_state = write_state
        self._run = stream.run
        self._state: dict[str, Any] = stream.stream_state
        self._written = 0
        self._is_introduced = False

    def read(self) -> None:
        """Look through every list; the run is told if one could not be."""
        stream, run = self._stream, self._run
        [self._progress] = run.progress.begin([stream.name])
        if run.settings.end_date:
            _logger.info("%s is left out: it tells of now, not of end_date.", stream.name)
        else:
            if self._roots and KNOWN not in self._state:
                _logger.info(
                    "%s: the first run lists every id below the highest that the store does not "
                    "have.",
                    stream.name,
                )
            with stream.get_record_counter() as self._count, stream.get_sync_timer():
                outcomes = [self._looked_through(one) for one in self._roots]
                self._progress.is_whole = all(outcomes)
        if not run.stopped:
            self._introduce()
        self._progress.end(self._state.get("replication_key_value"))
        self._write_state()

    def _introduce(self) -> None:
        """Write the SCHEMA message, once the store has responded."""
        if not self._is_introduced:
            self._is_introduced = True
            self._stream.write_schema()

    def _looked_through(self, root: RootStream) -> bool:
        try:
            if not self._run.stopped:
                self._look_through(root)
        except TapError as error:
            self._run.fail(self._stream.name, explained(error, root, root))
            return False
        except (AbortedSyncFailedException, AbortedSyncPausedException):
            return False
        return True

    def _look_through(self, root: RootStream) -> None:
        clock = self._run.client.now().replace(microsecond=0)
        self._introduce()
        known = self._known(root.name)
        reading = self._reading(root, clock)
        if reading is None:
            return
        through = max(known.through, reading.highest)
        missing = ranges.missing(reading.ids, through)
        remembered = ranges.parse(known.missing)
        if ranges.without(missing, remembered):
            again = self._reading(root, clock)
            if again is None:
                return
            missing = ranges.missing({*reading.ids, *again.ids}, through)
        gone = ranges.without(missing, remembered)
        self._write(root.name, gone, clock)
        known.through, known.missing = through, ranges.text(missing)
        self._note(root.name, known, clock if gone else None)

    def _reading(self, root: RootStream, clock: datetime) -> Reading | None:
        """Read the ids that there are; None if the store counts more, or does not say how many."""
        listed = Collection(
            self._run.client,
            root.path,
            root.dialect,
            page_size=self._run.settings.page_size,
            parts=root.fewest_params,
            fewer_parts={} if root.fewest_params else None,
        )
        progress = StreamProgress(root.name)
        settled = clock - self._run.settings.settling_time
        ids, highest = [], 0
        reader = kind_of(root.dialect)(self._run.client, listed, progress)
        rows = chain.from_iterable(reader.everything())
        for row in chain(rows, hidden(root, frozenset(), EVERY_RECORD, EVERYTHING)):
            ids.append(row.id)
            if row.modified and row.modified < settled:
                highest = max(highest, row.id)
        if progress.counted is None or progress.counted > progress.came:
            _logger.warning(
                "%s: %d records came of %s that the store counts, so it cannot be told which are "
                "gone. The next run looks again.",
                root.name,
                progress.came,
                progress.counted,
            )
            return None
        return Reading(ids, highest)

    def _write(self, name: str, gone: Ranges, clock: datetime) -> None:
        extracted, noticed_at = datetime.now(UTC), dates.text(clock)
        for one in chain.from_iterable(gone):
            self._stream.check_limit(self._written)
            row = {"stream": name, "id": one, "noticed_at": noticed_at}
            self._stream.write(self._stream.constants | row, extracted)
            self._written += 1
            self._count.increment()
        self._progress.records = self._written

    # What the state remembers

    def _known(self, name: str) -> _Known:
        """Return what the state says of a stream; nothing if it has another form."""
        try:
            known = msgspec.convert(self._state.get(KNOWN, {}).get(name, {}), _Known)
            ranges.parse(known.missing)
        except (AttributeError, ValueError):
            return _Known()
        return known

    def _note(self, name: str, known: _Known, noticed: datetime | None) -> None:
        state, others = self._state, self._state.get(KNOWN)
        state[KNOWN] = (others if isinstance(others, dict) else {}) | {
            name: msgspec.to_builtins(known)
        }
        state["replication_key"] = self._stream.replication_key
        if noticed or "replication_key_value" not in state:
            state["replication_key_value"] = dates.text(noticed or EVER)
        self._write_state()
