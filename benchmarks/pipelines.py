"""What loading takes: published targets, with and without settings, and the example for DuckDB."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.cases import Case, Sizes
from benchmarks.contenders.base import Command, Job
from benchmarks.contenders.ours import Ours
from benchmarks.environments import Environment
from benchmarks.errors import BenchmarkError, UnavailableError
from benchmarks.results import Piped
from benchmarks.runs import measured
from benchmarks.shop import open_shop
from tests.ecosystem.cluster import installed, running

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.ecosystem.cluster import Cluster

ROOT = Path(__file__).resolve().parents[1]
PINS = ROOT / "tests/ecosystem/requirements"
SCRIPT = ROOT / "examples/duckdb/load.py"

POSTGRES = "target-postgres"

PATIENCE = 900
"""Seconds for one command."""


@dataclass(frozen=True)
class Loading:
    """A way to load.

    Args:
        title: what a reader calls it.
        environment: the name of its file of requirements.
        words: the command in that environment; in it, FOLDER stands for an empty one.
        settings: of a target; none for a command that has no config.
    """

    title: str
    environment: str
    words: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)


def _target(title: str, name: str, **settings: Any) -> Loading:
    return Loading(title, name, (name, "--config", "FOLDER/config.json"), settings)


def _example(title: str, *words: str) -> Loading:
    return Loading(title, "example-duckdb", ("python", str(SCRIPT), *words))


LOADINGS = (
    _target("target-jsonl", "target-jsonl", destination_path="FOLDER"),
    _target(
        "target-duckdb",
        "target-duckdb",
        filepath="FOLDER/store.duckdb",
        default_target_schema="main",
    ),
    _target("target-postgres", POSTGRES),
    _target("  use_copy", POSTGRES, use_copy=True),
    _target("  validate_records: false", POSTGRES, validate_records=False),
    _target("  both", POSTGRES, use_copy=True, validate_records=False),
    _example("examples/duckdb, tables", "FOLDER/store.duckdb"),
    _example("examples/duckdb, Parquet", "--parquet", "FOLDER"),
)


def measure_pipelines(orders: int) -> Iterator[Piped]:
    """Let the tap read orders with line items once, and each target load what it wrote.

    Raises:
        BenchmarkError: if the tap fails.
    """
    sizes = Sizes(orders=orders)
    case = Case(name="pipelines", title="", sizes=sizes, streams=("orders",))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        with open_shop(sizes, gzip=True) as shop:
            job = Job(case, shop.address(), folder)
            shop.open(case)
            usage = measured(Ours().command(job), folder, PATIENCE)
        if usage.code:
            message = f"The tap fails: {Ours().complaint(job)}"
            raise BenchmarkError(message)
        yield Piped("tap-bigcommerce", usage.wall, usage.cpu, usage.memory)
        programs = installed()
        cluster = stack.enter_context(running(programs)) if programs else None
        for number, loading in enumerate(LOADINGS):
            try:
                yield _measure(loading, job, cluster, f"bench{number}")
            except UnavailableError as error:
                yield Piped(loading.title, said=error.message)


def _measure(loading: Loading, job: Job, cluster: Cluster | None, schema: str) -> Piped:
    """Load the messages into an empty place."""
    settings = dict(loading.settings)
    if loading.environment == POSTGRES:
        if not cluster:
            message = "there is no PostgreSQL server here"
            raise UnavailableError(message)
        settings |= {"sqlalchemy_url": cluster.url, "default_target_schema": schema}
    with TemporaryDirectory() as name:
        config = json.dumps(settings).replace("FOLDER", name)
        (Path(name) / "config.json").write_text(config)
        first, *others = (word.replace("FOLDER", name) for word in loading.words)
        requirement = f"-r{PINS / loading.environment}.txt"
        program = Environment(loading.environment, requirement).program(first)
        reading = ["sh", "-c", 'exec "$@" < "$0"', str(job.stdout), program, *others]
        usage = measured(Command(reading), Path(name), PATIENCE)
        said = (Path(name) / "stderr").read_text(errors="replace").strip().splitlines()
    failed = said[-1] if usage.code and said else ""
    return Piped(loading.title, usage.wall, usage.cpu, usage.memory, failed)
