"""The command `--test`: which streams the access token may read, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tap_bigcommerce.errors import FatalError, TapError
from tap_bigcommerce.feeds.feed import family
from tap_bigcommerce.feeds.lists import check
from tap_bigcommerce.summary import summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tap_bigcommerce.run import Run
    from tap_bigcommerce.streams.base import ChildStream, RootStream


def passes(run: Run, roots: Iterable[RootStream]) -> bool:
    """Check each stream, those that are selected first, and print what came of it.

    Args:
        run: what all streams share.
        roots: the streams to check, together with those of their parts.

    Returns:
        Whether a run would succeed.

    Raises:
        FatalError: if no stream would pass.
    """
    pairs = [(one, root) for root in roots for one in family(root)]
    selected = [pair for pair in pairs if pair[0].selected]
    errors = {one.name: error for one, root in selected if (error := _checked(one, root))}
    if errors:
        click.echo(summary(errors))
    _check_others([pair for pair in pairs if not pair[0].selected])
    skipped = [name for name, error in errors.items() if run.leaves_out(error)]
    failed = [name for name in errors if name not in skipped]
    click.echo(_verdict(len(selected), failed, skipped), err=True)
    return not failed


def _checked(stream: RootStream | ChildStream, root: RootStream) -> TapError | None:
    """Check one stream, print how that went, and return its error.

    Raises:
        FatalError: if no stream would pass.
    """
    error = _error(stream, root)
    click.echo(f"{stream.name}: {'failed' if error else 'ok'}")
    return error


def _check_others(pairs: Sequence[tuple[RootStream | ChildStream, RootStream]]) -> None:
    """Check streams that are not selected, and print what most have in common once.

    Raises:
        FatalError: if no stream would pass.
    """
    errors = {one.name: error for one, root in pairs if (error := _error(one, root))}
    if errors:
        click.echo(f"Of the streams that are not selected, this token cannot read {len(errors)}:")
        click.echo(summary(errors, sharing=1))
    if readable := len(pairs) - len(errors):
        click.echo(f"{readable} others that are not selected: ok")


def _error(stream: RootStream | ChildStream, root: RootStream) -> TapError | None:
    try:
        check(stream, root)
    except FatalError:
        raise
    except TapError as error:
        return error
    return None


def _verdict(count: int, failed: Sequence[str], skipped: Sequence[str]) -> str:
    """Return what the check of the selected streams comes to, in a line."""
    left_out = f"{len(skipped)} would be skipped (missing_access): {', '.join(skipped)}."
    if failed:
        share = f"{len(failed)} of {count} selected streams fail: {', '.join(failed)}."
        return f"{share} {left_out}" if skipped else share
    if skipped:
        return f"{count - len(skipped)} of {count} selected streams pass; {left_out}"
    return f"All {count} selected streams pass."
