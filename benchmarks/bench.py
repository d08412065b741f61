"""Lets the contenders read stores, one after the other, and keeps what was seen."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.contenders.base import Job
from benchmarks.counting import count
from benchmarks.errors import UnavailableError
from benchmarks.limit import limit
from benchmarks.results import Measured, Results, Row
from benchmarks.runs import measured
from benchmarks.shop import open_shop
from benchmarks.warming import warm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.cases import Case
    from benchmarks.contenders.base import Command, Contender
    from benchmarks.results import Outcome
    from benchmarks.runs import Usage
    from benchmarks.shop import Shop

PATIENCE = 2
"""How many times the limit anybody may take at the least, be that longer than the time limit."""

Parts = dict[str, dict[int, int]]


@dataclass
class Bench:
    """A run of the benchmark.

    Args:
        contenders: who takes part.
        seconds: the time limit of each.
        results: where everything is noted.
        keep: is called after each measurement.
        say: is told what is going on.
    """

    contenders: Sequence[Contender]
    seconds: float
    results: Results
    keep: Callable[[], None]
    say: Callable[[str], None]

    def run(self, cases: Sequence[Case]) -> None:
        """Measure all cases that somebody takes part in."""
        raced = filter(self._turns, cases)
        for _, group in groupby(raced, lambda case: (case.sizes, case.gzip, case.whole)):
            first, *others = group
            with _shop_of(first) as shop:
                for case in (first, *others):
                    self._measure(case, shop)

    def _measure(self, case: Case, shop: Shop) -> None:
        self.say(f"{case.title}\n  warming the store")
        plain = warm(shop.address(), case)
        nested = case.streams if case.nested else ()
        further = sum(map(shop.further_requests, nested))
        parts = {stream: shop.parts(stream) for stream in nested}
        least = limit(case, further, plain.codec_seconds)
        records = sum(map(case.rows, case.streams))
        noted = Measured(
            name=case.name,
            title=case.title,
            records=records,
            nested=case.nested,
            changing=case.changing,
            latency=case.latency,
            limit=least.seconds,
            bound=least.bound,
            requests=least.requests,
            pages_per_second=plain.pages_per_second,
            codec_seconds=plain.codec_seconds,
            record_bytes=plain.size // records,
        )
        self.results.cases.append(noted)
        best: dict[str, Row] = {}
        for contender in self._turns(case):
            self.say(f"  {contender.title}")
            # A store that changes is not the same for the next one.
            its_own = _shop_of(case) if case.changing else None
            with its_own or nullcontext(shop) as its_shop:
                row = self._row(contender, case, its_shop, parts, least.seconds)
            best[row.contender] = min(row, best.get(row.contender, row), key=_badness)
            noted.rows = list(best.values())
            self.keep()

    def _turns(self, case: Case) -> list[Contender]:
        """Who reads, one after the other, as often as there are rounds."""
        wanted = case.contenders
        return case.rounds * [one for one in self.contenders if not wanted or one.name in wanted]

    def _row(self, contender: Contender, case: Case, shop: Shop, parts: Parts, least: float) -> Row:
        """Let one contender read."""
        row = Row(contender=contender.name, title=contender.title, outcome="done")
        with TemporaryDirectory() as folder:
            job = Job(case, shop.address(), Path(folder))
            try:
                command = contender.command(job)
            except UnavailableError as error:
                row.outcome, row.said = "unavailable", error.message
                self.say(f"    {error.message}")
                return row
            self._run(command, job, shop, row, least)
            if row.outcome == "failed":
                row.said = contender.complaint(job)[:300]
            delivered = count(contender.records(job))
        wanted = {stream: shop.untouched(stream) for stream in case.streams}
        row.total = sum(map(len, wanted.values()))
        row.delivered = delivered.among(wanted)
        row.doubled = delivered.doubled(wanted)
        row.short = delivered.short(parts) if parts else None
        return row

    def _run(self, command: Command, job: Job, shop: Shop, row: Row, least: float) -> None:
        """Run a command while the store is open, and note what it used and what the store saw."""
        shop.open(job.case)
        usage = measured(command, job.folder, max(self.seconds, PATIENCE * least))
        traffic = shop.close()
        if usage.late:
            time.sleep(job.case.latency)  # until nothing of it is on its way any more
        row.outcome = _outcome(usage)
        row.wall, row.cpu, row.memory = usage.wall, usage.cpu, usage.memory
        row.requests, row.refused = traffic.requests, traffic.refused


def _shop_of(case: Case) -> AbstractContextManager[Shop]:
    return open_shop(case.sizes, gzip=case.gzip, whole=case.whole)


def _outcome(usage: Usage) -> Outcome:
    if usage.late:
        return "unfinished"
    return "failed" if usage.code else "done"


def _badness(row: Row) -> tuple[bool, float]:
    return row.outcome != "done", row.wall
