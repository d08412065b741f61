"""What a state says: where a stream was left, in whatever form another tap wrote it."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from tap_bigcommerce import dates
from tap_bigcommerce.errors import TapError
from tap_bigcommerce.versions import VERSION, is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tap_bigcommerce.reading.page import Row

SECOND = timedelta(seconds=1)

DATE_MODIFIED = "date_modified"
"""The replication key of records; rows that come with a record have its date under another name."""

BOOKMARK_KEYS = frozenset({DATE_MODIFIED, "replication_key_value"})

SDK_KEYS = frozenset(
    {"replication_key", "replication_key_signpost", "starting_replication_value"}
    | {"progress_markers"}
)
"""What the SDK writes of a stream beside its bookmark, and does without."""

DELIVERED = "delivered"
"""State key: what was delivered in the last seconds before the bookmark.

`{"until": bookmark, "since": second, "ids": {second: [ids]}}`. The next run reads from `since` on
again, and skips what it finds there in the form in which it was delivered. It means nothing under
any other bookmark than its own, however states are merged or edited.
"""

IDS_AT_BOOKMARK = "ids_at_bookmark"
"""State key of earlier versions: the ids delivered in the bookmark's own second, by that second."""

HIGHEST_ID = "highest_id"
"""State key: the highest id that there was when a first run began, or when a later one looked for
imports: what has a higher id, and a date before the bookmark, was not delivered."""

LAST_REFRESH = "last_refresh"
"""State key: the store's clock when the last whole reading began; from then on the hours count."""

REFRESH = "refresh"
"""State key: a whole reading under way, `{"began": moment, "position": moment or null}`.

Without a position it is the first run, which stands at the bookmark.
"""

UNPROVEN = "unproven"
"""State key: what was read and not yet compared with the store's count.

`{"since": moment or null, "records": number}`; what the next run delivers again does not count,
but for what `delivered` remembers.
"""

CHANNEL_IDS = "channel_ids"
"""State key: the channels whose records the bookmark is about; without it, those of all."""

CHANGES = "changes"
"""State key: the bookmark of each list that shows whose parts changed, by its path."""

HIDDEN_UNTIL = "hidden_until"
"""State key: up to when the records were delivered that the list leaves out, but for a refresh."""

UNCOUNTED = "uncounted"
"""State key: how many records the store counts and does not list."""

MOST_DELIVERED = 10_000
"""Ids; beyond, a state that remembers them costs more than repeating them."""


_MOVING = ("replication_key", "replication_key_value", DELIVERED, REFRESH, UNPROVEN)
"""State keys that show where the stream stands."""

SHARED = ("replication_key_value", DELIVERED, REFRESH, UNPROVEN, UNCOUNTED)
"""State keys that are equal where several streams read the same records of one list."""


class Position:
    """Where a stream stands that has no bookmark."""

    uncounted = 0
    """How many records the store is known to count and not to list."""

    has_gap = False
    """Whether an earlier run read records that have not been compared with the store's count."""

    def begin(self, clock: datetime) -> None:
        """Note when the reading began, by the store's clock."""

    def restart(self, clock: datetime) -> None:
        """Begin to read everything again, also if that is under way.

        Args:
            clock: what time it is in the store.
        """

    def rewind(self) -> None:
        """Go back to where the run began, and stay there until `finish`."""

    def unproven_since(self, start: datetime | None) -> datetime | None:
        """Return from where on to compare with the store's count.

        Args:
            start: where this run began to read.
        """
        return start

    is_first = False
    """Whether no run has read the stream before, or noted its highest id."""

    def starts_below(self, highest: int) -> None:
        """Note the highest id that there is before a first run reads what is in order of dates."""

    def searched(self, highest: int) -> None:
        """Note that no record up to this id needs to be looked for again."""

    def delivered(self, came: int) -> int:
        """Return how many records there are to compare with the store's count.

        Args:
            came: those of this run.
        """
        return came


