"""The time that nobody can beat who is fair to the store."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from benchmarks.cases import Case

PAGE = 250
"""The most rows that an answer holds."""

FAIR = 0.9
"""The part of the quota that a tap may use up: the rest is for apps nobody thought of."""


class Limit(NamedTuple):
    """The least time that a case takes, and what makes it so."""

    seconds: float
    bound: str
    requests: int


def pages(rows: int) -> int:
    """The least number of requests for so many rows; even none cost one."""
    return max(1, ceil(rows / PAGE))


def limit(case: Case, further_requests: int, codec_seconds: float) -> Limit:
    """The limit of a case.

    Args:
        case: what is read.
        further_requests: for nested parts that no page can bring.
        codec_seconds: what it takes to decode all answers and to encode them again.
    """
    requests = sum(pages(case.rows(stream)) for stream in case.streams) + further_requests
    return max(
        Limit(requests * case.latency / case.parallel, "latency", requests),
        Limit(_until_allowed(case, requests), "quota", requests),
        Limit(codec_seconds, "CPU", requests),
    )


def _until_allowed(case: Case, requests: int) -> float:
    """When the last request is allowed, if they are spread evenly, as BigCommerce asks for."""
    plan = case.plan
    return requests * plan.window / (plan.share * FAIR)
