"""What the partner reads of an exit: what its owner shared, while it is shared."""

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
from exits import deletion, page_context, services, shared_commitments, sharing, time_notes
from exits.models import Commitment, Exit, Review, SharedExit, SupportOffer, TimeNote
from exits.states import CLOSED, OPEN
from tests.exits.factories import (
    PROMISE,
    WORDS,
    active_commitment,
    add_note,
    commit,
    create_exit,
    in_days,
    partner_of,
    read_page,
    reload_exit,
    review,
    start_dialogue,
)


def read_by(user: User) -> list[shared_commitments.SharedCommitment]:
    """The other's commitments that this person can read."""
    other = partner_of(user).other()
    return list(shared_commitments.shared_commitments(partner_of(user), other).others)


def end_dialogues() -> None:
    Dialogue.objects.update(closed_at="2026-01-01T00:00Z")


def test_sharing_shows_the_partner_the_shared_words_and_no_others(exit: Exit, ben: User):
    start_dialogue(exit)
    assert not read_by(ben)
    commit(exit)
    (read,) = read_by(ben)
    assert (read.words, read.commitment.words) == (WORDS, PROMISE)


def test_an_exit_in_a_dialogue_cannot_be_shared_again(exit: Exit):
    start_dialogue(exit)
    with pytest.raises(DialogueInProgress):
        start_dialogue(exit)
    assert Dialogue.objects.count() == SharedExit.objects.count() == 1


def test_an_exit_shared_again_is_read_in_the_new_words(exit: Exit, ben: User):
    for words in (WORDS, "My phone, at the table"):
        start_dialogue(exit, words)
        end_dialogues()
    commit(exit)
    assert [read.words for read in read_by(ben)] == ["My phone, at the table"]
    assert list(SharedExit.objects.values_list("words", flat=True).order_by("shared_at"))[0] is None


def test_nothing_of_an_unshared_exit_is_read(exit: Exit, ben: User):
    start_dialogue(exit)
    commit(exit)
    add_note(exit, "We played cards.", shared=True)
    assert shared_commitments.has_news(partner_of(ben))
    sharing.unshare_exit(exit)
    assert not read_by(ben)
    assert not shared_commitments.has_news(partner_of(ben))
    assert SharedExit.objects.get().words is None
    assert active_commitment(exit).words == PROMISE  # its owner's promise stays


def test_after_unsharing_and_sharing_again_only_the_new_line_is_read(exit: Exit, ben: User):
    start_dialogue(exit)
    commit(exit)
    add_note(exit, "We played cards.", shared=True)
    sharing.unshare_exit(exit)
    end_dialogues()
    start_dialogue(exit)
    assert not read_by(ben)


def test_a_private_promise_stays_private_when_the_exit_is_shared(exit: Exit, ben: User):
    commit(exit)
    start_dialogue(exit)
    assert not read_by(ben)
    commit(exit, "What I say now is for you, too.")
    assert [read.commitment.words for read in read_by(ben)] == ["What I say now is for you, too."]


def test_the_partner_reads_a_note_only_while_it_is_shared(exit: Exit, ben: User):
    start_dialogue(exit)
    commit(exit)
    add_note(exit, "We played cards.", shared=True)
    add_note(exit, "I cried a little.")
    (read,) = read_by(ben)
    assert [note.words for note in read.time_notes] == ["We played cards."]
    time_notes.unshare_time_note(exit, TimeNote.objects.get(shared=True).pk)
    assert not read_by(ben)[0].time_notes
    assert len(page_context.time_notes_of(exit)) == 2


def test_a_note_on_a_private_promise_is_not_shared(exit: Exit, ben: User):
    commit(exit)
    add_note(exit, "We played cards.", shared=True)
    assert not TimeNote.objects.get().shared
    assert not shared_commitments.has_news(partner_of(ben))


def test_news_are_news_until_they_are_seen(exit: Exit, ana: User, ben: User):
    start_dialogue(exit)
    commit(exit)
    add_note(exit, "We played cards.", shared=True)
    assert (shared_commitments.has_news(partner_of(ana)), shared_commitments.has_news(partner_of(ben))) == (
        False,
        True,
    )
    shared_commitments.mark_seen(partner_of(ana))
    assert shared_commitments.has_news(partner_of(ben))
    shared_commitments.mark_seen(partner_of(ben))
    assert not shared_commitments.has_news(partner_of(ben))


