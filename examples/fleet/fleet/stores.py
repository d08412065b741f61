"""The list of stores, `stores.yml`."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import yaml

from fleet.errors import FleetError
from fleet.months import MONTH, months

if TYPE_CHECKING:
    from pathlib import Path

    from fleet.months import Month

SETTLED = timedelta(hours=1)
"""Time after the end of a month until all of its changes can be seen."""

NESTED = ["orders", "customers"]

TABLES = [
    *NESTED,
    "order_consignments",
    "order_fees",
    "order_metafields",
    "order_products",
    "order_refunds",
    "order_shipping_addresses",
    "customer_addresses",
    "customer_attribute_values",
    "customer_metafields",
    "product_metafields",
    "subscribers",
    "variant_metafields",
]

BACKFILL = {"nested": NESTED, "tables": TABLES, "both": TABLES}
"""Streams to backfill, by the tap's setting `streams`: those whose first run begins at the cut.

The tap reads others, such as products, whole in their first run or in every run.
"""

HASH = re.compile(r"[a-z0-9]+")

VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
"""Names of environment variables. Access tokens have small letters, and so are no such names."""


@dataclass(frozen=True)
class Store:
    """A store.

    Args:
        hash: its hash.
        token: the name of the environment variable with its access token.
        api_url: where its API is; None for BigCommerce's own address.
    """

    hash: str
    token: str
    api_url: str | None = None

    @property
    def access_token(self) -> str:
        """The access token.

        Raises:
            FleetError: if the environment lacks it.
        """
        if value := os.environ.get(self.token):
            return value
        message = f"Set the environment variable {self.token} to the access token of {self.hash}."
        raise FleetError(message)


@dataclass(frozen=True)
class Fleet:
    """All stores, and what is read of them.

    Args:
        cut: the day on which the backfill ends and the ongoing run begins.
        months: what to backfill; the first one has everything older as well,
        backfill: and the streams of it; by default, all that need it of those that the tap selects.
        stores: by hash.
    """

    cut: date
    months: list[Month]
    backfill: list[str]
    stores: dict[str, Store]


def read(path: Path) -> Fleet:
    """Read the list of stores from a file.

    Raises:
        FleetError: if it is not as it should be.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        message = f"The list of stores, {path}, cannot be read: {error}"
        raise FleetError(message) from error
    try:
        return parse(content, datetime.now(UTC))
    except FleetError as error:
        message = f"{path}: {error}"
        raise FleetError(message) from None


def parse(content: Any, now: datetime) -> Fleet:
    """Return the fleet that the content of a file describes.

    Raises:
        FleetError: if it describes none.
    """
    known = {"cut", "first_month", "backfill", "stores"}
    if not isinstance(content, dict) or not content.keys() <= known:
        message = f"The file should have the keys {', '.join(sorted(known))}, and no others."
        raise FleetError(message)
    cut = _cut(content.get("cut"), now)
    first = str(content.get("first_month"))
    if not MONTH.fullmatch(first) or first >= f"{cut:%Y-%m}":
        message = f"first_month is {first}; give a month before the cut, such as 2024-01."
        raise FleetError(message)
    selected = os.environ.get("TAP_BIGCOMMERCE_STREAMS", "nested")
    backfill = content.get("backfill", BACKFILL.get(selected, NESTED))
    if not isinstance(backfill, list) or not all(isinstance(one, str) for one in backfill):
        message = f"backfill is {backfill!r}; give names of streams, such as {NESTED}."
        raise FleetError(message)
    return Fleet(cut, months(first, cut), backfill, _stores(content.get("stores")))


def _cut(cut: Any, now: datetime) -> date:
    if type(cut) is not date or cut.day != 1:
        message = f"cut is {cut}; give the first day of a month, such as 2026-06-01."
        raise FleetError(message)
    if now < datetime.combine(cut, time(), UTC) + SETTLED:
        message = f"cut is {cut}, and the month before it is not over yet. Choose an earlier one."
        raise FleetError(message)
    return cut


def _stores(content: Any) -> dict[str, Store]:
    """Return the stores. Errors do not repeat values: one may be a token in the wrong place."""
    stores: dict[str, Store] = {}
    for number, entry in enumerate(content if isinstance(content, list) else [], 1):
        try:
            store = Store(**entry)
        except TypeError:
            message = f"Store {number} should have hash and token, and may have api_url."
            raise FleetError(message) from None
        is_hash = isinstance(store.hash, str) and HASH.fullmatch(store.hash)
        if not is_hash or store.hash in stores:
            message = (
                f"Store {number} should have a hash of its own, such as abc123, in quotes if it "
                "consists of digits."
            )
            raise FleetError(message)
        if not VARIABLE.fullmatch(str(store.token)):
            message = (
                f"The token of store {number} should be the name of an environment variable in "
                "capital letters, such as TOKEN_ABC123."
            )
            raise FleetError(message)
        stores[store.hash] = store
    if not stores:
        message = "The file should list stores, such as {hash: abc123, token: TOKEN_ABC123}."
        raise FleetError(message)
    return stores
