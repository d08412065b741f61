"""singer-io's tap of the same name."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any

from benchmarks.contenders.base import Command, Contender, Job, redirected
from benchmarks.counting import Record, singer_records
from benchmarks.environments import Environment
from benchmarks.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ENVIRONMENT = Environment("singer-io", "tap-bigcommerce==1.1.3")


class SingerIO(Contender):
    """It asks for all parts of every order, whether they are selected or not."""

    name = "singer-io"
    title = "tap-bigcommerce (singer-io)"
    environment = ENVIRONMENT

    def command(self, job: Job) -> Command:
        """A sync of the case's streams, whole."""
        config = {
            "client_id": "benchmark",
            "access_token": job.address.token,
            "store_hash": job.address.store_hash,
            "start_date": f"{job.start_date}T00:00:00Z",
        }
        program = [ENVIRONMENT.program("tap-bigcommerce"), "--config"]
        program.append(job.write("config.json", config))
        catalog = json.loads(_discovered(tuple(program), tuple(redirected(job).items())))
        path = job.write("catalog.json", _selection(catalog, job.case.streams))
        return Command([*program, "--catalog", path], redirected(job))

    def records(self, job: Job) -> Iterator[tuple[str, Record]]:
        """Singer messages."""
        return singer_records(job.stdout)


def _selection(catalog: dict[str, Any], streams: tuple[str, ...]) -> Mapping[str, Any]:
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            if not item["breadcrumb"]:
                item["metadata"]["selected"] = entry["stream"] in streams
    return catalog


@cache
def _discovered(program: tuple[str, ...], environment: tuple[tuple[str, str], ...]) -> bytes:
    done = subprocess.run(  # noqa: S603 - our own command
        [*program, "--discover"], capture_output=True, check=False, env=dict(environment)
    )
    if done.returncode:
        message = f"singer-io's tap finds no streams: {done.stderr.decode(errors='replace')}"
        raise UnavailableError(message)
    return done.stdout
