"""A signal stops the process whenever it arrives, and never hangs it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

from runtime.instance import ROOT
from runtime.stop_event import StopEvent

WAITING = """
import signal
from runtime.stop_event import StopEvent

for number in range(3000):
    event = StopEvent()
    event.set_by(signal.SIGALRM)
    signal.setitimer(signal.ITIMER_REAL, 1e-6 * (1 + number % 60))
    while not event.wait(0.001):
        pass
    event.close()
"""


def test_signals_at_every_moment_hang_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", WAITING], cwd=ROOT, timeout=30, check=False)
    assert done.returncode == 0


def test_a_signal_ends_the_waiting_at_once() -> None:
    before = signal.getsignal(signal.SIGALRM)
    event, began = StopEvent(), time.monotonic()
    try:
        event.set_by(signal.SIGALRM)
        assert not event.wait(0)
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        assert event.wait(20)
    finally:
        signal.signal(signal.SIGALRM, before)
        event.close()
    assert event.is_set()
    assert time.monotonic() - began < 10
