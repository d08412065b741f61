"""Published programs, each in an environment of its own, since their dependencies disagree."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".make" / "ecosystem"


def program(environment: str, name: str) -> str:
    """The path of a program; skips the test where `make ecosystem` has not installed it."""
    path = FOLDER / environment / "bin" / name
    if not path.exists():
        pytest.skip(f"{environment} is not installed; make ecosystem installs it")
    return str(path)
