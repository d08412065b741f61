"""The progress of a run and its current waits, for a display to read.

The run updates it with additions only, and a display reads it from another thread a few times a
second, so one number may be slightly older than another. All times are seconds of `time.monotonic`.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


NOTABLE = 0.5
"""Seconds to show a wait after its end, because waits for the quota are short but many."""


EARLY = 2.0
"""Seconds before the rate of a stream says how long it will take."""


class Allowance(NamedTuple):
    """The store's quota, as of the last response.

    Args:
        left: requests that may still be sent in this window.
        size: requests a window.
        ends: when the window ends.
    """

    left: int
    size: int
    ends: float


@dataclass(slots=True)
class StreamProgress:
    """The progress of one stream.

    Args:
        name: the stream's.
        area: its area, such as Orders.
        total: estimated number of records; None if unknown.
        records: written records.
        requests: requests with a response, whatever its status.
        received: received bytes, compressed.
        warnings: logged warnings.
        started: when its reading began; None before.
        ended: when its reading ended or failed.
        is_whole: whether it was read to its end.
        outcome: "failed" or "skipped", as soon as that is known; empty otherwise.
        bookmark: its bookmark at the end, as in the state.
        came: records that were read, including those that an earlier run emitted.
        counted: the store's count of these records; None if unknown.
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
    outcome: str = ""
    bookmark: str | None = None
    came: int = 0
    counted: int | None = None

    def end(self, bookmark: str | None) -> None:
        """Note the end of the reading, and the bookmark."""
        self.bookmark, self.ended = bookmark, time.monotonic()

    @property
    def proof(self) -> str | None:
        """The number of records beside the store's count; None without a count."""
        if self.counted is None or not self.is_whole:
            return None
        return f"{self.came:,} read, {self.counted:,} counted"

    @property
    def under_way(self) -> bool:
        """Whether it is being read."""
        return self.started is not None and self.ended is None

    @property
    def seconds(self) -> float:
        """Seconds of reading so far."""
        if self.started is None:
            return 0.0
        return (self.ended or time.monotonic()) - self.started

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds if self.seconds else 0.0

    @property
    def share(self) -> float | None:
        """Estimated share that has been read, 0 to 1; None if unknown."""
        return min(1.0, self.records / self.total) if self.total else None

    @property
    def seconds_left(self) -> float | None:
        """Estimated seconds that are left; None if unknown."""
        if not self.total or not self.rate or self.seconds < EARLY:
            return None
        return max(0, self.total - self.records) / self.rate


class Progress:
    """The progress of a run, which reads families of streams one after the other."""

    def __init__(self) -> None:
        self.streams: dict[str, StreamProgress] = {}
        self.current = StreamProgress("")
        self.quota: Allowance | None = None
        self.quota_opens = 0.0
        """When the quota allows the waiting request."""
        self.spreads_until = 0.0
        """Until when requests are spread evenly; 0 if the quota is used up."""
        self._retry: tuple[float, str] = 0.0, ""
        self._lock = threading.Lock()

    def leave(self, name: str, outcome: str) -> None:
        """Note why a stream is not read to its end."""
        self.streams.setdefault(name, StreamProgress(name)).outcome = outcome

    def expect(self, names: Iterable[str], areas: Mapping[str, str] | None = None) -> None:
        """Set the streams that will be read, and the area of each."""
        of = areas or {}
        self.streams = {name: StreamProgress(name, of.get(name, "")) for name in names}

    def begin(self, names: Iterable[str]) -> list[StreamProgress]:
        """Begin to read some streams from one list; its requests count for the last of them."""
        begun = [self.streams.setdefault(name, StreamProgress(name)) for name in names]
        for stream in begun:
            stream.started, stream.ended = time.monotonic(), None
        self.current = begun[-1]
        return begun

    def answered(self, size: int) -> None:
        """Count a response and its bytes, from any thread."""
        with self._lock:
            self.current.requests += 1
            self.current.received += size

    def retrying(self, seconds: float, why: str) -> None:
        """Note the seconds until a request is retried, from any thread."""
        self._retry = time.monotonic() + seconds, why

    @property
    def waits(self) -> list[str]:
        """The current wait, in words."""
        now = time.monotonic()
        (again, why), opens = self._retry, self.quota_opens
        waits = []
        if again > now:
            when = f"in {again - now:.0f} s" if again - now >= 1 else "now"
            waits.append(f"trying again {when} ({why})")
        if opens > now - NOTABLE and self.spreads_until > opens:
            waits.append(f"spreading requests over {max(1, self.spreads_until - now):.0f} s")
        elif opens > now - NOTABLE:
            seconds = f" {opens - now:.0f} s" if opens - now > 1 else ""
            waits.append(f"waiting{seconds} for the store's quota")
        return waits
