"""Months, as text that sorts: 2026-05."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

Month = str

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def months(first: Month, cut: date) -> list[Month]:
    """Return the months from the first one up to a cut."""
    start = date.fromisoformat(f"{first}-01")
    begin, end = (day.year * 12 + day.month - 1 for day in (start, cut))
    return [f"{number // 12}-{number % 12 + 1:02}" for number in range(begin, end)]


def bounds(month: Month) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])
