"""The obvious tap on the Singer SDK."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks.cases import PLAIN_SDK
from benchmarks.contenders.base import PEERS, Command, Contender, Job
from benchmarks.counting import Record, singer_records

if TYPE_CHECKING:
    from collections.abc import Iterator


class PlainSDK(Contender):
    """It runs on the very SDK that our tap runs on, so that the difference is the tap's."""

    name = PLAIN_SDK
    title = "plain Singer SDK"

    def command(self, job: Job) -> Command:
        """A sync of the case's streams; it has no more fields than it is asked for."""
        config = {
            "api_url": job.address.url,
            "store_hash": job.address.store_hash,
            "access_token": job.address.token,
            "start_date": f"{job.start_date}T00:00:00Z",
            "streams": job.case.streams,
            "nested": job.case.nested,
        }
        program = str(PEERS / "plain_sdk.py")
        return Command([sys.executable, program, "--config", job.write("config.json", config)])

    def records(self, job: Job) -> Iterator[tuple[str, Record]]:
        """Singer messages."""
        return singer_records(job.stdout)
