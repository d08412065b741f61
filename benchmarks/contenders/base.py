"""What the benchmark must know of everybody whom it measures."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from benchmarks.counting import singer_records
from benchmarks.environments import Environment
from benchmarks.shop import HISTORY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.cases import Case
    from benchmarks.counting import Record
    from benchmarks.shop import Address

PEERS = Path(__file__).parent.parent / "peers"
"""Code that runs in the contenders' own environments."""


@dataclass(frozen=True)
class Job:
    """What a contender is to do.

    Args:
        case: what to read.
        address: of the store.
        folder: an empty one, for whatever is written.
    """

    case: Case
    address: Address
    folder: Path

    @property
    def start_date(self) -> date:
        """A day before the store's history begins."""
        return (datetime.now(UTC) - HISTORY).date()

    @property
    def config(self) -> dict[str, Any]:
        """What all taps call by the same names."""
        return {
            "store_hash": self.address.store_hash,
            "access_token": self.address.token,
            "start_date": f"{self.start_date}T00:00:00Z",
        }

    @property
    def stdout(self) -> Path:
        """Where the contender's standard output goes."""
        return self.folder / "stdout"

    def write(self, name: str, content: Mapping[str, Any]) -> str:
        """Write a JSON file into the folder.

        Returns:
            Its path.
        """
        path = self.folder / name
        path.write_text(json.dumps(content))
        return str(path)

    def options(self, **files: Mapping[str, Any]) -> list[str]:
        """Write JSON files into the folder.

        Returns:
            The options that name them, such as `--config` and a path.
        """
        paths = {name: self.write(f"{name}.json", content) for name, content in files.items()}
        return [word for name, path in paths.items() for word in (f"--{name}", path)]


@dataclass(frozen=True)
class Command:
    """A command line, and what its environment has beside ours."""

    words: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Contender(ABC):
    """Somebody who reads the store."""

    name: ClassVar[str]
    title: ClassVar[str]

    @abstractmethod
    def command(self, job: Job) -> Command:
        """Write what is needed into the job's folder, and say what to run.

        Raises:
            UnavailableError: if it cannot be run on this machine.
        """

    def records(self, job: Job) -> Iterator[tuple[str, Record]]:
        """What was delivered, with the names of the streams: by default in Singer messages."""
        return singer_records(job.stdout)

    def complaint(self, job: Job) -> str:
        """What was said before failing: by default the last line of standard error."""
        lines = (job.folder / "stderr").read_text(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


class Peer(Contender):
    """Somebody with an environment of their own, since their dependencies do not agree.

    Attributes:
        requirement: what is installed into it.
        python: the version it needs, such as 3.10; none for the one that runs the benchmark.
    """

    requirement: ClassVar[str]
    python: ClassVar[str] = ""

    def program(self, name: str) -> str:
        """The path of a program of the environment, which is made if there is none yet.

        Raises:
            UnavailableError: if that is not possible.
        """
        return Environment(self.name, self.requirement, self.python).program(name)


def redirected(job: Job) -> Mapping[str, str]:
    """An environment that makes a Python program send to the sandbox what is for BigCommerce.

    Its code stays as it is: Python imports `sitecustomize`, which is in that folder, by itself.
    """
    return {"PYTHONPATH": str(PEERS / "redirect"), "BIGCOMMERCE_API": job.address.url}
