"""Questions about the order of lists, and about their pages."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tap_bigcommerce.errors import RejectedError, TapError
from tap_bigcommerce.reading.page import id_in_cursor
from tap_bigcommerce.settings import LARGEST_PAGE
from tap_bigcommerce.survey.finding import Told, need
from tap_bigcommerce.survey.probe import SMALL_PAGE, date_of, path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from tap_bigcommerce.streams import RootStream
    from tap_bigcommerce.survey.probe import Probe, Response

FAR_BEYOND = 100
"""Pages past the last one."""

# Order


def order(probe: Probe, stream: RootStream) -> Told:
    """In which order a list comes when no sort is sent."""
    ids = probe.first(stream).ids
    need(len(ids) > 1, "fewer than 2 records")
    if all(earlier < later for earlier, later in pairwise(ids)):
        return Told("by ascending id", stream.name != "customers")
    if all(earlier > later for earlier, later in pairwise(ids)):
        return Told("by descending id", stream.name == "customers")
    return Told("not by id", as_assumed=False)


def sort(probe: Probe, stream: RootStream) -> Told:
    """Whether both directions of a sort by date are obeyed."""
    up = list(filter(None, map(date_of, probe.oldest(stream).rows)))
    down = list(filter(None, map(date_of, probe.newest(stream).rows)))
    need(up and down and len({*up, *down}) > 1, "too few dates")
    if up == sorted(up) and down == sorted(down, reverse=True) and up[0] < down[0]:
        return Told("both directions are obeyed", as_assumed=True)
    if up == sorted(up, reverse=True):
        return Told("dates descend, whatever direction is sent", as_assumed=False)
    return Told("the sort is not obeyed", as_assumed=False)


def undated(probe: Probe, stream: RootStream) -> Told:
    """Whether each record has a date, and where a sort puts those that have none."""
    first, oldest = probe.first(stream).rows, probe.oldest(stream).rows
    newest = probe.newest(stream).rows
    need(first, "no records")
    if all(map(date_of, (*first, *oldest, *newest))):
        return Told("each record seen has one", as_assumed=True)
    ends = {"first": oldest, "last": newest}
    places = [name for name, rows in ends.items() if _begins_undated(rows)]
    where = f", and an ascending sort puts them {places[0]}" if len(places) == 1 else ""
    return Told(f"some records have none{where}", as_assumed=False)


def _begins_undated(rows: Sequence[Mapping[str, Any]]) -> bool:
    are_dated = [bool(date_of(row)) for row in rows]
    return are_dated[:1] == [False] and are_dated == sorted(are_dated)


def fractions(probe: Probe, stream: RootStream) -> Told:
    """Whether dates show fractions of a second."""
    texts = [str(row.get("date_modified") or "") for row in probe.first(stream).rows]
    need(any(texts), "no dates")
    if any("." in text for text in texts):
        return Told("dates have fractions of a second", as_assumed=False)
    return Told("dates are whole seconds", as_assumed=True)


# Pages


def page_size(probe: Probe, stream: RootStream) -> Told:
    """How many records come for the largest limit."""
    return _filled(probe, stream, probe.first(stream))


def page_size_with_parts(probe: Probe, stream: RootStream) -> Told:
    """How many records come for the largest limit, with what the tap includes."""
    return _filled(probe, stream, probe.oldest(stream))


def _filled(probe: Probe, stream: RootStream, page: Response) -> Told:
    came = len(page.rows)
    if came >= LARGEST_PAGE:
        return Told(f"{came} come", as_assumed=True)
    try:
        total = probe.count(stream, {}) or 0
    except TapError:
        total = 0
    need(total > came, f"fewer than {LARGEST_PAGE} records")
    said = page.meta("pagination").get("per_page")
    as_said = f", and per_page says {said}" if said else ""
    return Told(f"{came} come, though more follow{as_said}", as_assumed=False)


def last_page(probe: Probe, stream: RootStream) -> Told:
    """Whether a page far down comes."""
    number = probe.pages(stream)
    need(number > 2, f"fewer than {2 * SMALL_PAGE} records")  # noqa: PLR2004 - it would not be far
    return _by_number(probe, stream, number, is_there=True)


def page_past_the_end(probe: Probe, stream: RootStream) -> Told:
    """What comes past the last page."""
    return _by_number(probe, stream, probe.pages(stream) + FAR_BEYOND, is_there=False)


def _by_number(probe: Probe, stream: RootStream, number: int, *, is_there: bool) -> Told:
    skip = (number - 1) * SMALL_PAGE
    try:
        ids = probe.get(path(stream), stream.dialect.by_date, SMALL_PAGE, skip).ids
    except RejectedError:
        return Told("it is rejected", as_assumed=False)
    if not ids:
        return Told("it is empty", as_assumed=not is_there)
    if not set(ids).isdisjoint(probe.oldest(stream).ids[:SMALL_PAGE]):
        return Told("the first page comes again", as_assumed=False)
    return Told("it comes", as_assumed=is_there)


def cursor(probe: Probe, stream: RootStream) -> Told:
    """What a cursor stands for."""
    page = probe.first(stream)
    need(page.ids, "no records")
    given = page.meta("cursor_pagination").get("end_cursor")
    if not given:
        return Told("there is none", as_assumed=False)
    if id_in_cursor(str(given)) == page.ids[-1]:
        return Told("the id of the page's last record", as_assumed=True)
    return Told("something else than the last id", as_assumed=False)
