"""Displays of a run's progress, and the one that writes lines to the log."""

from __future__ import annotations

import logging
import sys
import threading
from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from tap_bigcommerce import signals
from tap_bigcommerce.errors import OutputClosedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_bigcommerce.progress.model import Progress, StreamProgress

EVERY = 30.0
"""Seconds between two lines of a log."""

UNITS = (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000), ("B", 1))

PATIENCE = 0.5
"""Seconds to wait for a blocked terminal when the run ends."""


class Display(ABC):
    """Shows the progress of a run repeatedly, and its result at the end.

    Args:
        progress: the progress.
        every: seconds between two updates.
    """

    def __init__(self, progress: Progress, every: float) -> None:
        self.progress = progress
        self._every = every
        self._done = threading.Event()

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the progress during the block, and restore everything, even after a signal."""
        thread: threading.Thread | None = None
        end = self.finish
        counter = _WarningCounter(self.progress)
        try:
            with signals.blocked():
                logging.root.addHandler(counter)
                self.begin()
                thread = threading.Thread(target=self._repeat, daemon=True)
                thread.start()
            yield
        except OutputClosedError:
            end = self.vanish  # what was read is not what arrived
            raise
        finally:
            with signals.blocked():
                logging.root.removeHandler(counter)
                self._done.set()
                if thread:
                    thread.join(PATIENCE)
                    if thread.is_alive():
                        _give_up_standard_error()
                    else:
                        end()

    @property
    def is_over(self) -> bool:
        """Whether the run has ended."""
        return self._done.is_set()

    @abstractmethod
    def begin(self) -> None:
        """Prepare the display."""

    @abstractmethod
    def show(self) -> None:
        """Show the current progress, from a thread of its own."""

    @abstractmethod
    def finish(self) -> None:
        """Show the result, and restore everything."""

    @abstractmethod
    def vanish(self) -> None:
        """Leave everything as it was, without a word on what the run has done."""

    def _repeat(self) -> None:
        while not self._done.wait(self._every):
            self.show()


class Lines(Display):
    """Logs a line at intervals, and one for each stream at the end.

    Args:
        progress: the progress.
        logger: the tap's.
        every: seconds between two lines.
    """

    def __init__(self, progress: Progress, logger: logging.Logger, every: float = EVERY) -> None:
        super().__init__(progress, every)
        self._logger = logger

    def begin(self) -> None:
        """Do nothing: the log needs no preparation."""

    def show(self) -> None:
        """Log the progress of the current stream."""
        if self.progress.current.under_way:
            parts = [*_so_far(self.progress.current), *self.progress.waits]
            self._logger.info("%s: %s", self.progress.current.name, ", ".join(parts))

    def finish(self) -> None:
        """Log the result of each stream."""
        for stream in self.progress.streams.values():
            if stream.started is not None:
                self._logger.info("%s: %s", stream.name, ", ".join(_in_the_end(stream)))
        if waiting := [one.name for one in self.progress.streams.values() if one.started is None]:
            self._logger.info("Not begun: %s", ", ".join(waiting))

    def vanish(self) -> None:
        """Log why the run ends."""
        self._logger.info("The run ends, since nothing reads its output any more.")


class _WarningCounter(logging.Handler):
    """Counts warnings for the stream that is being read."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.WARNING)
        self._progress = progress

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - the base class's signature
        if self._progress.current.under_way:
            self._progress.current.warnings += 1


def handlers_of_standard_error() -> list[logging.StreamHandler[TextIO]]:
    """Handlers that log to standard error."""
    return [
        handler
        for handler in logging.root.handlers
        if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr
    ]


def _give_up_standard_error() -> None:
    """Stop logging to a blocked standard error; writing would hang the process."""
    for handler in handlers_of_standard_error():
        logging.root.removeHandler(handler)
    logging.root.addHandler(logging.NullHandler())  # where there is none, it would be written to


# In words


def _so_far(stream: StreamProgress) -> Iterator[str]:
    """Describe a stream that is being read."""
    share, left = stream.share, stream.seconds_left
    if share is None:
        yield f"{stream.records:,} records"
    else:
        yield f"{stream.records:,} of about {stream.total:,} records ({share:.0%})"
    number, unit = pace(stream.rate)
    yield f"{number} records/{unit}"
    yield from _traffic(stream)
    if left is not None:
        yield f"about {duration(left)} left"


def _in_the_end(stream: StreamProgress) -> Iterator[str]:
    """Describe a stream whose reading has ended."""
    yield f"{_counted(stream.records, 'record')} in {duration(stream.seconds)}"
    if stream.proof:
        yield stream.proof
    yield from _traffic(stream)
    if stream.bookmark:
        yield f"bookmark {stream.bookmark}"
    yield from remarks(stream)


def _traffic(stream: StreamProgress) -> Iterator[str]:
    """Describe its requests; a stream may come with those of another."""
    if stream.requests:
        yield f"{size(stream.received)} in {_counted(stream.requests, 'request')}"


def remarks(stream: StreamProgress) -> Iterator[str]:
    """Describe the warnings and failures of a stream."""
    if stream.started is None:
        yield "not begun"
    elif not stream.is_whole:
        yield stream.outcome or "incomplete"
    if stream.warnings:
        yield _counted(stream.warnings, "warning")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def duration(seconds: float) -> str:
    """Format a duration, such as 0:07, 12:05 or 3:00:00."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def pace(rate: float) -> tuple[str, str]:
    """Format a number a second with its unit, or a number a minute if that is below 1."""
    return (f"{60 * rate:,.0f}", "min") if 0 < rate < 1 else (f"{rate:,.0f}", "s")


def size(count: float) -> str:
    """Format a size, such as 512 B or 31.4 MB."""
    unit, factor = next((one for one in UNITS if count >= one[1]), UNITS[-1])
    return f"{count / factor:,.{0 if factor == 1 else 1}f} {unit}"
