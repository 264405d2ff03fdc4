"""A cache of decrypted words in this process, one entry for each couple or partner, limited in time and size."""

from __future__ import annotations

import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager

from transcripts.search.documents import SearchDocument

TTL_SECONDS = 120.0  # after the last use
MAX_ENTRIES = 60
MAX_BYTES = 64 * 1024 * 1024  # of all entries
BATCH_SIZE = 500  # dialogues loaded at a time

Texts = Mapping[uuid.UUID, list[tuple[int, str]]]  # numbered texts by dialogue
CacheKey = tuple[uuid.UUID, int | None]  # a couple, and a user if the words are private to them


class DocumentCache:
    """Search documents by dialogue. A document is rebuilt only if the version of its dialogue has changed."""

    def __init__(self) -> None:
        self.documents: Mapping[uuid.UUID, SearchDocument] = {}
        self.size = 0  # bytes
        self.used_at = time.monotonic()
        self.lock = threading.Lock()

    def refresh(
        self, versions: Mapping[uuid.UUID, Hashable], load: Callable[[Collection[uuid.UUID]], Texts]
    ) -> Mapping[uuid.UUID, SearchDocument]:
        """Return the documents of exactly these dialogues, in this order.

        `load` returns the texts of some of them. A dialogue whose version is None has no texts to load.
        """
        with self.lock:
            current = self.documents
            stale = [
                pk for pk, version in versions.items() if pk not in current or current[pk].version != version
            ]
            rebuilt: dict[uuid.UUID, SearchDocument] = {}
            for start in range(0, len(stale), BATCH_SIZE):
                batch = stale[start : start + BATCH_SIZE]
                texts = load([pk for pk in batch if versions[pk] is not None])
                rebuilt |= {pk: SearchDocument(versions[pk], texts.get(pk, ())) for pk in batch}
            self.documents = {pk: rebuilt.get(pk) or current[pk] for pk in versions}
            self.size = sum(document.size for document in self.documents.values())
            return self.documents


class SearchCache:
    """Document caches by owner.

    Evicts the least recently used entries first, and any entry `seconds` after its last use. A timer does so,
    so that decrypted words don't stay in memory until the next search.
    """

    def __init__(
        self, seconds: float = TTL_SECONDS, max_entries: int = MAX_ENTRIES, max_bytes: int = MAX_BYTES
    ) -> None:
        self.seconds, self.max_entries, self.max_bytes = seconds, max_entries, max_bytes
        self.entries: OrderedDict[CacheKey, DocumentCache] = OrderedDict()
        self.lock = threading.Lock()
        self.timer: threading.Timer | None = None

    @contextmanager
    def use(self, couple: uuid.UUID, user: int | None = None) -> Iterator[DocumentCache]:
        """Lend the entry of a couple, or of one partner. A new entry is empty."""
        key = couple, user
        with self.lock:
            entry = self.entries.setdefault(key, DocumentCache())
        try:
            yield entry
        finally:
            with self.lock:
                entry.used_at = time.monotonic()
                if self.entries.get(key) is entry:  # not evicted meanwhile
                    self.entries.move_to_end(key)
                self.shrink()
                self.start_timer()

    def shrink(self) -> None:
        """Evict entries until the limits hold. A single oversized entry is kept."""
        size = sum(entry.size for entry in self.entries.values())
        while len(self.entries) > self.max_entries or (size > self.max_bytes and len(self.entries) > 1):
            size -= self.entries.popitem(last=False)[1].size

    def start_timer(self) -> None:
        """Schedule `evict_expired` for when the oldest entry expires."""
        if self.entries and self.timer is None:
            oldest = next(iter(self.entries.values()))
            wait = oldest.used_at + self.seconds - time.monotonic()
            self.timer = threading.Timer(max(0.0, wait), self.evict_expired)
            self.timer.daemon = True
            self.timer.start()

    def evict_expired(self) -> None:
        """Evict entries that weren't used for `seconds`."""
        with self.lock:
            self.timer = None
            oldest = time.monotonic() - self.seconds
            for key in [key for key, entry in self.entries.items() if entry.used_at <= oldest]:
                del self.entries[key]
            self.start_timer()

    def evict_couple(self, couple: uuid.UUID) -> None:
        """Evict the entries of a couple and of its partners."""
        with self.lock:
            for key in [key for key in self.entries if key[0] == couple]:
                del self.entries[key]
