"""What a state says: where a stream was left, in whatever form another tap wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_bigcommerce import dates
from tap_bigcommerce.errors import TapError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from tap_bigcommerce.collection import Row

REPLICATION_KEY = "date_modified"

BOOKMARK_KEYS = frozenset({REPLICATION_KEY, "replication_key_value"})

SDK_KEYS = frozenset(
    {"replication_key", "replication_key_signpost", "starting_replication_value"}
    | {"progress_markers"}
)
"""What the SDK writes of a stream beside its bookmark, and does without."""

AT_BOOKMARK = "ids_at_bookmark"
"""State key: the ids delivered of one second, by that second.

A bookmark is inclusive, so its own second is read again; without these, so would its records be
delivered again, changed or not. The second was over when it was read (see `settling_time`), so a
record that changed since has a later date. It is written down which second they belong to, so that
they mean nothing under any other bookmark, however states are merged or edited.
"""

MOST_AT_BOOKMARK = 10_000
"""Beyond this many, a state that remembers them costs more than repeating them."""


class Bookmark:
    """Where a stream was left, and what it has delivered of that second.

    Args:
        state: the stream's own, which is kept up to date.
    """

    def __init__(self, state: dict[str, Any]) -> None:
        self._state = state
        value = state.get("replication_key_value")
        self.moment: datetime | None = dates.parse(value) if value else None
        self._ids: list[int] = list(state.get(AT_BOOKMARK, {}).get(value, ()))
        self._known = frozenset(self._ids)
        self._second = None
        if self._known:  # what comes of that second now is added to it
            self._second = self.moment
            state[AT_BOOKMARK] = {value: self._ids}

    @property
    def knows_ids(self) -> bool:
        """Whether an earlier run has written down what it delivered of the bookmark's second."""
        return bool(self._known)

    def covers(self, row: Row) -> bool:
        """Whether an earlier run has delivered this row, in this form."""
        return row.modified == self.moment and row.id in self._known

    def note(self, row: Row) -> None:
        """Remember that a row has been written; rows come by date."""
        if row.modified is None:
            return
        if row.modified != self._second:
            self._second, self._ids = row.modified, []
            self._state[AT_BOOKMARK] = {dates.text(row.modified): self._ids}
        self._ids.append(row.id)
        if len(self._ids) > MOST_AT_BOOKMARK:
            self._state.pop(AT_BOOKMARK, None)


def understood(state: dict[str, Any], dated: Collection[str]) -> dict[str, Any]:
    """Give a state this tap's form, keeping whatever else it holds.

    singer-io/tap-bigcommerce writes `{"bookmarks": {"orders": {"date_modified": "..."}}}`; the SDK
    wants `replication_key` and `replication_key_value`, and compares the latter as text. A whole
    STATE message, and what `meltano state get` prints, are taken for what they hold.

    Args:
        state: as it was given.
        dated: the streams that have bookmarks.

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
    understood_ones = {name: _bookmark(name, bookmarks[name]) for name in bookmarks}
    for name in dated:
        found = bookmarks.get(name)
        if isinstance(found, dict) and not found.keys() & BOOKMARK_KEYS and found.keys() - SDK_KEYS:
            message = (
                f"The state of {name} has no bookmark that this tap knows; it has {_keys(found)}. "
                "Expected 'date_modified' or 'replication_key_value'. Correct it, or remove what "
                "it says of the stream to start from start_date."
            )
            raise TapError(message)
    return {**state, "bookmarks": understood_ones}


def _keys(value: Any) -> str:
    """What a state has, without the values: it may not be a state at all."""
    if isinstance(value, dict) and value:
        return f"the keys {sorted(map(str, value))}"
    return f"a {type(value).__name__}" if value else "nothing"


def _bookmark(stream: str, given: Any) -> dict[str, Any]:
    bookmark = dict(given) if isinstance(given, dict) else {REPLICATION_KEY: given}
    for key in ("partitions", *SDK_KEYS):
        bookmark.pop(key, None)
    if not _are_ids(bookmark.get(AT_BOOKMARK)):
        bookmark.pop(AT_BOOKMARK, None)
    value = bookmark.pop(REPLICATION_KEY, None)
    value = bookmark.get("replication_key_value", value)
    if value is None:
        return bookmark
    try:
        moment = dates.parse(value)
    except (AttributeError, TypeError, ValueError):  # text of another form, or no text at all
        moment = None
    if moment is None or not 1970 <= moment.year < 9999:  # noqa: PLR2004 - years with room to reckon in
        message = (
            f"The state has {value!r} as the bookmark of {stream}, which is not a date. Correct it "
            "(for example 2024-01-31T09:30:00+00:00), or remove it to start from start_date."
        )
        raise TapError(message)
    return bookmark | {
        "replication_key": REPLICATION_KEY,
        "replication_key_value": dates.text(moment),
    }


def _are_ids(value: Any) -> bool:
    """Whether it is what `AT_BOOKMARK` says; other taps' and hand-made states may have anything."""
    return isinstance(value, dict) and all(
        isinstance(ids, list) and all(isinstance(one, int) for one in ids) for ids in value.values()
    )
