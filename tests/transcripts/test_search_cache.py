"""Opened words in memory: for whom, how long, how much."""

from __future__ import annotations

import threading
import uuid
import weakref
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import pytest

from transcripts.search.cache import Opened, Shelf, Texts
from transcripts.search.query_parser import parse

ONE, TWO, THREE = (uuid.UUID(int=number) for number in (1, 2, 3))


class Words:
    """What is stored, and what was opened of it."""

    def __init__(self, **texts: str) -> None:
        self.texts = {uuid.UUID(int=int(name[1:])): text for name, text in texts.items()}
        self.opened: list[uuid.UUID] = []

    def __call__(self, some: Collection[uuid.UUID]) -> Texts:
        self.opened += some
        return {pk: [(1, self.texts[pk])] for pk in some}


def fill(shelf: Shelf, couple: uuid.UUID, text: str = "hello", user: int | None = None) -> None:
    with shelf.taken(couple, user) as opened:
        opened.refresh({ONE: 1}, Words(_1=text))


def test_only_what_has_changed_is_opened_anew():
    words, opened = Words(_1="one", _2="two"), Opened()
    opened.refresh({ONE: "a", TWO: "a"}, words)
    words.texts[TWO] = "second"
    sheets = opened.refresh({TWO: "b", ONE: "a"}, words)
    assert words.opened == [ONE, TWO, TWO]
    assert list(sheets) == [TWO, ONE]
    assert [sheets[TWO].find(parse(word)) for word in ("two", "second")] == [[], [1]]


def test_what_is_not_there_any_more_or_may_not_be_read_goes_at_once():
    words, opened = Words(_1="one", _2="two"), Opened()
    opened.refresh({ONE: 1, TWO: 1}, words)
    sheets = opened.refresh({TWO: None}, words)
    assert list(sheets) == [TWO]
    assert sheets[TWO].text == ""
    assert words.opened == [ONE, TWO]


def test_many_who_search_at_once_open_each_dialogue_once():
    words, opened = Words(**{f"_{number}": "text" for number in range(250)}), Opened()
    marks = dict.fromkeys(words.texts, 1)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: len(opened.refresh(marks, words)), range(8)))
    assert found == [250] * 8
    assert sorted(words.opened) == sorted(marks)


def test_it_goes_a_while_after_its_last_use_although_nobody_asks():
    shelf, gone = Shelf(seconds=0.05), threading.Event()
    with shelf.taken(ONE) as opened:
        weakref.finalize(opened, gone.set)
    del opened
    assert gone.wait(10)
    assert not shelf.kept


def test_what_is_still_used_stays():
    shelf = Shelf(seconds=1000)
    fill(shelf, ONE)
    fill(shelf, TWO)
    shelf.kept[ONE, None].used -= 2000
    shelf.tidy()
    assert list(shelf.kept) == [(TWO, None)]


def test_only_so_many_stay():
    shelf = Shelf(most=2)
    for couple in (ONE, TWO, ONE, THREE):
        fill(shelf, couple)
    assert list(shelf.kept) == [(ONE, None), (THREE, None)]


def test_only_so_much_stays():
    shelf = Shelf(most_bytes=100_000)
    for couple in (ONE, TWO, THREE):
        fill(shelf, couple, "long " * 9_000)
    assert list(shelf.kept) == [(TWO, None), (THREE, None)]
    fill(shelf, ONE, "long " * 50_000)  # more than all may have: it stays alone
    assert list(shelf.kept) == [(ONE, None)]


def test_letting_go_of_a_couple_takes_their_notes_along_and_nobody_elses():
    shelf = Shelf()
    for couple, user in ((ONE, None), (ONE, 7), (TWO, None), (TWO, 8)):
        fill(shelf, couple, user=user)
    shelf.forget(ONE)
    assert list(shelf.kept) == [(TWO, None), (TWO, 8)]


def test_what_is_let_go_while_it_is_opened_does_not_come_back():
    shelf = Shelf()
    with shelf.taken(ONE) as opened:
        shelf.forget(ONE)
        opened.refresh({ONE: 1}, Words(_1="hello"))
    assert not shelf.kept


def test_a_search_that_fails_leaves_it_to_be_tidied():
    shelf, gone = Shelf(seconds=0.05), threading.Event()

    def search() -> None:
        with shelf.taken(ONE) as opened:
            weakref.finalize(opened, gone.set)
            raise LookupError

    with pytest.raises(LookupError):
        search()
    assert gone.wait(10)
