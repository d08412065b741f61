"""A tap and a target: two processes, and what passes between them."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from fleet.errors import FleetError

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from asyncio.subprocess import Process
    from collections.abc import Callable, Mapping, Sequence

    Log = Callable[[str], None]

Stream = TypeVar("Stream", bound="StreamReader | StreamWriter")

CHUNK = 1 << 20
"""Bytes to pass on at once."""

LONGEST_LINE = 1 << 26
"""Bytes. A state that lists 10,000 ids has several hundred thousand."""


class Program(NamedTuple):
    """A command, and its environment."""

    command: Sequence[str]
    environment: Mapping[str, str]


class PipelineError(FleetError):
    """The tap or the target failed."""


def run(tap: Program, target: Program, log: Log, inherited: Sequence[int] = ()) -> str | None:
    """Load what a tap reads with a target.

    Args:
        tap: what reads.
        target: what loads.
        log: takes each line that either logs.
        inherited: file descriptors that both inherit.

    Returns:
        The last state that the target wrote; None if it wrote none.

    Raises:
        PipelineError: if either fails; both have ended then.
    """
    return asyncio.run(_run(tap, target, log, inherited))


async def _run(tap: Program, target: Program, log: Log, inherited: Sequence[int]) -> str | None:
    started: list[Process] = []
    try:
        started.append(loading := await _start("target", target, inherited, stdin=PIPE))
        started.append(reading := await _start("tap", tap, inherited, stdin=DEVNULL))
        _, of_tap, of_target, state, *_ = await asyncio.gather(
            _pass_on(reading, loading),
            _follow(_piped(reading.stderr), log),
            _follow(_piped(loading.stderr), log),
            _follow(_piped(loading.stdout)),
            reading.wait(),
            loading.wait(),
        )
    finally:
        for process in started:
            _stop(process, signal.SIGKILL)
            await process.wait()
    # A tap whose target fails is stopped, so that the target's failure comes first.
    for name, process, said in (("target", loading, of_target), ("tap", reading, of_tap)):
        if process.returncode:
            message = f"The {name} ended with exit code {process.returncode}: {said}"
            raise PipelineError(message)
    return state


async def _start(name: str, program: Program, inherited: Sequence[int], **pipes: Any) -> Process:
    try:
        return await asyncio.create_subprocess_exec(
            *program.command,
            env=program.environment,
            pass_fds=inherited,
            process_group=0,
            limit=LONGEST_LINE,
            stdout=PIPE,
            stderr=PIPE,
            **pipes,
        )
    except OSError as error:
        message = f"The {name} does not start: {error}. Set FLEET_{name.upper()} to its command."
        raise PipelineError(message) from error


def _piped(stream: Stream | None) -> Stream:
    """Return a stream that a process has because it was started with a pipe."""
    if stream is None:
        raise TypeError
    return stream


def _stop(process: Process, number: signal.Signals) -> None:
    """Send a signal to a process, and to those that it started, as a wrapper does."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


async def _pass_on(reading: Process, loading: Process) -> None:
    """Pass messages on to the target.

    A pipe from process to process would save a copy. But when this process is killed, the tap could
    not write to this one, and the target sees its end; so neither goes on alone.
    """
    source, sink = _piped(reading.stdout), _piped(loading.stdin)
    while chunk := await source.read(CHUNK):
        try:
            sink.write(chunk)
            await sink.drain()
        except (BrokenPipeError, ConnectionResetError):
            _stop(reading, signal.SIGTERM)
            while await source.read(CHUNK):
                pass
    sink.close()


async def _follow(lines: StreamReader, log: Log | None = None) -> str | None:
    """Read lines to the end, and return the last one."""
    last = None
    async for line in lines:
        last = line.decode(errors="replace").rstrip()
        if log:
            log(last)
    return last
