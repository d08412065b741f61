"""A store to read, and a way to read it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from bigcommerce_sandbox import Sandbox, Store
from bigcommerce_sandbox.tables import TABLES
from tests.tiers import leave_to_proofs


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """More than there are cores: half the time, tests wait for answers that are late on purpose."""
    return 2 * (os.cpu_count() or 1)


def pytest_configure() -> None:
    """Reach this machine's servers directly, from programs that tests start as well.

    Cycles are looked for as rarely as the command line does: this takes a sixth less time.
    """
    gc.set_threshold(50_000)
    for name in ("NO_PROXY", "no_proxy"):
        others = os.environ.get(name)
        os.environ[name] = ",".join(filter(None, ["127.0.0.1,localhost", others]))


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave most cases of the longest tests to `make proofs`."""
    leave_to_proofs(items)


# How long something takes on a busy machine is no property of the code.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

OpenShop = Callable[..., Sandbox]


@pytest.fixture(scope="session")
def shop() -> Iterator[Sandbox]:
    """A store that no test changes."""
    store = Store(seed=7, orders=270, customers=260, products=255, coupons=60)
    with Sandbox(store) as sandbox:
        yield sandbox


@pytest.fixture
def open_shop() -> Iterator[OpenShop]:
    """Opens a store of one's own: `open_shop(orders=50)`; what is not named is empty.

    Its responses are not compressed, which would take a quarter of its time.
    """
    with ExitStack() as shops:

        def open_one(*, seed: int = 11, gzip: bool = False, **options: Any) -> Sandbox:
            sizes = {table.name: 0 for table in TABLES if table.size is not None}
            given = {name: options.pop(name) for name in sizes if name in options}
            store = Store(seed=seed, **(sizes | given))
            return shops.enter_context(Sandbox(store, gzip=gzip, **options))

        yield open_one
