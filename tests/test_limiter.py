"""The store says when it takes requests again; the limiter obeys."""

from __future__ import annotations

import pytest

from tap_bigcommerce.limiter import Limiter


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    """The time that the limiter goes by."""
    return Clock()


@pytest.fixture
def limiter(clock: Clock) -> Limiter:
    """A limiter that has seen nothing yet."""
    return Limiter(clock=clock, sleep=clock.sleep)


def headers(left: int, reset: int = 12_500) -> dict[str, str]:
    """What every answer of a plan with a quota says."""
    return {
        "X-Rate-Limit-Requests-Quota": "150",
        "X-Rate-Limit-Requests-Left": str(left),
        "X-Rate-Limit-Time-Window-Ms": "30000",
        "X-Rate-Limit-Time-Reset-Ms": str(reset),
    }


def test_nothing_waits_while_requests_are_left(clock: Clock, limiter: Limiter) -> None:
    """A quota that is not used up costs no time."""
    limiter.observe(headers(left=1), refused=False)
    limiter.acquire()
    assert clock.now == 0


def test_nothing_is_sent_when_nothing_is_left(clock: Clock, limiter: Limiter) -> None:
    """The wait is what the store says, and is not repeated."""
    limiter.observe(headers(left=0), refused=False)
    limiter.acquire()
    limiter.acquire()
    assert clock.now == 12.5


def test_a_refusal_counts_whatever_is_left(clock: Clock, limiter: Limiter) -> None:
    """BigCommerce's own example of a 429 claims that 35 requests are left."""
    assert limiter.observe(headers(left=35, reset=15_000), refused=True)
    limiter.acquire()
    assert clock.now == 15


def test_refusals_do_not_follow_each_other_at_once(clock: Clock, limiter: Limiter) -> None:
    """However soon the window is said to end: many in a row count as abuse."""
    limiter.observe(headers(left=0, reset=0), refused=True)
    limiter.acquire()
    assert clock.now == 1


def test_a_later_answer_does_not_cut_a_wait_short(clock: Clock, limiter: Limiter) -> None:
    """Answers to requests that were under way together may come in any order."""
    limiter.observe(headers(left=0, reset=9_000), refused=True)
    limiter.observe(headers(left=0, reset=2_000), refused=False)
    limiter.acquire()
    assert clock.now == 9


def test_a_header_that_makes_no_sense_is_not_heeded(clock: Clock, limiter: Limiter) -> None:
    """It ends no run."""
    odd = {"X-Rate-Limit-Time-Reset-Ms": "soon", "X-Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}
    assert not limiter.observe(odd, refused=True)
    limiter.acquire()
    assert clock.now == 0


def test_the_longer_of_two_waits_counts(clock: Clock, limiter: Limiter) -> None:
    """One page of the docs names X-Retry-After, in seconds, instead."""
    limiter.observe(headers(left=0, reset=2_000) | {"X-Retry-After": "9"}, refused=True)
    limiter.acquire()
    assert clock.now == 9


def test_without_headers_nothing_is_known(clock: Clock, limiter: Limiter) -> None:
    """An overloaded platform refuses without saying for how long; then the client backs off."""
    assert not limiter.observe({}, refused=True)
    limiter.acquire()
    assert clock.now == 0
