"""The command line."""

from __future__ import annotations

import os
import platform
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from benchmarks.bench import Bench
from benchmarks.cases import QUICK, Scale, every_case
from benchmarks.contenders import CONTENDERS
from benchmarks.errors import BenchmarkError
from benchmarks.picture import draw
from benchmarks.pipelines import measure_pipelines
from benchmarks.results import Results, load
from benchmarks.starts import measure_starts
from benchmarks.table import tables

STARTING = "starting"
"""The case that reads nothing."""

STARTING_TITLE = "--version, --help, --discover"

PIPELINES = "pipelines"
"""The case that also loads what the tap wrote."""

PIPELINES_TITLE = "orders with line items into files, DuckDB and PostgreSQL"

WIDTH = 170
"""Columns of the table where there is no terminal to ask."""

NAMES = ", ".join(contender.name for contender in CONTENDERS)

HELP = f"""Measure how fast the tap reads a store, beside others and beside what is possible at all.

The store is the sandbox, on this machine and in a process of its own. It answers every request
after a fixed latency, as far as its quota allows. Everybody reads it in a process of their own, one
after the other. Several minutes are spent on making the others' environments, once, in .make/bench.

\b
Contenders: {NAMES}.
Cases, by the beginnings of their names:
  orders, products, customers  a first sync, everybody, with each plan's quota
  half                         another app takes half the quota; ours alone, as below
  large                        100,000 orders
  throughput                   no latency; ours and the plain SDK
  scaling                      time and memory of larger and larger stores
  changing                     rows change, come and go at every request; everybody
  {STARTING}                     {STARTING_TITLE}
  {PIPELINES}                    {PIPELINES_TITLE}

How to read the table. The limit is the least time that the case takes anyone: the pages that hold
all records, and the requests for nested parts that no page brings, at the latency and with as many
in flight as our tap has; or at the rate of the quota, with a tenth left to other apps; or decoding
all answers and encoding them again, whichever takes longest. "x limit" is how many times longer it
took; who spends a window's quota at once rather than evenly, or leaves out requests, can be below
1. "cut short" are records that came without all of their line items,
variants, or addresses and attributes. "lost" are records that nobody touched during the run and
that were not delivered; "doubled" are those that came more than once. Who has not finished in time
is stopped, and shown with ">".

"pipelines" lets the tap write messages to a file, and each target load that file into an empty
place. In a pipeline both run at once, so that the slower one decides how long it takes.

Everything is saved after each measurement, so that an interrupted run is not lost."""


class Numbers(click.ParamType[tuple[int, ...]]):
    """Whole numbers, separated by commas."""

    name = "numbers"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Read them."""
        if isinstance(value, tuple):
            return value
        try:
            return tuple(int(part) for part in value.split(","))
        except ValueError:
            self.fail(f"{value!r} is not like 25000,100000", param, ctx)


SIZE = click.IntRange(min=1)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(help=HELP, context_settings={"max_content_width": 100})
@click.option(
    "--case",
    "names",
    multiple=True,
    help="Measure this case, or those whose names begin like this; may be given several times.",
)
@click.option(
    "--only",
    multiple=True,
    type=click.Choice([contender.name for contender in CONTENDERS]),
    help="Measure this contender; may be given several times.",
)
@click.option(
    "--quick", is_flag=True, help="Small stores, no quotas: a first look in two or three minutes."
)
@click.option("--orders", type=SIZE, help="Orders of the store that everybody reads [10000].")
@click.option("--customers", type=SIZE, help="Its customers [25000].")
@click.option("--products", type=SIZE, help="Its products [25000].")
@click.option("--large", type=SIZE, help="Orders of the large cases [100000].")
@click.option("--fast", type=SIZE, help="Orders of the case throughput [100000].")
@click.option("--changing", type=SIZE, help="Rows of each kind in the store that changes [2000].")
@click.option(
    "--growing", type=Numbers(), help="Orders of the scaling cases [25000,100000,400000]."
)
@click.option(
    "--with-line-items",
    is_flag=True,
    default=None,
    help="Measure the scaling cases with line items as well.",
)
@click.option("--latency", type=click.FloatRange(min=0), help="Seconds a request takes [0.3].")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=1),
    help="Seconds after which a contender is stopped, twice the limit at the least "
    "[120; 8 with --quick].",
)
@click.option(
    "--json",
    "json_path",
    type=FILE,
    default=Path(".bench/results.json"),
    show_default=True,
    help="Where to save the results.",
)
@click.option(
    "--picture",
    "picture_path",
    type=FILE,
    default=Path(".bench/results.png"),
    show_default=True,
    help="Where to draw them.",
)
@click.option("--show", is_flag=True, help="Measure nothing; show and draw what --json holds.")
@click.option("--list", "only_list", is_flag=True, help="Measure nothing; name the cases.")
def main(  # noqa: PLR0913 - one argument for each option
    *,
    names: tuple[str, ...],
    only: tuple[str, ...],
    quick: bool,
    time_limit: float | None,
    json_path: Path,
    picture_path: Path,
    show: bool,
    only_list: bool,
    **sizes: Any,
) -> None:
    """Run the benchmark, as HELP says."""
    if show:
        present(load(json_path), picture_path)
        return
    wanted = scale(QUICK if quick else Scale(), sizes)
    cases = every_case(wanted)
    others = {STARTING: STARTING_TITLE, PIPELINES: PIPELINES_TITLE}
    titles = chosen({**{case.name: case.title for case in cases}, **others}, names)
    if only_list:
        for name, title in titles.items():
            click.echo(f"{name:<24} {title}")
        return

    results = Results(
        date=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        python=platform.python_version(),
        machine=f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
    )
    bench = Bench(
        contenders=[one for one in CONTENDERS if not only or one.name in only],
        seconds=time_limit or (8 if quick else 120),
        results=results,
        keep=lambda: results.save(json_path),
        say=lambda line: click.echo(line, err=True),
    )
    try:
        if STARTING in titles:
            results.starts = measure_starts(3 if quick else 20)
            results.save(json_path)
        if PIPELINES in titles:
            for one in measure_pipelines(wanted.sizes.orders):
                bench.say(f"  {one.title.strip()}")
                results.piped.append(one)
                results.save(json_path)
        bench.run([case for case in cases if case.name in titles])
    except KeyboardInterrupt:
        click.echo("Interrupted. This is what was measured:", err=True)
    present(results, picture_path)
    click.echo(f"Saved in {json_path}; shown again with --show.", err=True)


def chosen(titles: dict[str, str], beginnings: tuple[str, ...]) -> dict[str, str]:
    """The cases, by name, whose names begin like one of these; all of them if none is given.

    Raises:
        BenchmarkError: if no name begins like that.
    """
    for beginning in beginnings:
        if not any(name.startswith(beginning) for name in titles):
            message = f"There is no case '{beginning}'. There are: {', '.join(titles)}."
            raise BenchmarkError(message)
    wanted = beginnings or ("",)
    return {name: title for name, title in titles.items() if name.startswith(wanted)}


def scale(start: Scale, given: dict[str, Any]) -> Scale:
    """A scale with the sizes that were given on the command line."""
    wanted = {name: value for name, value in given.items() if value is not None}
    rows = {name: wanted.pop(name) for name in ("orders", "customers", "products") & wanted.keys()}
    return replace(start, sizes=replace(start.sizes, **rows), **wanted)


def present(results: Results, picture: Path) -> None:
    """Print the tables, and draw the pictures."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    for table in tables(results):
        console.print(table)
    for path in draw(results, picture):
        click.echo(f"Drawn in {path}.", err=True)