class Bookmark(Position):
    """Where a stream stands, in its part of the state, which is valid at every moment.

    Args:
        state: the stream's part of the state, which is kept up to date.
        lookback: how far before the bookmark to read again.
        write: writes the state as a message.
        key: the stream's replication key.
    """

    def __init__(
        self,
        state: dict[str, Any],
        lookback: timedelta,
        write: Callable[[], None] = lambda: None,
        *,
        key: str = DATE_MODIFIED,
    ) -> None:
        self._state = state
        self._lookback = lookback
        self._write = write
        self._key = key
        self._began = {key: deepcopy(state[key]) for key in _MOVING if key in state}
        value = state.get("replication_key_value")
        self.moment: datetime | None = dates.parse(value) if value else None
        self._since = self.moment
        self._until = self._cut = value or ""
        self._delivered: dict[str, list[int]] = {}
        self._known: dict[datetime, frozenset[int]] = {}
        if (found := state.get(DELIVERED)) and found["until"] == value:
            self._remember_since(dates.parse(found["since"]))
            self._delivered = found["ids"]
            self._known = {dates.parse(at): frozenset(ids) for at, ids in found["ids"].items()}
        self._memory: dict[str, Any] = {"until": value, "since": value, "ids": self._delivered}
        self._size = sum(map(len, self._delivered.values()))
        self._second: datetime | None = None
        self._ids: list[int] | None = None  # those of the second, unless it is not remembered
        self._is_held = False
        self._highest = 0
        self._searched: int | None = None
        self._is_first = self.moment is None

    @property
    def start(self) -> datetime | None:
        """Where to read from; None for the beginning."""
        if self.moment is None or self._since is None:
            return None
        start = min(self.moment, max(self._since, self.moment - self._lookback))
        if self.refreshes:
            position = self._state[REFRESH]["position"]
            return min(start, dates.parse(position)) if position else None
        return start

    @property
    def proven_start(self) -> datetime | None:
        """Where to read from so that nothing remains unproven: `start`, or earlier."""
        start = self.start
        if not self._leaves_unproven(start):
            return start
        since = self._state[UNPROVEN]["since"]
        return since and dates.parse(since)

    @property
    def is_held(self) -> bool:
        """Whether the bookmark stays where the run began, since a second reading is under way."""
        return self._is_held

    def stands_like(self, other: Bookmark) -> bool:
        """Return whether both streams read the same records so far."""
        return all(self._state.get(key) == other._state.get(key) for key in SHARED)

    @property
    def known(self) -> dict[int, datetime]:
        """What earlier runs delivered from `start` on, with the dates; empty in a refresh."""
        start = self.start
        if self.refreshes or start is None:
            return {}
        return {one: at for at, ids in sorted(self._known.items()) if at >= start for one in ids}

    @property
    def read_from(self) -> datetime | None:
        """When the first run began, if it is under way; else the bookmark, which is no later."""
        first = self._state.get(REFRESH, {})
        if "began" in first and not self.refreshes:
            return dates.parse(first["began"])
        return self.moment

    @property
    def highest_id(self) -> int | None:
        """The highest id of which no import needs to be looked for; None if that is not known."""
        return self._state.get(HIGHEST_ID)

    @property
    def uncounted(self) -> int:
        """How many records the store is known to count and not to list."""
        number: int = self._state.get(UNCOUNTED, 0)
        return number

    @uncounted.setter
    def uncounted(self, number: int) -> None:
        self._state[UNCOUNTED] = number

    @property
    def hidden_until(self) -> datetime | None:
        """Up to when records were read that the list leaves out; None for the beginning."""
        until = self._state.get(HIDDEN_UNTIL)
        return None if until is None or self.refreshes else dates.parse(until)

    @hidden_until.setter
    def hidden_until(self, moment: datetime) -> None:
        self._state[HIDDEN_UNTIL] = dates.text(moment)

    def start_at(self, moment: datetime) -> None:
        """Begin at a moment: nothing before it is wanted."""
        self.moment, self._until = moment, dates.text(moment)
        self._remember_since(moment)
        self._publish()

    # Refreshes

    @property
    def refreshes(self) -> bool:
        """Whether records are read again that have not changed by their date."""
        return "position" in self._state.get(REFRESH, {})

    def refresh(self, every: timedelta, clock: datetime) -> None:
        """Begin to read everything again, if that is due and not under way.

        Without knowledge of the last time, the hours count from now on.
        """
        if self.moment is None or REFRESH in self._state:
            return
        last = self._state.setdefault(LAST_REFRESH, dates.text(clock))
        if clock - dates.parse(last) >= every:
            self.restart(clock)

    def restart(self, clock: datetime) -> None:
        """Begin to read everything again, also if that is under way."""
        self._state[REFRESH] = {"began": dates.text(clock), "position": None}
        self._began[REFRESH] = dict(self._state[REFRESH])

    # Channels

    def select_channels(self, ids: Sequence[int] | None, now: Callable[[], datetime]) -> bool:
        """Note which channels are read, and return whether everything is read again for that.

        What was delivered and counted of some channels says nothing of others. Fewer channels need
        no second reading, unless the last run ended before the store's count proved it.

        Args:
            ids: the channels; None for all.
            now: tells what time it is by the store's clock.
        """
        known, wanted = _channels(self._state), None if ids is None else frozenset(ids)
        if known == wanted:
            return False
        lacks = known is not None and (wanted is None or not wanted <= known)
        begins_anew = self.moment is not None and (lacks or UNPROVEN in self._state)
        if begins_anew:
            self.restart(now())  # if the store does not tell, the state stays as it was
        self._state.pop(CHANNEL_IDS, None)
        if ids is not None:
            self._state[CHANNEL_IDS] = sorted(ids)
        self._delivered.clear()
        self._known, self._size = {}, 0
        self._began.get(DELIVERED, {}).update(ids={})
        self._state.pop(UNCOUNTED, None)
        return begins_anew

    # A run

    def begin(self, clock: datetime) -> None:
        """Note when the reading began, by the store's clock."""
        if self.moment is None and REFRESH not in self._state:
            self._state[REFRESH] = {"began": dates.text(clock)}
            self._began[REFRESH] = dict(self._state[REFRESH])
        start, known = self.start, len(self.known)
        self._from = start
        self.has_gap = self._leaves_unproven(start)
        if not self.has_gap:
            self._state[UNPROVEN] = {"since": start and dates.text(start), "records": known}
        self._began[UNPROVEN] = dict(self._state[UNPROVEN])
        self._unproven: dict[str, Any] = self._state[UNPROVEN]
        self._records: int = self._unproven["records"]
        self._repeats = self.refreshes
        # What is known to have been delivered from `start` on is read again.
        self._earlier: int = max(0, self._began[UNPROVEN]["records"] - known)

    def _leaves_unproven(self, start: datetime | None) -> bool:
        """Return whether earlier runs read what this one does not, and no count has proven."""
        if start is None or UNPROVEN not in self._state:
            return False
        since = self._state[UNPROVEN]["since"]
        return since is None or dates.parse(since) < start

    def unproven_since(self, start: datetime | None) -> datetime | None:
        """Return from where on to compare with the store's count."""
        if not self.has_gap:
            return start
        since = self._began[UNPROVEN]["since"]
        return since and dates.parse(since)

    def delivered(self, came: int) -> int:
        """Return how many records there are to compare with the store's count."""
        return self._earlier + came

    def covers(self, row: Row) -> bool:
        """Return whether an earlier run has delivered a row in this form."""
        if not self._known or row.modified is None or self.refreshes:
            return False
        return row.id in self._known.get(row.modified, ())

    def note(self, *rows: Row) -> None:
        """Remember that rows have been written."""
        self._highest = max([self._highest, *(row.id for row in rows)])
        dated = [(row.modified, row.id) for row in rows if row.modified is not None]
        if not dated:
            return
        self._move(max(dated)[0])
        for modified, one in dated:
            if modified != self._second:
                self._enter(modified)
            self._records += self._from is None or modified >= self._from
            if self._ids is not None and one not in self._known.get(modified, ()):
                self._ids.append(one)
                self._size += 1
                if self._size > MOST_DELIVERED:
                    self._forget()
        if not self._repeats:
            self._count()
        if not self._is_held:
            self._publish()

    def rewind(self) -> None:
        """Go back to where the run began, and stay there until `finish`."""
        self._is_held = True
        for key in _MOVING:
            self._state.pop(key, None)
        self._state.update(deepcopy(self._began))
        self._write()

    def finish(self, *, until_now: bool = True) -> None:
        """Note that the run has read everything.

        Args:
            until_now: whether that is everything up to now, so that a refresh is over.
        """
        self._is_held = False
        if self.moment:
            # Where records came in no order, older seconds may stand behind later ones.
            for second in [one for one in self._delivered if one < self._cut]:
                self._size -= len(self._delivered.pop(second))
            self._publish()
        self._state.pop(UNPROVEN, None)
        is_over = until_now or not self.refreshes
        if is_over and (began := self._state.pop(REFRESH, {}).get("began")):
            self._state[LAST_REFRESH] = began
        if self._searched:
            self._state[HIGHEST_ID] = self._searched
        elif self.is_first and self._highest:
            # It saw all that there was; later runs pass by what has an old date.
            self._state[HIGHEST_ID] = self._highest

    @property
    def is_first(self) -> bool:  # type: ignore[override]  # kept in the state
        """Whether no run has read the stream before, or noted its highest id."""
        return self._is_first and HIGHEST_ID not in self._state

    def starts_below(self, highest: int) -> None:
        """Note the highest id that there is before a first run reads what is in order of dates."""
        self._state[HIGHEST_ID] = highest

    def searched(self, highest: int) -> None:
        """Note that no record up to this id needs to be looked for again."""
        self._searched = max(highest, self._state.get(HIGHEST_ID, 0))

    # How it is done

    def _count(self) -> None:
        """Count what has been written; after `rewind` that is no longer part of the state."""
        self._unproven["records"] = self._records

    def _move(self, latest: datetime) -> None:
        """Move the bookmark, unless it is past this already."""
        text = dates.text(latest)
        if self.moment is None or latest > self.moment:
            self.moment, self._until = latest, text
            self._prune(latest - self._lookback)
        if self._repeats and not self._is_held:
            position = self._state[REFRESH]["position"]
            self._state[REFRESH]["position"] = max(text, position or text)

    def _enter(self, second: datetime) -> None:
        self._second = second
        self._count()  # in a refresh, the next run repeats the second that this one ends in
        is_remembered = self._since is None or second >= self._since
        self._ids = self._delivered.setdefault(dates.text(second), []) if is_remembered else None

    def _prune(self, since: datetime) -> None:
        if self._since is None or since > self._since:
            self._remember_since(since)
        while self._delivered and next(iter(self._delivered)) < self._cut:
            self._drop_oldest()

    def _remember_since(self, since: datetime) -> None:
        self._since, self._cut = since, dates.text(since)

    def _forget(self) -> None:
        """Forget the oldest second; if that is the bookmark's own, it will be repeated."""
        self._remember_since(dates.parse(self._drop_oldest()) + SECOND)

    def _drop_oldest(self) -> str:
        oldest = next(iter(self._delivered))
        dropped = self._delivered.pop(oldest)
        self._size -= len(dropped)
        if self._ids is dropped:
            self._ids = None
        return oldest

    def _publish(self) -> None:
        if self.moment is None:
            return
        until = self._until
        self._state["replication_key"] = self._key
        self._state["replication_key_value"] = until
        self._memory["until"] = until
        self._memory["since"] = self._cut
        self._state[DELIVERED] = self._memory


