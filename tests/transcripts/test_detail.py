"""The page of a past dialogue, with notes and bookmarks."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.test import Client

from bench import dataset
from couples.leaving import leave_couple
from couples.models import Couple, Partner, User
from dialogues.models import Dialogue, Turn
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import signed_in
from tests.markup import compact
from transcripts.models import Bookmark, Note


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    return talk


def detail_html(user: User, talk: Talk) -> str:
    return compact(signed_in(user).get(f"/transcripts/{talk.pk}/").content.decode())


def turn_url(talk: Talk, seq: int, action: str) -> str:
    return f"/transcripts/{talk.pk}/{seq}/{action}/"


def post(browser: Client, address: str, status: int = 302, **fields: object) -> str:
    answer = browser.post(address, fields)
    assert answer.status_code == status
    return compact(answer.content.decode())


def test_rounds_say_who_speaks_and_highlight_what_was_understood(ana: User, talk: Talk):
    html = detail_html(ana, talk)
    assert html.index("You speak, Ben listens") < html.index("Ben speaks, you listen")
    assert "You summed it up" in html
    assert "Ben summed it up" in html
    assert "Ana summed" not in html
    hearts = re.findall(r'class="turn turn--highlighted"[^>]*data-move="(\w+)"', html)
    assert hearts == ["summarise", "validate", "empathise"] * 2


def test_corrected_turns_are_folded(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready, ana send")
    talk.make("ben", "mirror", "a first try")
    talk.make("ana", "not_quite", "rather this")
    talk.make("ben", "mirror", "now I have it")
    html = detail_html(ana, talk)
    fold = html[
        html.index('<details class="intermediate-turns"') : html.index(
            "</details>", html.index("rather this")
        )
    ]
    assert "a first try" in fold
    assert html.index("now I have it") < html.index("How it got there")


def test_spoken_dialogues_show_times(ana: User, ben: User):
    talk = Talk(ana, ben, mode="spoken")
    talk.play("ben accept, ana ready, ben ready, ana send, ben mirror")
    late = Turn.objects.get(seq=5)
    Turn.objects.filter(seq=5).update(created_at=late.created_at + timedelta(minutes=4, seconds=20))
    html = detail_html(ana, talk)
    assert "4 minutes" in html
    assert re.search(r'class="turn-time">\d\d:\d\d', html)
    written = Talk(ana, ben)
    written.play("ben accept, ana ready, ben ready, ana send, ben mirror")
    assert "turn-clock" not in detail_html(ana, written)


def test_the_page_links_to_its_neighbours_and_to_a_new_dialogue_on_the_topic(
    ana: User, ben: User, talk: Talk
):
    second, third = Talk(ana, ben), Talk(ana, ben)
    html = detail_html(ana, second)
    assert f'rel="prev" href="/transcripts/{talk.pk}/"' in html
    assert f'rel="next" href="/transcripts/{third.pk}/"' in html
    again = signed_in(ana).post("/dialogues/new/", {"kind": "intentional", "topic": "Quiet dinners"})
    assert "Quiet dinners" in again.content.decode()
    assert 'name="topic" value="Quiet dinners"' in html


def test_a_bookmark_is_private_and_can_be_removed(ana: User, ben: User, talk: Talk):
    browser = signed_in(ana)
    post(browser, turn_url(talk, 4, "star"), on="yes")
    post(browser, turn_url(talk, 4, "star"), on="yes")
    assert detail_html(ana, talk).count('data-starred="yes"') == 1
    assert 'data-starred="yes"' not in detail_html(ben, talk)
    post(browser, turn_url(talk, 4, "star"), on="no")
    assert not Bookmark.objects.exists()


def test_the_bookmarks_page_is_private(ana: User, ben: User, talk: Talk):
    browser = signed_in(ana)
    post(browser, turn_url(talk, 4, "star"), on="yes")
    post(browser, turn_url(talk, 5, "note"), words="ask about the garden", seen=0)
    html = browser.get("/transcripts/kept/").content.decode()
    assert "ana has something to send" in html
    assert "ask about the garden" in html
    assert f'href="/transcripts/{talk.pk}/#turn-4"' in html
    assert "ana has something to more" not in html
    assert "garden" not in signed_in(ben).get("/transcripts/kept/").content.decode()


def test_a_script_gets_the_bookmark_as_json(ana: User, talk: Talk):
    answer = signed_in(ana).post(
        turn_url(talk, 4, "star"), {"on": "yes"}, headers={"Accept": "application/json"}
    )
    assert answer.json() == {"on": True}


def test_a_note_is_private(ana: User, ben: User, talk: Talk):
    post(signed_in(ana), turn_url(talk, 4, "note"), words="ask about the garden", seen=0)
    assert "ask about the garden" in detail_html(ana, talk)
    assert "ask about the garden" not in detail_html(ben, talk)
    assert "ask about the garden" not in signed_in(ben).get(turn_url(talk, 4, "note")).content.decode()
    post(signed_in(ana), turn_url(talk, 4, "note"), words=" ", seen=1)
    assert not Note.objects.exists()


def test_a_note_changed_on_another_phone_is_not_overwritten_unseen(ana: User, talk: Talk):
    one, other = signed_in(ana), signed_in(ana)
    post(one, turn_url(talk, 4, "note"), words="first", seen=0)
    html = post(other, turn_url(talk, 4, "note"), 409, words="second", seen=0)
    assert "first" in html
    assert ">second</textarea>" in html.replace("\n", "")
    assert Note.objects.get().words == "first"
    [seen] = re.findall(r'name="seen" value="(\d+)"', html)
    post(other, turn_url(talk, 4, "note"), words="second", seen=seen)
    assert Note.objects.get().words == "second"


def test_a_note_survives_signing_out_and_being_too_long(ana: User, talk: Talk):
    html = post(Client(), turn_url(talk, 4, "note"), 403, words="typed for long", seen=0)
    assert "typed for long" in html
    html = post(signed_in(ana), turn_url(talk, 4, "note"), 422, words="x" * 4001, seen=0)
    assert "x" * 4001 in html


def test_the_words_of_a_note_survive_the_end_of_the_couple(ana: User, ben: User, talk: Talk):
    browser = signed_in(ana)
    place_of_ben = Partner.objects.current(ben)
    assert place_of_ben
    leave_couple(place_of_ben)
    html = post(browser, turn_url(talk, 4, "note"), 404, words="typed for long", seen=0)
    assert "typed for long" in html


@pytest.mark.parametrize("seq", [0, 99, 2**31, 2**63, 10**40])
@pytest.mark.parametrize("action", ["star", "note"])
def test_a_missing_turn_can_be_neither_bookmarked_nor_annotated(ana: User, talk: Talk, seq: int, action: str):
    post(signed_in(ana), turn_url(talk, seq, action), 404, on="yes", words="x", seen=0)


@pytest.mark.slow
def test_pages_stay_fast_after_years(ana: User, ana_and_ben: Couple):
    """The bound of 150 ms for 300 dialogues is measured by `make bench`; this notices what grows with them."""
    dataset.create(ana_and_ben, 100)
    browser, newest = signed_in(ana), Dialogue.objects.latest("created_at")
    for address in ("/transcripts/", f"/transcripts/{newest.pk}/"):
        seconds = []
        for _ in range(5):
            began = time.thread_time()
            assert browser.get(address).status_code == 200
            seconds.append(time.thread_time() - began)
        assert min(seconds) < 0.25, address
