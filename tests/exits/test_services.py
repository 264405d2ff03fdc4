"""The writers: what is stored once, what stands in whose place, and what the partner reads of it."""

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
from exits.models import FOR_A_TIME, PARTLY, Brought, Commitment, Easing, Exit, Freed, Review
from exits.shared_commitments import shared_commitments
from exits.states import PROMISED
from tests.dialogues.dialogue_driver import new_key
from tests.exits.factories import (
    PROMISE,
    bring,
    in_days,
    look_back,
    named,
    note,
    now,
    place,
    promise,
    standing,
    terms,
)

OTHERWISE = "scrolling the news at night"


def end_dialogues() -> None:
    Dialogue.objects.update(closed_at="2026-01-01T00:00Z")


def test_the_same_form_names_an_exit_once(ana: User):
    told, key = ExitDetails("tidying up"), new_key()
    first = services.create_exit(place(ana), told, key)
    assert services.create_exit(place(ana), told, key).pk == first.pk
    assert Exit.objects.count() == 1


def test_other_words_in_the_same_form_are_not_lost(ana: User):
    key = new_key()
    for words in ("tidying up", "tidying the cellar"):
        services.create_exit(place(ana), ExitDetails(words), key)
    assert {found.told.name for found in Exit.objects.of(place(ana))} == {"tidying up", "tidying the cellar"}


def test_the_key_of_one_is_free_for_the_other(ana: User, ben: User):
    key = new_key()
    for user in (ana, ben):
        assert services.create_exit(place(user), ExitDetails("tidying up"), key).owner.user_id == user.pk


def test_an_exit_is_told_otherwise_upon_what_its_owner_had_before_them(phone: Exit):
    services.update_exit(phone, ExitDetails(OTHERWISE, ready=3), 0)
    assert (now(phone).told, now(phone).version) == (ExitDetails(OTHERWISE, ready=3), 1)
    with pytest.raises(StaleVersion):
        services.update_exit(phone, ExitDetails("something else"), 0)
    assert now(phone).told.name == OTHERWISE


def test_the_same_told_twice_is_no_conflict(phone: Exit):
    for _ in range(2):
        services.update_exit(phone, ExitDetails(OTHERWISE), 0)
    assert now(phone).version == 1


def test_a_promise_takes_the_place_of_the_one_that_stood(phone: Exit):
    first = promise(phone)
    second = promise(phone, "At weekends I read it.", PARTLY, days=7)
    first.refresh_from_db()
    assert first.ended_on == in_days(0)
    assert standing(phone).pk == second.pk
    assert Review.objects.get().due_on == in_days(7)
    assert [one.words for one in page_context.build_page(now(phone)).earlier] == [PROMISE]


def test_a_promise_for_a_time_ends_on_its_day_and_others_have_none(phone: Exit):
    assert promise(phone, how_far=FOR_A_TIME, days=14).ends_on == in_days(14)
    assert (
        services.commit(phone, services.CommitmentTerms(PARTLY, "x", in_days(3), in_days(3))).ends_on is None
    )


def test_a_promise_upon_something_that_has_changed_is_refused_but_a_double_press_is_not(phone: Exit):
    first = services.commit(phone, terms(), seen=0)
    assert services.commit(phone, terms(), seen=0).pk == first.pk
    for other in (terms("Something else."), terms(how_far=PARTLY), terms(days=3)):
        with pytest.raises(StaleVersion):
            services.commit(phone, other, seen=0)
    services.reopen_exit(phone)
    with pytest.raises(StaleVersion):
        services.commit(phone, terms(), seen=0)
    assert Commitment.objects.count() == 1


def test_a_look_back_is_kept_with_its_note_and_leads_to_the_next(phone: Exit):
    promise(phone)
    look_back(phone, "partly", "It was a hard week.", in_days(7))
    page = page_context.build_page(now(phone))
    assert [(looked.outcome, looked.note) for looked in page.looked] == [("In part", "It was a hard week.")]
    assert page.due
    assert page.due.due_on == in_days(7)
    assert now(phone).state == PROMISED


def test_without_another_day_no_look_back_is_to_come(phone: Exit):
    promise(phone)
    look_back(phone, "not_yet")
    assert page_context.next_review(phone) is None
    assert standing(phone).words == PROMISE


def test_the_same_look_back_again_changes_nothing(phone: Exit):
    promise(phone)
    due = page_context.next_review(phone)
    assert due
    said: dict[str, Any] = {"outcome": "kept", "note": "Easy.", "next_on": in_days(7), "review_id": due.pk}
    for _ in range(3):
        services.review_commitment(phone, **said)
    assert Review.objects.count() == 2
    assert now(phone).version == 2


