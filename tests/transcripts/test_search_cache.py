"""The cache of decrypted words: for whom, how long, how much."""

from __future__ import annotations

import threading
import uuid
import weakref
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import pytest

from transcripts.search.cache import DocumentCache, SearchCache, Texts
from transcripts.search.query_parser import parse_query

ONE, TWO, THREE = (uuid.UUID(int=number) for number in (1, 2, 3))


class Words:
    """Stands in for the database, and records which dialogues were decrypted."""

    def __init__(self, **texts: str) -> None:
        self.texts = {uuid.UUID(int=int(name[1:])): text for name, text in texts.items()}
        self.opened: list[uuid.UUID] = []

    def __call__(self, dialogues: Collection[uuid.UUID]) -> Texts:
        self.opened += dialogues
        return {pk: [(1, self.texts[pk])] for pk in dialogues}


def fill(cache: SearchCache, couple: uuid.UUID, text: str = "hello", user: int | None = None) -> None:
    with cache.use(couple, user) as entry:
        entry.refresh({ONE: 1}, Words(_1=text))


def test_only_changed_dialogues_are_loaded_again():
    words, entry = Words(_1="one", _2="two"), DocumentCache()
    entry.refresh({ONE: "a", TWO: "a"}, words)
    words.texts[TWO] = "second"
    documents = entry.refresh({TWO: "b", ONE: "a"}, words)
    assert words.opened == [ONE, TWO, TWO]
    assert list(documents) == [TWO, ONE]
    assert [documents[TWO].find(parse_query(word)) for word in ("two", "second")] == [[], [1]]


def test_missing_and_erased_dialogues_are_removed_at_once():
    words, entry = Words(_1="one", _2="two"), DocumentCache()
    entry.refresh({ONE: 1, TWO: 1}, words)
    documents = entry.refresh({TWO: None}, words)
    assert list(documents) == [TWO]
    assert documents[TWO].text == ""
    assert words.opened == [ONE, TWO]


def test_concurrent_searches_load_each_dialogue_once():
    words, entry = Words(**{f"_{number}": "text" for number in range(250)}), DocumentCache()
    versions = dict.fromkeys(words.texts, 1)
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: len(entry.refresh(versions, words)), range(8)))
    assert counts == [250] * 8
    assert sorted(words.opened) == sorted(versions)


def test_an_entry_expires_without_another_search():
    cache, evicted = SearchCache(seconds=0.05), threading.Event()
    with cache.use(ONE) as entry:
        weakref.finalize(entry, evicted.set)
    del entry
    assert evicted.wait(10)
    assert not cache.entries


def test_recently_used_entries_stay():
    cache = SearchCache(seconds=1000)
    fill(cache, ONE)
    fill(cache, TWO)
    cache.entries[ONE, None].used_at -= 2000
    cache.evict_expired()
    assert list(cache.entries) == [(TWO, None)]


def test_the_number_of_entries_is_limited():
    cache = SearchCache(max_entries=2)
    for couple in (ONE, TWO, ONE, THREE):
        fill(cache, couple)
    assert list(cache.entries) == [(ONE, None), (THREE, None)]


def test_the_size_is_limited():
    cache = SearchCache(max_bytes=100_000)
    for couple in (ONE, TWO, THREE):
        fill(cache, couple, "long " * 9_000)
    assert list(cache.entries) == [(TWO, None), (THREE, None)]
    fill(cache, ONE, "long " * 50_000)  # over the limit by itself: it is kept alone
    assert list(cache.entries) == [(ONE, None)]


def test_evicting_a_couple_includes_its_partners_notes():
    cache = SearchCache()
    for couple, user in ((ONE, None), (ONE, 7), (TWO, None), (TWO, 8)):
        fill(cache, couple, user=user)
    cache.evict_couple(ONE)
    assert list(cache.entries) == [(TWO, None), (TWO, 8)]


def test_an_entry_evicted_while_in_use_stays_evicted():
    cache = SearchCache()
    with cache.use(ONE) as entry:
        cache.evict_couple(ONE)
        entry.refresh({ONE: 1}, Words(_1="hello"))
    assert not cache.entries


def test_a_failed_search_leaves_an_entry_that_expires():
    cache, evicted = SearchCache(seconds=0.05), threading.Event()

    def search() -> None:
        with cache.use(ONE) as entry:
            weakref.finalize(entry, evicted.set)
            raise LookupError

    with pytest.raises(LookupError):
        search()
    assert evicted.wait(10)