def _channels(state: Mapping[str, Any]) -> frozenset[int] | None:
    """Return the channels that a bookmark is about: None for all, none if that is unreadable."""
    given = state.get(CHANNEL_IDS)
    try:
        return None if given is None else frozenset(msgspec.convert(given, list[int]))
    except msgspec.ValidationError:
        return frozenset()


def normalise_state(state: dict[str, Any], dated: Mapping[str, str]) -> dict[str, Any]:
    """Give a state this tap's form, keeping whatever else it holds.

    singer-io/tap-bigcommerce writes `{"bookmarks": {"orders": {"date_modified": "..."}}}`; the SDK
    wants `replication_key` and `replication_key_value`, and compares the latter as text. A whole
    STATE message, and what `meltano state get` prints, are taken for what they hold.

    Args:
        state: as it was given.
        dated: the replication keys of the streams that have bookmarks.

    Raises:
        TapError: if there are no bookmarks in it, or one is not a date.
    """
    state = state.get("singer_state", state.get("value", state))
    bookmarks = state.get("bookmarks", {}) if isinstance(state, dict) else None
    if not isinstance(bookmarks, dict) or (state and "bookmarks" not in state):
        message = (
            f"The state has no bookmarks; it has {_keys(state)}. Expected, for example, "
            '{"bookmarks": {"orders": {"date_modified": "2024-01-31"}}}, or no state at all.'
        )
        raise TapError(message)
    normal = {
        name: _bookmark(name, bookmarks[name], dated.get(name, DATE_MODIFIED)) for name in bookmarks
    }
    for name in dated:
        found = bookmarks.get(name)
        keys = set(found) if isinstance(found, dict) else set()
        remembered = {*SDK_KEYS, *_MEMORY, CHANGES, CHANNEL_IDS, VERSION}
        if keys - remembered and not keys & {dated[name], *BOOKMARK_KEYS}:
            message = (
                f"The state of {name} has no bookmark that this tap knows; it has {_keys(found)}. "
                f"Expected '{dated[name]}' or 'replication_key_value'. Fix it, or remove what "
                "it says of the stream to start from start_date."
            )
            raise TapError(message)
    return {**state, "bookmarks": normal}


