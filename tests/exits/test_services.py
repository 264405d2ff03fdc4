"""What the services store once, what replaces what, and what they refuse."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404

from core.exceptions import DialogueInProgress, InvalidTransition, StaleVersion
from couples.models import User
from dialogues.models import Dialogue
from exits import deletion, page_context, services, time_notes
from exits.categories import ExitDetails
from exits.models import FOR_A_TIME, PARTLY, Commitment, Exit, Review, SharedExit, TimeNote
from exits.states import PROMISED
from tests.dialogues.dialogue_driver import new_key
from tests.exits.factories import (
    PROMISE,
    active_commitment,
    add_note,
    commit,
    create_exit,
    in_days,
    partner_of,
    reload_exit,
    review,
    start_dialogue,
    terms,
)

OTHERWISE = "scrolling the news at night"


def end_dialogues() -> None:
    Dialogue.objects.update(closed_at="2026-01-01T00:00Z")


def test_the_same_form_creates_an_exit_once(ana: User):
    details, key = ExitDetails("tidying up"), new_key()
    first = services.create_exit(partner_of(ana), details, key)
    assert services.create_exit(partner_of(ana), details, key).pk == first.pk
    assert Exit.objects.count() == 1


def test_other_words_in_the_same_form_are_not_lost(ana: User):
    key = new_key()
    for words in ("tidying up", "tidying the cellar"):
        services.create_exit(partner_of(ana), ExitDetails(words), key)
    assert {exit.details.name for exit in Exit.objects.of(partner_of(ana))} == {
        "tidying up",
        "tidying the cellar",
    }


def test_the_key_of_one_is_free_for_the_other(ana: User, ben: User):
    key = new_key()
    for user in (ana, ben):
        assert services.create_exit(partner_of(user), ExitDetails("tidying up"), key).owner.user_id == user.pk


def test_an_update_needs_the_current_version(exit: Exit):
    services.update_exit(exit, ExitDetails(OTHERWISE, ready=3), 0)
    assert (reload_exit(exit).details, reload_exit(exit).version) == (ExitDetails(OTHERWISE, ready=3), 1)
    with pytest.raises(StaleVersion):
        services.update_exit(exit, ExitDetails("something else"), 0)
    assert reload_exit(exit).details.name == OTHERWISE


def test_the_same_update_twice_is_no_conflict(exit: Exit):
    for _ in range(2):
        services.update_exit(exit, ExitDetails(OTHERWISE), 0)
    assert reload_exit(exit).version == 1


def test_a_promise_replaces_the_active_one(exit: Exit):
    first = commit(exit)
    second = commit(exit, "At weekends I read it.", PARTLY, days=7)
    first.refresh_from_db()
    assert first.ended_on == in_days(0)
    assert active_commitment(exit).pk == second.pk
    assert Review.objects.get().due_on == in_days(7)
    assert [one.words for one in page_context.build_page(reload_exit(exit)).earlier_commitments] == [PROMISE]


def test_a_promise_for_a_time_ends_on_its_day_and_others_have_none(exit: Exit):
    assert commit(exit, how_far=FOR_A_TIME, days=14).ends_on == in_days(14)
    assert (
        services.commit(exit, services.CommitmentTerms(PARTLY, "x", in_days(3), in_days(3))).ends_on is None
    )


def test_a_promise_on_a_stale_version_is_refused_but_a_double_submit_is_not(exit: Exit):
    first = services.commit(exit, terms(), seen=0)
    assert services.commit(exit, terms(), seen=0).pk == first.pk
    for other in (terms("Something else."), terms(how_far=PARTLY), terms(days=3)):
        with pytest.raises(StaleVersion):
            services.commit(exit, other, seen=0)
    services.reopen_exit(exit)
    with pytest.raises(StaleVersion):
        services.commit(exit, terms(), seen=0)
    assert Commitment.objects.count() == 1


def test_a_review_is_stored_with_its_note_and_schedules_the_next(exit: Exit):
    commit(exit)
    review(exit, "partly", "It was a hard week.", in_days(7))
    page = page_context.build_page(reload_exit(exit))
    assert [(row.outcome, row.note) for row in page.reviews] == [("Partly", "It was a hard week.")]
    assert page.next_review
    assert page.next_review.due_on == in_days(7)
    assert reload_exit(exit).state == PROMISED


def test_without_another_day_no_review_is_scheduled(exit: Exit):
    commit(exit)
    review(exit, "not_yet")
    assert page_context.next_review(exit) is None
    assert active_commitment(exit).words == PROMISE


def test_the_same_review_again_changes_nothing(exit: Exit):
    commit(exit)
    next_review = page_context.next_review(exit)
    assert next_review
    answer: dict[str, Any] = {
        "outcome": "kept",
        "note": "Easy.",
        "next_on": in_days(7),
        "review_id": next_review.pk,
    }
    for _ in range(3):
        services.review_commitment(exit, **answer)
    assert Review.objects.count() == 2
    assert reload_exit(exit).version == 2


def test_a_different_answer_to_a_finished_review_is_refused(exit: Exit):
    commit(exit)
    next_review = page_context.next_review(exit)
    assert next_review
    services.review_commitment(exit, outcome="kept", note="Easy.", next_on=None, review_id=next_review.pk)
    for text in ("Hard.", ""):
        with pytest.raises(StaleVersion):
            services.review_commitment(
                exit, outcome="kept", note=text, next_on=None, review_id=next_review.pk
            )


def test_a_review_of_nothing_or_of_another_exit_is_refused(exit: Exit, ana: User):
    other = create_exit(ana, OTHERWISE)
    commit(other)
    next_review = page_context.next_review(other)
    assert next_review
    for wrong_id in (next_review.pk, uuid.uuid4()):
        with pytest.raises(StaleVersion):
            services.review_commitment(exit, outcome="kept", note="", next_on=None, review_id=wrong_id)
    assert not Review.objects.exclude(done_at=None).exists()


def test_a_repeated_note_is_added_once(exit: Exit):
    commit(exit)
    key = new_key()
    for _ in range(3):
        add_note(exit, "We played cards.", key=key)
    assert TimeNote.objects.count() == 1
    add_note(exit, "We went for a walk.", key=key)
    assert {note.words for note in page_context.time_notes_of(exit)} == {
        "We played cards.",
        "We went for a walk.",
    }


def test_without_a_promise_there_is_nothing_to_note(exit: Exit):
    with pytest.raises(InvalidTransition):
        add_note(exit, "We played cards.")


def test_a_note_belongs_to_the_active_promise(exit: Exit):
    commit(exit)
    second = commit(exit, "Something else.")
    add_note(exit, "We played cards.")
    assert TimeNote.objects.get().commitment_id == second.pk


def test_a_deleted_note_is_gone(exit: Exit, ana: User):
    commit(exit)
    add_note(exit, "We played cards.")
    time_notes.delete_time_note(create_exit(ana, OTHERWISE), TimeNote.objects.get().pk)
    assert TimeNote.objects.count() == 1
    time_notes.delete_time_note(exit, TimeNote.objects.get().pk)
    assert not TimeNote.objects.exists()


def test_an_exit_is_deleted_with_all_that_belongs_to_it(exit: Exit):
    start_dialogue(exit)
    with pytest.raises(DialogueInProgress):
        deletion.delete_exit(exit)
    commit(exit)
    add_note(exit, "We played cards.")
    services.reopen_exit(exit)
    end_dialogues()
    deletion.delete_exit(exit)
    for model in (Exit, SharedExit, Commitment, Review, TimeNote):
        assert not model.objects.exists()
    assert Dialogue.objects.count() == 1  # what was said there is of both
    with pytest.raises(Http404):
        services.reopen_exit(exit)


def test_a_promise_outlives_the_dialogue_it_was_made_in(exit: Exit):
    dialogue = start_dialogue(exit)
    services.commit(exit, terms(), dialogue=dialogue)
    dialogue.delete()
    assert active_commitment(exit).words == PROMISE


def test_the_exits_of_a_couple_do_not_follow_into_the_next(exit: Exit, ana: User, cleo_and_dan: Any):
    assert not page_context.exit_rows(partner_of(cleo_and_dan.partners.get(slot=0).user))


def test_a_review_falls_due_in_its_owners_time_zone(exit: Exit, ana: User):
    commit(exit, days=1)
    assert not page_context.is_review_due(partner_of(ana))
    Review.objects.update(due_on=in_days(0))
    assert page_context.is_review_due(partner_of(ana))
    assert [row.is_review_due for row in page_context.exit_rows(partner_of(ana))] == [True]
    Review.objects.update(due_on=in_days(0) - timedelta(days=40))
    assert page_context.build_page(reload_exit(exit)).is_review_due
