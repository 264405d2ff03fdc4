"""Goes through many things a few at a time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Generic, TypeVar

T = TypeVar("T")


class Rotation(Generic[T]):
    """Hands out each thing once in so many turns. What comes meanwhile may wait for the next round."""

    def __init__(self, turns: int) -> None:
        self.turns = turns
        self.waiting: list[T] = []
        self.share = 0  # how many at each turn of this round, however many go meanwhile

    def take(self, things: Collection[T]) -> list[T]:
        """Return those whose turn it is."""
        if not self.waiting:
            self.waiting = list(things)
            self.share = -(-len(things) // self.turns)
        taken, self.waiting = self.waiting[: self.share], self.waiting[self.share :]
        return taken