def test_a_completed_exit_needs_no_review_and_its_promise_stays_shared(exit: Exit, ben: User):
    start_dialogue(exit)
    commit(exit)
    services.complete_exit(exit)
    assert reload_exit(exit).state == CLOSED
    assert page_context.next_review(exit) is None
    assert [read.commitment.words for read in read_by(ben)] == [PROMISE]


def test_a_reopened_exit_has_no_promise_but_keeps_what_its_owner_wrote(exit: Exit, ben: User):
    start_dialogue(exit)
    commit(exit)
    review(exit, "partly", "Hard.", in_days(7))
    add_note(exit, "We played cards.", shared=True)
    services.reopen_exit(exit)
    page = page_context.build_page(reload_exit(exit))
    assert (reload_exit(exit).state, page.commitment, page.next_review, page.chart) == (
        OPEN,
        None,
        None,
        None,
    )
    assert (page.earlier_commitments[0].words, page.time_notes[0].words) == (PROMISE, "We played cards.")
    assert page.reviews[0].note == "Hard."
    assert not read_by(ben)
    assert not shared_commitments.has_news(partner_of(ben))


@pytest.mark.parametrize("leaver", [0, 1])
def test_after_the_couple_ends_shared_words_are_their_owners_alone(
    exit: Exit, ana: User, ben: User, leaver: int
):
    start_dialogue(exit)
    commit(exit)
    add_note(exit, "We played cards.", shared=True)
    words = SharedExit.objects.get().words
    leave_couple(partner_of((ana, ben)[leaver]))
    assert SharedExit.objects.get().unshared_at
    exported_by_ana, exported_by_ben = (json.dumps(providers()["exits"].export(user)) for user in (ana, ben))
    assert json.dumps(words) in exported_by_ana
    assert json.dumps(words) not in exported_by_ben
    assert not Commitment.objects.filter(shared=True).exists()
    assert not TimeNote.objects.filter(shared=True).exists()
    assert reload_exit(exit).details.name


def test_all_words_are_sealed_in_the_database(ana: User):
    canary = "cnry-in-the-exits"
    exit = create_exit(ana, canary, gives=canary, avoids=canary)
    start_dialogue(exit, canary)
    commit(exit, canary)
    services.offer_support(active_commitment(exit), partner_of(ana).other(), canary)
    add_note(exit, canary)
    review(exit, "kept", canary, in_days(3))
    tables = [name for name in connection.introspection.table_names() if name.startswith("exits_")]
    assert len(tables) == 6
    with connection.cursor() as cursor:
        for table in [*tables, "dialogues_dialogue"]:
            cursor.execute(f'SELECT row::text FROM "{table}" row')
            stored = "".join(row for (row,) in cursor.fetchall())
            assert stored
            assert canary not in stored
            assert canary.encode().hex() not in stored


def test_details_and_reviews_are_sealed_by_the_owners_key_alone(exit: Exit, ana: User):
    own = [ana.profile.key_id]
    commit(exit)
    assert exit.vault_owners() == own
    assert list(Review.objects.get().vault_owners()) == own
    assert len(Commitment.objects.get().vault_owners()) == 2


def test_deleting_an_exit_leaves_the_partners_offer_to_them(exit: Exit, ben: User, ben_client: Client):
    start_dialogue(exit)
    end_dialogues()
    services.offer_support(commit(exit), partner_of(ben), "a quiet quarter of an hour")
    services.reopen_exit(reload_exit(exit))
    deletion.delete_exit(reload_exit(exit))
    assert not Exit.objects.of(exit.owner).exists()
    assert "a quiet quarter of an hour" in read_page(ben_client, "/exits/together/")
    support_offer = SupportOffer.objects.get()
    assert support_offer.commitment.words == ""
    ben_client.post(f"/exits/together/{support_offer.pk}/")
    assert not Exit.objects.exists()


def test_unsharing_removes_the_line_from_an_unkept_invitation(exit: Exit, ben_client: Client):
    dialogue = start_dialogue(exit, "my phone in bed", keep=False)
    assert "my phone in bed" in read_page(ben_client, f"/dialogues/{dialogue.pk}/")
    sharing.unshare_exit(exit)
    assert "my phone in bed" not in read_page(ben_client, f"/dialogues/{dialogue.pk}/") + read_page(
        ben_client, "/dialogues/"
    )


def test_an_offer_moves_to_a_promise_that_its_owner_changes_alone(ana: User, ben: User):
    row = create_exit(ana)
    start_dialogue(row)
    first = commit(reload_exit(row))
    services.offer_support(first, partner_of(ben), "a quiet quarter of an hour")
    second = commit(reload_exit(row))
    assert second.pk != first.pk
    assert second.support_offer.words == "a quiet quarter of an hour"
