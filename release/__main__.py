"""Install the built wheels, each alone, and read a sandbox store on each supported Python.

The last step of `make dist`: whatever the wheel or its dependencies lack shows here, since nothing
of this folder can be imported.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from release.pythons import ROOT, interpreter, supported

if TYPE_CHECKING:
    from collections.abc import Iterator

DIST = ROOT / "dist"
ENVIRONMENTS = ROOT / ".make/dist"
SIZES = {"orders": 120, "customers": 40, "products": 30, "coupons": 5}
UV = (sys.executable, "-m", "uv")  # which takes seconds where pip takes a minute
PATIENCE = 300
"""Seconds for one command."""


class SmokeError(Exception):
    """A wheel does not do what it should."""


def main() -> None:
    """Try the wheels on each Python that is installed."""
    tap, sandbox = _wheel("wholestore_tap_bigcommerce"), _wheel("bigcommerce_sandbox")
    shop = _install(sandbox, sys.executable, ENVIRONMENTS / "sandbox")
    with _serving(shop / "bigcommerce-sandbox") as config:
        for version in supported():
            python = interpreter(version)
            if python is None:
                click.echo(f"Python {version} is not installed here: skipped")
                continue
            read = _try(_install(tap, python, ENVIRONMENTS / version) / "tap-bigcommerce", config)
            click.echo(f"Python {version}: {tap.name} reads {read}")


def _wheel(name: str) -> Path:
    """Return the wheel of a distribution.

    Raises:
        SmokeError: unless there is exactly one.
    """
    found = list(DIST.glob(f"{name}-*.whl"))
    if len(found) != 1:
        message = f"{DIST} has {len(found)} wheels of {name} instead of one. Run make dist."
        raise SmokeError(message)
    return found[0]


def _install(wheel: Path, python: str, folder: Path) -> Path:
    """Install a wheel into a new environment, and return the folder of its programs."""
    _run(*UV, "venv", "--clear", "--python", python, folder)
    of_folder = ("--python", folder / "bin/python")
    _run(*UV, "pip", "install", *of_folder, "--constraint", ROOT / "constraints.txt", wheel)
    _run(*UV, "pip", "check", *of_folder)
    return folder / "bin"


def _try(tap: Path, config: str) -> str:
    """Run the commands that a new user runs first, and return what was read.

    Raises:
        SmokeError: if one of them fails, or gives something else than it should.
    """
    version = _wheel("wholestore_tap_bigcommerce").name.split("-")[1]
    said = _run(tap, "--version")
    if f"v{version}," not in said:
        message = f"--version writes {said!r} instead of {version}"
        raise SmokeError(message)

    streams = json.loads(_run(tap, "--discover"))["streams"]
    if not SIZES.keys() <= {one["tap_stream_id"] for one in streams}:
        message = f"--discover finds {len(streams)} streams, but not all of {', '.join(SIZES)}"
        raise SmokeError(message)

    messages = [json.loads(line) for line in _run(tap, "--config", config).splitlines()]
    read = Counter(one["stream"] for one in messages if one["type"] == "RECORD")
    if read != SIZES or messages[-1]["type"] != "STATE":
        message = f"A run reads {dict(read)} instead of {SIZES}, or ends without a STATE"
        raise SmokeError(message)
    return ", ".join(f"{count} {stream}" for stream, count in sorted(read.items()))


@contextmanager
def _serving(sandbox: Path) -> Iterator[str]:
    """Serve a store, and yield the path of a config that reads it."""
    sizes = [f"--{name}={size}" for name, size in SIZES.items()]
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen([sandbox, "--port=0", *sizes], stdout=subprocess.PIPE, text=True) as shop,  # noqa: S603 - our own program
    ):
        try:
            config = Path(folder, "config.json")
            config.write_text("".join(_settings(shop)), encoding="utf-8")
            yield str(config)
        finally:
            shop.terminate()


def _settings(shop: subprocess.Popen[str]) -> Iterator[str]:
    """Yield the lines of the settings that the sandbox writes before it serves."""
    for line in shop.stdout or ():
        yield line
        if line.startswith("}"):
            return


def _run(*words: str | Path) -> str:
    """Run a command in an empty folder, and return what it writes to standard output.

    Raises:
        SmokeError: if it fails, with what it logged.
    """
    with TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603 - our own commands
            words, check=False, capture_output=True, text=True, cwd=folder, timeout=PATIENCE
        )
    if done.returncode:
        message = f"{' '.join(map(str, words))} fails:\n{done.stdout}{done.stderr}"
        raise SmokeError(message)
    return done.stdout


if __name__ == "__main__":
    try:
        main()
    except SmokeError as error:
        sys.exit(f"Error: {error}")
