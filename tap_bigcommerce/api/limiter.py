"""The store's request quota, shared with every other app of the store."""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING

from tap_bigcommerce.progress.model import Allowance, Progress

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORTEST_WAIT = 1.0
"""Seconds to wait when refused, however soon the window ends: refusals in a row count as abuse."""

FIRST_GAP = 0.25
"""Seconds between requests after the first refusal that does not say for how long."""

MOST_DIGITS = 15
"""Of a number in a header; who sends more sends no number."""

MOST_LATE = 0.1
"""Seconds by which the next request may come sooner because one came late."""

LONGEST_WAIT = 3600
"""Seconds; a header that says more means something else."""

TRAVEL = 1 / 30
"""Share of a window that a request may take to the store, while no answer says when it ends."""

SPREAD = 1 / 2
"""Share of what a window allows that is spread over the rest of it; what is more may go at once."""

LONGEST_GAP = 30.0
"""Seconds between requests after many such refusals."""


class Quota:
    """What the store's answers say of its quota, and what follows for the next request.

    Only the store knows how much is left, since other apps use the same quota; each answer says so
    (https://developer.bigcommerce.com/docs/start/best-practices/api-rate-limits). The first half
    of what a window allows may be used at once, so that a short run is over at once; what is left
    then is spread evenly over the rest of the window, so that a long run never takes all that other
    apps might want. All moments are seconds of any clock that only goes forward.

    Args:
        reserve: the share of each window to leave to other apps, 0 to 1.
    """

    def __init__(self, reserve: float = 0.0) -> None:
        self._reserve = reserve
        self._size: int | None = None  # requests a window; None while the store has not said
        self._window = 0.0
        self._ends = 0.0
        self._assumed_at: float | None = None  # when a new window was taken to have begun
        self._left = 0
        self._under_way = 0
        self._last = self._due = -math.inf
        self._closed_until = -math.inf
        self._gap = 0.0
        self._spreads_until = 0.0

    @property
    def rate(self) -> float:
        """Requests a second that a whole window allows; infinite if the store sets no limit."""
        return self._allowed / self._window if self._size is not None else math.inf

    @property
    def allowance(self) -> Allowance | None:
        """What the store last said; None while it has not, or if it sets no limit."""
        left = max(0, self._left)
        return None if self._size is None else Allowance(left, self._size, self._ends)

    @property
    def spreads_until(self) -> float:
        """The end of the period that the latest wait spreads requests over; 0 if it does not."""
        return self._spreads_until

    @property
    def _allowed(self) -> int:
        return 0 if self._size is None else self._size - int(self._size * self._reserve)

    def wait(self, now: float) -> float:
        """Seconds until the next request may be sent; 0 if it may be now."""
        opens = max(self._closed_until, self._last + self._gap)
        self._spreads_until = 0.0
        if self._size is not None:
            if now >= self._ends:
                self._assumed_at, self._left = now, self._size
                # The store's window opens when the next request arrives, which is a bit later.
                self._ends = now + self._window * (1 + TRAVEL)
            # Whether the store has already counted those under way is not known.
            spendable = self._left - self._under_way - int(self._size * self._reserve)
            if spendable <= 0:
                opens = max(opens, self._ends)
            elif self._assumed_at is not None or spendable <= self._allowed * SPREAD:
                turn = self._last + (self._ends - now) / (spendable + 1)
                self._spreads_until = self._ends if turn > opens else 0.0
                opens = max(opens, turn)
        self._due = opens
        return max(0.0, opens - now)

    def sent(self, now: float) -> None:
        """Note that a request is on its way."""
        self._under_way += 1
        # What it was late by, since no one wakes up to the millisecond, the next need not be.
        self._last = max(self._due, now - MOST_LATE)

    def answered(self, now: float, headers: Mapping[str, str], *, refused: bool) -> bool:
        """Learn from an answer; `refused` is true for a 429.

        Returns:
            Whether the store said when it takes requests again, if none can be sent now.
        """
        self._under_way -= 1
        reset = _number(headers, "X-Rate-Limit-Time-Reset-Ms")
        retry = _number(headers, "X-Retry-After")
        waits = [
            seconds
            for seconds in (None if reset is None else reset / 1000, retry)
            if seconds is not None
        ]
        if refused and waits:
            longest = min(max(*waits, SHORTEST_WAIT), LONGEST_WAIT)
            self._closed_until = max(self._closed_until, now + longest)
        elif refused:
            self._slow_down(now)
        else:
            self._gap = self._gap / 2 if self._gap > FIRST_GAP / 10 else 0.0
        if reset is not None:
            reset = min(reset, 1000 * LONGEST_WAIT)
            self._learn(now + reset / 1000, headers, refused=refused)
        elif not refused:
            self._left -= 1  # recorded 204 responses lack the headers, and still count
        return bool(waits)

    def lost(self) -> None:
        """Note that a request will not be answered; the store may have counted it."""
        self._under_way -= 1
        self._left -= 1

    def _slow_down(self, now: float) -> None:
        # Requests that were under way together are refused together: that is one refusal.
        if now >= self._closed_until:
            self._gap = min(max(2 * self._gap, FIRST_GAP), LONGEST_GAP)
            self._closed_until = now + self._gap

    def _learn(self, ends: float, headers: Mapping[str, str], *, refused: bool) -> None:
        left = _number(headers, "X-Rate-Limit-Requests-Left")
        size = _number(headers, "X-Rate-Limit-Requests-Quota")
        window = _number(headers, "X-Rate-Limit-Time-Window-Ms")
        if left is None or not size or not window:
            return
        # A 429 may still claim that requests are left (BigCommerce's own example says 35).
        left = 0 if refused else left
        if self._size is None:
            is_new, is_late = True, False
        elif self._assumed_at is not None:
            is_late = ends < self._assumed_at + window / 30_000
            is_new = not is_late
        else:
            is_late = ends < self._ends - window / 2000
            is_new = ends > self._ends + window / 2000
        if is_late:
            return  # it speaks of an earlier window
        if is_new:
            self._left, self._ends, self._assumed_at = left, ends, None
        else:
            # Answers overtake each other: of one window, the least that was left and the earliest
            # end are nearest to the truth, since each was true before its answer came.
            self._left, self._ends = min(self._left, left), min(self._ends, ends)
        self._size, self._window = size, window / 1000


