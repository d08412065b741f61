"""What the tap is given for a partition: settings, by its environment, and a catalog."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fleet.months import bounds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from fleet.months import Month
    from fleet.stores import Store

PREFIX = "TAP_BIGCOMMERCE_"

Settings = dict[str, str]


def of_month(month: Month) -> Settings:
    """Return the settings that read a month, both of its ends included."""
    first, last = bounds(month)
    return {"start_date": f"{first}", "end_date": f"{last}"}


def up_to(month: Month) -> Settings:
    """Return the settings that read a month and everything older."""
    _, last = bounds(month)
    return {"end_date": f"{last}"}


def since(cut: date) -> Settings:
    """Return the settings that read what changed since the cut."""
    return {"start_date": f"{cut}"}


def environment(store: Store, settings: Settings, base: Mapping[str, str]) -> dict[str, str]:
    """Return the tap's environment, where nobody else sees the access token.

    Args:
        store: what to read.
        settings: of the partition.
        base: what else is in the environment.

    Raises:
        FleetError: if there is no access token.
    """
    given = {
        **settings,
        "store_hash": store.hash,
        "access_token": store.access_token,
        # Each store counts its own ids, so the keys of a table of many stores need its hash.
        "store_hash_column": "true",
        **({"api_url": store.api_url} if store.api_url else {}),
    }
    return {**base, **{PREFIX + name.upper(): value for name, value in given.items()}}


def catalog(streams: list[str]) -> bytes:
    """Return a catalog of some streams, with the fields that the tap selects by default."""
    return json.dumps({"streams": [{"tap_stream_id": name} for name in streams]}).encode()
