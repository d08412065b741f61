"""Runs programs, and says what they said when they fail."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

LAST_LINES = 15
"""Of what a program logged, when it failed."""

PATIENCE = 240
"""Seconds for one program."""


class FailedError(Exception):
    """A program ended with another exit code than it should."""


def run(
    *words: str | Path,
    source: Path | None = None,
    output: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    code: int = 0,
    **options: Any,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end.

    Args:
        words: the command.
        source: a file for its standard input, which is empty otherwise.
        output: a file for its standard output, which is returned otherwise.
        env: its environment.
        cwd: its working directory.
        code: the exit code that it should have.
        options: what else `subprocess.run` takes.

    Returns:
        What it wrote.

    Raises:
        FailedError: if it has another one, with the end of its log.
    """
    with (source or Path("/dev/null")).open("rb") as stdin:
        done = subprocess.run(  # noqa: S603 - our own commands
            [str(word) for word in words],
            stdin=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
            env=env,
            cwd=cwd,
            **options,
        )
    if done.returncode != code:
        end = "\n".join((done.stderr or done.stdout).splitlines()[-LAST_LINES:])
        message = f"{' '.join(map(str, words))} ended with exit code {done.returncode}:\n{end}"
        raise FailedError(message)
    if output:
        output.write_text(done.stdout, encoding="utf-8")
    return done
