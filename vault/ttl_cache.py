"""A small memory for opened keys: bounded, short, shared by threads."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class TTLCache(Generic[K, V]):
    """Values made on demand, kept for `seconds`, at most `most` of them."""

    def __init__(self, make: Callable[[K], V], *, seconds: float = 30.0, most: int = 20_000) -> None:
        self.make, self.seconds, self.most = make, seconds, most
        self.kept: dict[K, tuple[float, V]] = {}

    def get(self, key: K) -> V:
        found = self.kept.get(key)
        now = time.monotonic()
        if found is not None and found[0] > now:
            return found[1]
        kept = self.kept  # a value whose making was overtaken by `forget` goes where nobody looks any more
        value = self.make(key)
        if len(kept) >= self.most:
            kept.clear()
        kept[key] = (now + self.seconds, value)
        return value

    def forget(self) -> None:
        self.kept = {}
