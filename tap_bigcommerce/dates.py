"""One form for every date: BigCommerce's two on the way in, one on the way out."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}


def parse(text: str) -> datetime:
    """Read a date of v2 (RFC 2822) or v3 (ISO 8601), to the second, in UTC.

    Raises:
        ValueError: if the text is neither.
    """
    return datetime.fromisoformat(rewritten(text))


def text(moment: datetime) -> str:
    """Write a date in UTC as `2024-01-31T09:30:00+00:00`.

    The width is fixed so that bookmarks, which the SDK compares as text, sort as moments do.
    """
    return moment.isoformat(timespec="seconds")


@lru_cache(maxsize=8192)
def rewritten(given: str) -> str:
    """What `parse` reads, as `text` writes it.

    Raises:
        ValueError: as `parse`.
    """
    if usual := _in_iso(given):
        return usual
    moment = datetime.fromisoformat(given) if given[:1].isdigit() else parsedate_to_datetime(given)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return text(moment.astimezone(UTC))
    except OverflowError as error:  # the first or last hours that there are, in another zone
        raise ValueError(given) from error


def _in_iso(text: str) -> str | None:
    """`Wed, 05 Dec 2018 20:16:55 +0000` as ISO 8601, None for any other layout.

    Ten times as fast as what can read every form of RFC 2822.
    """
    if len(text) != len("Wed, 05 Dec 2018 20:16:55 +0000") or text[25:] != " +0000":
        return None
    iso = f"{text[12:16]}-{_MONTHS.get(text[8:11])}-{text[5:7]}T{text[17:25]}+00:00"
    try:
        datetime.fromisoformat(iso)
    except ValueError:
        return None
    return iso
