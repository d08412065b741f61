"""The scheme of docs/site/backfill.md: months before a cut, beside the runs that follow a store."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.copying import Copy, cut
from tests.running import attempt

if TYPE_CHECKING:
    from random import Random

    from bigcommerce_sandbox import Sandbox
    from tap_bigcommerce.errors import TapError
    from tests.running import Message, Output

PARTITIONED = ("orders", "customers")

SECOND = timedelta(seconds=1)


class Month(NamedTuple):
    """A partition; the first one has no beginning, so that nothing is older than all of them."""

    start: datetime | None
    end: datetime

    @property
    def settings(self) -> dict[str, str]:
        """The tap's settings for it; an end date is inclusive."""
        start = {"start_date": self.start.isoformat()} if self.start else {}
        return start | {"end_date": (self.end - SECOND).isoformat()}

    def has(self, moment: datetime) -> bool:
        """Whether a record that was modified then belongs to it."""
        return (self.start is None or self.start <= moment) and moment < self.end


def months(count: int, before: datetime) -> list[Month]:
    """The last months before a cut, which begins one; the first of them is open."""
    firsts = [before]
    while len(firsts) < count:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return [Month(None, firsts[-1]), *(Month(*pair) for pair in pairwise(reversed(firsts)))]


class Table(Copy):
    """What an upserting target holds; it takes no older form of a record after a newer one."""

    def take(self, messages: list[Message]) -> None:
        """Load a run's messages."""
        for message in messages:
            if message["type"] == "RECORD" and "date_modified" in message["record"]:
                self._check(message["stream"], message["record"])
            super().take([message])

    def _check(self, stream: str, record: dict[str, Any]) -> None:
        before = self.records[stream].get(record["id"], record)
        assert before["date_modified"] <= record["date_modified"], (stream, record["id"])


class Backfill:
    """A store's backfill and the runs that follow the store; one at a time, into one target.

    Args:
        shop: the store.
        cut: where the months end and the ongoing runs begin.
        count: how many months.
        options: of all runs.
    """

    def __init__(self, shop: Sandbox, cut: datetime, count: int, **options: Any) -> None:
        self.table = Table()
        self.months = months(count, cut)
        self.left = set(self.months)
        """The months that have yet to be read to their end."""
        self.is_followed = False
        """Whether an ongoing run has come to its end."""
        self._shop = shop
        self._options = options
        self._ongoing: dict[str, Any] = {"start_date": cut.isoformat()}
        self._state: dict[str, Any] = {}

    def read_month(self, month: Month, killed_by: Random | None = None, **options: Any) -> bool:
        """Read a month from its beginning, with no state; return whether it came to its end."""
        given = {**self._options, **month.settings, **options}
        is_over = self._load(attempt(self._shop, *PARTITIONED, **given), killed_by)
        if is_over:
            self.left.discard(month)
        return is_over

    def follow(self, killed_by: Random | None = None, **options: Any) -> bool:
        """Read what changed since the cut, or since the last such run."""
        given = {**self._options, **self._ongoing, **options}
        is_over = self._load(attempt(self._shop, state=self._state, **given), killed_by)
        self.is_followed |= is_over
        self._state = self.table.state or self._state
        return is_over

    def close(self) -> bool:
        """Follow the store from now on without a start date, and refresh at once."""
        del self._ongoing["start_date"]
        return self.follow(refresh_hours=0)

    def _load(self, run: tuple[Output, TapError | None], killed_by: Random | None) -> bool:
        """Load what came before the run was killed, if it was; return whether it ended well."""
        output, error = run
        self.table.state = {}
        sent = cut(output.messages, killed_by) if killed_by else output.messages
        self.table.take(sent)
        return error is None and len(sent) == len(output.messages)
