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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_whatever_thread_it_was_for(number: signal.Signals) -> None:
    """Or what is written is torn apart, and written again by who leaves the state."""
    run = subprocess.run(  # noqa: S603 - this Python, and nothing that anybody else says
        [sys.executable, "-c", HOLDING_BACK.format(number=int(number))],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stdout.split("\n") == ["whole", "all of it", "handled", ""]
    assert run.returncode == 3, run.stderr
