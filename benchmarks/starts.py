"""How long the tap takes before it does anything."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from benchmarks.contenders.ours import TAP
from benchmarks.errors import BenchmarkError
from benchmarks.results import Start

COMMANDS = {
    "python -c 'import singer_sdk'": [sys.executable, "-c", "import singer_sdk"],
    "tap-bigcommerce --version": [*TAP, "--version"],
    "tap-bigcommerce --help": [*TAP, "--help"],
    "tap-bigcommerce --discover": [*TAP, "--discover"],
}


def measure_starts(rounds: int) -> list[Start]:
    """Run the commands in turns, so that whatever else the machine does slows all of them.

    Raises:
        BenchmarkError: if one of them fails.
    """
    seconds: dict[str, list[float]] = {title: [] for title in COMMANDS}
    for _ in range(rounds):
        for title, command in COMMANDS.items():
            started = time.perf_counter()
            done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - our own commands
            seconds[title].append(time.perf_counter() - started)
            if done.returncode:
                message = f"{title} fails: {done.stderr.decode(errors='replace').strip()}"
                raise BenchmarkError(message)
    return [
        Start(title, min(times), statistics.median(times), rounds)
        for title, times in seconds.items()
    ]
