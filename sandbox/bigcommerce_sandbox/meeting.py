"""Requests that wait for each other, which shows how many a client sends at once."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class Meeting:
    """Holds responses until enough requests are under way, once.

    Args:
        size: How many requests are enough.
        path: A regular expression for the paths of those that meet.
        query: The same for their queries.
        patience: Seconds to hold a response at most.
    """

    size: int
    path: str = ""
    query: str = ""
    patience: float = 60.0
    has_happened: bool = False
    _present: int = 0
    _all_there: asyncio.Event = field(default_factory=asyncio.Event)

    async def attend(self, path: str, query: str) -> None:
        """Hold a request until the others are there."""
        if not (re.search(self.path, path) and re.search(self.query, query)):
            return
        self._present += 1
        if self._present >= self.size:
            self.has_happened = True
            self._all_there.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all_there.wait(), self.patience)
        self._present -= 1
