"""A past dialogue as its page shows it, with what each keeps beside it."""

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
from transcripts.models import Note, Star


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    return talk


def page(user: User, talk: Talk) -> str:
    return compact(signed_in(user).get(f"/transcripts/{talk.pk}/").content.decode())


def place(talk: Talk, seq: int, what: str) -> str:
    return f"/transcripts/{talk.pk}/{seq}/{what}/"


def send(browser: Client, address: str, status: int = 302, **fields: object) -> str:
    answer = browser.post(address, fields)
    assert answer.status_code == status
    return compact(answer.content.decode())


def test_rounds_are_headed_by_who_speaks_and_what_was_understood_stands_out(ana: User, talk: Talk):
    html = page(ana, talk)
    assert html.index("Ana speaks, Ben listens") < html.index("Ben speaks, Ana listens")
    hearts = re.findall(r'class="turn turn--highlighted"[^>]*data-move="(\w+)"', html)
    assert hearts == ["summarise", "validate", "empathise"] * 2


def test_what_was_put_right_is_folded_away(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready, ana send")
    talk.make("ben", "mirror", "a first try")
    talk.make("ana", "not_quite", "rather this")
    talk.make("ben", "mirror", "now I have it")
    html = page(ana, talk)
    fold = html[
        html.index('<details class="intermediate-turns"') : html.index(
            "</details>", html.index("rather this")
        )
    ]
    assert "a first try" in fold
    assert html.index("now I have it") < html.index("How it got there")


def test_aloud_the_times_are_told(ana: User, ben: User):
    talk = Talk(ana, ben, mode="spoken")
    talk.play("ben accept, ana ready, ben ready, ana send, ben mirror")
    late = Turn.objects.get(seq=5)
    Turn.objects.filter(seq=5).update(created_at=late.created_at + timedelta(minutes=4, seconds=20))
    html = page(ana, talk)
    assert "4 minutes" in html
    assert re.search(r'class="turn-time">\d\d:\d\d', html)
    written = Talk(ana, ben)
    written.play("ben accept, ana ready, ben ready, ana send, ben mirror")
    assert "turn-clock" not in page(ana, written)


def test_from_one_to_the_next_and_to_a_new_one_about_the_same(ana: User, ben: User, talk: Talk):
    second, third = Talk(ana, ben), Talk(ana, ben)
    html = page(ana, second)
    assert f'rel="prev" href="/transcripts/{talk.pk}/"' in html
    assert f'rel="next" href="/transcripts/{third.pk}/"' in html
    again = signed_in(ana).post("/dialogues/new/", {"kind": "intentional", "topic": "Quiet dinners"})
    assert "Quiet dinners" in again.content.decode()
    assert 'name="topic" value="Quiet dinners"' in html


def test_a_star_is_its_owners_alone_and_goes_again(ana: User, ben: User, talk: Talk):
    browser = signed_in(ana)
    send(browser, place(talk, 4, "star"), on="yes")
    send(browser, place(talk, 4, "star"), on="yes")
    assert page(ana, talk).count('data-starred="yes"') == 1
    assert 'data-starred="yes"' not in page(ben, talk)
    send(browser, place(talk, 4, "star"), on="no")
    assert not Star.objects.exists()


def test_what_is_kept_stands_together_for_its_owner_alone(ana: User, ben: User, talk: Talk):
    browser = signed_in(ana)
    send(browser, place(talk, 4, "star"), on="yes")
    send(browser, place(talk, 5, "note"), words="ask about the garden", seen=0)
    html = browser.get("/transcripts/kept/").content.decode()
    assert "ana has something to send" in html
    assert "ask about the garden" in html
    assert f'href="/transcripts/{talk.pk}/#turn-4"' in html
    assert "ana has something to more" not in html
    assert "garden" not in signed_in(ben).get("/transcripts/kept/").content.decode()


def test_a_script_gets_the_star_alone(ana: User, talk: Talk):
    answer = signed_in(ana).post(
        place(talk, 4, "star"), {"on": "yes"}, headers={"Accept": "application/json"}
    )
    assert answer.json() == {"on": True}


def test_a_note_is_read_by_its_owner_alone(ana: User, ben: User, talk: Talk):
    send(signed_in(ana), place(talk, 4, "note"), words="ask about the garden", seen=0)
    assert "ask about the garden" in page(ana, talk)
    assert "ask about the garden" not in page(ben, talk)
    assert "ask about the garden" not in signed_in(ben).get(place(talk, 4, "note")).content.decode()
    send(signed_in(ana), place(talk, 4, "note"), words=" ", seen=1)
    assert not Note.objects.exists()


def test_a_note_that_was_changed_on_another_phone_is_never_written_over_unseen(ana: User, talk: Talk):
    one, other = signed_in(ana), signed_in(ana)
    send(one, place(talk, 4, "note"), words="first", seen=0)
    html = send(other, place(talk, 4, "note"), 409, words="second", seen=0)
    assert "first" in html
    assert ">second</textarea>" in html.replace("\n", "")
    assert Note.objects.get().words == "first"
    [seen] = re.findall(r'name="seen" value="(\d+)"', html)
    send(other, place(talk, 4, "note"), words="second", seen=seen)
    assert Note.objects.get().words == "second"


def test_a_note_survives_signing_out_and_too_many_words(ana: User, talk: Talk):
    html = send(Client(), place(talk, 4, "note"), 403, words="typed for long", seen=0)
    assert "typed for long" in html
    html = send(signed_in(ana), place(talk, 4, "note"), 422, words="x" * 4001, seen=0)
    assert "x" * 4001 in html


def test_a_note_is_given_back_when_the_couple_has_ended_meanwhile(ana: User, ben: User, talk: Talk):
    browser = signed_in(ana)
    place_of_ben = Partner.objects.current(ben)
    assert place_of_ben
    leave_couple(place_of_ben)
    html = send(browser, place(talk, 4, "note"), 404, words="typed for long", seen=0)
    assert "typed for long" in html


@pytest.mark.parametrize("seq", [0, 99, 2**31, 2**63, 10**40])
@pytest.mark.parametrize("what", ["star", "note"])
def test_beside_a_turn_that_is_not_there_nothing_is_kept(ana: User, talk: Talk, seq: int, what: str):
    send(signed_in(ana), place(talk, seq, what), 404, on="yes", words="x", seen=0)


@pytest.mark.slow
def test_five_years_are_read_in_no_time(ana: User, ana_and_ben: Couple):
    """The bound of 150 ms for 300 dialogues is measured by `make bench`; this notices what grows with them."""
    dataset.create(ana_and_ben, 100)
    browser, newest = signed_in(ana), Dialogue.objects.latest("created_at")
    for address in ("/transcripts/", f"/transcripts/{newest.pk}/"):
        took = []
        for _ in range(5):
            began = time.thread_time()
            assert browser.get(address).status_code == 200
            took.append(time.thread_time() - began)
        assert min(took) < 0.25, address
