"""What a search never finds: what is not one's own, and what went."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from couples.leaving import leave_couple
from couples.models import User
from dialogues import erasure, retention
from dialogues.models import Dialogue
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import pair, person, signed_in
from tests.transcripts.search_helpers import BEGUN, Phone, ask, note, place_of, shown, talk_of
from tests.web_process import WebProcess
from transcripts.search import index


def test_words_that_were_taken_back_are_never_found(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(BEGUN)
    talk.make("ana", "send", "a hasty word")
    assert ask(ben, "hasty").count == 1
    talk.make("ana", "withdraw")
    assert ask(ben, "hasty").count == 0


def test_words_that_their_author_let_go_are_never_found(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    before = ask(ben, "something").count
    erasure.erase_turn(talk.now(), place_of(ana), 4)
    assert ask(ben, "something").count == before - 1
    erasure.erase_dialogue(talk.now(), place_of(ana))
    assert all(hit.slot == 1 for talk in ask(ben, "something").dialogues for hit in talk.hits)
    assert ask(ben, "dinners").count == 0


def test_a_dialogue_that_was_let_go_is_never_found(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    mine = note(ana, talk, "something of mine")
    assert ask(ben, "something").count > 5
    erasure.erase_for_both(talk.now(), place_of(ana))
    assert ask(ben, "something").count == 0
    assert ask(ben, "dinners").count == 0
    assert shown(ana, "something") == ["[something] of mine"]
    mine.delete()
    assert ask(ana, "something").count == 0


def test_words_that_not_both_keep_are_not_found_once_it_is_over_however_late_the_sweep(ana: User, ben: User):
    talk = Talk(ana, ben, keep=False)
    talk.play(BEGUN)
    talk.make("ana", "send", "only for tonight")
    assert ask(ben, "tonight").count == 1
    talk.make("ben", "mirror", "only for tonight, you say")
    talk.play("ana that_is_all, ben summarise, ana got_it, ben validate, ana got_it, ben empathise")
    talk.play("ana got_it, ana not_today")
    talk.make("ana", "appreciate", "thank you for tonight")
    talk.make("ben", "appreciate", "tonight was good")
    assert shown(ana, "tonight") == ["thank you for [tonight]", "[tonight] was good"]  # the afterglow
    assert ask(ben, "dinners").count == 0
    ended = timezone.now() - retention.GRACE_PERIOD - timedelta(seconds=1)
    Dialogue.objects.filter(pk=talk.pk).update(closed_at=ended)
    assert ask(ana, "tonight").count == 0
    assert index.cache.entries[place_of(ana).couple_id, None].documents[talk.pk].text == ""


def test_when_one_has_left_nothing_is_found_by_either_and_nothing_stays_in_memory(ana: User, ben: User):
    talk_of(ana, ben, "what we had")
    place, browser = place_of(ana), signed_in(ben)
    assert ask(ana, "had").count == ask(ben, "had").count == 2
    leave_couple(place)
    assert not [key for key in index.cache.entries if key[0] == place.couple_id]
    answer = browser.post("/transcripts/search/", {"q": "had"})
    assert answer.status_code == 404
    assert "what we" not in answer.text
    pair(ben, person("Gus"))
    assert ask(ben, "had").count == 0
    assert "what we" not in browser.post("/transcripts/search/", {"q": "had"}).text


def test_words_that_go_do_not_stay_in_memory(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    couple = place_of(ana).couple_id
    ask(ana, "something")
    assert index.cache.entries[couple, None].documents
    erasure.erase_for_both(talk.now(), place_of(ana))
    assert (couple, None) not in index.cache.entries


@pytest.mark.django_db(transaction=True)
def test_words_that_go_are_not_found_by_another_process_either(server: WebProcess, ana: User, ben: User):
    """The web process searches; what happens to the words happens here."""
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    phone = Phone(server, ben)
    assert "summarise</mark>" in phone.search("summarise")
    hers = talk.dialogue.turns.get(move="summarise", author__slot=0)
    erasure.erase_turn(talk.now(), place_of(ana), hers.seq)
    assert "Found in one place" in phone.search("summarise")
    erasure.erase_for_both(talk.now(), place_of(ana))
    assert "There are no words to search in" in phone.search("summarise")
    talk_of(ana, ben, "once more")
    assert "once <mark>more</mark>" in phone.search("more")
    leave_couple(place_of(ana))
    answer = phone.asks("more")
    assert answer.status_code == 404
    assert "once <mark>" not in answer.text


def test_nobody_finds_another_couples_words(ana: User, ben: User, cleo: User, dan: User):
    talk_of(ana, ben, "the garden of Ana")
    talk_of(cleo, dan, "the garden of Cleo")
    assert shown(ana, "garden") == ["the [garden] of Ana", "You say: the [garden] of Ana"]
    assert shown(dan, "garden") == ["the [garden] of Cleo", "You say: the [garden] of Cleo"]


def test_a_note_is_found_by_who_wrote_it_alone(ana: User, ben: User):
    talk = talk_of(ana, ben, "something else")
    mine = note(ana, talk, "he looked tired")
    assert ask(ben, "tired").count == 0
    [hit] = ask(ana, "tired").dialogues[0].hits
    assert (hit.label, hit.excerpt, hit.slot) == ("Your note", "he looked <mark>tired</mark>", 0)
    assert hit.url == f"/transcripts/{talk.pk}/?mark=4n:10-15#turn-4"
    assert ask(ben, "tired").count == 0
    mine.words = "he looked glad"
    mine.version += 1
    mine.save()
    assert [ask(ana, word).count for word in ("tired", "glad")] == [0, 1]
    mine.delete()
    assert ask(ana, "glad").count == 0


def test_a_note_stands_after_its_turn_and_of_its_own_couple_only(ana: User, ben: User, cleo: User, dan: User):
    talk = talk_of(ana, ben, "the garden", "the garden again")
    note(ana, talk, "garden, I noted")
    note(ana, talk_of(cleo, dan, "x"), "garden elsewhere")
    assert shown(ana, "garden")[:2] == ["the [garden]", "[garden], I noted"]
    assert ask(ana, "garden").count == 5


def test_what_is_looked_for_is_written_nowhere(ana: User, ben: User):
    talk_of(ana, ben, "the garden")
    browser = signed_in(ana)
    browser.get("/transcripts/search/")
    before = (Session.objects.count(), sorted(Session.objects.values_list("session_data", flat=True)))
    with CaptureQueriesContext(connection) as asked:
        answer = browser.post("/transcripts/search/", {"q": "garden"})
    assert "<mark>garden</mark>" in answer.text
    statements = [query["sql"] for query in asked]
    assert not [sql for sql in statements if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert not [sql for sql in statements if "garden" in sql]
    assert (Session.objects.count(), sorted(Session.objects.values_list("session_data", flat=True))) == before
    assert "garden" not in str(answer.cookies)
    assert answer.headers["Cache-Control"] == "no-store"