def _keys(value: Any) -> str:
    """What a state has, without the values: it may not be a state at all."""
    if isinstance(value, dict) and value:
        return f"the keys {sorted(map(str, value))}"
    return f"a {type(value).__name__}" if value else "nothing"


def _bookmark(stream: str, given: Any, replication_key: str = DATE_MODIFIED) -> dict[str, Any]:
    bookmark = dict(given) if isinstance(given, dict) else {replication_key: given}
    for key in ("partitions", *SDK_KEYS):
        bookmark.pop(key, None)
    if not is_number(bookmark.get(VERSION)):
        bookmark.pop(VERSION, None)
    changes = bookmark.pop(CHANGES, None)
    value = bookmark.pop(DATE_MODIFIED, None)
    value = bookmark.pop(replication_key, value)
    value = bookmark.get("replication_key_value", value)
    if isinstance(changes, dict):
        bookmark[CHANGES] = {path: _bookmark(path, changes[path]) for path in changes}
    if value is None:
        return {key: bookmark[key] for key in bookmark if key not in _MEMORY}
    try:
        moment = dates.parse(value)
    except (AttributeError, LookupError, TypeError, ValueError):  # another form, or no text
        moment = None
    if moment is None or not 1970 <= moment.year < 9999:  # noqa: PLR2004 - years with room to reckon in
        message = (
            f"The state has {value!r} as the bookmark of {stream}, which is not a date. Fix it "
            "(for example 2024-01-31T09:30:00+00:00), or remove it to start from start_date."
        )
        raise TapError(message)
    text = dates.text(moment)
    memory = _memory(bookmark, text)
    bookmark |= {"replication_key": replication_key, "replication_key_value": text}
    return bookmark | memory


