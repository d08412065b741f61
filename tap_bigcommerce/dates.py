"""One form for every date: BigCommerce's two on the way in, one on the way out."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache


@lru_cache(maxsize=8192)
def parse(text: str) -> datetime:
    """Read a date of v2 (RFC 2822) or v3 (ISO 8601), to the second, in UTC.

    Raises:
        ValueError: if the text is neither.
    """
    moment = datetime.fromisoformat(text) if text[:1].isdigit() else parsedate_to_datetime(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:  # the first or last hours that there are, in another zone
        raise ValueError(text) from error


def text(moment: datetime) -> str:
    """Write a date in UTC as `2024-01-31T09:30:00+00:00`.

    The width is fixed so that bookmarks, which the SDK compares as text, sort as moments do.
    """
    return moment.isoformat(timespec="seconds")
