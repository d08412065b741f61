"""What can go wrong, in words for the person who runs the tap.

Every error here ends the run without a traceback: with its message and exit code 1, but for the
last two.
"""

from __future__ import annotations

import logging
from typing import IO, TYPE_CHECKING, Any

import click
from singer_sdk.logging import StructuredFormatter

from tap_bigcommerce import dates, redaction

if TYPE_CHECKING:
    from datetime import datetime

_logger = logging.getLogger("tap-bigcommerce")


class TapError(click.ClickException):
    """An error that the user can fix.

    Args:
        message: what happened, where, and what to do.
        remedy: what to do, if other streams may fail in the same way; it ends the message.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}" if remedy else message)
        self.remedy = remedy

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the message; where the log is read by a program, into the log as well."""
        if any(isinstance(one.formatter, StructuredFormatter) for one in _logger.root.handlers):
            for line in self.format_message().split("\n"):
                _logger.error("%s", line)
        super().show(file)

    def format_message(self) -> str:
        """Return the message as it may be shown."""
        return redaction.shown(self.message)


class SettingsError(TapError):
    """One or more settings have a wrong value; one line each."""


class FatalError(TapError):
    """The run cannot go on: no other stream would fare better."""


class StoreError(FatalError):
    """The store cannot be read at all."""


class OutputError(FatalError):
    """Standard output cannot be written."""


class OutputClosedError(SystemExit):
    """Nobody reads standard output any more, so the run ends, as others do in a pipe.

    A target that failed has said why itself.
    """

    def __init__(self) -> None:
        super().__init__(128 + 13)  # as if SIGPIPE had ended it


class Interrupted(SystemExit):
    """SIGINT or SIGTERM has come."""


class StreamError(TapError):
    """One stream cannot be read; others may."""


class FutureError(StreamError):
    """A stream begins later than the store's clock, so that changes until then would be missed.

    Args:
        start: where it begins.
        clock: the store's clock.
        is_bookmark: whether the state says so, and not start_date.
    """

    def __init__(self, start: datetime, clock: datetime, *, is_bookmark: bool = False) -> None:
        name = "the bookmark" if is_bookmark else "start_date"
        place = "the bookmark in the state" if is_bookmark else "start_date"
        super().__init__(
            f"{name} ({dates.in_query(start)}) is later than the store's clock "
            f"({dates.in_query(clock)}).",
            f"Changes made until then would be missed: fix {place}.",
        )
        self.clock = clock


class AccessError(StreamError):
    """The token's scopes, or the store's plan, do not let a stream be read.

    Args:
        message: what happened, where, and what to do.
        scope: what is missing, in words, if that is a scope of the stream.
    """

    def __init__(self, message: str, scope: str = "") -> None:
        super().__init__(message)
        self.scope = scope


class UndatedError(StreamError):
    """A record has no date to place it by, where records are read by date."""


class DistrustError(StreamError):
    """The API does not keep to a filter or an order, so that records could be lost."""


class AddressError(StreamError):
    """One address of the API is closed or does not exist.

    Args:
        message: what the API said.
        path: the address, below the store's.
    """

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.path = path


class RejectedError(AddressError):
    """The API does not take the request as it is (400, 422 and the like)."""


class ForbiddenError(AddressError):
    """The token lacks an OAuth scope (403)."""


class NotFoundError(AddressError):
    """The address does not exist in this store (404)."""