class _Delivered(msgspec.Struct):
    until: str
    since: str
    ids: dict[str, list[int]]


class _Refresh(msgspec.Struct, omit_defaults=True):
    began: str
    position: str | msgspec.UnsetType | None = msgspec.UNSET


class _Unproven(msgspec.Struct):
    since: str | None
    records: int


_MEMORY: dict[str, Any] = {
    DELIVERED: _Delivered,
    HIGHEST_ID: int,
    LAST_REFRESH: str,
    REFRESH: _Refresh,
    UNPROVEN: _Unproven,
    UNCOUNTED: int,
    HIDDEN_UNTIL: str,
    IDS_AT_BOOKMARK: dict[str, list[int]],
}
"""What a state remembers beside the bookmark, and the form it must have to count."""


def _memory(bookmark: dict[str, Any], value: str) -> dict[str, Any]:
    """Take what a state remembers; what has another form would only have spared repetitions."""
    memory: dict[str, Any] = {}
    for key, form in _MEMORY.items():
        given = bookmark.pop(key, None)
        with suppress(msgspec.ValidationError, ValueError, TypeError):
            if given is not None:
                understood = msgspec.to_builtins(msgspec.convert(given, form))
                _check_dates(understood)
                memory[key] = understood
    at_bookmark = memory.pop(IDS_AT_BOOKMARK, {}).get(value)
    if at_bookmark and DELIVERED not in memory:
        memory[DELIVERED] = {"until": value, "since": value, "ids": {value: at_bookmark}}
    return memory


def _check_dates(understood: Any) -> None:
    """Check that every text in a memory is a date.

    Raises:
        ValueError: if one is not.
    """
    if isinstance(understood, str):
        dates.parse(understood)
    elif isinstance(understood, dict):
        for key, value in understood.items():
            if key not in {"until", "since", "ids", "began", "position", "records"}:
                dates.parse(key)
            _check_dates(value)
