"""Holding back the signals that end a run."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDING = {signal.SIGINT, signal.SIGTERM}

_depth = 0
_held_back: list[int] = []


@contextmanager
def blocked() -> Iterator[None]:
    """Let them wait, for this thread and those it starts, until the block is left."""
    with _masked(), _marked():
        yield


def holds_back(number: int) -> bool:
    """Return whether a signal has to wait, for the handler, which then leaves it alone.

    Python calls handlers in the main thread, whatever thread a signal was for. A library may have
    threads of its own, as numpy does, for which signals do not wait.
    """
    if _depth:
        _held_back.append(number)
    return _depth > 0


@contextmanager
def _marked() -> Iterator[None]:
    global _depth  # noqa: PLW0603 - there is one main thread, and it has one handler
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1
        if _held_back and not _depth:
            number = _held_back[0]
            _held_back.clear()
            signal.raise_signal(number)


@contextmanager
def _masked() -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        # A signal that has come already is handled in here, and may raise.
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
