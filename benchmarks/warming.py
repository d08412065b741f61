"""A plain loop over the pages of a list: it warms the store, and shows how fast that can serve."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

import msgspec
import requests

from benchmarks import lists
from benchmarks.limit import PAGE, pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.cases import Case
    from benchmarks.lists import List
    from benchmarks.shop import Address

SAMPLE = 40
"""Pages of a list that are read a second time, warm, to be measured."""

ROUNDS = 3
"""How often decoding and encoding is measured; the best counts."""


@dataclass(frozen=True)
class Plain:
    """What reading the lists of a case again, page after page, comes to.

    Args:
        pages_per_second: how fast the store serves a single client.
        codec_seconds: decoding all pages and encoding them again.
        size: bytes of all pages, decompressed.
    """

    pages_per_second: float
    codec_seconds: float
    size: int


def warm(address: Address, case: Case) -> Plain:
    """Let the store render every row in all forms that are asked for, then measure it."""
    with requests.Session() as session:
        session.headers.update({"X-Auth-Token": address.token, "Accept": "application/json"})
        base = f"{address.url}/stores/{address.store_hash}"
        size = 0
        for stream in case.streams:
            wanted = range(1, pages(case.rows(stream)) + 1)
            first, *others = _lists(case, stream)
            size += sum(map(len, _bodies(session, base, first, wanted)))
            for other in others:
                for _ in _bodies(session, base, other, wanted):
                    pass
        started = time.perf_counter()
        sample = list(chain.from_iterable(_sample(session, base, case)))
        seconds = time.perf_counter() - started
    share = size / sum(map(len, sample))
    return Plain(len(sample) / seconds, _codec_seconds(sample) * share, size)


def _lists(case: Case, stream: str) -> list[List]:
    """The lists that this case's contenders read; ours and the plain SDK's is the best one."""
    if case.contenders:
        return [lists.best(stream, nested=case.nested)]
    return lists.every(stream, nested=case.nested)


def _sample(session: requests.Session, base: str, case: Case) -> Iterable[Iterable[bytes]]:
    for stream in case.streams:
        count = pages(case.rows(stream))
        numbers = range(1, count + 1, max(1, count // SAMPLE))
        yield _bodies(session, base, lists.best(stream, nested=case.nested), numbers)


def _bodies(
    session: requests.Session, base: str, wanted: List, numbers: Iterable[int]
) -> Iterable[bytes]:
    for number in numbers:
        response = session.get(
            f"{base}/{wanted.path}",
            params={**wanted.params, "limit": str(PAGE), "page": str(number)},
            timeout=60,
        )
        response.raise_for_status()
        yield response.content


def _codec_seconds(bodies: list[bytes]) -> float:
    """What it takes at least to read answers and to write what they say."""
    decode = msgspec.json.Decoder(float_hook=Decimal).decode
    encode = msgspec.json.Encoder().encode

    def once() -> float:
        started = time.process_time()
        for body in bodies:
            encode(decode(body))
        return time.process_time() - started

    return min(once() for _ in range(ROUNDS))
