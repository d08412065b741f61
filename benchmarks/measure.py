"""One command, measured: wall time, CPU time, memory, exit code.

A script of its own, started by `runs.py`: the kernel charges a process with the memory of the one
that started it, and the benchmark's is larger than the tap's.

Usage: measure.py SECONDS STDOUT STDERR REPORT COMMAND ...
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

limit, stdout, stderr, report, *command = sys.argv[1:]
create = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
late = False


def give_up(*_: object) -> None:
    """End the command and all that it started."""
    global late  # noqa: PLW0603 - a signal handler has no other way to tell
    late = True
    os.killpg(process, signal.SIGKILL)


started = time.perf_counter()
process = os.posix_spawnp(
    command[0],
    command,
    os.environ,
    file_actions=[
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, stdout, create, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, stderr, create, 0o600),
    ],
    setsid=True,
)
for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM):
    signal.signal(number, give_up)
signal.setitimer(signal.ITIMER_REAL, float(limit))
_, status, usage = os.wait4(process, 0)
wall = time.perf_counter() - started
Path(report).write_text(
    json.dumps(
        {
            "wall": wall,
            "cpu": usage.ru_utime + usage.ru_stime,
            "memory": usage.ru_maxrss / 1024,
            "code": os.waitstatus_to_exitcode(status),
            "late": late,
        }
    )
)
