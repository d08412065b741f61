"""The results as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from benchmarks.cases import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from benchmarks.results import Measured, Piped, Results, Row, Start

NONE = "-"

COLUMNS = {
    "wall s": 8,
    "x limit": 9,
    "requests": 9,
    "refused": 8,
    "CPU s": 7,
    "peak MB": 8,
    "delivered": 20,
    "cut short": 10,
    "lost": 7,
    "doubled": 8,
}
"""The columns behind the contender's name, and their widths."""

NAME, REMARK = 28, 36
"""The widths of the first column and of the last."""


def tables(results: Results) -> Iterator[RenderableType]:
    """Everything there is to show, in order."""
    yield Text(f"{results.date}, Python {results.python}, {results.machine}", style="dim")
    if results.cases:
        yield _columns(header=True)
    for case in results.cases:
        yield Text(f"\n{case.title}", style="bold")
        yield Text(_about(case), style="dim")
        yield _rows(case)
    if results.starts:
        yield Text()
        yield _starts(results.starts)
    if results.piped:
        yield Text()
        yield _piped(results.piped)


def _columns(*, header: bool) -> Table:
    """A table of a fixed width, since titles between tables are longer than any column."""
    table = Table(
        box=box.SIMPLE_HEAD if header else None, pad_edge=False, padding=0, show_header=header
    )
    table.add_column("", width=NAME, no_wrap=True)
    for name, width in COLUMNS.items():
        table.add_column(name, justify="right", width=width, no_wrap=True)
    table.add_column("", style="dim", width=REMARK)
    return table


def _rows(case: Measured) -> Table:
    table = _columns(header=False)
    for row in case.rows:
        style = "green" if row.contender == OURS else ""
        table.add_row(row.title, *_cells(case, row), style=style)
    return table


def _about(case: Measured) -> str:
    return (
        f"{case.record_bytes:,} bytes a record; "
        f"limit {case.limit:.1f} s ({case.bound}), {case.requests:,} requests; "
        f"the sandbox itself serves {case.pages_per_second:.0f} pages/s"
    )


def _cells(case: Measured, row: Row) -> Iterator[str | Text]:
    """A row of the table, behind the contender's name."""
    if row.outcome == "unavailable":
        yield from (*[NONE] * len(COLUMNS), f"  {row.said}")
        return
    more = ">" if row.outcome == "unfinished" else ""
    complete = row.outcome == "done"
    yield f"{more}{row.wall:.1f}"
    # A store that changes is small: starting takes longer than reading it.
    yield NONE if case.changing else f"{more}{row.wall / case.limit:.2f}"
    yield f"{row.requests:,}"
    yield _bad(row.refused)
    yield f"{row.cpu:.1f}"
    yield f"{row.memory:.0f}"
    yield f"{row.delivered:,} / {row.total:,}"
    yield NONE if row.short is None else _bad(row.short)
    yield _bad(row.lost) if complete else NONE
    yield _bad(row.doubled)
    yield f"  {_remark(case, row)}"


def _remark(case: Measured, row: Row) -> str:
    """What the figures do not say."""
    if row.outcome == "failed":
        return f"failed: {row.said}"
    if row.outcome == "unfinished":
        return f"stopped after {row.wall:.0f} s"
    if not case.latency and not case.changing:
        return (
            f"{row.delivered / row.wall:,.0f} records/s, {row.delivered / row.cpu:,.0f} per CPU s"
        )
    return ""


def _bad(count: int) -> Text:
    """A number that had better be 0."""
    return Text(f"{count:,}", style="red" if count else "")


def _starts(starts: list[Start]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Starting", no_wrap=True)
    for name in ("best s", "median s", "x the first"):
        table.add_column(name, justify="right", no_wrap=True)
    first = starts[0]
    for one in starts:
        ratio = f"{one.median / first.median:.2f}"
        table.add_row(one.title, f"{one.best:.3f}", f"{one.median:.3f}", ratio)
    return table


def _piped(piped: list[Piped]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Loading", no_wrap=True)
    for name in ("wall s", "CPU s", "peak MB"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", style="dim")
    for one in piped:
        figures = (f"{one.wall:.1f}", f"{one.cpu:.1f}", f"{one.memory:.0f}")
        table.add_row(one.title, *([NONE] * len(figures) if one.said else figures), one.said)
    return table
