"""The results as pictures: one of all cases, and one of how the tap scales."""

from __future__ import annotations

from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from benchmarks.cases import OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from benchmarks.results import Measured, Results, Row

COLUMNS = 3
"""Panels beside each other."""

COLOURS = {
    OURS: "#0f766e",
    "plain-sdk": "#64748b",
    "dlt": "#a3a847",
    "airbyte": "#8b7bb8",
    "singer-io": "#d08c60",
}
INK, FAINT, LIMIT, GRID = "#1e293b", "#94a3b8", "#be123c", "#e2e8f0"

SCALING = (
    ("without nested parts", False, "#0f766e"),
    ("with line items", True, "#d08c60"),
)
"""The lines of the second picture: their names, whether with nested parts, and their colours."""

STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.6,
    "hatch.color": "white",
}

TICKS = (0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000)
CLOSE_TICKS = (0.2, 0.5, 1, 2, 5, 10)
CLOSE = 12

LEFT_OUT = {"unavailable", "failed"}
"""Outcomes that have no bar."""


class Panel(NamedTuple):
    """A part of the picture: how many bars it has, and what draws it."""

    bars: int
    fill: Callable[[Axes], None]


def draw(results: Results, path: Path) -> Iterator[Path]:
    """Draw what there is to draw.

    Returns:
        The paths of the pictures.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    cases = [case for case in results.cases if case.rows]
    scaling = [case for case in cases if case.name.startswith("scaling")]
    others = [case for case in cases if case not in scaling]
    with rc_context(STYLE):
        if others:
            _overview(others).savefig(path, dpi=160, facecolor="white")
            yield path
        if len(scaling) > 1:
            path = path.with_stem(f"{path.stem}-scaling")
            _scaling(scaling).savefig(path, dpi=160, facecolor="white")
            yield path


def _overview(cases: list[Measured]) -> Figure:
    """A panel for each race, one for the cases of our tap alone, and one for what got lost."""
    changing = [case for case in cases if case.changing]
    alone = [case for case in cases if case not in changing and _is_ours_alone(case)]
    races = [case for case in cases if case not in changing and case not in alone]
    slow = [Panel(len(case.rows), partial(_race, case)) for case in races if case.latency]
    fast = [Panel(len(case.rows), partial(_race, case)) for case in races if not case.latency]
    if alone:
        fast.append(Panel(len(alone), partial(_alone, alone)))
    lossy = [Panel(len(case.rows), partial(_losses, case)) for case in changing]
    return _in_lines([line for group in (slow, lossy, fast) for line in _batched(group, COLUMNS)])


def _is_ours_alone(case: Measured) -> bool:
    return [row.contender for row in case.rows] == [OURS]


def _in_lines(lines: list[Sequence[Panel]]) -> Figure:
    """The panels, and what is said about all of them."""
    columns = max(map(len, lines))
    heights = [max(panel.bars for panel in line) + 2.2 for line in lines]
    figure = Figure(figsize=(6 * columns, 0.33 * sum(heights) + 1), layout="constrained")
    figure.suptitle(
        "Reading a BigCommerce store: time relative to the least that is possible",
        fontsize=13,
        fontweight="bold",
    )
    figure.supxlabel(
        "The red line is the limit. A hatched bar was stopped before it had finished: what it "
        "had delivered by then is written beside it.",
        fontsize=9,
    )
    parts = figure.subfigures(len(lines), 1, height_ratios=heights, squeeze=False)
    for part, line in zip(parts[:, 0], lines, strict=True):
        places = list(part.subplots(1, columns, squeeze=False)[0])
        for panel in line:
            panel.fill(places.pop(0))
        for empty in places:
            empty.set_axis_off()
    return figure


def _batched(panels: Sequence[Panel], size: int) -> Iterator[Sequence[Panel]]:
    """Panels, some at a time."""
    for start in range(0, len(panels), size):
        yield panels[start : start + size]


def _race(case: Measured, axes: Axes) -> None:
    """The contenders of one case."""
    axes.set_title(_wrapped(case.title), pad=8)
    _ratios(axes, [(row.title, case, row) for row in case.rows])


def _alone(cases: Sequence[Measured], axes: Axes) -> None:
    """Our tap in the cases that it was measured in by itself."""
    axes.set_title("This tap at its limit", pad=8)
    _ratios(axes, [(_wrapped(case.title), case, case.rows[0]) for case in cases])


def _ratios(axes: Axes, bars: list[tuple[str, Measured, Row]]) -> None:
    """Bars that begin at the limit."""
    ratios = [row.wall / case.limit for _, case, row in bars if row.outcome not in LEFT_OUT]
    low, high = min([1, *ratios]), max([2, *ratios])
    axes.set_xscale("log")
    # The words at the end of the longest bar need room, which is more the fewer decades there are.
    axes.set_xlim(low * 0.85, high * (high / low) ** 1.5)
    ticks = CLOSE_TICKS if high / low < CLOSE else TICKS
    axes.xaxis.set_major_locator(FixedLocator([tick for tick in ticks if low <= tick <= high]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}x"))
    for place, (_, case, row) in enumerate(bars):
        if row.outcome in LEFT_OUT:
            axes.text(1, place, f" {row.outcome}", va="center", color=FAINT, style="italic")
            continue
        ratio = row.wall / case.limit
        _bar(axes, place, row, start=1, length=ratio - 1)
        axes.text(max(ratio, 1), place, f"  {_words(case, row)}", va="center", fontsize=8)
    axes.axvline(1, color=LIMIT, linewidth=1.2, zorder=3)
    _names(axes, [name for name, _, _ in bars])


def _losses(case: Measured, axes: Axes) -> None:
    """What each contender lost or doubled while the store changed."""
    axes.set_title(_wrapped(f"Lost or doubled of {case.title}"), pad=8)
    shares = [100 * (row.lost + row.doubled) / max(1, row.total) for row in case.rows]
    axes.set_xlim(0, max([1, *shares]) * 2.4)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g} %"))
    for place, (row, share) in enumerate(zip(case.rows, shares, strict=True)):
        _bar(axes, place, row, start=0, length=share)
        words = f"  {row.lost:,} lost, {row.doubled:,} doubled of {row.total:,}"
        if not row.total:
            words = "  all changed before it had finished"
        if row.outcome != "done":
            words += f" ({row.outcome})"
        axes.text(share, place, words, va="center", fontsize=8)
    _names(axes, [row.title for row in case.rows])


def _bar(axes: Axes, place: int, row: Row, *, start: float, length: float) -> None:
    axes.barh(
        place,
        length,
        left=start,
        height=0.72,
        color=COLOURS.get(row.contender, FAINT),
        hatch="////" if row.outcome == "unfinished" else None,
        alpha=0.75 if row.outcome == "unfinished" else 1,
        linewidth=0,
        zorder=2,
    )


def _names(axes: Axes, names: list[str]) -> None:
    """The first on top."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=GRID, linewidth=0.7, zorder=0)
    for label, name in zip(axes.get_yticklabels(), names, strict=True):
        if name.endswith("(this one)"):
            label.set_fontweight("bold")


