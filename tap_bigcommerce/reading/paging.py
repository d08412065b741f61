"""Ways to request the next page, and what a response proves about the end of its list.

A short page alone never proves the end: the API may return fewer records than the limit, or omit
records that its index still lists.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tap_bigcommerce.errors import StreamError
from tap_bigcommerce.reading.page import id_in_cursor

if TYPE_CHECKING:
    from tap_bigcommerce.api.client import Params
    from tap_bigcommerce.reading.dialects import Dialect
    from tap_bigcommerce.reading.page import Page, Window

SUSPICIOUS = 50
"""Records: a list that ends at a multiple of this number may have been cut there."""

MOST_EMPTY = 3
"""Empty pages in a row that end a list, even if the total promises more."""

STOPPING = (
    "Reading on could lose records, so the tap stops; please report this, with what --test=api "
    "prints."
)


class Keyset:
    """Keyset pagination: requests records after the last id. Ids keep one direction.

    Args:
        dialect: the list's.
        path: the list.
    """

    def __init__(self, dialect: Dialect, path: str) -> None:
        self._dialect = dialect
        self._path = path
        self.descends = False
        """Whether the last page with two ids had them from the highest down."""

    def leads_on(self, page: Page) -> bool:
        """Return whether what comes behind a page can be asked for, whatever the response says."""
        return bool(page.ids and self._dialect.above)

    def position(self, after_page: Page) -> Params:
        """Return the filter for the records after a page."""
        last = after_page.ids[-1]
        # A page of one record would have only the record of the bound.
        step = 1 if self._dialect.includes_bound and after_page.limit == 1 else 0
        if self.descends and self._dialect.descends and self._dialect.below:
            return {self._dialect.below: last - step}
        return {self._dialect.above: last + step} if self._dialect.above else {}

    def follows(self, page: Page, before: int) -> bool | None:
        """Return whether more follows a page; None if the response proves neither.

        After a full page, more may follow. A total below the number of records proves nothing.

        Args:
            page: the page.
            before: records of the same query on earlier pages.
        """
        total, came = page.total, page.came
        if self._dialect.includes_bound and not page.ids and (total or 0) <= came:
            return False
        if page.is_full and came:
            return True
        if total is None or total < before + came:
            return None if came else False
        if total > before + came:
            return True
        return None if came and total % SUSPICIOUS == 0 else False

    def stands(self, page: Page) -> bool:  # noqa: ARG002 - cursors may not
        """Return whether what leads on from a page means the same place if the list changes."""
        return True

    def placed(self, page: Page, after_page: Page | None, window: Window) -> Page:
        """Drop the record of the bound itself, and check that the others are in order.

        Raises:
            StreamError: if they are not.
        """
        last = after_page.ids[-1] if after_page and after_page.ids else window.after
        if last is not None and page.ids[:1] == [last]:
            page = page.without_first()
        ids = [*after_page.ids[-2:], *page.ids] if after_page else page.ids
        if len(ids) > 1:
            self.descends = ids[0] > ids[1]
        ids = ids[::-1] if self.descends else ids
        for earlier, later in pairwise(ids):
            if earlier >= later:
                message = f"GET {self._path} does not return records in the order of their ids"
                msg = f"{message}: {later} came after {earlier}{page.source}. {STOPPING}"
                raise StreamError(msg)
        if window.after is not None and ids and ids[0] < window.after:
            message = (
                f"GET {self._path} returned record {ids[0]}, not only ids above {window.after}"
            )
            msg = f"{message}{page.source}. {STOPPING}"
            raise StreamError(msg)
        return page


class After(Keyset):
    """Keyset pagination without page numbers.

    The total may count all records or only the remaining ones. If a page has as many records as the
    total, it is the last. Otherwise only an empty page proves the end.
    """

    def follows(self, page: Page, before: int) -> bool | None:
        """Return whether more follows a page; None if the response proves neither."""
        if page.total == page.came:
            return super().follows(page, before)
        return bool(page.came)


class Numbers(Keyset):
    """Page numbers. No order is needed."""

    def leads_on(self, page: Page) -> bool:  # noqa: ARG002 - the base class's signature
        """Return False: only a number leads to the next page."""
        return False

    def placed(self, page: Page, after_page: Page | None, window: Window) -> Page:  # noqa: ARG002 - the base class's signature
        """Return the page as it is."""
        return page


class Whole(Numbers):
    """A list without pages."""

    def follows(self, page: Page, before: int) -> bool | None:  # noqa: ARG002 - the base class's signature
        """Return whether the response promises more records than it has."""
        return page.total is not None and page.total > page.came


class Cursors(Keyset):
    """Cursors.

    Recorded stores list customers newest first, and so do their cursors. No order is needed: a
    cursor that stands for an id keeps its meaning when the list changes.
    """

    _links = False  # until a response has linked to its next page

    def leads_on(self, page: Page) -> bool:
        """Return whether there is a cursor."""
        return page.cursor is not None

    def position(self, after_page: Page) -> Params:
        """Return the cursor."""
        return {"after": after_page.cursor or ""}

    def follows(self, page: Page, before: int) -> bool | None:
        """Use the link to the next page, or the total, which the first page has."""
        if page.links_next and page.cursor:
            self._links = True
            return True
        if page.total is not None:
            return super().follows(page, before)
        if page.cursor is None or not page.came or self._links:
            return False
        return None

    def stands(self, page: Page) -> bool:
        """Return whether the page's cursor stands for its last record, not for a position."""
        if page.cursor is None or not page.ids:
            return True
        stands_for = id_in_cursor(page.cursor)
        if isinstance(self._dialect.key, tuple):  # the record's id is hidden
            return stands_for is not None
        return stands_for == page.ids[-1]

    def placed(self, page: Page, after_page: Page | None, window: Window) -> Page:  # noqa: ARG002 - the base class's signature
        """Return the page as it is: no order is needed."""
        return page


def paging_of(dialect: Dialect, path: str) -> Keyset:
    """Return the paging of a list."""
    if dialect.has_cursors:
        return Cursors(dialect, path)
    if not dialect.has_pages:
        return Whole(dialect, path)
    if not dialect.has_numbers:
        return After(dialect, path)
    return (Keyset if dialect.above else Numbers)(dialect, path)
