"""A pipeline of dlt with its REST source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import lists
from benchmarks.contenders.base import PEERS, Command, Job, Peer
from benchmarks.counting import Record, records_of

if TYPE_CHECKING:
    from collections.abc import Iterator


class Dlt(Peer):
    """It loads into files; a record counts when it is in one of them."""

    name = "dlt"
    title = "dlt REST source"
    requirement = "dlt>=1.31,<2"

    def command(self, job: Job) -> Command:
        """A first run of a pipeline."""
        address = job.address
        wanted = {
            "base_url": f"{address.url}/stores/{address.store_hash}/",
            "token": address.token,
            "folder": str(job.folder),
            "lists": {
                stream: lists.best(stream, nested=job.case.nested)._asdict()
                for stream in job.case.streams
            },
        }
        program = [self.program("python"), str(PEERS / "dlt_pipeline.py")]
        environment = {
            "RUNTIME__DLTHUB_TELEMETRY": "false",
            "DATA_WRITER__DISABLE_COMPRESSION": "true",
        }
        return Command([*program, job.write("wanted.json", wanted)], environment)

    def records(self, job: Job) -> Iterator[tuple[str, Record]]:
        """What has been loaded."""
        for stream in job.case.streams:
            yield from records_of(stream, job.folder.glob(f"loaded/*/{stream}/*.jsonl"))
