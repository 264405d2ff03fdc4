"""What the partner reads of an exit: what its owner brought, as long as they let it be read."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client

from core.exceptions import DialogueInProgress
from couples.leaving import leave_couple
from couples.models import User
from couples.personal_data_registry import providers
from dialogues.models import Dialogue
from exits import deletion, page_context, services, shared_commitments, time_notes
from exits.models import Brought, Commitment, Easing, Exit, Freed, Review
from exits.states import CLOSED, OPEN
from tests.exits.factories import (
    PROMISE,
    WORDS,
    bring,
    in_days,
    look_back,
    named,
    note,
    now,
    place,
    promise,
    standing,
    text,
)


def read_by(user: User) -> list[shared_commitments.SharedCommitment]:
    """What someone reads of the other's promises."""
    other = place(user).other()
    return list(shared_commitments.shared_commitments(place(user), other).theirs)


def end_dialogues() -> None:
    Dialogue.objects.update(closed_at="2026-01-01T00:00Z")


def test_bringing_lets_the_partner_read_the_words_it_is_brought_in_and_no_others(phone: Exit, ben: User):
    bring(phone)
    assert not read_by(ben)
    promise(phone)
    (read,) = read_by(ben)
    assert (read.words, read.commitment.words) == (WORDS, PROMISE)


def test_it_cannot_be_brought_while_it_is_talked_about(phone: Exit):
    bring(phone)
    with pytest.raises(DialogueInProgress):
        bring(phone)
    assert Dialogue.objects.count() == Brought.objects.count() == 1


def test_brought_anew_it_is_read_in_the_new_words(phone: Exit, ben: User):
    for words in (WORDS, "My phone, at the table"):
        bring(phone, words)
        end_dialogues()
    promise(phone)
    assert [read.words for read in read_by(ben)] == ["My phone, at the table"]
    assert list(Brought.objects.values_list("words", flat=True).order_by("brought_at"))[0] is None


def test_taken_back_nothing_of_it_is_read_any_more(phone: Exit, ben: User):
    bring(phone)
    promise(phone)
    note(phone, "We played cards.", shared=True)
    assert shared_commitments.has_news(place(ben))
    services.unshare_exit(phone)
    assert not read_by(ben)
    assert not shared_commitments.has_news(place(ben))
    assert Brought.objects.get().words is None
    assert standing(phone).words == PROMISE  # its owner's promise stays


def test_brought_again_after_it_was_taken_back_only_the_new_line_is_read(phone: Exit, ben: User):
    bring(phone)
    promise(phone)
    note(phone, "We played cards.", shared=True)
    services.unshare_exit(phone)
    end_dialogues()
    bring(phone)
    assert not read_by(ben)


def test_a_promise_made_for_oneself_is_not_read_when_the_exit_is_brought(phone: Exit, ben: User):
    promise(phone)
    bring(phone)
    assert not read_by(ben)
    promise(phone, "What I say now is for you, too.")
    assert [read.commitment.words for read in read_by(ben)] == ["What I say now is for you, too."]


def test_the_partner_reads_a_note_only_where_it_is_shared_and_as_long_as_it_is(phone: Exit, ben: User):
    bring(phone)
    promise(phone)
    note(phone, "We played cards.", shared=True)
    note(phone, "I cried a little.")
    (read,) = read_by(ben)
    assert [noted.words for noted in read.freed] == ["We played cards."]
    time_notes.unshare_time_note(phone, Freed.objects.get(shared=True).pk)
    assert not read_by(ben)[0].freed
    assert len(page_context.time_notes_of(phone)) == 2


def test_a_note_on_a_promise_that_the_partner_does_not_know_is_not_shared(phone: Exit, ben: User):
    promise(phone)
    note(phone, "We played cards.", shared=True)
    assert not Freed.objects.get().shared
    assert not shared_commitments.has_news(place(ben))


def test_news_are_news_until_they_were_looked_at(phone: Exit, ana: User, ben: User):
    bring(phone)
    promise(phone)
    note(phone, "We played cards.", shared=True)
    assert (shared_commitments.has_news(place(ana)), shared_commitments.has_news(place(ben))) == (False, True)
    shared_commitments.mark_seen(place(ana))
    assert shared_commitments.has_news(place(ben))
    shared_commitments.mark_seen(place(ben))
    assert not shared_commitments.has_news(place(ben))


