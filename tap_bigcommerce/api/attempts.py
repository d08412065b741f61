"""How often a request that failed is made again, and when."""

from __future__ import annotations

from typing import NamedTuple

import backoff

from tap_bigcommerce.api.failures import ContradictionError, TransientError

FIRST_PAUSE = 0.5
"""Seconds before the second attempt, at most; each further pause may be twice as long."""

LONGEST_PAUSE = 60
"""Seconds between two attempts, at most."""

TRIES_OF_OPTIONAL = 2
"""Attempts at a request that only speeds reading up."""


class Attempts:
    """The failed attempts at one request, or at a page and at the smaller ones in its place.

    Args:
        retry_time: seconds to go on for. Waiting for the quota is not counted.
        is_optional: whether the request only speeds reading up.
    """

    def __init__(self, retry_time: float, *, is_optional: bool = False) -> None:
        self._retry_time = retry_time
        self._is_optional = is_optional
        self._spent = 0.0
        self._contradictions = 0
        self._pauses = backoff.expo(factor=FIRST_PAUSE, max_value=LONGEST_PAUSE)
        next(self._pauses)  # a generator of the library's begins with none
        self.number = 0
        self.refusals = 0
        """How often the quota was used up; such an attempt is not counted as failed."""

    @property
    def spent(self) -> float:
        """Seconds that failed attempts and the pauses after them took."""
        return self._spent

    def failed(self, error: TransientError, seconds: float) -> None:
        """Note that an attempt failed, after so many seconds."""
        self.number += 1
        self._spent += seconds
        self._contradictions += isinstance(error, ContradictionError)

    def pause(self, error: TransientError) -> float | None:
        """Seconds until the next attempt, None if there is none.

        There is a second attempt even if the first took longer than `retry_time`, as it does
        when no response comes within a longer `request_timeout`.
        """
        if self._are_over(error):
            return None
        left = max(0.0, self._retry_time - self._spent)
        pause = min(backoff.full_jitter(next(self._pauses)), left)
        self._spent += pause
        return pause

    def _are_over(self, error: TransientError) -> bool:
        if isinstance(error, ContradictionError) and self._contradictions >= error.tries:
            return True
        if self._is_optional and self.number >= TRIES_OF_OPTIONAL:
            return True
        return not self._retry_time or (self.number > 1 and self._spent >= self._retry_time)

    def __str__(self) -> str:
        if self.number == 1:
            return "tried once"
        if self._is_optional:
            return f"tried {self.number} times"
        return f"tried for {self._retry_time:g} s, setting retry_time"


class Retry(NamedTuple):
    """What comes before the next attempt.

    Args:
        attempts: those that failed.
        pause: seconds to wait.
        why: how the latest attempt failed.
        remedy: what the user can do if that does not pass.
    """

    attempts: Attempts
    pause: float
    why: str
    remedy: str
