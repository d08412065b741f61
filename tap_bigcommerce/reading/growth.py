"""Notices a list that grows as fast as it is read, and so would never end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_bigcommerce.errors import StreamError

if TYPE_CHECKING:
    from tap_bigcommerce.reading.page import Page

MOST_BEYOND = 50
"""Pages that a list may have beyond what there was when the reading began, if it is a short one."""

TINY = 4
"""How many times smaller than the largest page those are that only new records fill."""

MOST_SHORT = 1000
"""Pages in a row with fewer records than the largest had, before a list counts as endless."""

FEW = 5
"""New records on a page that is tiny whatever the largest had; no API cuts a large one so short."""

LARGE = 10
"""How many times more records a page should hold for these to be few."""


class Growth:
    """Watches one reading of a list without a frozen end.

    Args:
        path: the list.
        largest: how many records the largest page had so far.
    """

    def __init__(self, path: str, largest: int = 0) -> None:
        self._path = path
        self._largest = largest
        self._pages = self._beyond = self._tiny = self._short = 0

    def note(self, page: Page, *, is_beyond: bool) -> None:
        """Note a page.

        Args:
            page: the page; if many in a row are tiny, they bring only new records, whatever a
                count or a filter says.
            is_beyond: whether all that there was when the reading began has come.

        Raises:
            StreamError: if too many pages in a row bring only new records.
        """
        self._pages += 1
        self._largest = max(self._largest, page.came)
        few = max(min(FEW, page.limit // LARGE), self._largest // TINY)
        is_tiny = not page.is_full and len(page.keys) <= few
        self._beyond = self._beyond + 1 if is_beyond else 0
        self._tiny = self._tiny + 1 if is_tiny else 0
        is_short = not page.is_full and page.came < self._largest
        self._short = self._short + 1 if is_short else 0
        # While a long list is read, many pages of new records may gather at its end; full ones.
        is_endless = self._tiny > MOST_BEYOND or self._short > MOST_SHORT
        if is_endless or self._beyond > max(MOST_BEYOND, self._pages * 3 // 4):
            pages = max(self._tiny, self._beyond, self._short)
            message = (
                f"GET {self._path} has more and more records, {pages} pages beyond what there was "
                "when the tap began. Rerun the tap when the store is quieter, and please report "
                "this, with what --test=api prints."
            )
            raise StreamError(message)
