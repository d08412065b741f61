"""What reading and loading rows costs: the rates of docs/site/sizing.md.

Run it with `python -m benchmarks.rates`, on a machine that does nothing else, for some minutes. It
writes docs/rates.json; `make docs` writes the page.
"""

from __future__ import annotations

import json
import os
import platform
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from benchmarks.cases import Case, Sizes
from benchmarks.contenders.base import Command, Job
from benchmarks.contenders.catalog import selection
from benchmarks.contenders.ours import NESTED, TAP, UNWANTED
from benchmarks.environments import Environment
from benchmarks.errors import BenchmarkError
from benchmarks.runs import measured
from benchmarks.shop import open_shop

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from benchmarks.runs import Usage
    from benchmarks.shop import Shop

RATES = Path(__file__).parent.parent / "docs/rates.json"

ROWS = 10_000
"""Rows of each stream that is measured."""

COUPONS = 200
"""Coupons of the store, which some of its orders used."""

ROUNDS = 3
"""Measurements of each figure; the least counts."""

PATIENCE = 600
"""Seconds that one run may take."""

READING: dict[str, tuple[str, Collection[str]]] = {
    "orders, bare": ("orders", UNWANTED["orders"] | NESTED["orders"]),
    "orders with line items": ("orders", UNWANTED["orders"]),
    "orders with line items and coupons": ("orders", ()),
    "customers": ("customers", ()),
    "products": ("products", ()),
}
"""What is read: a stream, and the fields that are not selected."""

LANDED = "orders with line items"
"""The lines that are loaded."""

DATED = ("orders", "customers", "products")
STREAMS = (*DATED, "coupons")

IDLE = "a run that finds nothing new"


PARQUET = "DuckDB to Parquet"
JSONL = "target-jsonl"
TARGET_DUCKDB = "target-duckdb"

LOADERS = {
    PARQUET: Environment("duckdb", "duckdb==1.2.2"),
    JSONL: Environment("target-jsonl", "target-jsonl==0.1.4"),
    TARGET_DUCKDB: Environment("rates-target-duckdb", "target-duckdb==0.8.0"),
}

TO_PARQUET = """
import sys
import duckdb
lines, rows = sys.argv[1:]
duckdb.sql(f'''
    SET threads = 1;
    COPY (
        SELECT unnest(record) FROM read_json('{lines}', format = 'newline_delimited',
            maximum_object_size = 100000000, sample_size = -1)
        WHERE type = 'RECORD'
    ) TO '{rows}' (COMPRESSION zstd)
''')
"""


def measure(say: Callable[[str], None]) -> dict[str, Any]:
    """Measure everything."""
    sizes = Sizes(orders=ROWS, customers=ROWS, products=ROWS, coupons=COUPONS)
    reading: dict[str, Any] = {}
    landing: dict[str, Any] = {}
    with open_shop(sizes, gzip=True) as shop, TemporaryDirectory() as name:
        folder = Path(name)
        for title, (stream, without) in READING.items():
            say(title)
            job = Job(_case(stream), shop.address(), folder)
            reading[title] = _reading(job, shop, {stream: set(without)})
            if title == LANDED:
                landing = {loader: _landing(loader, folder, say) for loader in LOADERS}
        say(IDLE)
        idle = _idle(Job(_case(*STREAMS), shop.address(), folder), shop)
    return {
        "machine": f"{os.cpu_count()} shared cores, Python {platform.python_version()}",
        "measured": f"{datetime.now(UTC):%Y-%m}",
        "rounds": ROUNDS,
        "rows": ROWS,
        "reading": reading,
        "landing": landing,
        "idle": idle,
    }


def _case(*streams: str) -> Case:
    return Case(name="rates", title="rates", sizes=Sizes(), streams=streams)


