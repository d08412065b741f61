"""A PostgreSQL server, where there is one to be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ecosystem.cluster import NEEDED, Cluster, installed, running
from tests.ecosystem.direct import ENVIRONMENT, DirectTables
from tests.ecosystem.duckdb import TargetDuckdb
from tests.ecosystem.environments import program
from tests.ecosystem.postgres import TargetPostgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ecosystem.targets import Database


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A server that nothing else uses, while the tests run."""
    programs = installed()
    if programs is None:
        pytest.skip(f"there is no PostgreSQL server here: found no folder with all of {NEEDED}")
    with running(programs) as server:
        yield server


@pytest.fixture(scope="module", params=[TargetDuckdb.name, TargetPostgres.name])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A database that is installed, with no table yet."""
    name: str = request.param
    if name == DirectTables.name:  # which only some modules ask for
        program(ENVIRONMENT, "python")
        return DirectTables(tmp_path_factory.mktemp("stored"))
    program(name, name)
    if name == TargetPostgres.name:
        schema = request.module.__name__.rpartition(".")[2]
        return TargetPostgres(request.getfixturevalue("cluster"), schema)
    return TargetDuckdb(tmp_path_factory.mktemp("stored"), add_metadata_columns=True)
