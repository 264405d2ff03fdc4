"""What a dialogue about an exit stores, and when it stores nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from couples.models import User
from couples.profiles import update_profile
from dialogues import transcript_lines
from dialogues.begin import begin_dialogue
from dialogues.hooks import CannotBegin
from dialogues.models import Dialogue, Turn
from dialogues.scenes import load_scene
from exits import services, shared_commitments, sharing
from exits.models import FOR_A_TIME, FULLY, PARTLY, Commitment, Exit, Review, SharedExit, SupportOffer
from exits.states import CLOSED, OPEN, PROMISED
from tests.exits.factories import (
    FULL_SCRIPT,
    OFFER,
    PROMISE,
    TO_EMPATHY,
    ExitTalk,
    active_commitment,
    commit,
    in_days,
    partner_of,
    reload_exit,
)

LAST = "ana thank"
BEFORE_LAST = FULL_SCRIPT.removesuffix(f", {LAST}")


@pytest.fixture
def talk(exit: Exit, ben: User) -> ExitTalk:
    return ExitTalk(exit, ben)


def begin(user: User, topic: str) -> Dialogue:
    return begin_dialogue(partner_of(user), kind=services.KIND, mode="written", topic=topic, keep=False)


@pytest.mark.parametrize(
    ("move", "how_far"), [("close", FULLY), ("close_partly", PARTLY), ("close_for_a_time", FOR_A_TIME)]
)
def test_how_far_it_goes_is_what_the_owner_chose(talk: ExitTalk, exit: Exit, move: str, how_far: str):
    talk.play(TO_EMPATHY)
    talk.say("ana", move, PROMISE, at=timezone.now() + timedelta(days=14))
    talk.play("ben mirror, ana got_it, ana no_more, ben thank, ben no_more, ana thank")
    assert active_commitment(exit).how_far == how_far
    assert active_commitment(exit).ends_on == (in_days(14) if how_far == FOR_A_TIME else None)
    assert Review.objects.get().due_on == in_days(14)
    assert not SupportOffer.objects.exists()


def test_a_spoken_promise_is_stored_without_words(exit: Exit, ben: User):
    ExitTalk(exit, ben, mode="spoken").play(FULL_SCRIPT)
    assert active_commitment(exit).words == ""
    assert not SupportOffer.objects.exists()


def test_an_offer_is_stored_as_the_partners_words(talk: ExitTalk, exit: Exit, ben: User):
    talk.play(FULL_SCRIPT)
    support_offer = active_commitment(exit).support_offer
    assert (support_offer.words, support_offer.author.user_id) == (OFFER, ben.pk)
    assert list(support_offer.vault_owners()) == list(partner_of(ben).keys)


@pytest.mark.parametrize("script", ["ben decline", f"{TO_EMPATHY}, ben stop", f"{BEFORE_LAST}, ana stop"])
def test_a_dialogue_that_was_stopped_leaves_no_promise(talk: ExitTalk, exit: Exit, script: str):
    talk.play(script)
    assert talk.now().closed_at
    assert reload_exit(exit).state == OPEN
    assert not Commitment.objects.exists()
    assert not SupportOffer.objects.exists()


def test_not_yet_is_no_promise_and_leaves_the_active_one(exit: Exit, ben: User):
    before = commit(exit)
    ExitTalk(exit, ben).play(f"{TO_EMPATHY}, ana not_yet, ana thank")
    assert active_commitment(exit).pk == before.pk
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize(
    "way",
    [
        "ana withdraw",
        "ben mirror, ana rethink",
        "ben mirror, ana not_quite, ben mirror, ana rethink",
        "ben pause, ana withdraw, ana ready, ben ready",
        "ana withdraw, ana pause, ana ready, ben ready",
    ],
)
def test_the_last_promise_counts(talk: ExitTalk, exit: Exit, way: str):
    talk.play(TO_EMPATHY)
    talk.say("ana", "close", "More than I can keep.", at=timezone.now() + timedelta(days=7))
    talk.play(way)
    talk.say("ana", "close_partly", "As much as I can keep.", at=timezone.now() + timedelta(days=14))
    talk.play("ben mirror, ana got_it, ana no_more, ben thank, ben ease, ana thank")
    assert (active_commitment(exit).words, active_commitment(exit).how_far) == (
        "As much as I can keep.",
        PARTLY,
    )
    assert Review.objects.get().due_on == in_days(14)
    assert Commitment.objects.count() == 1


def test_a_promise_thought_over_and_left_is_none(talk: ExitTalk, exit: Exit):
    talk.play(f"{TO_EMPATHY}, ana close, ben mirror, ana rethink, ana not_yet, ana thank")
    assert not Commitment.objects.exists()


def test_unkept_words_are_erased_and_the_promise_stays(talk: ExitTalk, exit: Exit, ana: User):
    talk.play(FULL_SCRIPT)
    said = {
        line.step: line.words
        for line in transcript_lines.read_lines(load_scene(talk.pk, talk.credentials["ana"]))
    }
    assert said["promising"] is None
    assert said["easing"] is None
    assert talk.now().topic is None
    assert active_commitment(exit).words == PROMISE
    assert active_commitment(exit).support_offer.words == OFFER


def test_a_new_promise_replaces_the_former_and_reopens_a_closed_exit(exit: Exit, ben: User):
    commit(exit, "What I said alone.")
    services.complete_exit(exit)
    ExitTalk(exit, ben).play(FULL_SCRIPT)
    assert reload_exit(exit).state == PROMISED
    assert active_commitment(exit).words == PROMISE
    assert Commitment.objects.exclude(ended_on=None).get().words == "What I said alone."


def test_a_closed_exit_that_is_only_talked_about_stays_closed(exit: Exit, ben: User):
    commit(exit)
    services.complete_exit(exit)
    ExitTalk(exit, ben).play(f"{TO_EMPATHY}, ana not_yet, ana thank")
    assert reload_exit(exit).state == CLOSED


def test_if_unshared_meanwhile_the_promise_is_private(talk: ExitTalk, exit: Exit, ben: User):
    talk.play(TO_EMPATHY)
    sharing.unshare_exit(exit)
    talk.play("ana close, ben mirror, ana got_it, ana no_more, ben thank, ben ease, ana thank")
    assert active_commitment(exit).words == PROMISE
    assert not shared_commitments.commitments_shared_by(partner_of(ben).other())
    assert SharedExit.objects.get().words is None


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Honolulu", "UTC"])
def test_days_are_counted_where_the_owner_is(exit: Exit, ana: User, ben: User, zone: str):
    update_profile(ana, time_zone=zone)
    talk = ExitTalk(exit, ben)
    talk.play(TO_EMPATHY)
    noon = (datetime.now(UTC) + timedelta(days=9)).replace(hour=12, minute=30)
    midnight = noon.replace(hour=2)
    for at in (noon, midnight):
        talk.say("ana", "close", PROMISE, at=at)
        talk.play("ben mirror, ana rethink")
    talk.say("ana", "close", PROMISE, at=midnight)
    talk.play("ben mirror, ana got_it, ana no_more, ben thank, ben no_more, ana thank")
    assert Review.objects.get().due_on == midnight.astimezone(ZoneInfo(zone)).date()
    assert active_commitment(exit).made_on == datetime.now(ZoneInfo(zone)).date()


@pytest.mark.parametrize(("days", "expected"), [(99, 84), (0, 1), (84, 84), (1, 1)])
def test_a_review_is_in_the_future_and_within_twelve_weeks(
    talk: ExitTalk, exit: Exit, days: int, expected: int
):
    talk.play(TO_EMPATHY)
    talk.say("ana", "close_for_a_time", PROMISE, at=timezone.now() + timedelta(days=days))
    talk.play("ben mirror, ana got_it, ana no_more, ben thank, ben no_more, ana thank")
    assert Review.objects.get().due_on == active_commitment(exit).ends_on == in_days(expected)


def test_a_day_that_passed_during_a_long_pause_is_moved_to_tomorrow(talk: ExitTalk, exit: Exit):
    talk.play(TO_EMPATHY)
    talk.say("ana", "close", PROMISE, at=timezone.now() + timedelta(days=7))
    talk.play("ben mirror, ana got_it, ana no_more, ben thank, ben no_more, ana pause, ana ready, ben ready")
    Turn.objects.filter(step="promising").update(meet_at=timezone.now() - timedelta(days=3))
    talk.play("ana thank")
    assert Review.objects.get().due_on == in_days(1)


def test_a_dialogue_begun_without_an_exit_names_one_by_its_topic(ana: User, ben: User):
    dialogue = begin(ana, "my phone at the table")
    exit = Exit.objects.get()
    assert (exit.owner.user_id, exit.details.name) == (ana.pk, "my phone at the table")
    assert (SharedExit.objects.get().words, SharedExit.objects.get().dialogue_id) == (
        exit.details.name,
        dialogue.pk,
    )


@pytest.mark.parametrize("topic", ["", "   ", "\N{ZERO WIDTH SPACE}"])
def test_a_dialogue_begun_without_a_topic_creates_an_unnamed_exit(ana: User, topic: str):
    begin(ana, topic)
    assert Exit.objects.get().details.name == SharedExit.objects.get().words == "An exit without a name yet"


@pytest.mark.parametrize("topic", ["seeing my best friend", "my therapy"])
def test_what_is_no_exit_begins_no_dialogue(ana: User, exit: Exit, topic: str):
    with pytest.raises(CannotBegin, match="an exit"):
        begin(ana, topic)
    with pytest.raises(CannotBegin):
        sharing.start_dialogue(exit, words=topic, mode="written", keep=False, prepared="x")
    assert not Dialogue.objects.exists()
    assert not SharedExit.objects.exists()
    assert Exit.objects.get().version == 0


def test_two_dialogues_begun_without_an_exit_create_two(ana: User, ben: User):
    for _ in range(2):
        begin(ana, "my phone at the table")
    assert Exit.objects.count() == SharedExit.objects.filter(unshared_at=None).count() == 2


def test_a_dialogue_of_another_kind_leaves_exits_alone(ana: User, ben: User):
    begin_dialogue(partner_of(ana), kind="intentional", mode="written", topic="my phone", keep=False)
    assert not Exit.objects.exists()


def test_what_is_said_instead_is_stored_with_the_promise(talk: ExitTalk, exit: Exit):
    talk.play(TO_EMPATHY)
    talk.say("ana", "close", PROMISE)
    talk.play("ben mirror, ana got_it")
    talk.say("ana", "send", "I'll tell you that I'm tired.")
    talk.play("ben thank, ben no_more, ana thank")
    assert active_commitment(exit).words == f"{PROMISE}\nI'll tell you that I'm tired."