def _reading(job: Job, shop: Shop, without: dict[str, set[str]]) -> dict[str, float]:
    """Read a stream whole, and note what that takes and how large its rows are."""
    catalog = selection(Command(TAP), job.case.streams, without)
    figures = _tap(job, shop, catalog=catalog)
    lines, rows = job.folder / "lines", job.folder / "rows.parquet"
    job.stdout.rename(lines)
    _measured(_loader(PARQUET, job.folder), job.folder)
    return {
        **figures,
        "jsonl": round(lines.stat().st_size / ROWS),
        "parquet": round(rows.stat().st_size / ROWS),
    }


def _idle(job: Job, shop: Shop) -> dict[str, float]:
    """Let the tap look for what is new in the four streams, and find nothing."""
    since = (datetime.now(UTC) - timedelta(days=1)).isoformat(timespec="seconds")
    state = {"bookmarks": {stream: {"date_modified": since} for stream in DATED}}
    catalog = selection(Command(TAP), job.case.streams)
    _tap(job, shop, catalog=catalog, state=state)  # so that the state is that of a run
    messages = map(json.loads, job.stdout.read_bytes().splitlines())
    *_, last = (one["value"] for one in messages if one["type"] == "STATE")
    return _tap(job, shop, catalog=catalog, state=last)


def _tap(job: Job, shop: Shop, **files: dict[str, Any]) -> dict[str, float]:
    """Run the tap some times; the least that it took counts."""
    config = {**job.config, "api_url": job.address.url}
    command = Command([*TAP, *job.options(config=config, **files)])
    usages, requests = [], 0
    for _ in range(ROUNDS + 1):  # the first warms the store
        shop.open(job.case)
        usages.append(_measured(command, job.folder))
        requests = shop.close().requests
    return {"requests": requests, **_least(usages[1:])}


def _landing(loader: str, folder: Path, say: Callable[[str], None]) -> dict[str, float]:
    """Load what the tap wrote."""
    say(loader)
    return _least([_measured(_loader(loader, folder), folder) for _ in range(ROUNDS)])


def _loader(name: str, folder: Path) -> Command:
    """Return what loads the lines in a folder."""
    lines = folder / "lines"
    if name == PARQUET:
        python = LOADERS[name].program("python")
        return Command([python, "-c", TO_PARQUET, str(lines), str(folder / "rows.parquet")])
    config = folder / "target.json"
    config.write_text(json.dumps(_target_config(name, folder)))
    loads = [LOADERS[name].program(name), "--config", str(config)]
    return Command(["sh", "-c", f"exec {shlex.join(loads)} < {shlex.quote(str(lines))}"])


def _target_config(name: str, folder: Path) -> dict[str, str]:
    """Return the config of a target that begins with nothing."""
    if name == JSONL:
        for old in folder.glob("*.jsonl"):
            old.unlink()
        return {"destination_path": str(folder), "do_timestamp_file": ""}
    file = folder / "store.duckdb"
    file.unlink(missing_ok=True)
    return {"filepath": str(file), "default_target_schema": "main"}


def _measured(command: Command, folder: Path) -> Usage:
    """Run a command that succeeds.

    Raises:
        BenchmarkError: if it fails.
    """
    usage = measured(command, folder, PATIENCE)
    if usage.code:
        said = (folder / "stderr").read_text(errors="replace").strip()[-300:]
        message = f"{command.words[0]} ended with exit code {usage.code}: {said}"
        raise BenchmarkError(message)
    return usage


def _least(usages: list[Usage]) -> dict[str, float]:
    return {
        "cpu": round(min(one.cpu for one in usages), 2),
        "memory": round(min(one.memory for one in usages)),
    }


@click.command(help=__doc__)
def main() -> None:
    """Measure, and keep the figures."""
    try:
        rates = measure(click.echo)
    except BenchmarkError as error:
        raise click.ClickException(error.message) from error
    RATES.write_text(json.dumps(rates, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":  # the sandbox's process imports this module again
    main(prog_name="python -m benchmarks.rates")
