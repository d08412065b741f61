"""Starts the command line in processes that need not load it first.

Python takes over a second to load the tap and the SDK, and the tests start it a hundred times. So
one process loads them once and forks a copy for each command. The copies are processes like any
other: with file descriptors, an environment, signals and an exit code of their own.
"""

from __future__ import annotations

import atexit
import faulthandler
import gc
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

STANDARD_OUTPUT, STANDARD_ERROR = 1, 2

NUMBER = struct.Struct("!i")

LONGEST = 1000.0
"""Seconds after which a command hangs: it shows where, and ends before its test is ended."""


class Running:
    """A process that was started, with as much of `subprocess.Popen` as tests need.

    Args:
        pid: its id.
        parent: the socket on which its parent tells how it ended.
        stdout: the end of the pipe to read from, if its standard output is a pipe.
    """

    def __init__(self, pid: int, parent: socket.socket, stdout: BinaryIO | None) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdout = stdout
        self._parent = parent

    def send_signal(self, number: int) -> None:
        with suppress(ProcessLookupError):  # it has ended, and has not told yet
            if self.poll() is None:
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self._parent], [], [], 0)[0]:
            self.returncode = _told(self._parent)
        return self.returncode

    def wait(self, seconds: float | None = None) -> int:
        """Return the exit code.

        Raises:
            TimeoutError: if the process goes on for longer than this.
        """
        if self.returncode is None:
            self._parent.settimeout(seconds)
            self.returncode = _told(self._parent)
        return self.returncode

    def close(self) -> None:
        """End the process, if it still runs."""
        self.kill()
        if self.stdout:
            self.stdout.close()
        self.wait()
        self._parent.close()


def start(
    arguments: Sequence[str],
    *,
    stdout: int | None,
    stderr: int,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Running:
    """Start the command line.

    Args:
        arguments: what follows the command's name.
        stdout: where it writes; None for a pipe.
        stderr: where it logs.
        env: its environment; None for that of this process.
        cwd: its working directory; None for that of this process.
    """
    ours, theirs = socket.socketpair()
    reading, writing = (None, stdout) if stdout is not None else os.pipe()
    socket.send_fds(_loaded(), [b"!"], [theirs.fileno(), writing, stderr])
    theirs.close()
    if reading is not None:
        os.close(writing)
    given = {"arguments": arguments, "env": dict(env or os.environ), "cwd": str(cwd or Path.cwd())}
    ours.sendall(json.dumps(given).encode() + b"\n")
    return Running(_told(ours), ours, os.fdopen(reading, "rb") if reading is not None else None)


@cache
def _loaded() -> socket.socket:
    """Return a socket to a process that has loaded the tap."""
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "tests.forking", str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        cwd=Path(__file__).parent.parent,
    )
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def _tell(other: socket.socket, number: int) -> None:
    other.sendall(NUMBER.pack(number))


def _told(other: socket.socket) -> int:
    number: int = NUMBER.unpack(other.recv(NUMBER.size, socket.MSG_WAITALL))[0]
    return number


# In that process


def _fork_for_each(asking: socket.socket) -> None:
    """Fork for each command, until nobody is there to give one; return in the copies alone."""
    while True:
        # A fork in between tells how the copy ended, so that this process waits for none.
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        message, descriptors, *_ = socket.recv_fds(asking, 1, 3)
        if not message:
            os._exit(0)
        if os.fork() == 0:
            asking.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            if _is_copy(*descriptors):
                return
            os._exit(0)
        for one in descriptors:
            os.close(one)


def _is_copy(asking: int, stdout: int, stderr: int) -> bool:
    """Fork; return True in the copy, and False when that has ended and its exit code is told."""
    with socket.socket(fileno=asking) as parent, parent.makefile("r") as lines:
        given = json.loads(lines.readline())
        pid = os.fork()
        if pid == 0:
            _take(given, stdout, stderr)
            return True
        os.close(stdout)
        os.close(stderr)
        _tell(parent, pid)
        _tell(parent, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        return False


def _take(given: dict[str, Any], stdout: int, stderr: int) -> None:
    """Let this process be as if it had been started with what was given."""
    os.chdir(given["cwd"])
    os.environ.clear()
    os.environ.update(given["env"])
    sys.argv[1:] = given["arguments"]
    faulthandler.dump_traceback_later(LONGEST, exit=True, file=os.dup(STANDARD_ERROR))
    for own, standard in ((stdout, STANDARD_OUTPUT), (stderr, STANDARD_ERROR)):
        os.dup2(own, standard)
        os.close(own)
    is_terminal = os.isatty(STANDARD_OUTPUT)
    sys.stdout.reconfigure(line_buffering=is_terminal)  # type: ignore[union-attr]  # a text file


def _run_and_end(run: Callable[[], object]) -> NoReturn:
    """Run to the end of the process, without taking apart what was loaded, which takes longer."""
    code: object = 0
    try:
        run()
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:  # noqa: BLE001 - shown as the interpreter would
        sys.excepthook(*sys.exc_info())
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 - what an interpreter does
    atexit._run_exitfuncs()  # noqa: SLF001 - the same
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    if not isinstance(code, int):
        os.write(STANDARD_ERROR, f"{code}\n".encode())
        code = 1
    os._exit(code)


if __name__ == "__main__":
    from tap_bigcommerce import tap  # noqa: F401 - loaded here, once
    from tap_bigcommerce.__main__ import main
    from tap_bigcommerce.progress import live  # noqa: F401 - as above

    gc.freeze()  # or collecting garbage would copy every page of what was loaded
    _fork_for_each(socket.socket(fileno=int(sys.argv[1])))
    _run_and_end(main)
