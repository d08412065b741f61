"""Environments for the peers, one each, since their dependencies do not agree."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(".make/bench")


@dataclass(frozen=True)
class Environment:
    """A Python environment, made when one of its programs is first needed.

    Args:
        name: of its folder.
        requirement: what is installed into it.
        python: the version it needs, such as 3.10; none for the one that runs the benchmark.
    """

    name: str
    requirement: str
    python: str = ""

    def program(self, name: str) -> str:
        """The path of a program of the environment.

        Raises:
            UnavailableError: if the environment cannot be made.
        """
        folder = FOLDER.absolute() / self.name
        made_for = folder / "made-for"
        if not made_for.exists() or made_for.read_text() != self.requirement:
            self._make(folder)
            made_for.write_text(self.requirement)
        return str(folder / "bin" / name)

    def _make(self, folder: Path) -> None:
        _run("makes no environment", [self._interpreter(), "-m", "venv", "--clear", str(folder)])
        pip = [str(folder / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
        _run(f"cannot install {self.requirement}", [*pip, "install", self.requirement])

    def _interpreter(self) -> str:
        if not self.python:
            return sys.executable
        for candidate in _candidates(self.python):
            # A version manager's stand-in may be on the path without the version behind it.
            if _succeeds([candidate, "--version"]):
                return candidate
        message = (
            f"{self.name} needs Python {self.python}, which was found neither on the path (as "
            f"python{self.python}) nor in ~/.pyenv/versions. Install it, or leave {self.name} out."
        )
        raise UnavailableError(message)


def _candidates(version: str) -> Iterator[str]:
    if found := shutil.which(f"python{version}"):
        yield found
    yield from map(str, sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python")))


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own commands


def _run(failure: str, command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own commands
    if done.returncode:
        last = "\n".join(done.stderr.strip().splitlines()[-3:])
        message = f"{Path(command[0]).name} {failure}: {last}"
        raise UnavailableError(message)
