"""How a request is read under variants: what is refused, and which parameters mean something else.

A variant of filters or limits is a rewriting of parameters, so the endpoints know nothing of it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from bigcommerce_sandbox.answers import NOT_FOUND, ApiError
from bigcommerce_sandbox.queries import DEFAULT_LIMIT, Parameters
from bigcommerce_sandbox.variants import NEAR_PAGES, Variants

_YOUNG_INCLUDES = frozenset({"channels", "parent_relations"})

LINE_ITEMS = re.compile(r"/v2/orders/\d+/products$")

_DATE_BOUND = re.compile(r"(min|max)_date_modified|date_modified:(min|max)")
_DATE_FILTER = re.compile(r"((min|max)_)?date_(modified|created)(:(min|max))?")
_ID_BOUND = re.compile(r"(min|max)_id|id:(min|max|greater|less)")

_CHANNEL_FILTER = re.compile(r"channel_id(:in)?|channels|tree_id:in")

_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)

_Query = Mapping[str, str]


def refuse(path: str, raw: str, query: _Query, variants: Variants) -> None:
    """Refuse a request that a variant does not allow.

    Args:
        path: The path behind the store's hash.
        raw: The query string as it was sent.
        query: Its parameters.
        variants: Those that are on.

    Raises:
        ApiError: A variant refuses it.
    """
    if path.endswith("/count"):
        if "counts-failing" in variants:
            raise ApiError(500, "Internal Server Error")
        if "counts-missing" in variants:
            raise ApiError(404, NOT_FOUND)
    for name, value in query.items():
        if (
            _is_refused(name, value, variants)
            or ("channels-refused" in variants and _is_of_channels(path, name))
            or _has_refused_date(path, raw, name, value, variants)
        ):
            raise ApiError(422, "The filter(s) are not valid.", {name: "is not valid"})


def _has_refused_date(path: str, raw: str, name: str, value: str, variants: Variants) -> bool:
    return bool(
        "encoded-dates-refused" in variants
        and path == "/v3/customers"
        and _DATE_FILTER.fullmatch(name)
        and value not in raw
    )


def _is_of_channels(path: str, name: str) -> bool:
    """Whether a parameter filters a list by channel, and does not choose whose settings to tell."""
    return not path.startswith("/v3/settings/") and bool(_CHANNEL_FILTER.fullmatch(name))


def _is_refused(name: str, value: str, variants: Variants) -> bool:
    if name == "page":
        return "far-pages-refused" in variants and value.isdecimal() and int(value) > NEAR_PAGES
    if name == "include" and not _YOUNG_INCLUDES.isdisjoint(value.split(",")):
        return variants.any("includes-refused", "young-includes-refused")
    refusals = {
        "include": "includes-refused",
        "exclude_fields": "exclude-fields-refused",
        "is_deleted": "is-deleted-refused",
    }
    return refusals.get(name) in variants


def understood(path: str, query: _Query, now: datetime, variants: Variants) -> dict[str, str]:
    """The parameters that a request has the effect of, under the variants that are on."""
    if not variants:
        return dict(query)
    effective = {n: v for n, v in query.items() if not _is_dropped(path, n, query, variants)}
    ask = Parameters(effective, now)
    for name in effective:
        if _ID_BOUND.fullmatch(name):
            effective[name] = _id_bound(name, ask.whole(name) or 0, variants)
        elif _DATE_BOUND.fullmatch(name):
            effective[name] = _date_bound(path, name, ask, variants)
    if "id-bounds-answer-nothing" in variants and any(map(_ID_BOUND.fullmatch, effective)):
        effective["max_id" if path.startswith("/v2/") else "id:max"] = "0"
    if limit := _limit(path, query, ask, variants):
        effective["limit"] = str(limit)
    return effective


def _is_dropped(path: str, name: str, query: _Query, variants: Variants) -> bool:
    is_after = "after" in query
    return bool(
        ("sort-ignored" in variants and name in {"sort", "direction"})
        or ("id-bounds-ignored" in variants and _ID_BOUND.fullmatch(name))
        or ("channels-ignored" in variants and _is_of_channels(path, name))
        or ("include-dropped-after-cursor" in variants and is_after and name == "include")
        or (
            ("dates-ignored" in variants or ("dates-dropped-after-cursor" in variants and is_after))
            and _DATE_FILTER.fullmatch(name)
        )
    )


def _id_bound(name: str, value: int, variants: Variants) -> str:
    steps = {
        "ids-exclude-min": {"min_id": 1, "id:min": 1},
        "ids-exclude-max": {"max_id": -1, "id:max": -1},
        "ids-include-greater": {"id:greater": -1, "id:less": 1},
    }
    return str(value + sum(steps[one].get(name, 0) for one in steps.keys() & variants))


def _date_bound(path: str, name: str, ask: Parameters, variants: Variants) -> str:
    moment = ask.moment(name, bare_date_is_now="/catalog/" in path)
    bound = datetime.fromtimestamp(moment or 0, UTC)
    for variant, move in (_MAX_MOVES if "max" in name else _MIN_MOVES).items():
        if variant in variants:
            bound = move(bound, path == "/v3/customers")
    return bound.isoformat()


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


_Move = Callable[[datetime, bool], datetime]
"""Another bound in place of one; whether bounds exclude their own second, as customers' do."""

_FOR_BOTH: dict[str, _Move] = {
    "dates-6-hours-later": lambda moment, _: moment + timedelta(hours=6),
    "dates-6-hours-earlier": lambda moment, _: moment - timedelta(hours=6),
    "dates-without-time": lambda moment, _: _midnight(moment),
}
_MIN_MOVES = _FOR_BOTH | {
    "dates-of-whole-days": lambda moment, excludes: _midnight(moment) - excludes * _SECOND,
    "dates-include-both": lambda moment, excludes: moment - excludes * _SECOND,
    "dates-exclude-min": lambda moment, excludes: moment + (not excludes) * _SECOND,
    # A row of 12:00:00.4 is past a bound of 12:00:00, and kept under that second.
    "dates-rounded-up": lambda moment, excludes: moment - excludes * _SECOND,
    "dates-with-fractions": lambda moment, excludes: moment - excludes * _SECOND,
}
_MAX_MOVES = _FOR_BOTH | {
    "dates-of-whole-days": lambda moment, excludes: (
        _midnight(moment) + _DAY - (not excludes) * _SECOND
    ),
    "dates-include-both": lambda moment, excludes: moment + excludes * _SECOND,
    "dates-exclude-max": lambda moment, excludes: moment - (not excludes) * _SECOND,
    "dates-rounded-up": lambda moment, excludes: moment - (not excludes) * _SECOND,
    "dates-with-fractions": lambda moment, excludes: moment - (not excludes) * _SECOND,
}


def _limit(path: str, query: _Query, ask: Parameters, variants: Variants) -> int | None:
    """The limit that holds instead of the one sent, if another does."""
    is_v2 = path.startswith("/v2/")
    limits = {
        "v2-pages-of-50": (50, is_v2),
        "v3-pages-of-100": (100, not is_v2),
        "v3-pages-of-100-unsaid": (100, not is_v2),
        "included-pages-of-50": (50, "include" in query),
        "parts-of-50": (50, LINE_ITEMS.search(path) is not None),
    }
    largest = min(
        (limit for name, (limit, holds) in limits.items() if holds and name in variants),
        default=None,
    )
    return None if largest is None else min(largest, ask.whole("limit") or DEFAULT_LIMIT)
