"""What all streams of a run share."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING

from tap_bigcommerce.api.client import Client
from tap_bigcommerce.api.limiter import Limiter
from tap_bigcommerce.errors import AccessError, FatalError
from tap_bigcommerce.progress import Progress

if TYPE_CHECKING:
    from tap_bigcommerce.errors import TapError
    from tap_bigcommerce.settings import Settings

_logger = logging.getLogger("tap-bigcommerce")


class Run:
    """The settings, the store, how far the streams are, and which of them failed.

    Args:
        settings: the tap's.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.progress = Progress()
        self.failures: dict[str, TapError] = {}
        self._warned_of: set[str] = set()

    @cached_property
    def client(self) -> Client:
        """The store, one for the whole run, since all streams share its quota."""
        limiter = Limiter(self.settings.quota_reserve, self.progress)
        return Client(self.settings, limiter, self.progress)

    def warn_once(self, setting: str, warning: str, *values: str) -> None:
        """Warn of a setting that concerns several streams, when the first of them shows it."""
        if setting not in self._warned_of:
            self._warned_of.add(setting)
            _logger.warning(warning, *values)

    def fail(self, stream: str, error: TapError) -> None:
        """Note that a stream could not be read to its end."""
        if self.leaves_out(error):
            self.progress.leave(stream, "skipped")
            _logger.warning("%s is skipped, as missing_access says: %s", stream, error)
            return
        self.progress.leave(stream, "failed")
        self.failures[stream] = error
        if not self.stopped:
            _logger.warning("%s could not be read: %s Continuing with the others.", stream, error)

    def leaves_out(self, error: TapError) -> bool:
        """Return whether the stream that an error is about is left out, as missing_access says."""
        return isinstance(error, AccessError) and self.settings.missing_access == "skip"

    @property
    def stopped(self) -> bool:
        """Whether the run cannot go on, so that no further stream need be tried."""
        return any(isinstance(error, FatalError) for error in self.failures.values())
