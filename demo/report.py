"""What the demo shows of a run."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import click

from demo import database, questions
from demo.database import Keys
from demo.delivered import Delivered
from demo.folder import DATABASE, TAP, TARGET
from demo.shop import Stream
from tap_bigcommerce.streams import AREAS

ROWS_SHOWN = 2
"""Rows of each answer to print."""

LABEL, CELL = max(map(len, questions.QUESTIONS)), 12
"""Widths of the first column and of the others."""

AMOUNT = re.compile(r"-?\d+\.\d+")
"""An amount in an answer, which comes as text."""

PER_ORDER = re.compile(r"/v2/orders/\d+/(taxes|coupons)")


def show_tables(streams: Sequence[Stream], delivered: Delivered, before: Keys, after: Keys) -> None:
    """Show what a run brought to the tables of each area.

    Args:
        streams: the streams that were read.
        delivered: how many records of them came.
        before: the keys of each table's rows before the run; nothing if it was the first.
        after: those after the run.
    """
    heading("What this run brought")
    click.echo(f"{'area':<10}{'tables':>7}{'records':>9}{'new':>9}{'again':>9}{'rows now':>10}")
    for area, kinds in AREAS.items():
        tables = [stream.name for stream in streams if type(stream) in kinds]
        came = sum(delivered.records[table] for table in tables)
        new = sum(len(after[table] - before.get(table, set())) for table in tables)
        rows = sum(len(after[table]) for table in tables)
        click.echo(f"{area:<10}{len(tables):>7}{came:>9,}{new:>9,}{came - new:>9,}{rows:>10,}")
    if before:
        whole = len(delivered.whole)
        click.echo(f"{whole} tables came whole: the API has no date of change for them.")


def show_requests(paths: Sequence[str], should: Keys, after: Keys) -> None:
    """Say what the run cost, and that nothing is missing, which has been checked by now.

    Args:
        paths: of the requests.
        should: the keys of each table's rows in the store.
        after: those in the database.
    """
    gone = sum(len(after[table] - keys) for table, keys in should.items())
    beside = f", and {gone:,} rows that the store no longer has" if gone else ""
    costly = sum(PER_ORDER.fullmatch(path) is not None for path in paths)
    click.echo(
        f"{len(paths):,} requests, {costly:,} of them for taxes and coupons, which the API has "
        f"order by order.\nThe database has every row of every table that the store has{beside}."
    )


def show_answers() -> None:
    """Ask the database what a shop would ask, and show the first lines of each answer."""
    heading(f"Questions, and the first {ROWS_SHOWN} lines of each answer: demo/questions.sql")
    answers = database.ask(*questions.VIEWS, *questions.QUESTIONS.values())
    for question, answer in zip(questions.QUESTIONS, answers, strict=True):
        # The question stands in place of the first column's name.
        click.secho(aligned(question, *answer.columns[1:]), bold=True)
        for row in answer.rows[:ROWS_SHOWN]:
            click.echo(aligned(*map(shown, row)))


def shown(value: Any) -> str:
    """Return a cell's text: amounts come as text."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{Decimal(value):,.2f}" if AMOUNT.fullmatch(str(value)) else str(value)


def aligned(label: str, *cells: str) -> str:
    """Return a line of a table: its first column to the left, the others to the right."""
    return label.ljust(LABEL) + "".join(f"  {cell:>{CELL}}" for cell in cells)


def show_next() -> None:
    """Say what to do now."""
    heading("Next")
    click.echo(f"The data is in {DATABASE}. Ask it something:")
    sql = "SELECT status, count(*) FROM orders GROUP BY status"
    click.echo(f'  {TARGET / "python"} demo/query.py {DATABASE} "{sql}"')
    click.echo("Let the store live on for a day, and read what changed:")
    click.echo("  make demo")
    click.echo("Read your own store: copy sample_config.json to config.json, fill it in, then")
    click.echo(f"  {TAP} --config config.json --test")
    click.echo(f"  {TAP} --config config.json > messages.jsonl")


def heading(text: str) -> None:
    """Set off what follows; only a terminal gets the bold type."""
    click.echo()
    click.secho(text, bold=True)
