"""Opened words in the memory of this process: for one couple or one person each, for a short while, bounded."""

from __future__ import annotations

import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager

from transcripts.search.documents import Sheet

SECONDS = 120.0  # after the last use
MOST = 60  # couples' and persons' words at a time
MOST_BYTES = 64 * 1024 * 1024  # of all of them
AT_ONCE = 100  # dialogues that are opened by one question to the database

Texts = Mapping[uuid.UUID, list[tuple[int, str]]]
Key = tuple[uuid.UUID, int | None]  # a couple, and of whom where it is theirs alone


class Opened:
    """Sheets by dialogue. They are written anew only where their mark has changed."""

    def __init__(self) -> None:
        self.sheets: Mapping[uuid.UUID, Sheet] = {}
        self.size = 0
        self.used = time.monotonic()
        self.lock = threading.Lock()

    def refresh(
        self, marks: Mapping[uuid.UUID, Hashable], opened: Callable[[Collection[uuid.UUID]], Texts]
    ) -> Mapping[uuid.UUID, Sheet]:
        """The sheets of exactly these dialogues, in this order. `opened` gives the words of some of them; where the
        mark is None, there are none to open."""
        with self.lock:
            there = self.sheets
            stale = [pk for pk, mark in marks.items() if pk not in there or there[pk].mark != mark]
            fresh: dict[uuid.UUID, Sheet] = {}
            for start in range(0, len(stale), AT_ONCE):
                some = stale[start : start + AT_ONCE]
                texts = opened([pk for pk in some if marks[pk] is not None])
                fresh |= {pk: Sheet(marks[pk], texts.get(pk, ())) for pk in some}
            self.sheets = {pk: fresh.get(pk) or there[pk] for pk in marks}
            self.size = sum(sheet.size for sheet in self.sheets.values())
            return self.sheets


class Shelf:
    """What is opened, by whose it is. What was used longest ago goes first, all of it after `seconds`."""

    def __init__(self, seconds: float = SECONDS, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self.seconds, self.most, self.most_bytes = seconds, most, most_bytes
        self.kept: OrderedDict[Key, Opened] = OrderedDict()
        self.lock = threading.Lock()
        self.clock: threading.Timer | None = None

    @contextmanager
    def taken(self, couple: uuid.UUID, user: int | None = None) -> Iterator[Opened]:
        """What is opened of a couple, or of one of the two alone; empty at first."""
        key = couple, user
        with self.lock:
            opened = self.kept.setdefault(key, Opened())
        try:
            yield opened
        finally:
            with self.lock:
                opened.used = time.monotonic()
                if self.kept.get(key) is opened:  # it was not let go meanwhile
                    self.kept.move_to_end(key)
                self.make_room()
                self.wind()

    def make_room(self) -> None:
        size = sum(opened.size for opened in self.kept.values())
        while len(self.kept) > self.most or (size > self.most_bytes and len(self.kept) > 1):
            size -= self.kept.popitem(last=False)[1].size

    def wind(self) -> None:
        """See to it that what is kept is looked after when the oldest of it is due."""
        if self.kept and self.clock is None:
            oldest = next(iter(self.kept.values()))
            wait = oldest.used + self.seconds - time.monotonic()
            self.clock = threading.Timer(max(0.0, wait), self.tidy)
            self.clock.daemon = True
            self.clock.start()

    def tidy(self) -> None:
        """Let go of what has not been used for a while."""
        with self.lock:
            self.clock = None
            late = time.monotonic() - self.seconds
            for key in [key for key, opened in self.kept.items() if opened.used <= late]:
                del self.kept[key]
            self.wind()

    def forget(self, couple: uuid.UUID) -> None:
        """Let go of what is a couple's, and of what each of the two has beside it."""
        with self.lock:
            for key in [key for key in self.kept if key[0] == couple]:
                del self.kept[key]
