"""Which cases of a proof every run of the tests takes, and which `make proofs` takes besides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

LATER = ("proof", "scale", "soak", "ecosystem")
"""Marks of tests that a run does not take unless it names one of them."""


def leave_to_proofs(items: Iterable[pytest.Item]) -> None:
    """Mark as `proof` what `cases` does not keep; the cases that are kept lie far apart."""
    tests: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("cases") and not any(map(item.get_closest_marker, LATER)):
            tests.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for cases in tests.values():
        few = next(cases[0].iter_markers("cases")).args[0]
        kept = {place * len(cases) // few for place in range(few)}
        for place, case in enumerate(cases):
            if place not in kept:
                case.add_marker(pytest.mark.proof)
