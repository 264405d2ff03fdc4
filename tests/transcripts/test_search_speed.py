"""Searching stays quick when a couple has talked a lot: seconds of this process; `make bench` tells the figures."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from bench import years
from couples.models import Couple, User
from tests.people import signed_in
from transcripts.search import index


@pytest.fixture
def browser(ana: User) -> Client:
    return signed_in(ana)


def test_the_first_key_and_each_next_one_are_quick(browser: Client, ana_and_ben: Couple):
    years.live(ana_and_ben, 100)

    def ask(query: str) -> float:
        began = time.process_time()
        answer = browser.post("/transcripts/search/", {"q": query})
        took = time.process_time() - began
        assert "Found in" in answer.text
        return took

    browser.get("/transcripts/search/")
    first, *following = [ask(typed) for typed in ("l", "lo", "lon", "lone", "lonely", "lonely “goes qu")]
    assert first < 0.3
    assert sorted(following)[len(following) // 2] < 0.1
    assert index.shelf.kept[ana_and_ben.pk, None].size < 10_000_000


def test_one_new_turn_opens_one_dialogue(browser: Client, ana_and_ben: Couple):
    years.live(ana_and_ben, 5)
    browser.post("/transcripts/search/", {"q": "lonely"})
    before = dict(index.shelf.kept[ana_and_ben.pk, None].sheets)
    newest = next(iter(before))
    ana_and_ben.dialogues.filter(pk=newest).update(version=years.TURNS + 1)
    browser.post("/transcripts/search/", {"q": "lonely"})
    after = index.shelf.kept[ana_and_ben.pk, None].sheets
    assert [pk for pk in after if after[pk] is not before[pk]] == [newest]
