"""Decrypted words in the memory of this process: one entry a couple or a partner, short-lived and bounded."""

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
BATCH_SIZE = 100  # dialogues loaded by one query

Texts = Mapping[uuid.UUID, list[tuple[int, str]]]  # numbered texts by dialogue
CacheKey = tuple[uuid.UUID, int | None]  # a couple, and a user if the words are theirs alone


class DocumentCache:
    """Search documents by dialogue, built again only when the version of a dialogue has changed."""

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
            known = self.documents
            stale = [
                pk for pk, version in versions.items() if pk not in known or known[pk].version != version
            ]
            fresh: dict[uuid.UUID, SearchDocument] = {}
            for start in range(0, len(stale), BATCH_SIZE):
                batch = stale[start : start + BATCH_SIZE]
                texts = load([pk for pk in batch if versions[pk] is not None])
                fresh |= {pk: SearchDocument(versions[pk], texts.get(pk, ())) for pk in batch}
            self.documents = {pk: fresh.get(pk) or known[pk] for pk in versions}
            self.size = sum(document.size for document in self.documents.values())
            return self.documents


class SearchCache:
    """Document caches by owner. The least recently used is evicted first, all of them `seconds` after their last use.

    A timer evicts them, so that decrypted words don't stay until someone searches again.
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
        """Use the entry of a couple, or of one partner; it is empty at first."""
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
        """Evict entries until there are few enough; one that is too large by itself stays alone."""
        size = sum(entry.size for entry in self.entries.values())
        while len(self.entries) > self.max_entries or (size > self.max_bytes and len(self.entries) > 1):
            size -= self.entries.popitem(last=False)[1].size

    def start_timer(self) -> None:
        """Run `evict_expired` when the oldest entry expires."""
        if self.entries and self.timer is None:
            oldest = next(iter(self.entries.values()))
            wait = oldest.used_at + self.seconds - time.monotonic()
            self.timer = threading.Timer(max(0.0, wait), self.evict_expired)
            self.timer.daemon = True
            self.timer.start()

    def evict_expired(self) -> None:
        """Evict what has not been used for `seconds`."""
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
