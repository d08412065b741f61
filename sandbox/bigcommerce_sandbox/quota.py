"""The store's request quota, shared by all of its apps."""

import math
import time
from typing import NamedTuple


class Allowance(NamedTuple):
    """What one request finds left of the quota."""

    granted: bool
    headers: dict[str, str]


class Quota:
    """A number of requests for every window of time, all given anew when a window starts.

    A window opens with the first request after the last one ended; other apps, if there are any,
    make it at once.

    Args:
        requests: The requests of one window.
        window: Seconds of a window.
        others: Requests that other apps of the store make in a second.
    """

    def __init__(self, requests: int, window: float, others: float = 0.0) -> None:
        self.requests = requests
        self.window = window
        self.others = others
        self._start = time.monotonic() if others else -math.inf
        self._used = 0

    def take(self) -> Allowance:
        """Ask for one request; a refused one costs nothing."""
        now = time.monotonic()
        if now - self._start >= self.window:
            idle = (now - self._start) % self.window if self.others else 0
            self._start, self._used = now - idle, 0
        elapsed = now - self._start
        left = self.requests - self._used - int(self.others * elapsed)
        granted = left > 0
        self._used += granted
        headers = {
            "X-Rate-Limit-Requests-Quota": str(self.requests),
            "X-Rate-Limit-Requests-Left": str(max(0, left - 1)),
            "X-Rate-Limit-Time-Window-Ms": str(round(self.window * 1000)),
            "X-Rate-Limit-Time-Reset-Ms": str(max(1, round((self.window - elapsed) * 1000))),
        }
        return Allowance(granted, headers)
