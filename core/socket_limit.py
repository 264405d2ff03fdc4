"""How many sockets a person may hold: the newest few, across all processes.

Processes that hold sockets of the same person tell each other when these joined; each closes those of its own that are
not among the newest. Whenever one joins, the others report again, so the sockets of a dead process no longer count.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings

Report = tuple[str, int, list[float]]  # a key, whether the others should answer, when the sockets here joined


@dataclass
class Sockets:
    """One person's sockets: those here with the time they joined, and the times in other processes."""

    local: dict[float, Callable[[], None]] = field(default_factory=dict)
    remote: dict[str, list[float]] = field(default_factory=dict)


class SocketLimit:
    """This process's sockets by key: a person, and what the sockets are for.

    `send` reports to the other processes; `receive` handles theirs.
    """

    def __init__(self, send: Callable[[Report], None]) -> None:
        self.send = send
        self.people: dict[str, Sockets] = {}
        self.latest = 0.0

    def join(self, key: str, dismiss: Callable[[], None]) -> float:
        """Add one, and dismiss any excess, oldest first. Returns what `leave` needs."""
        sockets = self.people.setdefault(key, Sockets())
        # Later than anything heard of, whatever the clocks of other machines say.
        joined_at = self.latest = max(time.time(), self.latest + 1e-6)
        sockets.local[joined_at] = dismiss
        sockets.remote.clear()  # other holders answer
        self.send((key, 1, list(sockets.local)))
        self.dismiss_surplus(sockets)
        return joined_at

    def leave(self, key: str, joined_at: float) -> None:
        """Remove one."""
        sockets = self.people.get(key)
        if sockets is None or sockets.local.pop(joined_at, None) is None:
            return
        self.send((key, 0, list(sockets.local)))
        if not sockets.local:
            del self.people[key]

    def receive(self, process: str, report: Report) -> None:
        """Handle another process's report."""
        key, wants_reply, joined_at = report
        self.latest = max([self.latest, *joined_at])
        if sockets := self.people.get(key):
            if wants_reply:
                sockets.remote.clear()
                self.send((key, 0, list(sockets.local)))
            sockets.remote[process] = joined_at
            self.dismiss_surplus(sockets)

    def dismiss_surplus(self, sockets: Sockets) -> None:
        """Dismiss those here that aren't among a person's newest."""
        all_joined = sorted(
            [*sockets.local, *(joined for times in sockets.remote.values() for joined in times)]
        )
        for joined_at in all_joined[: -settings.SOCKETS_A_PERSON]:
            if joined_at in sockets.local:
                sockets.local[joined_at]()
