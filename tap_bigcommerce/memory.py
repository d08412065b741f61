"""How memory is managed: for runs that make a page's tens of thousands of objects and drop them."""

from __future__ import annotations

import ctypes
import gc
import os
from contextlib import suppress

COLLECT_AFTER = 50_000
"""New objects after which Python looks for cycles. Records have none, and a batch of them is tens
of thousands of objects: to walk through each several times takes a fifth of a run."""

KEPT = 2**25
"""Bytes that glibc keeps once they are freed, and the largest piece that it keeps."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""The numbers by which glibc's malloc.h names these settings."""


def adjust() -> None:
    """Adjust it once everything is loaded, which is there to stay."""
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    gc.enable()
    if not _is_chosen():
        _keep_what_is_freed()


def _is_chosen() -> bool:
    """Return whether the user has settings of malloc, in either way that glibc has."""
    is_tuned = "malloc" in os.environ.get("GLIBC_TUNABLES", "")
    return is_tuned or any(name.startswith("MALLOC_") for name in os.environ)


def _keep_what_is_freed() -> None:
    """Let each page have the memory of one before, whichever thread freed that.

    By itself, glibc gives it back to the system and asks for it again, and keeps a heap for each
    thread: that takes a twentieth of a run, and a fifth of its memory.
    """
    with suppress(AttributeError, OSError, TypeError):  # another library, or another system
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_ARENA_MAX, 1)
        mallopt(_TRIM_THRESHOLD, KEPT)
        mallopt(_MMAP_THRESHOLD, KEPT)
