"""What a run has done so far and what it waits for, for a display to read.

It is filled where things happen, with as little as an addition, and read from another thread a few
times a second: one number may then be a moment older than another. All moments are seconds of
`time.monotonic`.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


NOTABLE = 0.5
"""Seconds for which a wait that is over is still shown: those for the quota are short but many."""


class Allowance(NamedTuple):
    """What the store last said of its quota.

    Args:
        left: requests that may still be sent in this window.
        size: requests a window.
        ends: when the window does.
    """

    left: int
    size: int
    ends: float


@dataclass(slots=True)
class StreamProgress:
    """What has been read of one stream.

    Args:
        name: the stream's.
        area: what it is about, such as Orders.
        total: about how many records there are; None until it is known.
        records: written.
        requests: answered, whatever the answer.
        received: bytes, as they came.
        warnings: logged.
        started: when its reading began; None before.
        ended: when its reading ended, one way or the other.
        is_whole: whether it was read to its end.
        bookmark: where it was left, as in the state.
        came: how many records were read, those included that an earlier run had delivered.
        counted: how many records the store counts in what was read; None if it does not say.
    """

    name: str
    area: str = ""
    total: int | None = None
    records: int = 0
    requests: int = 0
    received: int = 0
    warnings: int = 0
    started: float | None = None
    ended: float | None = None
    is_whole: bool = False
    bookmark: str | None = None
    came: int = 0
    counted: int | None = None

    def end(self, bookmark: str | None) -> None:
        """Note that the reading has ended, and where it was left."""
        self.bookmark, self.ended = bookmark, time.monotonic()

    @property
    def proof(self) -> str | None:
        """What was read, compared with what the store counts; None without a count."""
        if self.counted is None or not self.is_whole:
            return None
        return f"{self.came:,} read, {self.counted:,} counted"

    @property
    def under_way(self) -> bool:
        """Whether it is being read."""
        return self.started is not None and self.ended is None

    @property
    def seconds(self) -> float:
        """For how long it has been read."""
        if self.started is None:
            return 0.0
        return (self.ended or time.monotonic()) - self.started

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds if self.seconds else 0.0

    @property
    def share(self) -> float | None:
        """About how much of it has been read, 0 to 1, if that is known."""
        return min(1.0, self.records / self.total) if self.total else None

    @property
    def seconds_left(self) -> float | None:
        """About how long the rest takes, if that can be said."""
        if not self.total or not self.rate:
            return None
        return max(0, self.total - self.records) / self.rate


class Progress:
    """What a run has done so far; families of streams are read one after the other."""

    def __init__(self) -> None:
        self.streams: dict[str, StreamProgress] = {}
        self.current = StreamProgress("")
        self.quota: Allowance | None = None
        self.quota_opens = 0.0
        """When the store's quota allows the request that waits for it."""
        self._retry: tuple[float, str] = 0.0, ""
        self._lock = threading.Lock()

    def expect(self, names: Iterable[str], areas: Mapping[str, str] | None = None) -> None:
        """Say which streams will be read, and of which area each is."""
        of = areas or {}
        self.streams = {name: StreamProgress(name, of.get(name, "")) for name in names}

    def begin(self, names: Iterable[str]) -> list[StreamProgress]:
        """Begin to read some streams from one list; its requests count as the last one's."""
        begun = [self.streams.setdefault(name, StreamProgress(name)) for name in names]
        for stream in begun:
            stream.started, stream.ended = time.monotonic(), None
        self.current = begun[-1]
        return begun

    def answered(self, size: int) -> None:
        """Count an answer of so many bytes, from any thread."""
        with self._lock:
            self.current.requests += 1
            self.current.received += size

    def retrying(self, seconds: float, why: str) -> None:
        """Note that a request is sent again only after so many seconds, from any thread."""
        self._retry = time.monotonic() + seconds, why

    @property
    def waits(self) -> list[str]:
        """What is being waited for now, in words."""
        now = time.monotonic()
        (again, why), opens = self._retry, self.quota_opens
        waits = []
        if again > now:
            waits.append(f"trying again in {again - now:.0f} s ({why})")
        if opens > now - NOTABLE:
            seconds = f" {opens - now:.0f} s" if opens - now > 1 else ""
            waits.append(f"waiting{seconds} for the store's quota")
        return waits
