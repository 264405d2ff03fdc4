"""A small memory for opened keys: bounded, short, shared by threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """Values made on demand, kept for `seconds`, at most `most` of them."""

    def __init__(self, make: Callable[[K], V], *, seconds: float = 30.0, most: int = 20_000) -> None:
        self.make, self.seconds, self.most = make, seconds, most
        self.kept: dict[K, tuple[float, V]] = {}
        self.lock = threading.Lock()

    def get(self, key: K) -> V:
        found = self.kept.get(key)
        if found is not None and found[0] > time.monotonic():
            return found[1]
        value = self.make(key)
        with self.lock:
            if len(self.kept) >= self.most:
                self.kept.clear()
            self.kept[key] = (time.monotonic() + self.seconds, value)
        return value

    def forget(self) -> None:
        with self.lock:
            self.kept.clear()
