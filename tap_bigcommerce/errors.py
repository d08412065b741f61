"""What can go wrong, in words for the person who runs the tap.

Every error here ends the run with its message on one line and exit code 1, without a traceback.
"""

from __future__ import annotations

import click


class TapError(click.ClickException):
    """Something the user can mend; the message says what happened, where, and what to do next."""


class SettingsError(TapError):
    """One or more settings have a wrong value; one line each."""


class StoreError(TapError):
    """The store cannot be read at all: no other stream would fare better."""


class StreamError(TapError):
    """One stream cannot be read; others may."""


class ForbiddenError(StreamError):
    """The token lacks an OAuth scope (403)."""


class NotFoundError(StreamError):
    """The address does not exist in this store (404)."""
