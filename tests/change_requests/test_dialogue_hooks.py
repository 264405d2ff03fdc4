"""What a dialogue about a request stores, and what it doesn't."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from change_requests import dialogue_hooks, drafts, plans
from change_requests.dialogue_hooks import NotReady
from change_requests.draft_data import EMPTY_WISHES, Wish
from change_requests.models import Plan, Request
from change_requests.page_context import build_page
from change_requests.plans import latest_spoken
from change_requests.schedules import GiftFrequency, GiftSchedule
from change_requests.transitions import active_plan
from core.exceptions import DialogueInProgress, InvalidTransition
from couples.models import User
from dialogues import begin
from dialogues.models import Turn
from dialogues.protocol import Refusal
from tests.change_requests.factories import (
    DETAILS,
    TO_THE_CHOICE,
    WISHES,
    begin_request_dialogue,
    create_chosen_request,
    draft,
    partner_of,
    plan_of,
    say,
    say_wishes,
)
from tests.dialogues.dialogue_driver import Talk

pytestmark = pytest.mark.django_db


def history(row: Request) -> list[tuple[str, str, str]]:
    return [
        (one.partner.name, one.act, one.state)
        for one in row.status_changes.select_related("partner__user__profile")
    ]


def test_a_request_is_asked_chosen_and_thanked_for(ana: User, ben: User):
    row = create_chosen_request(ana, ben, at=timezone.now() + timedelta(days=2))
    plan = active_plan(row)
    assert plan
    assert plan.wish
    assert row.state == "chosen"
    assert plan.wish.words == WISHES[1].words
    assert (plan.schedule, plan.hard, plan.words) == (GiftSchedule(GiftFrequency.WEEKLY, 4), 6, "gladly")
    assert plan.begins_on == timezone.localdate() + timedelta(days=2)
    assert plan.giver == partner_of(ben)
    assert history(row) == [("Ana", "offer", "offered"), ("Ben", "choose", "chosen")]


def test_prepared_words_fill_the_text_box_piece_by_piece(ana: User, ben: User):
    talk = begin_request_dialogue(ana, ben, draft(ana))
    talk.play("ben accept, ana ready")
    boxes = [prepared_text(talk.make("ben", "ready"), "send")]
    talk.make("ana", "send", "said in her own way")
    boxes += [prepared_text(talk.make("ben", "mirror", "x"), "more")]
    talk.make("ana", "more", "and so on")
    boxes += [prepared_text(talk.make("ben", "mirror", "x"), "more")]
    assert boxes == [
        "When you look at your phone while I tell you about my day, I feel small",
        "The story I tell myself is that I bore you",
        "It reminds me of my father behind his newspaper",
    ]


def prepared_text(answer: object, move: str) -> str:
    words: str = answer.scene.move_texts[move].box  # type: ignore[attr-defined]
    return words


def test_the_last_spoken_words_count_with_the_schedule_they_name(ana: User, ben: User):
    row = draft(ana)
    talk = begin_request_dialogue(ana, ben, row)
    say_wishes(talk)
    talk.play("ben change_one")
    say(talk, "ana", "reword_first", "Once a week for two weeks, ten minutes after dinner.")
    talk.play("ben choose_first, ben rechoose, ben choose_first, ben give, ana mirror, ben got_it, ana thank")
    request_dialogue = latest_spoken(row)
    assert request_dialogue
    assert [wish.schedule for wish in request_dialogue.wishes] == [
        GiftSchedule(GiftFrequency.WEEKLY, 2),
        GiftSchedule(GiftFrequency.WEEKLY, 4),
        GiftSchedule(GiftFrequency.DAILY, 1),
    ]
    plan = active_plan(row)
    assert plan
    assert plan.wish
    assert plan.wish.words == "Once a week for two weeks, ten minutes after dinner."
    assert row.details == DETAILS  # what she prepared stays as it was


def test_not_yet_keeps_the_three_for_both_with_a_day_to_come_back(ana: User, ben: User):
    row = draft(ana)
    talk = begin_request_dialogue(ana, ben, row)
    say_wishes(talk)
    say(talk, "ben", "not_yet", at=timezone.now() + timedelta(days=14))
    assert not Request.objects.asked_of(partner_of(ben))
    talk.play("ana thank")
    row.refresh_from_db()
    request_dialogue = latest_spoken(row)
    assert request_dialogue
    assert row.state == "offered"
    assert row.come_back_on == timezone.localdate() + timedelta(days=14)
    assert Request.objects.asked_of(partner_of(ben)).get() == row
    assert active_plan(row) is None


def test_he_may_choose_later_without_a_dialogue(ana: User, ben: User):
    row = draft(ana)
    talk = begin_request_dialogue(ana, ben, row)
    say_wishes(talk)
    talk.play("ben not_yet, ana thank")
    plans.choose_plan(row, partner_of(ben), plans.WishChoice("third", timezone.localdate(), 2), "")
    plan = active_plan(row)
    assert plan
    assert plan.schedule == GiftSchedule(GiftFrequency.DAILY, 1)


@pytest.mark.parametrize("name", ["ana", "ben"])
@pytest.mark.parametrize(
    "last", ["ben accept", "ben choose_first", "ben choose_first, ben give", "ben not_yet"]
)
def test_a_dialogue_that_is_stopped_leaves_no_promise_and_nothing_to_read(
    ana: User, ben: User, last: str, name: str
):
    row = draft(ana)
    talk = begin_request_dialogue(ana, ben, row)
    if last != "ben accept":
        say_wishes(talk)
    talk.play(f"{last}, {name} stop")
    row.refresh_from_db()
    assert row.state == "draft"
    assert not Plan.objects.exists()
    assert not Request.objects.asked_of(partner_of(ben))
    assert Request.objects.asked_by(partner_of(ana)).get().details == DETAILS


@pytest.mark.parametrize("mode", ["written", "spoken"])
def test_it_works_aloud_as_in_writing(ana: User, ben: User, mode: str):
    row = draft(ana)
    talk = begin_request_dialogue(ana, ben, row, mode=mode)
    if mode == "written":
        say_wishes(talk)
    else:
        for act in TO_THE_CHOICE.split(","):
            name, move = act.split()
            say(talk, name, move)
    talk.play("ben choose_first")
    say(talk, "ben", "give", scale=3)
    talk.play("ana mirror, ben got_it, ana thank")
    plan = active_plan(row)
    assert plan
    assert plan.wish
    assert plan.wish.words == ("" if mode == "spoken" else WISHES[0].words)
    assert plan.schedule == GiftSchedule(GiftFrequency.TWICE_WEEKLY, 3)


def test_wishes_and_plan_stay_when_the_transcript_is_not_kept(ana: User, ben: User):
    row = draft(ana)
    talk = begin_request_dialogue(ana, ben, row, keep=False)
    say_wishes(talk)
    talk.play("ben choose_second, ben give, ana mirror, ben got_it, ana thank")
    plan = active_plan(row)
    assert plan
    assert plan.wish
    assert plan.wish.words == WISHES[1].words
    last_words = Turn.objects.filter(dialogue=talk.pk).exclude(step="thanking")
    assert not last_words.filter(words__isnull=False).exists()


def test_without_all_three_it_cannot_be_asked(ana: User, ben: User):
    for details in (
        replace(DETAILS, wishes=EMPTY_WISHES),
        replace(DETAILS, wishes=(*WISHES[:2], WISHES[0])),
        replace(DETAILS, desire=" "),
    ):
        with pytest.raises(NotReady):
            dialogue_hooks.start_dialogue(draft(ana, details), topic="", mode="written", keep=True)


def test_it_is_asked_in_one_dialogue_at_a_time(ana: User, ben: User):
    row = draft(ana)
    begin_request_dialogue(ana, ben, row)
    with pytest.raises(DialogueInProgress):
        begin_request_dialogue(ana, ben, row)
    with pytest.raises(DialogueInProgress):
        dialogue_hooks.withdraw_request(row, partner_of(ana))


ACTS_DURING_DIALOGUE = {
    "set_aside": lambda row, ana, ben: plans.set_plan_aside(row, ben),
    "choose": lambda row, ana, ben: plans.choose_plan(
        row, ben, plans.WishChoice("first", timezone.localdate()), ""
    ),
    "put_off": lambda row, ana, ben: plans.postpone_choice(row, ben, timezone.localdate()),
    "withdraw": lambda row, ana, ben: dialogue_hooks.withdraw_request(row, ana),
    "let_go": lambda row, ana, ben: drafts.delete_request(row, ana),
    "finish": lambda row, ana, ben: plans.finish_plan(row, ana),
    "reopen": lambda row, ana, ben: drafts.reopen_as_draft(row, ana),
}


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS_DURING_DIALOGUE)
@pytest.mark.parametrize(
    "end", ["ben not_yet, ana thank", "ben choose_first, ben give, ana mirror, ben got_it, ana thank"]
)
def test_whatever_is_tried_meanwhile_a_dialogue_can_be_finished(ana: User, ben: User, act: str, end: str):
    row = draft(ana)
    first = begin_request_dialogue(ana, ben, row)
    say_wishes(first)
    first.play("ben not_yet, ana thank")
    again = begin_request_dialogue(ana, ben, row)
    say_wishes(again)
    with pytest.raises((DialogueInProgress, InvalidTransition)):
        ACTS_DURING_DIALOGUE[act](row, partner_of(ana), partner_of(ben))
    again.play(end)
    row.refresh_from_db()
    assert row.state == ("chosen" if "give" in end else "offered")
    assert again.now().closed_at


def test_a_dialogue_can_end_even_if_its_request_changed_state(ana: User, ben: User):
    row = draft(ana)
    talk = begin_request_dialogue(ana, ben, row)
    say_wishes(talk)
    talk.play("ben not_yet")
    Request.objects.update(state="set_aside")
    talk.play("ana thank")
    assert talk.now().closed_at


def test_a_dialogue_begun_without_preparing_makes_a_request_of_what_was_said(ana: User, ben: User):
    talk = Talk(ana, ben, kind="change_request")
    say_wishes(talk)
    talk.play("ben choose_third, ben give, ana mirror, ben got_it, ana thank")
    row = Request.objects.get()
    plan = active_plan(row)
    assert plan
    assert plan.wish
    assert plan.wish.words == WISHES[2].words
    assert plan.schedule == GiftSchedule(GiftFrequency.DAILY, 1)


def test_one_that_was_begun_without_preparing_and_declined_leaves_no_empty_draft(ana: User, ben: User):
    Talk(ana, ben, kind="change_request").play("ben decline")
    assert not Request.objects.exists()


def test_a_withdrawn_request_cannot_be_read_by_the_partner(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    dialogue_hooks.withdraw_request(row, partner_of(ana))
    row.refresh_from_db()
    assert build_page(row, partner_of(ben)).request_dialogue is None
    assert active_plan(row) is None
    with pytest.raises(InvalidTransition):
        plans.choose_plan(row, partner_of(ben), plans.WishChoice("first", timezone.localdate()), "")


def test_declining_a_second_dialogue_restores_the_state(ana: User, ben: User):
    row = create_chosen_request(ana, ben)
    plans.set_plan_aside(row, partner_of(ben))
    begin_request_dialogue(ana, ben, row).play("ben decline")
    row.refresh_from_db()
    assert row.state == "set_aside"
    assert history(row)[-1] == ("Ben", "unheard", "set_aside")


def test_a_plan_begins_on_the_givers_local_day(ana: User, ben: User):
    for user in (ana, ben):
        change_time_zone(user, "Pacific/Auckland")
    late = timezone.now().replace(hour=20, minute=0) + timedelta(days=1)  # the next day already, over there
    row = create_chosen_request(ana, ben, at=late)
    plan = active_plan(row)
    assert plan
    assert plan.begins_on == late.date() + timedelta(days=1)


def change_time_zone(user: User, zone: str) -> None:
    user.profile.time_zone = zone
    user.profile.save()


def test_only_the_receiver_chooses_and_only_the_sender_asks(ana: User, ben: User):
    talk = begin_request_dialogue(ana, ben, draft(ana))
    say_wishes(talk)
    for move in ("choose_first", "not_yet", "change_one", "give"):
        assert talk.make("ana", move, "x").refusal in (Refusal.NOT_YOUR_TURN, Refusal.NOT_NOW)
    for move in ("ask", "reword_first", "thank"):
        assert talk.make("ben", move, "x").refusal in (Refusal.NOT_YOUR_TURN, Refusal.NOT_NOW)


def test_begin_refuses_nothing_that_is_prepared_for_another_kind(ana: User, ben: User):
    dialogue = begin.begin_dialogue(
        partner_of(ana), kind="intentional", mode="written", topic="x", keep=True, about=object()
    )
    assert not Request.objects.exists()
    assert dialogue.version == 0


def test_nobody_gives_more_than_was_said_to_them(ana: User, ben: User):
    details = replace(DETAILS, wishes=(Wish("Cook with me.", GiftFrequency.DAILY, 4), *WISHES[1:]))
    row = draft(ana, details)
    talk = begin_request_dialogue(ana, ben, row)
    say_wishes(talk, ["Cook with me."])
    drafts.update_wishes(row, 0, (Wish("Cook with me.", GiftFrequency.DAILY, 3), *WISHES[1:]))
    talk.play("ben choose_first, ben give, ana mirror, ben got_it, ana thank")
    assert plan_of(row).schedule == GiftSchedule(GiftFrequency.ONCE, 1)


def test_declining_a_second_dialogue_keeps_the_day_to_come_back(ana: User, ben: User):
    row, day = draft(ana), timezone.localdate() + timedelta(days=3)
    talk = begin_request_dialogue(ana, ben, row)
    say_wishes(talk)
    talk.play("ben not_yet, ana thank")
    plans.postpone_choice(row, partner_of(ben), day)
    begin_request_dialogue(ana, ben, row).play("ben decline")
    row.refresh_from_db()
    assert (row.state, row.come_back_on) == ("offered", day)
