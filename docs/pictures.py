"""Which columns point to which tables, drawn as SVG, so that a page needs no script for it."""

from __future__ import annotations

from statistics import mean
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROW = 22
"""Height of a line of text, in pixels."""

GAP = 12
"""Pixels between two tables."""

LETTER = 7.3
"""Width of a letter of the font, in pixels."""

BETWEEN = 180
"""Pixels between the tables that point and those that are pointed to."""

COLORS = ("#4c6ef5", "#0ca678", "#e8590c", "#ae3ec9", "#1098ad", "#d6336c", "#66a80f", "#495057")

STYLE = (
    "text{font:12px ui-monospace,monospace;fill:#212529}.name{font-weight:700}"
    "rect{fill:#f1f3f5;stroke:#adb5bd}path{fill:none;stroke-width:1.5}"
)


def picture(relations: Mapping[str, Mapping[str, str]]) -> str:
    """Draw columns and where they point.

    Args:
        relations: for each table, its columns that point, each with the table that it points to.
    """
    shown = {table: columns for table, columns in relations.items() if columns}
    width = _width(name for table, columns in shown.items() for name in (table, *columns))
    lines: list[str] = []
    starts: dict[str, list[float]] = {}
    y = GAP
    for table, columns in shown.items():
        lines.append(_box(GAP, y, width, [table, *columns]))
        for place, target in enumerate(columns.values(), 1):
            starts.setdefault(target, []).append(y + ROW * (place + 0.5))
        y += ROW * (len(columns) + 1) + GAP
    right = GAP + width + BETWEEN
    target_width = _width(starts)
    lowest = 0
    for place, target in enumerate(sorted(starts, key=lambda one: mean(starts[one]))):
        top = max(lowest, round(mean(starts[target])) - ROW // 2) if lowest else GAP
        lines.append(_box(right, top, target_width, [target]))
        color = COLORS[place % len(COLORS)]
        end, middle = top + ROW / 2, right - BETWEEN / 2
        lines += (
            f'<path stroke="{color}" d="M{GAP + width} {start} C{middle} {start} {middle} {end} '
            f'{right} {end}"/>'
            for start in starts[target]
        )
        lowest = top + ROW + GAP
    size = f'width="{right + target_width + GAP}" height="{max(y, lowest)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{STYLE}</style>'
        f'<rect width="100%" height="100%" style="fill:#fff;stroke:none"/>\n'
        + "\n".join(lines)
        + "\n</svg>\n"
    )


def _width(names: Iterable[str]) -> int:
    return round(LETTER * max(map(len, names), default=0)) + 2 * GAP


def _box(x: int, y: int, width: int, texts: list[str]) -> str:
    """Return a table: its name, and its columns below."""
    box = f'<rect x="{x}" y="{y}" width="{width}" height="{ROW * len(texts)}" rx="3"/>'
    rows = (
        f'<text x="{x + GAP}" y="{y + ROW * place + 15}">{escape(text)}</text>'
        for place, text in enumerate(texts)
    )
    return (box + "".join(rows)).replace("<text", '<text class="name"', 1)
