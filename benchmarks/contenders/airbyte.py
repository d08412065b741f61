"""Airbyte's source for BigCommerce."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from benchmarks.contenders.base import Command, Job, Peer, redirected
from benchmarks.counting import LINE_ITEMS, Record, airbyte_records

if TYPE_CHECKING:
    from collections.abc import Iterator

TRACE = b'{"type":"TRACE"'


class _Error(msgspec.Struct):
    message: str = ""
    internal_message: str | None = None


class _Trace(msgspec.Struct):
    error: _Error | None = None


class _Message(msgspec.Struct):
    trace: _Trace | None = None


class Airbyte(Peer):
    """It has line items as a stream of its own, and nothing of variants."""

    name = "airbyte"
    title = "source-bigcommerce (Airbyte)"
    requirement = "airbyte-source-bigcommerce==0.2.22"
    python = "3.10"

    def command(self, job: Job) -> Command:
        """A full refresh."""
        config = {**job.config, "start_date": job.start_date.isoformat()}
        line_items = [LINE_ITEMS] if job.case.nested and "orders" in job.case.streams else []
        catalog = {"streams": [_full(stream) for stream in (*job.case.streams, *line_items)]}
        options = job.options(config=config, catalog=catalog)
        return Command([self.program("source-bigcommerce"), "read", *options], redirected(job))

    def records(self, job: Job) -> Iterator[tuple[str, Record]]:
        """Messages of Airbyte's protocol."""
        return airbyte_records(job.stdout)

    def complaint(self, job: Job) -> str:
        """It complains on standard output, in messages."""
        decoder = msgspec.json.Decoder(_Message)
        lines = [one for one in job.stdout.read_bytes().splitlines() if one.startswith(TRACE)]
        traces = (decoder.decode(line).trace for line in reversed(lines))
        errors = (trace.error for trace in traces if trace and trace.error)
        said = (error.internal_message or error.message for error in errors)
        return next(said, None) or super().complaint(job)


def _full(stream: str) -> dict[str, Any]:
    return {
        "stream": {
            "name": stream,
            "json_schema": {},
            "supported_sync_modes": ["full_refresh", "incremental"],
        },
        "sync_mode": "full_refresh",
        "destination_sync_mode": "append",
    }
