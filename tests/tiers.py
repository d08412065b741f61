"""Which cases of a proof every run of the tests takes, and which `make proofs` takes besides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable


def every(step: int, cases: Iterable[Any]) -> list[Any]:
    """Cases to parametrize by, of which each run of the tests takes every so many."""
    return [
        pytest.param(case, marks=() if place % step == 0 else pytest.mark.proof)
        for place, case in enumerate(cases)
    ]
