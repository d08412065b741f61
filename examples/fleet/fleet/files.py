"""Files of a store: replaced whole or not at all, and used by one run at a time."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def replace(path: Path, content: bytes) -> None:
    """Write a file beside another one, and put it in its place."""
    beside = path.with_name(f"{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)  # noqa: PTH105 - the name of what makes it safe


@contextmanager
def locked(path: Path, waiting: Callable[[], None]) -> Iterator[int]:
    """Hold a lock.

    Processes that inherit its file descriptor hold it as well. A run that is killed may leave a
    tap and a target behind; the next run of the store then waits until both have ended.

    Args:
        path: a file for the lock.
        waiting: is called if another process holds it.

    Yields:
        The file descriptor.
    """
    with path.open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()
