"""Compares a delivered record with what the store holds, value by value."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tap_bigcommerce import dates

if TYPE_CHECKING:
    from bigcommerce_sandbox.collection import Collection

EMPTY: tuple[Any, ...] = (None, "", {}, [])


def differences(ours: Any, theirs: Any, name: str = "") -> list[str]:
    """Where a delivered value does not say what the store's does, by the field's dotted name."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [
            line
            for key, value in ours.items()
            for line in differences(value, theirs.get(key), f"{name}.{key}")
        ]
    if isinstance(ours, list) and isinstance(theirs, str) and theirs:
        theirs = [theirs]  # the API leaves out the brackets of one code
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [
            line
            for mine, other in zip(ours, theirs, strict=True)
            for line in differences(mine, other, name)
        ]
    if theirs == "0" and "date_" in name:
        theirs = None  # how banners say that there is no date
    return [] if _same(ours, theirs) else [f"{name}: {ours!r} is not {theirs!r}"]


def wrong_records(collection: Collection, records: list[dict[str, Any]]) -> list[str]:
    """The differences of all records from what the store's collection holds."""
    return [
        line
        for record in records
        for line in differences(record, collection.get(record["id"]), f"record {record['id']}")
    ]


def _same(ours: Any, theirs: Any) -> bool:
    if ours in EMPTY or theirs in EMPTY:
        return ours in EMPTY and theirs in EMPTY
    if isinstance(ours, bool):
        return ours is theirs or theirs == str(int(ours))
    if isinstance(ours, int | Decimal):
        return Decimal(str(ours)) == Decimal(str(theirs))
    if isinstance(theirs, list):
        return bool(json.loads(ours) == theirs)
    return bool(ours == str(theirs) or ours == _date(theirs))


def _date(text: str) -> str | None:
    try:
        return dates.text(dates.parse(text))
    except ValueError:
        return None
