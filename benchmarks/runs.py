"""Runs a command with a time limit, and says what it used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from benchmarks.contenders.base import Command

MEASURE = Path(__file__).with_name("measure.py")


class Usage(msgspec.Struct):
    """What a command used.

    Args:
        wall: seconds.
        cpu: seconds on the processor, its children's included.
        memory: the most it held, in MB.
        code: its exit code.
        late: whether it was ended because its time was up.
    """

    wall: float
    cpu: float
    memory: float
    code: int
    late: bool


def measured(command: Command, folder: Path, seconds: float) -> Usage:
    """Run a command; what it writes goes to the files `stdout` and `stderr` in the folder."""
    report = folder / "usage.json"
    files = [str(folder / "stdout"), str(folder / "stderr"), str(report)]
    subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-I", "-S", str(MEASURE), str(seconds), *files, *command.words],
        env={**os.environ, **command.environment},
        check=True,
    )
    return msgspec.json.decode(report.read_bytes(), type=Usage)
