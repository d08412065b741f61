"""The store's own clock."""

import time
from datetime import UTC, datetime, timedelta

DEFAULT_NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
"""Where a store's history ends and its clock starts unless told otherwise."""


class Clock:
    """Time as the store tells it: from a set moment on, at the pace of real time.

    Args:
        now: What the clock shows when it is made.
    """

    def __init__(self, now: datetime) -> None:
        self._set_to = now.astimezone(UTC)
        self._started = time.monotonic()

    def now(self) -> datetime:
        """The store's current moment, aware, in UTC."""
        return self._set_to + timedelta(seconds=time.monotonic() - self._started)

    def second(self) -> int:
        """The current whole second as Unix time: what rows changed now are stamped with."""
        return int(self.now().timestamp())

    def advance(self, seconds: float) -> None:
        """Put the clock forward, or back by a negative number."""
        self._set_to += timedelta(seconds=seconds)

    @property
    def set_to(self) -> datetime:
        """The moment the clock was set to, without the real time that has passed since."""
        return self._set_to
