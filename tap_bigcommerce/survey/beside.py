"""Questions about what responses say beside their records: totals, links, headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_bigcommerce.errors import FatalError, ForbiddenError, NotFoundError, TapError
from tap_bigcommerce.settings import LARGEST_PAGE
from tap_bigcommerce.survey.finding import Told, need
from tap_bigcommerce.survey.habits import HOUR
from tap_bigcommerce.survey.probe import SMALL_PAGE, path

if TYPE_CHECKING:
    from tap_bigcommerce.api.client import Params
    from tap_bigcommerce.streams import RootStream
    from tap_bigcommerce.survey.probe import Probe

AGREED = 2
"""Seconds by which two clocks may differ that are read one after the other."""

QUOTA = (
    "X-Rate-Limit-Requests-Left",
    "X-Rate-Limit-Requests-Quota",
    "X-Rate-Limit-Time-Reset-Ms",
    "X-Rate-Limit-Time-Window-Ms",
)


def counts(probe: Probe, stream: RootStream) -> Told:
    """Whether as many records are counted as listed."""
    query, came = _small_list(probe, stream)
    try:
        counted, total = probe.count(stream, query), probe.count(stream, {})
    except NotFoundError:
        return Told("there are no counts (404)", as_assumed=False)
    except (FatalError, ForbiddenError):
        raise
    except TapError:
        return Told("counts fail", as_assumed=False)
    if counted is None or total is None:
        return Told("no counts come", as_assumed=False)
    if counted != came:
        return Told(f"{'more' if counted > came else 'fewer'} than listed", as_assumed=False)
    if total < len(probe.first(stream).rows):
        return Told("fewer than one page lists", as_assumed=False)
    return Told("as many as listed", as_assumed=True)


def _small_list(probe: Probe, stream: RootStream) -> tuple[Params, int]:
    """Return a filter that few records pass, and how many come."""
    if stream.replication_key:
        return probe.between(stream), len(probe.window(stream).rows)
    low, high = probe.id_range(stream)
    query: Params = {"min_id": low, "max_id": high}
    return query, len(probe.get(path(stream), query, LARGEST_PAGE).rows)


def meta(probe: Probe, stream: RootStream) -> Told:
    """What a page says of its list."""
    page = probe.first(stream)
    need(page.ids, "no records")
    numbered = page.meta("pagination")
    has: list[str] = [name for name in ("total", "per_page", "links") if name in numbered]
    has += ["cursors"] if page.meta("cursor_pagination").get("end_cursor") else []
    wanted = {"total", "per_page", "cursors" if stream.name == "customers" else "links"}
    return Told(", ".join(has) or "nothing", wanted <= set(has))


def next_link(probe: Probe, stream: RootStream) -> Told:
    """Whether the last page links to another one."""
    page = probe.window(stream)
    need(len(page.rows) < SMALL_PAGE, "too many records between two dates")
    links = [page.meta(name).get("links") for name in ("pagination", "cursor_pagination")]
    if any(isinstance(one, dict) and one.get("next") for one in links):
        return Told("the last page has one", as_assumed=False)
    return Told("the last page has none", as_assumed=True)


def headers(probe: Probe, stream: RootStream) -> Told:
    """Which headers come."""
    came = probe.first(stream).headers
    names = ["X-Rate-Limit-*"] if all(name in came for name in QUOTA) else []
    names += [name for name in ("X-Request-Id", "Last-Modified") if name in came]
    return Told(", ".join(names) or "none that the tap knows", "X-Rate-Limit-*" in names)


def clock(probe: Probe, stream: RootStream) -> Told:
    """Whether the Date header agrees with the store's clock and its newest records."""
    newest = max(probe.dated(stream).values(), default=0)
    answer = probe.get("v2/time")
    date = round(answer.clock.timestamp())
    now = answer.body.get("time") if isinstance(answer.body, dict) else None
    if isinstance(now, int) and abs(date - now) > AGREED:
        direction = "ahead of" if date > now else "behind"
        return Told(f"{_about(abs(date - now))} {direction} the store's clock", as_assumed=False)
    if newest > date + AGREED:
        return Told("behind the newest record", as_assumed=False)
    return Told("as the store's clock", as_assumed=True)


def _about(seconds: int) -> str:
    return f"{seconds} s" if seconds < 2 * HOUR else f"{seconds // HOUR} h"