def test_another_look_back_at_the_same_day_is_not_swallowed(phone: Exit):
    promise(phone)
    due = page_context.next_review(phone)
    assert due
    services.review_commitment(phone, outcome="kept", note="Easy.", next_on=None, review_id=due.pk)
    for note_ in ("Hard.", ""):
        with pytest.raises(StaleVersion):
            services.review_commitment(phone, outcome="kept", note=note_, next_on=None, review_id=due.pk)


def test_a_look_back_at_nothing_or_at_another_exit_is_refused(phone: Exit, ana: User):
    other = named(ana, OTHERWISE)
    promise(other)
    due = page_context.next_review(other)
    assert due
    for wrong in (due.pk, uuid.uuid4()):
        with pytest.raises(StaleVersion):
            services.review_commitment(phone, outcome="kept", note="", next_on=None, review_id=wrong)
    assert not Review.objects.exclude(done_at=None).exists()


def test_what_became_of_the_time_is_noted_once(phone: Exit):
    promise(phone)
    key = new_key()
    for _ in range(3):
        note(phone, "We played cards.", key=key)
    assert Freed.objects.count() == 1
    note(phone, "We went for a walk.", key=key)
    assert {noted.words for noted in page_context.time_notes_of(phone)} == {
        "We played cards.",
        "We went for a walk.",
    }


def test_without_a_promise_there_is_nothing_to_note(phone: Exit):
    with pytest.raises(InvalidTransition):
        note(phone, "We played cards.")


def test_a_note_belongs_to_the_promise_that_stands(phone: Exit):
    promise(phone)
    second = promise(phone, "Something else.")
    note(phone, "We played cards.")
    assert Freed.objects.get().commitment_id == second.pk


def test_a_note_is_struck_out_for_good(phone: Exit, ana: User):
    promise(phone)
    note(phone, "We played cards.")
    time_notes.delete_time_note(named(ana, OTHERWISE), Freed.objects.get().pk)
    assert Freed.objects.count() == 1
    time_notes.delete_time_note(phone, Freed.objects.get().pk)
    assert not Freed.objects.exists()


def test_let_go_it_is_gone_with_all_that_belongs_to_it(phone: Exit):
    bring(phone)
    with pytest.raises(DialogueInProgress):
        deletion.delete_exit(phone)
    promise(phone)
    note(phone, "We played cards.")
    services.reopen_exit(phone)
    end_dialogues()
    deletion.delete_exit(phone)
    for model in (Exit, Brought, Commitment, Review, Freed):
        assert not model.objects.exists()
    assert Dialogue.objects.count() == 1  # what was said there is of both
    with pytest.raises(Http404):
        services.reopen_exit(phone)


def test_a_promise_outlives_the_dialogue_it_was_made_in(phone: Exit):
    dialogue = bring(phone)
    services.commit(phone, terms(), dialogue=dialogue)
    dialogue.delete()
    assert standing(phone).words == PROMISE


def test_the_exits_of_a_couple_do_not_follow_into_the_next(phone: Exit, ana: User, cleo_and_dan: Any):
    assert not page_context.exit_rows(place(cleo_and_dan.partners.get(slot=0).user))


def test_a_day_to_look_back_is_due_where_its_owner_is(phone: Exit, ana: User):
    promise(phone, days=1)
    assert not page_context.is_review_due(place(ana))
    Review.objects.update(due_on=in_days(0))
    assert page_context.is_review_due(place(ana))
    assert [row.is_due for row in page_context.exit_rows(place(ana))] == [True]
    Review.objects.update(due_on=in_days(0) - timedelta(days=40))
    assert page_context.build_page(now(phone)).is_due


def test_what_the_partner_offered_stays_beside_a_promise_that_its_owner_changes_alone(ana: User, ben: User):
    row = named(ana)
    bring(row)
    first = promise(now(row))
    services.offer_support(first, place(ben), "a quiet quarter of an hour")
    second = promise(now(row))
    assert second.pk != first.pk
    assert second.easing.words == "a quiet quarter of an hour"


def test_what_the_partner_offered_stays_theirs_to_take_back_when_they_read_the_promise_no_more(
    ana: User, ben: User
):
    row = named(ana)
    bring(row)
    services.offer_support(promise(now(row)), place(ben), "a quiet quarter of an hour")
    services.unshare_exit(now(row))
    changed = promise(now(row))
    assert not Easing.objects.filter(commitment=changed).exists()
    (offer,) = shared_commitments(place(ben), place(ana)).offers
    deletion.revoke_support_offer(place(ben), offer.pk)
    assert not Easing.objects.exists()
