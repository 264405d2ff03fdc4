"""How much a person may do in a minute, across all web processes."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Iterable
from threading import Lock

from django.conf import settings

from dialogues.shared_limits import shared_limiter

MINUTE = 60.0
MAX_TRACKED = 10_000
FRAMES_PER_MOVE = 5
BLOCKS = 12  # that a minute's limit is counted in, so that few acts wait for Redis
LARGEST_BLOCK = 10


class SlidingWindow:
    """What a person did in this process in the last sixty seconds, and how much Redis has counted ahead."""

    __slots__ = ("acts", "ahead")

    def __init__(self) -> None:
        self.acts: deque[float] = deque()
        self.ahead = 0

    def take(self, most: int) -> bool:
        """Whether one more act is within this process's limit; if so, counts it."""
        now = time.monotonic()
        while self.acts and self.acts[0] <= now - MINUTE:
            self.acts.popleft()
        if len(self.acts) >= most:
            return False
        self.acts.append(now)
        return True

    def spend(self) -> bool:
        """Use up one act that was counted ahead. False if there is none."""
        if not self.ahead:
            return False
        self.ahead -= 1
        return True


class PersonLimit:
    """A limit on a person's acts in any sixty seconds, across all processes; per process while Redis is down."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lock = Lock()
        self.people: OrderedDict[int, SlidingWindow] = OrderedDict()

    def of(self, user_id: int) -> SlidingWindow:
        """Return a person's window, a new one if they were not seen lately."""
        allowance = self.people.pop(user_id, None) or SlidingWindow()
        self.people[user_id] = allowance
        if len(self.people) > MAX_TRACKED:
            self.people.popitem(last=False)
        return allowance

    def take(self, user_id: int, most: int) -> bool:
        """Whether this person may do one more now; if so, counts it."""
        answer = self.take_at_once(user_id, most)
        return self.ask(user_id, most) if answer is None else answer

    def take_at_once(self, user_id: int, most: int) -> bool | None:
        """Like `ask`, without waiting; None if only `ask` can tell."""
        with self.lock:
            allowance = self.of(user_id)
            if not allowance.take(most):
                return False
            return allowance.spend() or None

    def ask(self, user_id: int, most: int) -> bool:
        """Have Redis count a block of acts ahead, and use one of them."""
        block = max(1, min(LARGEST_BLOCK, most // BLOCKS))
        is_free = shared_limiter().take(self.name, user_id, most, block)
        with self.lock:
            allowance = self.of(user_id)
            if is_free:
                allowance.ahead += block - 1
            elif allowance.acts:
                allowance.acts.pop()
        return is_free

    def forget(self, user_id: int, most: int) -> None:
        """Count from zero."""
        with self.lock:
            self.people.pop(user_id, None)
        shared_limiter().clear(self.name, user_id, most)


moves, frames = PersonLimit("moves"), PersonLimit("frames")


def may_move(user_id: int) -> bool:
    """Whether this person may make one more move now, over socket and form together."""
    return moves.take(user_id, settings.MOVES_A_MINUTE)


def frames_per_minute() -> int:
    """How many frames a person may send: moves, pings and typing together."""
    return int(settings.MOVES_A_MINUTE) * FRAMES_PER_MOVE


def reset_limits(user_ids: Iterable[int]) -> None:
    """Count these people's moves from zero."""
    for user_id in user_ids:
        moves.forget(user_id, settings.MOVES_A_MINUTE)
