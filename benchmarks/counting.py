"""What a contender delivered, whatever the form it wrote it in."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

LINE_ITEMS = "order_products"
"""The stream of those who deliver line items as records of their own."""


class Record(msgspec.Struct):
    """What is counted of a record."""

    id: int
    order_id: int = 0
    products: Any = None
    consignments: Any = None
    variants: Any = None
    addresses: Any = None
    attributes: Any = None


class _SingerMessage(msgspec.Struct):
    type: str
    stream: str = ""
    record: Record | None = None


class _AirbyteRecord(msgspec.Struct):
    stream: str
    data: Record


class _AirbyteMessage(msgspec.Struct):
    type: str
    record: _AirbyteRecord | None = None


@dataclass
class Delivered:
    """How often each record came, and with how many line items, variants and so on."""

    times: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    parts: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def among(self, wanted: Mapping[str, set[int]]) -> int:
        """How many of the records wanted came at all."""
        return sum(len(ids & self.times[stream].keys()) for stream, ids in wanted.items())

    def doubled(self, wanted: Mapping[str, set[int]]) -> int:
        """How many of them came more than once."""
        return sum(self.times[stream][one] > 1 for stream, ids in wanted.items() for one in ids)

    def short(self, parts: Mapping[str, Mapping[int, int]]) -> int:
        """How many of the records that came lack some of their parts."""
        return sum(
            one in self.times[stream] and self.parts[stream][one] < count
            for stream, counts in parts.items()
            for one, count in counts.items()
        )


def count(records: Iterable[tuple[str, Record]]) -> Delivered:
    """Count records and their parts."""
    delivered = Delivered()
    for stream, record in records:
        if stream == LINE_ITEMS:
            delivered.parts["orders"][record.order_id] += 1
            continue
        delivered.times[stream][record.id] += 1
        known = delivered.parts[stream]
        known[record.id] = max(known[record.id], _parts(stream, record))
    return delivered


def singer_records(path: Path) -> Iterator[tuple[str, Record]]:
    """The records among Singer messages."""
    decoder = msgspec.json.Decoder(_SingerMessage)
    for line in _lines(path):
        if line.startswith((b'{"type":"RECORD"', b'{"type": "RECORD"')):
            message = decoder.decode(line)
            if message.record:
                yield message.stream, message.record


def airbyte_records(path: Path) -> Iterator[tuple[str, Record]]:
    """The records among messages of Airbyte's protocol."""
    decoder = msgspec.json.Decoder(_AirbyteMessage)
    for line in _lines(path):
        message = decoder.decode(line)
        if message.record:
            yield message.record.stream, message.record.data


def records_of(stream: str, paths: Iterable[Path]) -> Iterator[tuple[str, Record]]:
    """The records of files that hold one a line."""
    decoder = msgspec.json.Decoder(Record)
    for path in paths:
        for line in _lines(path):
            yield stream, decoder.decode(line)


def _lines(path: Path) -> Iterator[bytes]:
    """The whole lines of a file: who is interrupted leaves half a line behind."""
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n") and line.startswith(b"{"):
                yield line


def _parts(stream: str, record: Record) -> int:
    if stream == "products":
        return _length(record.variants)
    if stream == "customers":
        return _length(record.addresses) + _length(record.attributes)
    # Where the API's answer is passed on as it is, `products` is a link.
    return _length(record.products) or sum(map(_length, _line_items(record.consignments)))


def _length(part: Any) -> int:
    return len(part) if isinstance(part, list) else 0


def _line_items(part: Any) -> Iterator[Any]:
    """The lists of line items, wherever in an order's consignments they are."""
    if isinstance(part, list):
        for element in part:
            yield from _line_items(element)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name == "line_items":
                yield value
            else:
                yield from _line_items(value)
