"""What a search never finds: other people's words, and erased ones."""

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
from tests.transcripts.random_dialogue import current_partner
from tests.transcripts.search_helpers import (
    ARRIVAL,
    SearchBrowser,
    create_note,
    excerpts_found,
    mirrored_dialogue,
    search_as,
)
from tests.web_process import WebProcess
from transcripts.search import index


def test_withdrawn_words_are_not_found(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(ARRIVAL)
    talk.make("ana", "send", "a hasty word")
    assert search_as(ben, "hasty").count == 1
    talk.make("ana", "withdraw")
    assert search_as(ben, "hasty").count == 0


def test_erased_words_are_not_found(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    before = search_as(ben, "something").count
    erasure.erase_turn(talk.now(), current_partner(ana), 4)
    assert search_as(ben, "something").count == before - 1
    erasure.erase_dialogue(talk.now(), current_partner(ana))
    assert all(hit.slot == 1 for talk in search_as(ben, "something").dialogues for hit in talk.hits)
    assert search_as(ben, "dinners").count == 0


def test_a_dialogue_erased_for_both_is_not_found(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    note = create_note(ana, talk, "something of mine")
    assert search_as(ben, "something").count > 5
    erasure.erase_for_both(talk.now(), current_partner(ana))
    assert search_as(ben, "something").count == 0
    assert search_as(ben, "dinners").count == 0
    assert excerpts_found(ana, "something") == ["[something] of mine"]
    note.delete()
    assert search_as(ana, "something").count == 0


def test_unkept_words_are_not_found_even_if_erasure_is_late(ana: User, ben: User):
    talk = Talk(ana, ben, keep=False)
    talk.play(ARRIVAL)
    talk.make("ana", "send", "only for tonight")
    assert search_as(ben, "tonight").count == 1
    talk.make("ben", "mirror", "only for tonight, you say")
    talk.play("ana that_is_all, ben summarise, ana got_it, ben validate, ana got_it, ben empathise")
    talk.play("ana got_it, ana not_today")
    talk.make("ana", "appreciate", "thank you for tonight")
    talk.make("ben", "appreciate", "tonight was good")
    assert excerpts_found(ana, "tonight") == [
        "thank you for [tonight]",
        "[tonight] was good",
    ]  # within the grace period
    assert search_as(ben, "dinners").count == 0
    ended = timezone.now() - retention.GRACE_PERIOD - timedelta(seconds=1)
    Dialogue.objects.filter(pk=talk.pk).update(closed_at=ended)
    assert search_as(ana, "tonight").count == 0
    assert index.cache.entries[current_partner(ana).couple_id, None].documents[talk.pk].text == ""


def test_leaving_ends_the_search_for_both_and_clears_the_cache(ana: User, ben: User):
    mirrored_dialogue(ana, ben, "what we had")
    partner, browser = current_partner(ana), signed_in(ben)
    assert search_as(ana, "had").count == search_as(ben, "had").count == 2
    leave_couple(partner)
    assert not [key for key in index.cache.entries if key[0] == partner.couple_id]
    answer = browser.post("/transcripts/search/", {"q": "had"})
    assert answer.status_code == 404
    assert "what we" not in answer.text
    pair(ben, person("Gus"))
    assert search_as(ben, "had").count == 0
    assert "what we" not in browser.post("/transcripts/search/", {"q": "had"}).text


def test_erasing_clears_the_cache(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    couple = current_partner(ana).couple_id
    search_as(ana, "something")
    assert index.cache.entries[couple, None].documents
    erasure.erase_for_both(talk.now(), current_partner(ana))
    assert (couple, None) not in index.cache.entries


@pytest.mark.django_db(transaction=True)
def test_erased_words_are_not_found_by_another_process(server: WebProcess, ana: User, ben: User):
    """The web process searches; this process erases."""
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    phone = SearchBrowser(server, ben)
    assert "summarise</mark>" in phone.search("summarise")
    turn = talk.dialogue.turns.get(move="summarise", author__slot=0)
    erasure.erase_turn(talk.now(), current_partner(ana), turn.seq)
    assert "Found in one place" in phone.search("summarise")
    erasure.erase_for_both(talk.now(), current_partner(ana))
    assert "nothing to search yet" in phone.search("summarise")
    mirrored_dialogue(ana, ben, "once more")
    assert "once <mark>more</mark>" in phone.search("more")
    leave_couple(current_partner(ana))
    answer = phone.post_query("more")
    assert answer.status_code == 404
    assert "once <mark>" not in answer.text


def test_nobody_finds_another_couples_words(ana: User, ben: User, cleo: User, dan: User):
    mirrored_dialogue(ana, ben, "the garden of Ana")
    mirrored_dialogue(cleo, dan, "the garden of Cleo")
    assert excerpts_found(ana, "garden") == ["the [garden] of Ana", "You say: the [garden] of Ana"]
    assert excerpts_found(dan, "garden") == ["the [garden] of Cleo", "You say: the [garden] of Cleo"]


def test_a_note_is_found_only_by_its_author(ana: User, ben: User):
    talk = mirrored_dialogue(ana, ben, "something else")
    note = create_note(ana, talk, "he looked tired")
    assert search_as(ben, "tired").count == 0
    [hit] = search_as(ana, "tired").dialogues[0].hits
    assert (hit.label, hit.excerpt, hit.slot) == ("Your note", "he looked <mark>tired</mark>", 0)
    assert hit.url == f"/transcripts/{talk.pk}/?mark=4n:10-15#turn-4"
    assert search_as(ben, "tired").count == 0
    note.words = "he looked glad"
    note.version += 1
    note.save()
    assert [search_as(ana, word).count for word in ("tired", "glad")] == [0, 1]
    note.delete()
    assert search_as(ana, "glad").count == 0


def test_a_note_follows_its_turn_and_belongs_to_one_couple(ana: User, ben: User, cleo: User, dan: User):
    talk = mirrored_dialogue(ana, ben, "the garden", "the garden again")
    create_note(ana, talk, "garden, I noted")
    create_note(ana, mirrored_dialogue(cleo, dan, "x"), "garden elsewhere")
    assert excerpts_found(ana, "garden")[:2] == ["the [garden]", "[garden], I noted"]
    assert search_as(ana, "garden").count == 5


def test_the_query_is_stored_nowhere(ana: User, ben: User):
    mirrored_dialogue(ana, ben, "the garden")
    browser = signed_in(ana)
    browser.get("/transcripts/search/")
    before = (Session.objects.count(), sorted(Session.objects.values_list("session_data", flat=True)))
    with CaptureQueriesContext(connection) as queries:
        answer = browser.post("/transcripts/search/", {"q": "garden"})
    assert "<mark>garden</mark>" in answer.text
    statements = [query["sql"] for query in queries]
    assert not [
        sql for sql in statements if not sql.startswith(("SELECT", "(SELECT", "SAVEPOINT", "RELEASE"))
    ]
    assert not [sql for sql in statements if "garden" in sql]
    assert (Session.objects.count(), sorted(Session.objects.values_list("session_data", flat=True))) == before
    assert "garden" not in str(answer.cookies)
    assert answer.headers["Cache-Control"] == "no-store"