def test_closed_it_needs_no_looking_back_and_the_promise_stays_told(phone: Exit, ben: User):
    bring(phone)
    promise(phone)
    services.complete_exit(phone)
    assert now(phone).state == CLOSED
    assert page_context.next_review(phone) is None
    assert [read.commitment.words for read in read_by(ben)] == [PROMISE]


def test_opened_again_no_promise_stands_and_its_owner_still_has_all_they_wrote(phone: Exit, ben: User):
    bring(phone)
    promise(phone)
    look_back(phone, "partly", "Hard.", in_days(7))
    note(phone, "We played cards.", shared=True)
    services.reopen_exit(phone)
    page = page_context.build_page(now(phone))
    assert (now(phone).state, page.commitment, page.due, page.drawing) == (OPEN, None, None, None)
    assert (page.earlier[0].words, page.freed[0].words) == (PROMISE, "We played cards.")
    assert page.looked[0].note == "Hard."
    assert not read_by(ben)
    assert not shared_commitments.has_news(place(ben))


@pytest.mark.parametrize("leaver", [0, 1])
def test_after_leaving_the_couple_what_was_shared_is_its_owner_s_alone(
    phone: Exit, ana: User, ben: User, leaver: int
):
    bring(phone)
    promise(phone)
    note(phone, "We played cards.", shared=True)
    words = Brought.objects.get().words
    leave_couple(place((ana, ben)[leaver]))
    assert Brought.objects.get().taken_back_at
    hers, his = (json.dumps(providers()["exits"].export(user)) for user in (ana, ben))
    assert json.dumps(words) in hers
    assert json.dumps(words) not in his
    assert not Commitment.objects.filter(shared=True).exists()
    assert not Freed.objects.filter(shared=True).exists()
    assert now(phone).told.name


def test_all_words_are_sealed_in_the_database(ana: User):
    canary = "cnry-in-the-exits"
    found = named(ana, canary, gives=canary, avoids=canary)
    bring(found, canary)
    promise(found, canary)
    services.offer_support(standing(found), place(ana).other(), canary)
    note(found, canary)
    look_back(found, "kept", canary, in_days(3))
    tables = [name for name in connection.introspection.table_names() if name.startswith("exits_")]
    assert len(tables) == 6
    with connection.cursor() as cursor:
        for table in [*tables, "dialogues_dialogue"]:
            cursor.execute(f'SELECT row::text FROM "{table}" row')
            stored = "".join(row for (row,) in cursor.fetchall())
            assert stored
            assert canary not in stored
            assert canary.encode().hex() not in stored


def test_what_is_told_and_seen_is_sealed_by_ones_own_key_alone(phone: Exit, ana: User):
    own = [ana.profile.key_id]
    promise(phone)
    assert phone.vault_owners() == own
    assert list(Review.objects.get().vault_owners()) == own
    assert len(Commitment.objects.get().vault_owners()) == 2


def test_let_go_the_owners_words_go_and_the_partners_offer_stays_theirs(phone: Exit, ben: User, his: Client):
    bring(phone)
    end_dialogues()
    services.offer_support(promise(phone), place(ben), "a quiet quarter of an hour")
    services.reopen_exit(now(phone))
    deletion.delete_exit(now(phone))
    assert not Exit.objects.of(phone.owner).exists()
    assert "a quiet quarter of an hour" in text(his, "/exits/together/")
    easing = Easing.objects.get()
    assert easing.commitment.words == ""
    his.post(f"/exits/together/{easing.pk}/")
    assert not Exit.objects.exists()


def test_taken_back_its_line_is_gone_from_an_invitation_that_nobody_keeps(phone: Exit, his: Client):
    dialogue = bring(phone, "my phone in bed", keep=False)
    assert "my phone in bed" in text(his, f"/dialogues/{dialogue.pk}/")
    services.unshare_exit(phone)
    assert "my phone in bed" not in text(his, f"/dialogues/{dialogue.pk}/") + text(his, "/dialogues/")
