"""What is freed is there for the next page, unless somebody has chosen otherwise."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

KEPT_AFTERWARDS = """
import gc, os
from tap_bigcommerce import memory

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

{before}
memory.adjust()
before = resident()
page = b"x" * (16 << 20)
del page
print(gc.get_threshold()[0], (resident() - before) >> 20)
"""


def kept(before: str = "", **environment: str) -> tuple[int, int]:
    """When Python looks for cycles, and the MiB of 16 that a process keeps once they are freed."""
    run = subprocess.run(  # noqa: S603 - this Python, and nothing that anybody else says
        [sys.executable, "-c", KEPT_AFTERWARDS.format(before=before)],
        env={name: one for name, one in os.environ.items() if "MALLOC" not in name} | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    threshold, size = map(int, run.stdout.split())
    return threshold, size


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="it is a setting of glibc")
def test_freed_memory_is_kept_for_the_next_page() -> None:
    """Or pages of megabytes are given back to the system one by one, and asked for again."""
    threshold, size = kept()
    assert threshold > 10_000
    assert size >= 15


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="it is a setting of glibc")
@pytest.mark.parametrize(
    ("before", "environment"),
    [
        ("", {"MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "131072"}),
        ("", {"GLIBC_TUNABLES": "glibc.malloc.mmap_threshold=131072"}),
        ("import ctypes; ctypes.CDLL = lambda _: object()", {}),
    ],
    ids=["by a setting of the user", "by a tunable", "in another library"],
)
def test_nothing_is_kept_otherwise(before: str, environment: dict[str, str]) -> None:
    """Neither fails, and what the user says of malloc holds."""
    assert kept(before, **environment)[1] < 4
