"""What is done in place of the SDK, for speed, gives the same messages as the SDK would."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk import Stream
from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.singerlib import RecordMessage
from singer_sdk.singerlib.encoding import SimpleSingerWriter as SingerWriter

from bigcommerce_sandbox import Sandbox, Store
from tap_bigcommerce.records import as_dict
from tap_bigcommerce.streams import STREAMS, SingerStream
from tap_bigcommerce.tap import TapBigCommerce
from tests.running import CollectingWriter, config, read, undated

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def small_shop() -> Iterator[Sandbox]:
    """A store that no test changes."""
    store = Store(seed=7, orders=80, customers=60, products=40, coupons=20)
    with Sandbox(store) as sandbox:
        yield sandbox


@cache
def unhurried(stream: type[SingerStream]) -> type[SingerStream]:
    """The stream with the SDK's own ways."""
    parent = stream.parent_stream_type
    ways = {
        "parent_stream_type": parent and unhurried(parent),
        "write": lambda self, record, extracted: stream.write(self, as_dict(record), extracted),
        "_generate_record_messages": Stream._generate_record_messages,  # noqa: SLF001 - what is compared
        "TYPE_CONFORMANCE_LEVEL": TypeConformanceLevel.RECURSIVE,
    }
    return type(stream.__name__, (stream,), ways)


class Unhurried(TapBigCommerce):
    """The tap with the SDK's own ways."""

    def discover_streams(self) -> list[Any]:
        return [unhurried(stream)(self) for stream in STREAMS]


SETTINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "with the store's hash": {"store_hash_column": True},
    "flattened": {"flattening_enabled": True, "flattening_max_depth": 2},
    "mapped": {
        "stream_maps": {
            "orders": {"twice": "float(total_inc_tax) * 2", "__filter__": "id % 2 == 0"},
            "customers": {"email": None, "__alias__": "people"},
            "products": "__NULL__",
        }
    },
}

SELECT = {
    "orders.staff_notes": False,
    "orders.billing_address.phone": False,
    "orders.consignments.shipping": False,
    "customers.authentication.force_password_reset": False,
    "products.variants": False,
}


@pytest.mark.cases(1)
@pytest.mark.parametrize("select", [{}, SELECT], ids=["everything", "some fields"])
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS.keys())
def test_the_messages_are_those_of_the_sdk(
    settings: dict[str, Any], select: dict[str, bool], small_shop: Sandbox
) -> None:
    """With and without stream maps, flattening and deselected fields."""
    ours = read(small_shop, select=select, **settings).messages
    theirs = read(small_shop, select=select, kind=Unhurried, **settings).messages
    assert len(ours) == len(theirs) > 100
    for our, their in zip(ours, theirs, strict=True):
        our.pop("time_extracted", None)
        their.pop("time_extracted", None)
        if our["type"] == "STATE":
            our, their = undated(our["value"]), undated(their["value"])  # noqa: PLW2901
        assert our == their


def test_a_line_says_what_the_sdks_own_writer_says(small_shop: Sandbox) -> None:
    """Encoded by another library, to the same JSON; and no digit of an amount is lost."""
    lines: dict[str, list[str]] = {"ours": [], "theirs": []}

    class Both(CollectingWriter):
        def write_message(self, message: Any) -> None:
            lines["ours"].append(bytes(self.format_message(message)).decode())
            if isinstance(message, RecordMessage):
                message = replace(message, record=as_dict(message.record))
            lines["theirs"].append(SingerWriter().format_message(message))

    TapBigCommerce(config=config(small_shop), message_writer=Both()).sync_all()
    for our, their in zip(lines["ours"], lines["theirs"], strict=True):
        assert _exact(our) == _exact(their)


def _exact(line: str) -> dict[str, Any]:
    """A message, numbers as they are written."""
    message: dict[str, Any] = json.loads(line, parse_float=lambda text: Decimal(text).as_tuple())
    message.pop("time_extracted", None)
    return message
