"""Dagster as `dagster dev` starts it, and what its page asks of it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.fleet.errors import TrialError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

LOOPBACK = "127.0.0.1"

PATIENCE = 1800
"""Seconds to wait for anything, which a trial that succeeds never reaches."""

GLANCE = 0.5
"""Seconds between two questions."""

FINISHED = {"SUCCESS", "FAILURE", "CANCELED"}

LAUNCH = """
mutation ($asset: String!, $partitions: [String!]!) {
  launchPartitionBackfill(
    backfillParams: {assetSelection: [{path: [$asset]}], partitionNames: $partitions}
  ) {
    ... on LaunchBackfillSuccess { backfillId }
    ... on Error { message }
  }
}
"""

RUNS = """
{ runsOrError(limit: 10000) { ... on Runs {
  results { runId status startTime endTime tags { key value } }
} } }
"""

LOG = """
query ($run: ID!) { logsForRun(runId: $run) { ... on EventConnection {
  events { ... on MessageEvent { message } }
} } }
"""

STARTED = re.compile(r"Started process for run \(pid: (\d+)\)")


class Run(NamedTuple):
    """A run.

    Args:
        id: its id.
        status: as Dagster names it.
        start: when it started, in seconds.
        end: when it ended.
        tags: what it is tagged with.
    """

    id: str
    status: str
    start: float | None
    end: float | None
    tags: Mapping[str, str]

    @property
    def store(self) -> str:
        """The hash of its store."""
        return self.tags["dagster/partition/store"]


class Service:
    """A running Dagster.

    Args:
        url: where it answers GraphQL.
    """

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, query: str, **variables: Any) -> Any:
        """Return the data that answers a query."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(  # noqa: S310 - our own address
            f"{self.url}/graphql", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - our own address
            answer = json.load(response)
        if "errors" in answer:
            message = f"Dagster refuses a query: {answer['errors']}"
            raise TrialError(message)
        return answer["data"]

    def launch(self, asset: str, partitions: list[str]) -> None:
        """Materialise partitions of an asset, a run for each."""
        launched = self.ask(LAUNCH, asset=asset, partitions=partitions)["launchPartitionBackfill"]
        if "backfillId" not in launched:
            message = f"Dagster does not launch {asset}: {launched['message']}"
            raise TrialError(message)

    def runs(self) -> list[Run]:
        """Return all runs so far, the first one first."""
        found = self.ask(RUNS)["runsOrError"]["results"]
        return [
            Run(
                one["runId"],
                one["status"],
                one["startTime"],
                one["endTime"],
                {tag["key"]: tag["value"] for tag in one["tags"]},
            )
            for one in reversed(found)
        ]

    def log(self, run: Run) -> list[str]:
        """Return what a run logged."""
        events = self.ask(LOG, run=run.id)["logsForRun"]["events"]
        return [event["message"] for event in events if event]

    def kill(self, run: Run) -> None:
        """Kill the process of a run, which cannot clean up."""
        [pid] = [int(found[1]) for line in self.log(run) if (found := STARTED.search(line))]
        os.kill(pid, signal.SIGKILL)


def wait_until(what: str, is_so: Callable[[], bool]) -> None:
    """Wait until something is so.

    Raises:
        TrialError: if it does not become so.
    """
    if not comes_true(is_so, PATIENCE):
        message = f"waited {PATIENCE} seconds in vain: {what}"
        raise TrialError(message)


def comes_true(is_so: Callable[[], bool], seconds: float) -> bool:
    """Wait for some time, and return whether something has become so."""
    deadline = time.monotonic() + seconds
    while not (so := is_so()) and time.monotonic() < deadline:
        time.sleep(GLANCE)
    return so


@contextmanager
def running(dagster: Path, folder: Path, environment: Mapping[str, str]) -> Iterator[Service]:
    """Start Dagster, and end it with the context.

    Args:
        dagster: its command.
        folder: where to run it.
        environment: what it gets.
    """
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        port = free.getsockname()[1]
    command = (dagster, "dev", "--host", LOOPBACK, "--port", port, "--module-name")
    with (folder / "dagster.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*map(str, command), "fleet.definitions"],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    service = Service(f"http://{LOOPBACK}:{port}")

    def answers() -> bool:
        if process.poll() is not None:
            message = f"Dagster ended with exit code {process.returncode}"
            raise TrialError(message)
        try:
            service.ask("{ version }")
        except OSError:
            return False
        return True

    try:
        wait_until("Dagster answers", answers)
        yield service
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        # Runs go on without Dagster, and would write into a folder that is about to be removed.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
