"""Rate limits for each person, across all web processes."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from django.conf import settings

from dialogues.redis_rate_limits import shared_limiter

MINUTE = 60.0
MAX_TRACKED = 20_000
FRAMES_PER_MOVE = 5
BLOCKS = 12  # that a minute's limit is counted in, so that few acts wait for Redis
LARGEST_BLOCK = 10


class SlidingWindow:
    """What a person did in this process in the last sixty seconds, how much Redis has counted ahead, and how much it
    hasn't been told of yet."""

    __slots__ = ("acts", "ahead", "told_at", "untold")

    def __init__(self) -> None:
        self.acts: list[float] = []  # an empty deque would take 760 bytes
        self.ahead = self.untold = 0
        self.told_at = -MINUTE

    def take(self, limit: int) -> bool:
        """Whether one more act is within this process's limit; if so, counts it."""
        now = time.monotonic()
        while self.acts and self.acts[0] <= now - MINUTE:
            self.acts.pop(0)
        self.untold = min(self.untold, len(self.acts))
        if len(self.acts) >= limit:
            return False
        self.acts.append(now)
        return True

    def spend(self, block: int) -> bool:
        """Use up one act that was counted ahead, or keep it to be told later: whoever does little in a minute needs no
        Redis. False if Redis has to be asked."""
        if self.ahead:
            self.ahead -= 1
        elif 1 < block > self.untold and time.monotonic() - self.told_at > MINUTE:
            self.untold += 1
        else:
            return False
        return True


class PersonLimit:
    """A limit on a person's acts in any sixty seconds, across all processes; per process while Redis is down."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lock = Lock()
        self.people: OrderedDict[int, SlidingWindow] = OrderedDict()

    def window_of(self, user_id: int) -> SlidingWindow:
        """Return a person's window, a new one if they were not seen lately."""
        window = self.people.pop(user_id, None) or SlidingWindow()
        self.people[user_id] = window
        if len(self.people) > MAX_TRACKED:
            self.people.popitem(last=False)
        return window

    def take(self, user_id: int, limit: int) -> bool:
        """Whether this person may do one more now; if so, counts it."""
        is_allowed = self.take_local(user_id, limit)
        return self.take_shared(user_id, limit) if is_allowed is None else is_allowed

    def take_local(self, user_id: int, limit: int) -> bool | None:
        """Like `take`, without waiting for Redis; None if only Redis can tell."""
        with self.lock:
            window = self.window_of(user_id)
            if not window.take(limit):
                return False
            return window.spend(block_of(limit)) or None

    def take_shared(self, user_id: int, limit: int) -> bool:
        """Have Redis count what it wasn't told of and a block of acts ahead, and use one of these."""
        block = block_of(limit)
        with self.lock:
            untold = self.window_of(user_id).untold
        is_free = shared_limiter().take(self.name, user_id, limit, untold + block)
        with self.lock:
            window = self.window_of(user_id)
            if is_free:
                window.ahead += block - 1
                window.untold = max(0, window.untold - untold)
                window.told_at = time.monotonic()
            elif window.acts:
                window.acts.pop()
        return is_free

    def forget(self, user_id: int, limit: int) -> None:
        """Count from zero."""
        with self.lock:
            self.people.pop(user_id, None)
        shared_limiter().clear(self.name, user_id, limit)


def block_of(limit: int) -> int:
    """Return how many acts are told to Redis at once."""
    return max(1, min(LARGEST_BLOCK, limit // BLOCKS))


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
