"""The store says how many requests it takes; the limiter makes the best of it."""

from __future__ import annotations

import heapq
import random
import threading
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tap_bigcommerce.api.limiter import LONGEST_GAP, Limiter, Quota


def headers(left: int, *, size: int = 150, reset: float = 12.5) -> dict[str, str]:
    """What every answer of a plan with a quota says."""
    return {
        "X-Rate-Limit-Requests-Quota": str(size),
        "X-Rate-Limit-Requests-Left": str(left),
        "X-Rate-Limit-Time-Window-Ms": "30000",
        "X-Rate-Limit-Time-Reset-Ms": str(round(reset * 1000)),
    }


def asked(quota: Quota, now: float, answer: dict[str, str], *, refused: bool = False) -> bool:
    """Send a request and get this answer, both at once."""
    quota.sent(now)
    return quota.answered(now, answer, refused=refused)


@dataclass
class Plan:
    """A store's quota, used by other apps as well, and the tap sending all it may.

    Args:
        size: requests a window of 30 s.
        others: requests a second that other apps make.
        latency: seconds from a request to its answer, at most.
        lanes: requests under way at once.
        phase: seconds between a window's start and the tap's.
        by_clock: whether windows follow each other without a gap; otherwise, each opens with the
            first request after the last one's end, as recorded answers show.
        silent: the share of answers that say nothing of the quota, as recorded for 204.
    """

    size: int
    others: float = 0
    latency: float = 0.3
    lanes: int = 8
    phase: float = 7
    by_clock: bool = True
    silent: float = 0
    seed: int = 0
    granted: int = 0
    refused: dict[float, int] = field(default_factory=dict)

    def run(self, quota: Quota, seconds: float) -> None:
        """Let the tap send for so long, in simulated time."""
        chance, tickets = random.Random(self.seed), count()
        under_way: list[tuple[float, int, bool, dict[str, str]]] = []
        now, free = 0.0, 1  # the first request is alone
        opened, used = -self.phase if self.by_clock else -30.0, 0
        while now < seconds:
            while free and quota.wait(now) <= 0:
                quota.sent(now)
                free -= 1
                if now - opened >= 30:
                    opened, used = now - (now - opened) % 30 if self.by_clock else now, 0
                elapsed = now - opened
                left = self.size - used - int(self.others * elapsed)
                granted = left > 0
                used += granted
                self.granted += granted
                if not granted:
                    self.refused[opened] = self.refused.get(opened, 0) + 1
                answer = headers(max(0, left - 1), size=self.size, reset=30 - elapsed)
                if granted and self.granted > 1 and chance.random() < self.silent:
                    answer = {}
                late = self.latency * chance.uniform(0.5, 1)
                heapq.heappush(under_way, (now + late, next(tickets), granted, answer))
            soonest = under_way[0][0] if under_way else float("inf")
            now = min(soonest, now + max(quota.wait(now), 1e-6)) if free else soonest
            while under_way and under_way[0][0] <= now:
                _, ticket, granted, answer = heapq.heappop(under_way)
                quota.answered(now, answer, refused=not granted)
                free += self.lanes if ticket == 0 else 1


@pytest.mark.parametrize("size", [150, 450])
@pytest.mark.parametrize("by_clock", [True, False])
@pytest.mark.parametrize("silent", [0, 0.5, 0.95])
def test_a_quota_is_used_evenly_and_never_overrun(
    *, size: int, by_clock: bool, silent: float
) -> None:
    """On BigCommerce's plans the tap gets its share of every window, and is never refused."""
    plan = Plan(size, by_clock=by_clock, silent=silent)
    plan.run(Quota(reserve=0.1), seconds=300)
    assert 0.97 <= plan.granted / (size * 0.9 * 10) <= 1.1
    assert plan.refused == {}


def test_half_of_a_window_is_spread_over_the_rest_of_it() -> None:
    """The first half goes at once; then other apps find something at any time."""
    for seconds, share in ((3, 0.5), (16.5, 0.75), (30, 1)):
        plan = Plan(150, phase=0)
        plan.run(Quota(reserve=0.1), seconds)
        assert plan.granted == pytest.approx(135 * share, rel=0.1)


def test_spreading_is_told_from_a_quota_that_is_used_up() -> None:
    """Only the former is the tap's own choice."""
    quota = Quota(reserve=0.1)
    asked(quota, 0, headers(40, reset=24))
    assert 0 < quota.wait(0) < 1
    assert quota.spreads_until == 24
    asked(quota, 2, headers(10, reset=22))
    assert quota.wait(2) == 22
    assert quota.spreads_until == 0


def test_a_short_run_is_over_at_once() -> None:
    """The thirty requests of a run that finds nothing new, on the smallest plan."""
    plan = Plan(150, phase=0)
    plan.run(Quota(reserve=0.1), seconds=1.5)
    assert plan.granted >= 30


def test_what_another_app_takes_is_given_up() -> None:
    """With half the quota gone, the tap lives on the rest without failing."""
    plan = Plan(150, others=2.5)
    plan.run(Quota(reserve=0.1), seconds=300)
    assert plan.granted > 600
    assert max(plan.refused.values(), default=0) <= 1


