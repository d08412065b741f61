"""A PostgreSQL server, where there is one to be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ecosystem.cluster import NEEDED, Cluster, installed, running

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server that nothing else uses, while the tests run."""
    programs = installed()
    if programs is None:
        pytest.skip(f"there is no PostgreSQL server here: found no folder with all of {NEEDED}")
    with running(programs) as server:
        yield server
