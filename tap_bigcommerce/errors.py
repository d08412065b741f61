"""What can go wrong, in words for the person who runs the tap.

Every error here ends the run with its message and exit code 1, without a traceback.
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


class AddressError(StreamError):
    """One address of the API is closed or does not exist.

    Args:
        message: what the API said.
        path: the address, below the store's.
    """

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.path = path


class ForbiddenError(AddressError):
    """The token lacks an OAuth scope (403)."""


class NotFoundError(AddressError):
    """The address does not exist in this store (404)."""
