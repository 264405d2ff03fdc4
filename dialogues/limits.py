"""How much one person may do in a minute, over all web processes (safety 9)."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Iterable
from threading import Lock

from django.conf import settings

from dialogues.shared_limits import shared

MINUTE = 60.0
REMEMBERED = 10_000
FRAMES_A_MOVE = 5
LEASED = 10  # frames that a process asks for at a time


class Allowance:
    """What one person did in this process in the last sixty seconds."""

    __slots__ = ("acts",)

    def __init__(self) -> None:
        self.acts: deque[float] = deque()

    def take(self, count: int, most: int) -> bool:
        """Whether `count` more acts are within bounds; if so they are counted."""
        now = time.monotonic()
        while self.acts and self.acts[0] <= now - MINUTE:
            self.acts.popleft()
        if len(self.acts) + count > most:
            return False
        self.acts.extend([now] * count)
        return True


class PersonLimit:
    """So many acts a person in any sixty seconds, over all processes; over this one alone while Redis is away."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lock = Lock()
        self.people: OrderedDict[int, Allowance] = OrderedDict()

    def take(self, user_id: int, most: int, count: int = 1) -> bool:
        """Whether this person may do `count` more of it now; if so they are counted."""
        with self.lock:
            allowance = self.people.pop(user_id, None) or Allowance()
            self.people[user_id] = allowance
            if len(self.people) > REMEMBERED:
                self.people.popitem(last=False)
            is_free = allowance.take(count, most)
        return is_free and shared().take(self.name, user_id, most, count)

    def forget(self, user_id: int, most: int) -> None:
        with self.lock:
            self.people.pop(user_id, None)
        shared().clear(self.name, user_id, most)


moves, frames = PersonLimit("moves"), PersonLimit("frames")
# Frames by person that were counted ahead; touched on the event loop only.
leased: OrderedDict[int, int] = OrderedDict()


def may_move(user_id: int) -> bool:
    """Whether this person may make one more move now, over socket and form together."""
    return moves.take(user_id, settings.MOVES_A_MINUTE)


def forget(user_ids: Iterable[int]) -> None:
    """Count these people's moves from zero."""
    for user_id in user_ids:
        moves.forget(user_id, settings.MOVES_A_MINUTE)


def spend_frame(user_id: int) -> bool:
    """Take one frame of those that were leased: moves, pings and typing together. False when none is left."""
    left = leased.pop(user_id, 0)
    if left > 1:
        leased[user_id] = left - 1
    return left > 0


def lease_frames(user_id: int) -> bool:
    """Count some frames ahead, so that not each one asks Redis. False when this person has sent too many."""
    return frames.take(user_id, settings.MOVES_A_MINUTE * FRAMES_A_MOVE, LEASED)


def add_leased(user_id: int) -> None:
    leased[user_id] = leased.get(user_id, 0) + LEASED
    if len(leased) > REMEMBERED:
        leased.popitem(last=False)
