"""Named switches for what the reference leaves open: habits that a store's API may have.

Each is off unless it is named. Several may be on at once, and they may change while the sandbox
serves.

``requests`` reads a request as a variant would, or refuses it; ``lists`` alters which rows a page
has and what is said of them; ``servers`` chooses the state of the store that answers; ``rows``
alters the dates that rows show.
"""

from collections.abc import Iterable, Iterator, MutableSet
from difflib import get_close_matches

SHARE = 17
"""One row in so many is withheld, or has no date."""

NEAR_PAGES = 3
"""Pages that every list gives by number; the variants of far pages begin behind them."""

VARIANTS = {
    # The order of lists.
    "customers-oldest-first": "Customers come by ascending id when no sort is sent.",
    "orders-newest-first": "Orders come by descending id when no sort is sent.",
    "products-newest-first": "Products come by descending id when no sort is sent.",
    "coupons-newest-first": "Coupons come by descending id.",
    "sort-ignored": "No sort has any effect.",
    "dates-descending": "A sort by date_modified descends, whatever direction was sent.",
    # The size of pages.
    "v3-pages-of-100": "v3 pages hold 100 rows at most, and per_page says so.",
    "v3-pages-of-100-unsaid": "v3 pages hold 100 rows at most, while per_page repeats the limit.",
    "v2-pages-of-50": "v2 pages hold 50 rows at most.",
    "included-pages-of-50": "Pages hold 50 rows at most, unsaid, when include is sent.",
    "rows-withheld": "One row in 17 is counted and takes its place on a page, but is not given.",
    "rows-repeated-once": "The first page of each list has one of its rows twice, one time.",
    # Totals and counts.
    "totals-capped": "Totals and counts never exceed 100.",
    "totals-zero": "Totals and counts are always 0.",
    "totals-far-too-high": "Totals and counts are always 1,000,000,000.",
    "totals-slightly-too-high": "Totals and counts are 3 too high: rows that are never given.",
    "counts-failing": "Counts of v2 answer 500.",
    "counts-missing": "Counts of v2 answer 404.",
    "metas-bare": "v3 metas lack links, per_page and cursors.",
    "next-names-page-1": "links.next always names page 1, even on the last page.",
    # Pages by number.
    "far-pages-refused": "Pages behind the third answer 422.",
    "far-pages-empty": "Pages behind the third are empty.",
    "far-pages-repeated": "Pages behind the third are the first page again.",
    # Bounds.
    "dates-exclude-min": "A lower bound of dates excludes its own second.",
    "dates-exclude-max": "An upper bound of dates excludes its own second.",
    "dates-include-both": "Bounds of customers' dates include their own seconds.",
    "ids-exclude-min": "min_id and id:min exclude their own id.",
    "ids-exclude-max": "max_id and id:max exclude their own id.",
    "ids-include-greater": "id:greater includes its own id, and id:less as well.",
    "id-bounds-ignored": "Bounds of ids have no effect.",
    "id-bounds-answer-nothing": "A list with a bound of ids is empty.",
    # Filters by date.
    "dates-ignored": "Filters by date have no effect.",
    "dates-of-whole-days": "Filters by date are widened to whole days (UTC).",
    "dates-without-time": "Filters by date take both bounds to the midnight (UTC) before them.",
    "dates-6-hours-later": "Filters by date select what is 6 hours later than asked for.",
    "dates-6-hours-earlier": "Filters by date select what is 6 hours earlier than asked for.",
    "encoded-dates-refused": "v3 customers refuse dates whose colons are percent-encoded (422).",
    # Archived orders, which lists leave out unless a variant is on; no filter asks for them.
    "archived-listed": "Lists have archived orders as well.",
    "archived-by-filter": "is_deleted=true lists archived orders, and no others.",
    "is-deleted-refused": "is_deleted is refused (422).",
    # Filters by channel.
    "channels-ignored": "Filters of lists by channel, and by category tree, have no effect.",
    "channels-refused": "Filters of lists by channel, and by category tree, are refused (422).",
    # Cursors.
    "dates-dropped-after-cursor": "Filters by date have no effect when after is sent.",
    "include-dropped-after-cursor": "include has no effect when after is sent.",
    "cursors-as-positions": "A cursor is a position in the list, not an id.",
    # Dates of rows.
    "dates-rounded-up": "Rows have fractions of a second, which dates show rounded up.",
    "dates-with-fractions": "Rows have fractions of a second, which v3 dates show.",
    "undated-first": "One row in 17 has no date_modified, and is sorted before all others.",
    "undated-last": "One row in 17 has no date_modified, and is sorted behind all others.",
    "undated-always-last": "As undated-last, also where the latest dates come first.",
    "undated-in-between": "As undated-last, but sorted by the date that it does not show.",
    # Refusals.
    "includes-refused": "include is refused (422).",
    "young-includes-refused": "include of channels or parent_relations is refused (422).",
    "exclude-fields-refused": "exclude_fields is refused (422).",
    # Servers that disagree.
    "replicas-3-s-late": "One request in three is answered from 3 s ago.",
    "replicas-15-s-late": "One request in three is answered from 15 s ago.",
    "replicas-60-s-late": "One request in three is answered from 60 s ago.",
    "index-20-s-late": "Lists are found and sorted as 20 s ago, and show rows as they are now.",
    "commits-8-s-late": "Changes to one row in three show only 8 s after the second they name.",
    # The clock.
    "clock-20-s-ahead": "The Date header is 20 s ahead of the clock that dates rows.",
    "clock-20-s-behind": "The Date header is 20 s behind the clock that dates rows.",
    "clock-stopped": "The Date header always tells when the sandbox was made.",
    "clock-of-1970": "The Date header tells the first second of 1970.",
    # Parts of orders.
    "parts-of-50": "An order's own list of line items holds 50 at most, whatever the limit.",
    "parts-incomplete-once": "An order's own list of line items lacks the last one, one time.",
    "parts-empty-once": "An order's own list of line items answers 204, one time.",
    "young-parts-missing": "Parts of an order modified within the last 20 s answer 404.",
}
"""Every variant, with what it does."""


class Variants(MutableSet[str]):
    """The variants that are on; a set that takes no other names.

    Args:
        names: Those that are on from the beginning.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: set[str] = set()
        self._done: set[tuple[str, str]] = set()
        for name in names:
            self.add(name)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._names))

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"Variants({sorted(self._names)})"

    def add(self, name: str) -> None:
        """Switch a variant on.

        Raises:
            ValueError: There is no such variant.
        """
        if name not in VARIANTS:
            close = get_close_matches(name, VARIANTS, 1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            message = f"there is no variant {name!r}{hint}"
            raise ValueError(message)
        self._names.add(name)

    def discard(self, name: str) -> None:
        """Switch a variant off, and forget where it has struck."""
        self._names.discard(name)
        self._done = {struck for struck in self._done if struck[0] != name}

    def any(self, *names: str) -> bool:
        """Whether one of these is on."""
        return not self._names.isdisjoint(names)

    def once(self, name: str, path: str) -> bool:
        """Whether a variant is on that strikes each path one time, and has not struck this one."""
        if name not in self._names or (name, path) in self._done:
            return False
        self._done.add((name, path))
        return True


def is_chosen(row_id: int) -> bool:
    """Whether a row is the one in 17 that is withheld, or has no date.

    Every 17th id is, so that small stores have some too.
    """
    return row_id % SHARE == 3  # noqa: PLR2004 - any remainder would do