def _words(case: Measured, row: Row) -> str:
    """What stands at the end of a bar."""
    if row.outcome == "unfinished":
        words = f"stopped: {100 * row.delivered / row.total:.0f} % in {row.wall:.0f} s"
    else:
        words = f"{_rounded(row.wall / case.limit)}x, {row.wall:.1f} s"
        if row.lost:
            words += f", {row.lost:,} lost"
    if row.short:
        words += f", {'all' if row.short == row.delivered else f'{row.short:,}'} cut short"
    return words


def _rounded(ratio: float) -> str:
    """Two digits, but no exponent."""
    return f"{ratio:.2g}" if ratio < 10 else f"{ratio:,.0f}"  # noqa: PLR2004 - of two digits


def _wrapped(title: str, width: int = 46) -> str:
    """A title on two lines, of about equal length, if it is long."""
    if len(title) <= width:
        return title
    half = ceil(len(title) / 2)
    gaps = [place for place, letter in enumerate(title) if letter == " "]
    cut = min(gaps, key=lambda place: abs(place - half))
    return f"{title[:cut]}\n{title[cut + 1 :]}"


def _scaling(cases: list[Measured]) -> Figure:
    """Time and memory over the size of the store."""
    figure = Figure(figsize=(13, 3.9), layout="constrained")
    figure.suptitle("This tap on larger and larger stores", fontsize=13, fontweight="bold")
    wall, cpu, memory = figure.subplots(1, 3)
    _growth(wall, "Wall time, s", cases, lambda row: row.wall, limited=True)
    _growth(cpu, "CPU time, s", cases, lambda row: row.cpu)
    _growth(memory, "Peak memory, MB", cases, lambda row: row.memory)
    return figure


def _growth(
    axes: Axes,
    title: str,
    cases: list[Measured],
    value: Callable[[Row], float],
    *,
    limited: bool = False,
) -> None:
    """A line for each kind of case, with its limit if that is a limit of what is shown."""
    axes.set_title(title)
    for label, nested, colour in SCALING:
        some = [case for case in cases if case.nested is nested]
        if not some:
            continue
        records = [case.records for case in some]
        values = [value(case.rows[0]) for case in some]
        axes.plot(records, values, "o-", color=colour, label=label)
        for place in zip(records, values, strict=True):
            axes.annotate(
                f"{place[1]:,.0f}", place, xytext=(0, 7), textcoords="offset points", ha="center"
            )
        if limited:
            limits = [case.limit for case in some]
            axes.plot(records, limits, "--", color=LIMIT, linewidth=1.2, label="the limit")
    axes.set_ylim(0, 1.2 * max(value(case.rows[0]) for case in cases))
    axes.margins(x=0.08)
    axes.xaxis.set_major_locator(FixedLocator(sorted({case.records for case in cases})))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda count, _: f"{count / 1000:g}k"))
    axes.set_xlabel("orders")
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    axes.legend(frameon=False)
