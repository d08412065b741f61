"""A signal waits until what must not be torn apart is whole."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

HOLDING_BACK = """
import os, signal, sys, threading, time
from tap_bigcommerce import signals

def handle(number, frame):
    if not signals.holds_back(number):
        print("handled", flush=True)
        sys.exit(3)

for number in signals.ENDING:
    signal.signal(number, handle)
# Libraries may have threads of their own, for which no signal waits.
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
with signals.blocked():
    with signals.blocked():
        os.kill(os.getpid(), {number})
        time.sleep(0.2)
        print("whole", flush=True)
    print("all of it", flush=True)
print("never", flush=True)
"""

INSIDE_THE_TAP = """
import os, threading, time
from tap_bigcommerce import signals
from tap_bigcommerce.tap import TapBigCommerce

TapBigCommerce(config={{"store_hash": "abc123", "access_token": "token"}})
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
with signals.blocked():
    os.kill(os.getpid(), {number})
    time.sleep(0.2)
    print("whole", flush=True)
print("never", flush=True)
"""


ENDING = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@ENDING
def test_a_signal_waits_whatever_thread_it_was_for(number: signal.Signals) -> None:
    """Or what is written is torn apart, and written again by who leaves the state."""
    ended = run(HOLDING_BACK, number)
    assert ended.stdout.split("\n") == ["whole", "all of it", "handled", ""]
    assert ended.returncode == 3, ended.stderr


@ENDING
def test_the_tap_waits_as_well(number: signal.Signals) -> None:
    """Its own handler ends the run when the block is left, with the signal's exit code."""
    ended = run(INSIDE_THE_TAP, number)
    assert ended.stdout == "whole\n"
    assert ended.returncode == 128 + number, ended.stderr


def run(script: str, number: signal.Signals) -> subprocess.CompletedProcess[str]:
    """Run a script that sends a signal to itself."""
    return subprocess.run(  # noqa: S603 - this Python, and nothing that anybody else says
        [sys.executable, "-c", script.format(number=int(number))],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
