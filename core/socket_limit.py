"""How many sockets a person may hold: the newest few, across all processes.

Processes that hold sockets of the same person tell each other when these joined; each closes those of its own that are
not among the newest. A process's report counts for as long as the process is heard from.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings

PROCESS_TIMEOUT = 10.0  # seconds since the last sign of life

Report = tuple[str, int, list[float]]  # a key, whether the others should answer, when the sockets here joined


@dataclass
class Sockets:
    """One person's sockets: those here with the time they joined, and the times in other processes."""

    here: dict[float, Callable[[], None]] = field(default_factory=dict)
    elsewhere: dict[str, list[float]] = field(default_factory=dict)


class SocketLimit:
    """This process's sockets by key: a person, and what the sockets are for.

    `send` reports to the other processes; `receive` takes in their reports.
    """

    def __init__(self, send: Callable[[Report], None]) -> None:
        self.send = send
        self.people: dict[str, Sockets] = {}
        self.heard_at: dict[str, float] = {}
        self.latest = 0.0

    def join(self, key: str, dismiss: Callable[[], None]) -> float:
        """Add one, and dismiss any excess, oldest first. Returns what `leave` needs."""
        sockets = self.people.setdefault(key, Sockets())
        # Later than anything heard of, whatever the clocks of other machines say.
        joined_at = self.latest = max(time.time(), self.latest + 1e-6)
        sockets.here[joined_at] = dismiss
        sockets.elsewhere.clear()  # other holders answer
        self.send((key, 1, list(sockets.here)))
        self.dismiss_surplus(sockets)
        return joined_at

    def leave(self, key: str, joined_at: float) -> None:
        """Remove one."""
        sockets = self.people.get(key)
        if sockets is None or sockets.here.pop(joined_at, None) is None:
            return
        self.send((key, 0, list(sockets.here)))
        if not sockets.here:
            del self.people[key]

    def receive(self, process: str, reports: list[Report]) -> None:
        """Take in another process's report; an empty list is a sign of life too."""
        self.heard_at[process] = time.monotonic()
        for key, asks, joined_at in reports:
            self.latest = max([self.latest, *joined_at])
            if sockets := self.people.get(key):
                if asks:
                    sockets.elsewhere.clear()
                    self.send((key, 0, list(sockets.here)))
                sockets.elsewhere[process] = joined_at
                self.dismiss_surplus(sockets)

    def dismiss_surplus(self, sockets: Sockets) -> None:
        """Dismiss those here that aren't among a person's newest."""
        now = time.monotonic()
        for process in [one for one in sockets.elsewhere if now - self.heard_at[one] > PROCESS_TIMEOUT]:
            del sockets.elsewhere[process]
        everywhere = sorted([*sockets.here, *(at for times in sockets.elsewhere.values() for at in times)])
        for joined_at in everywhere[: -settings.SOCKETS_A_PERSON]:
            if joined_at in sockets.here:
                sockets.here[joined_at]()
