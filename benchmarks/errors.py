"""What ends a benchmark, in the user's words."""

import click


class BenchmarkError(click.ClickException):
    """Nothing can be measured, for a reason that the user can do something about."""


class UnavailableError(BenchmarkError):
    """A contender that cannot be run on this machine; the others can."""
