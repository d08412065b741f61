"""The store's request quota, as its own answers tell it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


SHORTEST_WAIT = 1.0
"""Seconds to wait when refused, however soon the window ends: refusals in a row count as abuse."""


class Limiter:
    """Holds requests back while the store has none left to give.

    One quota serves every app of the store, so only the store knows how much is left; it says so
    in the headers of each answer
    (https://developer.bigcommerce.com/docs/start/best-practices/api-rate-limits).

    Args:
        clock: seconds that only go forward.
        sleep: waits for a number of seconds.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._open_at = 0.0

    def acquire(self) -> None:
        """Wait until the store can take a request."""
        wait = self._open_at - self._clock()
        if wait > 0:
            self._sleep(wait)

    def observe(self, headers: Mapping[str, str], *, refused: bool) -> bool:
        """Learn from the headers of an answer; `refused` is true for a 429.

        Returns:
            Whether the store said when it takes requests again, if none can be sent now.
        """
        waits = [
            int(headers[name]) * unit
            for name, unit in (("X-Rate-Limit-Time-Reset-Ms", 0.001), ("X-Retry-After", 1.0))
            if headers.get(name, "").isdecimal()
        ]
        # A 429 may still claim that requests are left (BigCommerce's own example says 35).
        if waits and (refused or headers.get("X-Rate-Limit-Requests-Left") == "0"):
            wait = max(*waits, SHORTEST_WAIT if refused else 0.0)
            self._open_at = max(self._open_at, self._clock() + wait)
        return bool(waits)
