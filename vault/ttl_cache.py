"""A cache for decryption keys: bounded, short-lived, shared by threads."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class TTLCache(Generic[K, V]):
    """Values made on demand, cached for `seconds`, at most `max_size` of them.

    Not `cachetools.cached`: that one stores a value even if the cache was cleared while it was made, so a key destroyed
    meanwhile would still work.
    """

    def __init__(self, make: Callable[[K], V], *, seconds: float = 30.0, max_size: int = 20_000) -> None:
        self.make, self.seconds, self.max_size = make, seconds, max_size
        self.entries: dict[K, tuple[float, V]] = {}  # with the time each one expires

    def get(self, key: K) -> V:
        """Return the value of a key, made if it isn't cached."""
        entry = self.entries.get(key)
        now = time.monotonic()
        if entry is not None and entry[0] > now:
            return entry[1]
        entries = self.entries  # `clear` replaces it: a value made before goes into the old one
        value = self.make(key)
        self.put(entries, key, value)
        return value

    def put(self, entries: dict[K, tuple[float, V]], key: K, value: V) -> None:
        """Cache a value made, or found to be still good, since `entries` was read from this cache."""
        if len(entries) >= self.max_size and key not in entries:
            entries.clear()
        entries[key] = (time.monotonic() + self.seconds, value)

    def clear(self) -> None:
        """Forget all values, also those being made."""
        self.entries = {}
