"""Questions about what comes with a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_bigcommerce.errors import RejectedError
from tap_bigcommerce.settings import LARGEST_PAGE
from tap_bigcommerce.survey.finding import Told, need
from tap_bigcommerce.survey.probe import date_of, path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_bigcommerce.api.client import Params
    from tap_bigcommerce.streams import RootStream
    from tap_bigcommerce.survey.probe import Probe

FIELDS = {
    "consignments.line_items": "consignments",
    "formfields": "form_fields",
    "storecredit": "store_credit_amounts",
}
"""The fields of what `include` names, where they have another name."""

DATED_PARTS = {"customers": "attributes", "products": "images"}
"""The parts that have dates of their own."""


def included(probe: Probe, stream: RootStream) -> Told:
    """Whether what the tap asks to include comes with a list."""
    wanted, *_ = probe.inclusions(stream)
    try:
        rows = probe.with_parts(stream, wanted).rows
    except RejectedError:
        return Told("all of it together is rejected", as_assumed=False)
    need(rows, "no records")
    without = lacking(rows, included_fields(wanted))
    return Told(f"without {', '.join(without)}" if without else "all parts come", not without)


def fewer_included(probe: Probe, stream: RootStream) -> Told:
    """Whether the parts are taken that BigCommerce added lately."""
    wanted, fewer, _ = probe.inclusions(stream)
    try:
        probe.with_parts(stream, wanted)
    except RejectedError:
        probe.with_parts(stream, fewer)
        return Told("rejected, and less is taken", as_assumed=False)
    return Told("they are taken", as_assumed=True)


def structure(probe: Probe, stream: RootStream) -> Told:
    """Whether `consignment_structure=object` is obeyed."""
    rows = probe.oldest(stream).rows
    need(rows, "no records")
    forms = {type(row.get("consignments")) for row in rows}
    if forms == {dict}:
        linked = lacking(rows, ["consignments"])
        return Told("a link" if linked else "an object", not linked)
    return Told("a list" if list in forms else "neither object nor list", as_assumed=False)


def line_items(probe: Probe, stream: RootStream) -> Told:
    """Whether an order's own list of line items is complete."""
    rows = [*probe.first(stream).rows, *probe.oldest(stream).rows]
    need(rows, "no records")
    total, largest = max((int(row.get("items_total") or 0), row["id"]) for row in rows)
    lines = probe.get(f"{path(stream)}/{largest}/products", limit=LARGEST_PAGE).rows
    units = sum(int(line.get("quantity") or 0) for line in lines)
    if units == total:
        return Told("as many units as the order says", as_assumed=True)
    more_or_fewer = "more" if units > total else "fewer"
    return Told(f"{more_or_fewer} units than the order says", as_assumed=False)


def excluded(probe: Probe, stream: RootStream) -> Told:
    """Whether `exclude_fields` is obeyed."""
    try:
        rows = probe.get(path(stream), {"exclude_fields": "description"}, 1).rows
    except RejectedError:
        return Told("rejected", as_assumed=False)
    need(rows, "no records")
    if "description" in rows[0]:
        return Told("it has no effect", as_assumed=False)
    return Told("the field is left out", as_assumed=True)


def archived(probe: Probe, stream: RootStream) -> Told:
    """Whether a list has archived records, or gives them if a filter asks for them."""
    field = stream.hidden_field
    if any(row.get(field) for row in (*probe.first(stream).rows, *probe.oldest(stream).rows)):
        return Told("the list has them", as_assumed=True)
    try:
        rows = probe.get(path(stream), {field: "true"}, 1).rows
    except RejectedError:
        return Told("the filter is rejected", as_assumed=True)
    if rows and not rows[0].get(field):
        return Told("the filter has no effect", as_assumed=True)
    need(rows, "no order is archived, or the filter finds none")
    return Told("the filter finds them", as_assumed=True)


def later_parts(probe: Probe, stream: RootStream) -> Told:
    """Whether a part may be dated later than its record."""
    part = DATED_PARTS[stream.name]
    need(
        any(_has_later(row, part) for row in probe.oldest(stream).rows),
        f"no {part} are dated later than their record",
    )
    return Told(f"yes, {part}", as_assumed=True)


def _has_later(row: dict[str, Any], part: str) -> bool:
    own, parts = date_of(row), row.get(part)
    some = filter(None, map(date_of, parts)) if isinstance(parts, list) else ()
    return own is not None and any(date > own for date in some)


def included_fields(parts: Params) -> list[str]:
    """Return the fields that come with what is included."""
    names = str(parts.get("include", "")).split(",")
    return sorted({FIELDS.get(name, name) for name in names if name})


def lacking(rows: Iterable[dict[str, Any]], fields: Iterable[str]) -> list[str]:
    """Return the fields that some record lacks, or has as a link only."""
    some = list(rows)
    return [name for name in fields if any(name not in row or _is_link(row[name]) for row in some)]


def _is_link(value: object) -> bool:
    return isinstance(value, dict) and "url" in value
