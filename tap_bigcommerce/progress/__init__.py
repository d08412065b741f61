"""What a run has done so far, and how it is shown: live on a terminal, or in the log."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tap_bigcommerce.progress.lines import Display, Lines, handlers_of_standard_error
from tap_bigcommerce.progress.model import Progress, StreamProgress

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Display", "Progress", "StreamProgress", "choose_display", "warnings_only"]


def choose_display(progress: Progress, logger: logging.Logger) -> Display:
    """Return the display that suits where standard error goes."""
    if not _is_watched():
        return Lines(progress, logger)
    from tap_bigcommerce.progress.live import Live  # noqa: PLC0415 - loading it takes a while

    return Live(progress)


@contextmanager
def warnings_only() -> Iterator[None]:
    """Leave out of the log on a terminal that is watched what a display says better."""
    handlers = handlers_of_standard_error() if _is_watched() else []
    for handler in handlers:
        handler.addFilter(_is_warning)
    try:
        yield
    finally:
        for handler in handlers:
            handler.removeFilter(_is_warning)


def _is_watched() -> bool:
    """Return whether standard error is a terminal for a live display, and nothing rules one out.

    Meltano writes its own lines around ours, messages on the same terminal would run into it, and
    a debug log is there to be read.
    """
    environment = os.environ
    return (
        sys.stderr.isatty()
        and not sys.stdout.isatty()
        and environment.get("TERM") not in {"dumb", "unknown"}
        and not environment.get("NO_COLOR")
        and not any(name.startswith("MELTANO_") for name in environment)
        and not logging.root.isEnabledFor(logging.DEBUG)
    )


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING
