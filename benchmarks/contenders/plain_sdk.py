"""The obvious tap on the Singer SDK."""

from __future__ import annotations

import sys

from benchmarks.cases import PLAIN_SDK
from benchmarks.contenders.base import PEERS, Command, Contender, Job


class PlainSDK(Contender):
    """It runs on the very SDK that our tap runs on, so that the difference is the tap's."""

    name = PLAIN_SDK
    title = "plain Singer SDK"

    def command(self, job: Job) -> Command:
        """A sync of the case's streams; it has no more fields than it is asked for."""
        config = {
            **job.config,
            "api_url": job.address.url,
            "streams": job.case.streams,
            "nested": job.case.nested,
        }
        return Command([sys.executable, str(PEERS / "plain_sdk.py"), *job.options(config=config)])
