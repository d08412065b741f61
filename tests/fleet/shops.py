"""Sandbox stores for a fleet, and what a database should hold of them."""

from __future__ import annotations

import re
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from bigcommerce_sandbox import Sandbox, Store
from tests.truth import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

STREAMS = ("coupons", "customers", "orders", "products")
SIZES: dict[str, Any] = {"coupons": 3, "customers": 20, "orders": 40, "products": 5}

MONTHS = 2.5
"""Months of history up to the sandbox's default end, 2026-06-30."""

RESHAPED = {"restricted_to", "store_hash"}
"""Columns that the tap gives another shape than the store does, or adds."""

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


class Shop:
    """A sandbox store, and what it has ever held.

    Args:
        number: of the store in the fleet.
        sandbox: what serves it.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.hash = sandbox.store_hash
        self.variable = f"TOKEN_{self.hash.upper()}"
        self._truth: dict[str, dict[int, Any]] = {stream: {} for stream in STREAMS}
        self._note()

    def live(self) -> None:
        """Trade for a day."""
        self.sandbox.store.live()
        self._note()

    def faults(self, stream: str, rows: dict[int, dict[str, Any]]) -> list[str]:
        """Return where rows differ from what the store last said of each record."""
        truth = self._truth[stream]
        missing = [f"{self.hash}: {stream} {one} is missing" for one in truth.keys() - rows.keys()]
        return missing + [
            line
            for one, row in rows.items()
            for line in differences(
                {name: _in_utc(value) for name, value in row.items() if name not in RESHAPED},
                truth.get(one, {}),
                f"{self.hash}: {stream} {one}",
            )
        ]

    def _note(self) -> None:
        for stream in STREAMS:
            collection = self.sandbox.store.collection(stream)
            self._truth[stream].update({one: collection.get(one) for one in collection.ids()})


def _in_utc(value: Any) -> Any:
    """Return a value of the database, a moment with the zone that its column leaves out."""
    is_moment = isinstance(value, str) and MOMENT.fullmatch(value)
    return f"{value}+00:00" if is_moment else value


@contextmanager
def opened(count: int) -> Iterator[list[Shop]]:
    """Serve some stores, which differ in their records and have the same ids."""
    with ExitStack() as stack:
        yield [
            Shop(
                stack.enter_context(
                    Sandbox(
                        Store(seed=number, months=MONTHS, **SIZES),
                        store_hash=f"store{number}",
                        access_token=f"secret-of-store-{number}",
                    )
                )
            )
            for number in range(1, count + 1)
        ]
