"""How much one person may do in a minute (safety 9)."""

from __future__ import annotations

import time
from collections import OrderedDict, deque

from django.conf import settings

MINUTE = 60.0
REMEMBERED = 10_000


class Allowance:
    """At most `most` acts in any sixty seconds."""

    __slots__ = ("acts", "most")

    def __init__(self, most: int) -> None:
        self.most = most
        self.acts: deque[float] = deque()

    def take(self) -> bool:
        """Whether one more act is within bounds; if so it is counted."""
        now = time.monotonic()
        while self.acts and self.acts[0] <= now - MINUTE:
            self.acts.popleft()
        if len(self.acts) >= self.most:
            return False
        self.acts.append(now)
        return True


people: OrderedDict[int, Allowance] = OrderedDict()


def may_move(user_id: int) -> bool:
    """Whether this person may make one more move now, over socket and form together."""
    allowance = people.pop(user_id, None) or Allowance(settings.MOVES_A_MINUTE)
    people[user_id] = allowance
    if len(people) > REMEMBERED:
        people.popitem(last=False)
    return allowance.take()


def forget() -> None:
    """Count anew."""
    people.clear()


def frames() -> Allowance:
    """The frames one socket may send: moves, pings and typing together."""
    return Allowance(settings.MOVES_A_MINUTE * 5)
