"""The script that keeps the state between runs, as the documentation shows it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from bigcommerce_sandbox import Fault, Sandbox
from tests.documents import script
from tests.running import config

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import OpenShop

BASH = shutil.which("bash")

pytestmark = pytest.mark.skipif(BASH is None, reason="there is no bash here")

TAP = f"""#!/bin/sh
exec {sys.executable} -m tap_bigcommerce "$@"
"""

TARGET = f"""#!{sys.executable}
import json, pathlib, sys, time
messages = list(map(json.loads, sys.stdin))
pathlib.Path("begun").touch()
while pathlib.Path("wait").exists():
    time.sleep(0.05)
if pathlib.Path("fail").exists():
    sys.exit("the target failed")
with open("rows", "a") as rows:
    rows.writelines(str(one["record"]["id"]) + "\\n" for one in messages if "record" in one)
for last in [one["value"] for one in messages if one["type"] == "STATE"][-1:]:
    print(json.dumps(last))
"""

PATIENCE = 120
"""Seconds for a run."""


class Folder:
    """A folder with the script, the tap, and a target that waits or fails where a file says so.

    Args:
        path: an empty folder.
        shop: the store.
    """

    def __init__(self, path: Path, shop: Sandbox) -> None:
        self.path = path
        self.shop = shop
        for name, text in {
            "tap/bin/tap-bigcommerce": TAP,
            "target/bin/target-jsonl": TARGET,
        }.items():
            program = path / name
            program.parent.mkdir(parents=True)
            program.write_text(text, encoding="utf-8")
            program.chmod(0o755)
        (path / "tap/bin/python").symlink_to(sys.executable)
        (path / "sync.sh").write_text(script("targets", "state.json"), encoding="utf-8")
        given = config(shop, streams="nested")
        (path / "config.json").write_text(json.dumps(given), encoding="utf-8")

    def start(self) -> subprocess.Popen[str]:
        """Start a run, in a process group of its own."""
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        return subprocess.Popen(  # noqa: S603 - the documented script
            [str(BASH), "sync.sh"],
            cwd=self.path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self) -> tuple[int, str]:
        """Run to the end; give exit code and log."""
        running = self.start()
        _, log = running.communicate(timeout=PATIENCE)
        return running.returncode, log

    def taken(self) -> list[str]:
        """The ids of the rows that the target has loaded, and how often."""
        rows = self.path / "rows"
        return rows.read_text().split() if rows.exists() else []

    @property
    def state(self) -> Any:
        """The state that the next run begins with."""
        return json.loads((self.path / "state.json").read_text())


@pytest.fixture
def folder(tmp_path: Path, open_shop: OpenShop) -> Folder:
    """A folder with the script, and a store of ten orders."""
    return Folder(tmp_path, open_shop(orders=10))


def until(happened: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    for _ in range(20 * PATIENCE):
        if happened():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen")


def test_the_second_run_goes_on_where_the_first_ended(folder: Folder) -> None:
    """The first begins without a state; nothing is loaded twice."""
    assert folder.run()[0] == 0
    assert len(folder.taken()) == 10
    assert "orders" in folder.state["bookmarks"]
    assert folder.run()[0] == 0
    assert len(folder.taken()) == 10


def test_a_target_that_fails_leaves_the_state_and_no_lock(folder: Folder) -> None:
    """The next run loads what it did not."""
    (folder.path / "fail").touch()
    code, log = folder.run()
    assert code != 0
    assert "the target failed" in log
    assert folder.state == {}
    (folder.path / "fail").unlink()
    assert folder.run()[0] == 0
    assert len(folder.taken()) == 10


def test_a_stream_that_fails_does_not_cost_the_others(folder: Folder) -> None:
    """The script fails as the tap does; the next run goes on with what was loaded."""
    folder.shop.faults.append(Fault(path="/v2/coupons$", status=403, times=None))
    for _ in range(2):
        assert folder.run()[0] == 1
        assert "replication_key_value" in folder.state["bookmarks"]["orders"]
        assert len(folder.taken()) == 10


def test_a_tap_that_writes_no_state_leaves_the_old_one(folder: Folder) -> None:
    """Whatever its exit code is, the script's is the same."""
    assert folder.run()[0] == 0
    before = folder.state
    (folder.path / "tap/bin/tap-bigcommerce").write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    assert folder.run()[0] == 3
    assert folder.state == before


def test_two_runs_at_once_do_not_load_twice(folder: Folder) -> None:
    """The second ends at once, in words, and changes nothing."""
    (folder.path / "wait").touch()
    first = folder.start()
    until((folder.path / "begun").exists)
    code, log = folder.run()
    assert (code, log.strip()) == (1, "Another run has not ended yet.")
    assert folder.state == {}
    (folder.path / "wait").unlink()
    first.communicate(timeout=PATIENCE)
    assert first.returncode == 0
    assert len(folder.taken()) == 10


def test_a_run_that_was_killed_leaves_no_lock(folder: Folder) -> None:
    """Nobody has to remove a file in the night."""
    (folder.path / "wait").touch()
    first = folder.start()
    until((folder.path / "begun").exists)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate(timeout=PATIENCE)
    (folder.path / "wait").unlink()
    assert folder.run()[0] == 0
    assert len(folder.taken()) == 10