class Limiter:
    """Lets requests through, from any thread, as the quota allows.

    Args:
        reserve: the share of the quota to leave to other apps, 0 to 1.
        progress: where to say what is left, and what is waited for.
    """

    def __init__(self, reserve: float = 0.0, progress: Progress | None = None) -> None:
        self._quota = Quota(reserve)
        self._progress = progress or Progress()
        self._lock = threading.Lock()
        self._turnstile = threading.Lock()

    @property
    def rate(self) -> float:
        """As `Quota.rate`."""
        with self._lock:
            return self._quota.rate

    def acquire(self) -> None:
        """Wait until a request may be sent, and count it as sent: `answered` or `lost` follows."""
        with self._turnstile:  # one thread waits for its moment, the others behind it
            while True:
                with self._lock:
                    now = time.monotonic()
                    wait = self._quota.wait(now)
                    if wait <= 0:
                        self._quota.sent(now)
                        return
                    self._progress.spreads_until = self._quota.spreads_until
                self._progress.quota_opens = now + wait
                time.sleep(wait)

    def answered(self, headers: Mapping[str, str], *, refused: bool) -> bool:
        """Learn from an answer, as `Quota.answered`."""
        with self._lock:
            says_when = self._quota.answered(time.monotonic(), headers, refused=refused)
            self._progress.quota = self._quota.allowance
        return says_when

    def lost(self) -> None:
        """Note that a request will not be answered."""
        with self._lock:
            self._quota.lost()


def _number(headers: Mapping[str, str], name: str) -> int | None:
    value = headers.get(name, "")
    return int(value) if value.isdecimal() and len(value) <= MOST_DIGITS else None
