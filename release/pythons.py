"""The versions of Python that the tap supports, as its classifiers name them.

As a program, writes them as a JSON list, for the workflows.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
MANAGED = Path.home() / ".pyenv/versions"
"""Where pyenv keeps interpreters, which are not in the search path."""

ASK = "import sys; print(*sys.version_info[:2], sep='.')"


def supported() -> list[str]:
    """Return the supported versions, such as 3.13."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [
        re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", one)
        for one in project["classifiers"]
    ]
    return [one[1] for one in found if one]


def interpreter(version: str) -> str | None:
    """Return an interpreter of this version, if one is installed."""
    managed = map(str, sorted(MANAGED.glob(f"{version}.*/bin/python")))
    on_path = shutil.which(f"python{version}")
    candidates = (sys.executable, *managed, *([on_path] if on_path else []))
    return next((one for one in candidates if _is(one, version)), None)


def _is(python: str, version: str) -> bool:
    """Whether an interpreter starts, and has this version; pyenv's stand-ins may do neither."""
    done = subprocess.run([python, "-c", ASK], check=False, capture_output=True, text=True)  # noqa: S603 - an interpreter of this machine
    return done.stdout.strip() == version


if __name__ == "__main__":
    sys.stdout.write(json.dumps(supported()) + "\n")
