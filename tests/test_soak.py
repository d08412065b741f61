"""A copy of a store equals the store in the end, whatever was in the way.

Each life of a copy follows from its seed, as far as chance between threads allows: to replay one,
run `pytest tests/test_soak.py -k "[17]"`. `make soak` lives a thousand of them.
"""

from __future__ import annotations

import re
import time
from itertools import takewhile
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Sandbox, Store
from tests.copying import Copy, cut
from tests.disturbance import disturb
from tests.running import attempt, decode, process, read

if TYPE_CHECKING:
    from pathlib import Path

SETTLED = 90
"""Seconds after which every change can be read."""

SEEDS = [
    *range(5),
    *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1000, 2000)),
]


@pytest.mark.cases(1)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_copy_equals_the_store_in_the_end(seed: int) -> None:
    """After faults of every kind, kills at any moment, and changes all the while.

    A run is complete and says nothing, or fails with a message; it never raises anything else.
    """
    chance = Random(seed)
    orders, customers, products, coupons = (chance.randint(0, 60) for _ in range(4))
    store = Store(seed=seed, orders=orders, customers=customers, products=products, coupons=coupons)
    with Sandbox(store) as shop:
        copy = Copy()
        for _ in range(chance.randint(1, 4)):
            changing = disturb(shop, chance)
            shop.store.clock.advance(chance.choice((0, 1, 3600)) if changing else SETTLED)
            output, error = attempt(
                shop,
                state=copy.state,
                page_size=chance.randint(3, 25),
                max_parallel_requests=chance.randint(1, 8),
                retry_time=chance.choice((0, 0.2, 1)),
                request_timeout=0.3,
            )
            if error is None and not changing:
                copy.take(output.messages)
                assert copy.faults(shop.store) == []
            elif chance.random() < 0.5:
                copy.take(output.messages)
            else:
                copy.take(cut(output.messages, chance))
            assert error is None or re.search("could not be re|was refused", error.message)

        shop.faults.clear()
        shop.mutate(every=0)
        shop.store.clock.advance(SETTLED)
        copy.take(read(shop, state=copy.state).messages)
        assert copy.faults(shop.store) == []


@pytest.mark.promise("killed")
@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1000, 1050))]
)
def test_a_run_may_be_killed_at_any_moment(seed: int, tmp_path: Path) -> None:
    """Eight times in a row; what its target had kept by then is completed by the next run."""
    chance = Random(seed)
    store = Store(seed=seed, orders=150, customers=150, products=100, coupons=30)
    with Sandbox(store, latency=0.01) as shop:
        copy = Copy()
        for _ in range(8):
            shop.mutate(every=5, touch=2, delete=1, insert=1)
            lines = killed(shop, tmp_path, copy.state, seconds=chance.uniform(0.1, 1))
            copy.take(decode(b"".join(lines)))
            shop.store.clock.advance(chance.choice((0, 1, 3600)))
        shop.mutate(every=0)
        shop.store.clock.advance(SETTLED)
        copy.take(read(shop, state=copy.state).messages)
        assert copy.faults(shop.store) == []


def killed(shop: Sandbox, folder: Path, state: dict[str, Any], seconds: float) -> list[bytes]:
    """The whole lines of a run that ends without warning."""
    with process(shop, folder, state=state, page_size=5, max_parallel_requests=3) as running:
        assert running.stdout
        time.sleep(seconds)
        running.kill()
        return list(takewhile(lambda line: line.endswith(b"\n"), running.stdout.readlines()))
