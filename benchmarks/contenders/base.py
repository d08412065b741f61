"""What the benchmark must know of everybody whom it measures."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from benchmarks.shop import STARTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.cases import Case
    from benchmarks.counting import Record
    from benchmarks.environments import Environment
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
        return (datetime.now(UTC) - STARTED).date()

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


@dataclass(frozen=True)
class Command:
    """A command line, and what its environment has beside ours."""

    words: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Contender(ABC):
    """Somebody who reads the store."""

    name: ClassVar[str]
    title: ClassVar[str]
    environment: ClassVar[Environment | None] = None

    @abstractmethod
    def command(self, job: Job) -> Command:
        """Write what is needed into the job's folder, and say what to run."""

    @abstractmethod
    def records(self, job: Job) -> Iterator[tuple[str, Record]]:
        """What was delivered, with the names of the streams."""

    def complaint(self, job: Job) -> str:
        """What was said before failing: by default the last line of standard error."""
        lines = (job.folder / "stderr").read_text(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


def redirected(job: Job) -> Mapping[str, str]:
    """What makes a program send to the sandbox what it wants to send to BigCommerce.

    Its code stays as it is: Python imports a module of that name when it starts.
    """
    return {"PYTHONPATH": str(PEERS / "redirect"), "BIGCOMMERCE_API": job.address.url}
