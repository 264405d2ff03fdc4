"""How fast this machine is: a bound on CPU seconds then asks the same of each."""

from __future__ import annotations

import time
from collections.abc import Callable

REFERENCE = 0.02  # CPU seconds of `work` on the machine for which the bounds are written
TRIES = 5


def work() -> None:
    """What pages mostly do: small strings, dictionaries, calls."""
    found: dict[str, list[int]] = {}
    for number in range(100_000):
        found.setdefault(f"word {number % 97}", []).append(len(str(number)))
    assert sum(map(sum, found.values()))


def cpu_seconds(action: Callable[[], object]) -> float:
    """The CPU seconds that this thread needs for an action."""
    began = time.thread_time()
    action()
    return time.thread_time() - began


def here(seconds: float) -> float:
    """What `seconds` on that machine are on this one, at its best of several tries; never less."""
    return seconds * max(1, min(cpu_seconds(work) for _ in range(TRIES)) / REFERENCE)