@given(
    size=st.integers(1, 2000),
    share=st.floats(0, 0.95),
    latency=st.floats(0.01, 5),
    lanes=st.integers(1, 16),
    phase=st.floats(0, 29.9),
    by_clock=st.booleans(),
    silent=st.sampled_from([0, 0.5, 1]),
    reserve=st.sampled_from([0, 0.1, 0.5, 0.9]),
    seed=st.integers(0, 99),
)
@settings(max_examples=150)
def test_no_quota_is_too_small(  # noqa: PLR0913 - one argument for each thing that may vary
    *,
    size: int,
    share: float,
    latency: float,
    lanes: int,
    phase: float,
    by_clock: bool,
    silent: float,
    reserve: float,
    seed: int,
) -> None:
    """Every window brings something, whatever others take, and refusals stay few."""
    plan = Plan(size, size * share / 30, latency, lanes, phase, by_clock, silent, seed)
    plan.run(Quota(reserve), seconds=150)
    assert plan.granted >= 3
    assert max(plan.refused.values(), default=0) <= lanes


def test_an_unlimited_plan_costs_no_time() -> None:
    """Without headers nothing waits; with a huge quota, less than a thousandth of a second."""
    quota = Quota(reserve=0.1)
    asked(quota, 0, {})
    assert quota.wait(0) == 0
    asked(quota, 0, headers(999_999, size=1_000_000, reset=30))
    assert quota.wait(0) < 0.001


def test_nothing_is_sent_when_nothing_is_left() -> None:
    """The wait is what the store says."""
    quota = Quota()
    asked(quota, 100, headers(left=0))
    assert quota.wait(100) == 12.5
    assert quota.wait(112.5) == 0


def test_an_answer_without_headers_has_used_a_request() -> None:
    """So has a request that was not answered, for all that is known; a refused one has not."""
    quota = Quota()
    asked(quota, 0, headers(left=3))
    asked(quota, 0, {})
    quota.sent(0)
    quota.lost()
    asked(quota, 0, {}, refused=True)
    assert quota.allowance is not None
    assert quota.allowance.left == 1
    asked(quota, 0, {})
    assert quota.wait(0) == 12.5


def test_a_share_is_left_to_others() -> None:
    """Also when they have already used most of it."""
    quota = Quota(reserve=0.1)
    asked(quota, 0, headers(left=15))
    assert quota.wait(0) == 12.5
    assert quota.rate == 135 / 30


def test_a_refusal_counts_whatever_is_left() -> None:
    """BigCommerce's own example of a 429 claims that 35 requests are left."""
    quota = Quota()
    assert asked(quota, 0, headers(left=35, reset=15), refused=True)
    assert quota.wait(0) == 15


def test_refusals_do_not_follow_each_other_at_once() -> None:
    """However soon the window is said to end: many in a row count as abuse."""
    quota = Quota()
    asked(quota, 0, headers(left=0, reset=0), refused=True)
    assert quota.wait(0) == 1


def test_the_longer_of_two_waits_counts() -> None:
    """One page of the docs names X-Retry-After, in seconds, instead."""
    quota = Quota()
    asked(quota, 0, headers(left=0, reset=2) | {"X-Retry-After": "9"}, refused=True)
    assert quota.wait(0) == 9


def test_a_late_answer_does_not_cut_a_wait_short() -> None:
    """Answers to requests that were under way together may come in any order."""
    quota = Quota()
    for _ in range(3):
        quota.sent(0)
    quota.answered(1, headers(left=0, reset=9), refused=True)
    quota.answered(1, headers(left=2, reset=9), refused=False)
    assert quota.wait(1) == 9


def test_an_answer_of_an_earlier_window_says_nothing_of_this_one() -> None:
    """It was sent before the quota was given anew, and came after."""
    quota = Quota()
    asked(quota, 0, headers(left=1, reset=3))
    quota.sent(2.9)
    assert quota.wait(3.1) < 1
    asked(quota, 3.2, headers(left=149, reset=29.8))
    quota.answered(3.3, headers(left=0, reset=0.1), refused=False)
    assert quota.wait(3.5) == 0


def test_after_a_rest_the_store_knows_better() -> None:
    """That a new window has begun was a guess; the next answer corrects it."""
    quota = Quota()
    asked(quota, 0, headers(left=100, reset=10))
    assert quota.wait(95) == 0
    asked(quota, 95, headers(left=0, reset=5))
    assert quota.wait(95) == 5


def test_a_header_that_makes_no_sense_is_not_heeded() -> None:
    """It ends no run."""
    quota = Quota()
    odd = {"X-Rate-Limit-Time-Reset-Ms": "soon", "X-Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}
    assert not asked(quota, 0, odd, refused=False)
    assert quota.wait(0) == 0


def test_an_overloaded_platform_is_given_time_and_recovers() -> None:
    """It refuses without saying for how long: ever slower while it does, soon fast again."""
    quota = Quota()
    now, waits = 0.0, []
    for _ in range(12):
        now += quota.wait(now)
        asked(quota, now, {}, refused=True)
        waits.append(quota.wait(now))
    assert waits[:3] == [0.25, 0.5, 1]
    assert max(waits) == LONGEST_GAP
    for _ in range(12):
        now += quota.wait(now)
        asked(quota, now, {})
    assert quota.wait(now) == 0


def test_refusals_of_requests_under_way_together_count_once() -> None:
    """One moment of overload is not eight."""
    quota = Quota()
    for _ in range(8):
        quota.sent(0)
    for _ in range(8):
        quota.answered(0.1, {}, refused=True)
    assert quota.wait(0.1) == pytest.approx(0.25)


def test_requests_that_get_no_answer_do_not_count_for_ever() -> None:
    """A connection that breaks holds no place in the windows to come."""
    limiter = Limiter()
    limiter.acquire()
    limiter.answered(
        headers(left=2, size=3, reset=0.05) | {"X-Rate-Limit-Time-Window-Ms": "50"}, refused=False
    )

    def send() -> None:
        for _ in range(10):
            limiter.acquire()
            limiter.lost()

    sending = threading.Thread(target=send, daemon=True)
    sending.start()
    sending.join(20)
    assert not sending.is_alive()
