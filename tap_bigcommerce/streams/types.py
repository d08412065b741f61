"""Types that the streams' schemas are made of, beside the SDK's own."""

from __future__ import annotations

from typing import Any

from singer_sdk import typing as th

from tap_bigcommerce.values import LARGEST_INTEGER, SMALLEST_INTEGER

INTEGER = th.IntegerType(minimum=SMALLEST_INTEGER, maximum=LARGEST_INTEGER)
"""An integer of 64 bits: with its bounds known, targets choose BIGINT for it."""


def closed_object(*properties: th.Property[Any]) -> th.ObjectType:
    """An object with these properties and no others: what else the API sends is reported."""
    return th.ObjectType(*properties, additional_properties=False)


def objects(*properties: th.Property[Any]) -> th.ArrayType[th.ObjectType]:
    """An array of such objects."""
    return th.ArrayType(closed_object(*properties))


FREE_OBJECT = th.ObjectType(additional_properties=True)
"""An object whose fields nobody can list beforehand; targets store it as JSON."""
