"""Takes turns: a few of many things at a time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Generic, TypeVar

T = TypeVar("T")


class RoundRobin(Generic[T]):
    """Hands out each thing once in so many turns. What is added meanwhile may wait for the next round."""

    def __init__(self, turns: int) -> None:
        self.turns = turns
        self.waiting: list[T] = []
        self.share = 0  # how many each turn of this round, even if some disappear meanwhile

    def take(self, things: Collection[T]) -> list[T]:
        """Return the things whose turn it is."""
        if not self.waiting:
            self.waiting = list(things)
            self.share = -(-len(things) // self.turns)
        taken, self.waiting = self.waiting[: self.share], self.waiting[self.share :]
        return taken
