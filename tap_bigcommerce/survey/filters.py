"""Questions about filters by date and by id."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from tap_bigcommerce.errors import RejectedError
from tap_bigcommerce.settings import LARGEST_PAGE
from tap_bigcommerce.survey import habits
from tap_bigcommerce.survey.finding import Told, need
from tap_bigcommerce.survey.parts import included_fields, lacking
from tap_bigcommerce.survey.probe import FEW, dates_of, in_query, path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_bigcommerce.streams import RootStream
    from tap_bigcommerce.survey.probe import Probe


def date_bounds(probe: Probe, stream: RootStream) -> Told:
    """What the two bounds of date_modified do."""
    bounds, came = probe.bounds(stream), dates_of(probe.window(stream).rows)
    sent = bounds.low, bounds.high
    return _told(habits.consistent(habits.OF_DATES, sent, probe.dated(stream), came))


def encoded_dates(probe: Probe, stream: RootStream) -> Told:
    """Whether dates may be sent with `%3A` in place of `:`."""
    low, since = probe.bounds(stream).low, stream.dialect.since
    # A path is never encoded again, and what stands behind # is not sent.
    query = f"{since}={quote(in_query(low))}&limit={LARGEST_PAGE}"
    try:
        came = probe.get(f"{path(stream)}?{query}#").ids
    except RejectedError:
        return Told("dates with %3A are rejected", as_assumed=False)
    earlier = {one for one, at in probe.dated(stream).items() if at < low}
    if not earlier.difference(probe.window(stream).ids).isdisjoint(came):
        return Told("dates with %3A have no effect", as_assumed=False)
    return Told("dates with %3A are taken as well", as_assumed=True)


def id_bounds(probe: Probe, stream: RootStream) -> Told:
    """What the two bounds of ids do."""
    low, high = probe.id_range(stream)
    is_v2 = stream.dialect.version == "v2"
    lower, upper = ("min_id", "max_id") if is_v2 else ("id:min", "id:max")
    came = probe.get(path(stream), {lower: low, upper: high}, LARGEST_PAGE).ids
    known = probe.first(stream).ids
    return _told(habits.consistent(habits.OF_IDS, (low, high), _ids(known), _ids(came)))


def id_greater(probe: Probe, stream: RootStream) -> Told:
    """What `id:greater` does, by which the tap reads on."""
    low, _ = probe.id_range(stream)
    query = stream.dialect.by_id | {"id:greater": low}
    ids = probe.get(path(stream), query, FEW).ids
    if not ids:
        return Told(habits.NOTHING.name, as_assumed=False)
    if min(ids) < low:
        return Told("it has no effect", as_assumed=False)
    return Told(f"it {'includes' if low in ids else 'excludes'} its own id", as_assumed=True)


def behind_cursor(probe: Probe, stream: RootStream) -> Told:
    """Whether dates and `include` hold behind a cursor."""
    wanted, *_ = probe.inclusions(stream)
    query = probe.between(stream) | wanted
    page = probe.get(path(stream), query, FEW)
    given = page.meta("cursor_pagination").get("end_cursor")
    need(given, "there is no cursor")
    after = probe.get(path(stream), query | {"after": str(given)}, LARGEST_PAGE)
    need(after.ids, "nothing came behind the cursor")
    if not set(page.ids).isdisjoint(after.ids):
        return Told("records come again", as_assumed=False)
    lost = [] if set(after.ids) <= set(probe.window(stream).ids) else ["dates"]
    lost += ["include"] if lacking(after.rows, included_fields(wanted)) else []
    return Told(f"{' and '.join(lost)} dropped" if lost else "both hold", not lost)


def _told(found: list[habits.Habit]) -> Told:
    """Return what the habits say that explain a response."""
    need(found, "no known habit explains what came; records may have changed meanwhile")
    if found[0].is_expected:
        return Told(found[0].name, as_assumed=True)
    return Told(habits.described(found), as_assumed=False)


def _ids(ids: Iterable[int]) -> dict[int, int]:
    return {one: one for one in ids}
