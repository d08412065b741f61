"""``python -m tap_bigcommerce.sandbox``."""

from __future__ import annotations

import subprocess
import sys

ALIAS = "tap_bigcommerce.sandbox"


def test_without_the_sandbox_the_alias_says_what_to_install() -> None:
    """The error is one line that names the command, without a traceback."""
    code = (
        "import sys, runpy; sys.modules['bigcommerce_sandbox'] = None; "
        f"runpy.run_module({ALIAS!r}, run_name='__main__')"
    )
    answer = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert answer.stderr.endswith("pip install ./sandbox\n")
    assert answer.stderr.count("\n") == 1


def test_the_alias_runs_the_sandbox() -> None:
    """Its help is the help of the sandbox."""
    answer = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", ALIAS, "--help"], capture_output=True, text=True, check=True
    )
    assert answer.stdout.startswith("Usage: python -m bigcommerce_sandbox ")
    assert "--variant" in answer.stdout
