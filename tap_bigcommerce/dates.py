"""One form for every date: BigCommerce's two on the way in, one on the way out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from functools import lru_cache

BASIC_DATE = len("20240131")
"""Digits of a date without separators; any other number of digits counts seconds since 1970."""

LEAP_SECOND = re.compile(r"(:\d\d):60(?!\d)")
"""No clock of Python's has one; the second before is nearest."""

PUNCTUATION = "--T::"
"""Every third character of a moment in its usual form, from the first that is no digit."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The earliest moment that a bookmark may stand at."""

_UTC = frozenset({"Z", "+00:00"})

_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}


def is_missing(given: str) -> bool:
    """Whether it is no date: an empty text, zero, or what PHP and MySQL make of none."""
    return given in {"", "0"} or given.startswith(("0000-00-00", "-0001-")) or " -0001 " in given


def parse(text: str) -> datetime:
    """Read a date of v2 (RFC 2822) or v3 (ISO 8601), or Unix seconds, to the second, in UTC.

    Raises:
        ValueError: if the text is neither.
    """
    return datetime.fromisoformat(rewritten(text))


def text(moment: datetime) -> str:
    """Write a date in UTC as `2024-01-31T09:30:00+00:00`.

    The width is fixed so that bookmarks, which the SDK compares as text, sort as moments do.
    """
    return moment.isoformat(timespec="seconds")


def in_query(moment: datetime) -> str:
    """Write a date in UTC as `2024-01-31T09:30:00Z`, which no endpoint is reported to refuse."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def of_seconds(seconds: int) -> str:
    """Write the moment that is so many seconds after 1970 began, as `text` does.

    Raises:
        ValueError: if there is no such year.
    """
    try:
        return text(datetime.fromtimestamp(seconds, UTC))
    except (OSError, OverflowError) as error:
        raise ValueError(seconds) from error


def rewritten(given: str) -> str:
    """What `parse` reads, as `text` writes it.

    Raises:
        ValueError: as `parse`.
    """
    # Nearly all dates have one of two forms, which are rewritten ten times as fast as any others.
    try:
        if given[25:] == " +0000":  # v2
            clock = given[17:25]
            time.fromisoformat(clock)
            if clock[2::3] == "::":
                return f"{_day(given[:17])}{clock}+00:00"
        elif given[19:] in _UTC:  # v3
            moment = given[:19]
            datetime.fromisoformat(moment)
            if moment[4::3] == PUNCTUATION:
                return f"{moment}+00:00"
    except ValueError:
        pass
    return _unusual(given)


def _unusual(given: str) -> str:
    """Rewrite any other form.

    Raises:
        ValueError: as `parse`.
    """
    if is_missing(given):
        raise ValueError(given)
    if given.isdecimal() and len(given) != BASIC_DATE:
        return of_seconds(int(given))
    given = LEAP_SECOND.sub(r"\1:59", given)
    read = datetime.fromisoformat if given[:1].isdigit() else parsedate_to_datetime
    try:
        moment = read(given)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return text(moment.astimezone(UTC))
    except OverflowError as error:  # a year that there is not, or not in another zone
        raise ValueError(given) from error


@lru_cache(maxsize=4096)
def _day(given: str) -> str:
    """`Wed, 05 Dec 2018 ` as `2018-12-05T`.

    Raises:
        ValueError: if there is no such day.
    """
    day = f"{given[12:16]}-{_MONTHS.get(given[8:11])}-{given[5:7]}"
    return f"{date.fromisoformat(day)}T"
