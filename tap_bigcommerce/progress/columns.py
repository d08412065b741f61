"""Tables that fit the width of a terminal: columns are dropped, so that no number is cut."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SPACE = 2
"""Columns of the terminal between two of a table."""

SHORTEST_NAME = 28
"""Columns that a name keeps; what does not fit ends in an ellipsis."""

SHORTEST_BAR = 6
"""Columns below which a bar tells nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table.

    Args:
        cells: texts by the titles of their columns.
        style: how it looks.
        share: of its bar, 0 to 1; None for a line without a bar.
        marks: styles of cells, by the titles of their columns.
    """

    cells: dict[str, str]
    style: str = ""
    share: float | None = None
    marks: dict[str, str] = field(default_factory=dict)


def fitted(titles: Sequence[str], dropped: Iterable[str], rows: Sequence[Row], width: int) -> Table:
    """Return a table whose numbers are whole at this width.

    Args:
        titles: of all columns. The first holds names; texts of those that begin with `>` stand on
            the right.
        dropped: titles of those that may be left out, in that order.
        rows: its lines.
        width: of the terminal.
    """
    widths = {title: _width(title, rows) for title in titles}
    name, *others = titles
    least = min(widths[name], SHORTEST_NAME)
    for title in dropped:
        if least + _taken(widths, others) <= width:
            break
        others.remove(title)
    others = [title for title in others if widths[title]]
    room = width - _taken(widths, others)
    named = max(1, min(widths[name], room))
    bar = room - named - SPACE
    has_bar = bar >= SHORTEST_BAR and any(row.share is not None for row in rows)

    table = Table(box=None, pad_edge=False, padding=(0, SPACE, 0, 0), header_style="bold")
    table.add_column(name, width=named, no_wrap=True, overflow="ellipsis")
    if has_bar:
        table.add_column("", width=bar)
    for title in others:
        table.add_column(
            title.strip(">"), justify="right" if title.startswith(">") else "left", no_wrap=True
        )
    for row in rows:
        shown = [Text(row.cells.get(one, ""), style=row.marks.get(one, "")) for one in others]
        bars = [_bar(row.share)] if has_bar else []
        table.add_row(Text(row.cells[name]), *bars, *shown, style=row.style)
    return table


def _width(title: str, rows: Sequence[Row]) -> int:
    cells = [row.cells.get(title, "") for row in rows]
    return max(map(cell_len, [title.strip(">"), *cells])) if any(cells) else 0


def _taken(widths: dict[str, int], titles: Sequence[str]) -> int:
    return sum(widths[title] + SPACE for title in titles if widths[title])


def _bar(share: float | None) -> ProgressBar | str:
    return "" if share is None else ProgressBar(total=1, completed=share, complete_style="cyan")
