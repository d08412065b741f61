"""singer-io's tap of the same name."""

from __future__ import annotations

from benchmarks.contenders.base import Command, Job, Peer, redirected
from benchmarks.contenders.catalog import selection


class SingerIO(Peer):
    """It asks for all parts of every order, whether they are selected or not."""

    name = "singer-io"
    title = "tap-bigcommerce (singer-io)"
    requirement = "tap-bigcommerce==1.1.3"

    def command(self, job: Job) -> Command:
        """A sync of the case's streams, whole."""
        config = {**job.config, "client_id": "benchmark"}
        tap = [self.program("tap-bigcommerce"), *job.options(config=config)]
        catalog = selection(Command(tap, redirected(job)), job.case.streams)
        return Command([*tap, *job.options(catalog=catalog)], redirected(job))
