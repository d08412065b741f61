"""The dbt package of this repository, on a database that was loaded."""

from __future__ import annotations

import json
import os
from socket import AF_INET, SOCK_STREAM, socket
from typing import TYPE_CHECKING, Any

from tests.ecosystem.environments import ROOT, program
from tests.ecosystem.processes import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ecosystem.targets import Database

PACKAGE = ROOT / "dbt"

Statuses = dict[str, tuple[str, int]]
"""What became of each model and test: its status, and how many rows a test found."""


class Dbt:
    """The package, with a proxy that counts requests to the outside.

    Args:
        database: where the tables are.
        folder: for what dbt writes.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._folder = folder
        self._proxy = socket(AF_INET, SOCK_STREAM)
        self._proxy.bind(("127.0.0.1", 0))
        self._proxy.listen()
        self._proxy.setblocking(False)  # noqa: FBT003 - the library's signature
        address = "http://{}:{}".format(*self._proxy.getsockname())
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), address)
        self._environment = {**os.environ, **proxies, **database.profile}

    def close(self) -> None:
        """Close the proxy."""
        self._proxy.close()

    def run(self, command: str, *words: str, **variables: Any) -> Statuses:
        """Run a command on the package, with variables of the project."""
        folders = ("--project-dir", PACKAGE, "--profiles-dir", PACKAGE)
        written = ("--target-path", self._folder / "target", "--log-path", self._folder / "logs")
        given = ("--vars", json.dumps(variables)) if variables else ()
        run(
            *(program("dbt", "dbt"), "--no-use-colors", command, *words),
            *(*folders, *written, *given),
            env=self._environment,
        )
        results = json.loads((self._folder / "target/run_results.json").read_bytes())["results"]
        return {
            one["unique_id"].split(".")[2]: (one["status"], one["failures"] or 0) for one in results
        }

    def connections(self) -> int:
        """Return how often dbt has tried to reach something outside."""
        found = 0
        while True:
            try:
                connection, _ = self._proxy.accept()
            except BlockingIOError:
                return found
            connection.close()
            found += 1
