"""Bookmarks of other taps, and of ours, in the one form that the SDK compares."""

from __future__ import annotations

from typing import Any

from tap_bigcommerce import dates
from tap_bigcommerce.errors import TapError

REPLICATION_KEY = "date_modified"


def understood(state: dict[str, Any]) -> dict[str, Any]:
    """Give a state this tap's form, keeping whatever else it holds.

    singer-io/tap-bigcommerce writes `{"bookmarks": {"orders": {"date_modified": "..."}}}`; the SDK
    wants `replication_key` and `replication_key_value`, and compares the latter as text. A whole
    STATE message, and what `meltano state get` prints, are taken for what they hold.

    Raises:
        TapError: if there are no bookmarks in it, or one is not a date.
    """
    state = state.get("singer_state", state.get("value", state))
    bookmarks = state.get("bookmarks", {}) if isinstance(state, dict) else None
    if not isinstance(bookmarks, dict) or (state and "bookmarks" not in state):
        message = (
            f"The state has no bookmarks: {str(state)[:80]}. Expected, for example, "
            '{"bookmarks": {"orders": {"date_modified": "2024-01-31"}}}, or no state at all.'
        )
        raise TapError(message)
    return {**state, "bookmarks": {name: _bookmark(name, bookmarks[name]) for name in bookmarks}}


def _bookmark(stream: str, given: Any) -> dict[str, Any]:
    bookmark = dict(given) if isinstance(given, dict) else {REPLICATION_KEY: given}
    value = bookmark.pop(REPLICATION_KEY, None)
    value = bookmark.get("replication_key_value", value)
    if value is None:
        return bookmark
    try:
        moment = dates.parse(value)
    except (TypeError, ValueError):
        message = (
            f"The state has {value!r} as the bookmark of {stream}, which is not a date. Correct it "
            "(for example 2024-01-31T09:30:00+00:00), or remove it to start from start_date."
        )
        raise TapError(message) from None
    return bookmark | {
        "replication_key": REPLICATION_KEY,
        "replication_key_value": dates.text(moment),
    }
