"""What is published supports the same versions of Python, wherever they are named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from release.pythons import interpreter, supported

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def project(folder: str) -> dict[str, Any]:
    """The metadata of a distribution."""
    text = (ROOT / folder / "pyproject.toml").read_text(encoding="utf-8")
    metadata: dict[str, Any] = tomllib.loads(text)["project"]
    return metadata


def test_the_sandbox_supports_what_the_tap_does() -> None:
    """The tests of one need the other."""
    ours, theirs = project("."), project("sandbox")
    assert ours["requires-python"] == theirs["requires-python"] == f">={supported()[0]}"
    for version in supported():
        assert f"Programming Language :: Python :: {version}" in theirs["classifiers"]


def test_a_release_is_tried_on_each_python() -> None:
    """The workflow that builds it has them all."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/build.yml").read_text(encoding="utf-8"))
    [setup] = [
        step["with"]
        for step in workflow["jobs"]["build"]["steps"]
        if step.get("uses", "").startswith("actions/setup-python@")
    ]
    assert re.findall(r"^\d\S+", setup["python-version"], flags=re.MULTILINE) == supported()


def test_an_interpreter_is_what_it_says() -> None:
    """A stand-in that starts none is not taken for one."""
    assert any(interpreter(version) for version in supported())
    assert interpreter("2.0") is None


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_cannot_change(path: Path) -> None:
    """Each is pinned by the hash of a commit, with its version beside it."""
    for use in re.findall(r"uses: (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        assert use.startswith("./") or re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)
