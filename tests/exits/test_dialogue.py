"""A dialogue in which an exit is brought: what it leaves behind, and when it leaves nothing."""

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
from exits import services, shared_commitments
from exits.models import FOR_A_TIME, FULLY, PARTLY, Brought, Commitment, Easing, Exit, Review
from exits.states import CLOSED, OPEN, PROMISED
from tests.exits.factories import (
    EASING,
    HEARD,
    PROMISE,
    WHOLE,
    ExitTalk,
    in_days,
    now,
    place,
    promise,
    standing,
)

LAST = "ana thank"
BEFORE_LAST = WHOLE.removesuffix(f", {LAST}")


@pytest.fixture
def talk(phone: Exit, ben: User) -> ExitTalk:
    return ExitTalk(phone, ben)


def begun(user: User, topic: str) -> Dialogue:
    return begin_dialogue(place(user), kind=services.KIND, mode="written", topic=topic, keep=False)


@pytest.mark.parametrize(
    ("move", "how_far"), [("close", FULLY), ("close_partly", PARTLY), ("close_for_a_time", FOR_A_TIME)]
)
def test_how_far_it_goes_is_what_the_owner_said(talk: ExitTalk, phone: Exit, move: str, how_far: str):
    talk.play(HEARD)
    talk.say("ana", move, PROMISE, at=timezone.now() + timedelta(days=14))
    talk.play("ben mirror, ana got_it, ben thank, ben no_more, ana thank")
    assert standing(phone).how_far == how_far
    assert standing(phone).ends_on == (in_days(14) if how_far == FOR_A_TIME else None)
    assert Review.objects.get().due_on == in_days(14)
    assert not Easing.objects.exists()


def test_aloud_the_promise_stands_without_its_words(phone: Exit, ben: User):
    ExitTalk(phone, ben, mode="spoken").play(WHOLE)
    assert standing(phone).words == ""
    assert not Easing.objects.exists()


def test_what_could_make_it_easier_is_stored_as_the_partners_words(talk: ExitTalk, phone: Exit, ben: User):
    talk.play(WHOLE)
    easing = standing(phone).easing
    assert (easing.words, easing.author.user_id) == (EASING, ben.pk)
    assert list(easing.vault_owners()) == list(place(ben).keys)


@pytest.mark.parametrize("script", ["ben decline", f"{HEARD}, ben stop", f"{BEFORE_LAST}, ana stop"])
def test_a_dialogue_that_was_stopped_leaves_no_promise(talk: ExitTalk, phone: Exit, script: str):
    talk.play(script)
    assert talk.now().closed_at
    assert now(phone).state == OPEN
    assert not Commitment.objects.exists()
    assert not Easing.objects.exists()


def test_not_yet_is_no_promise_and_leaves_the_one_that_stood(phone: Exit, ben: User):
    before = promise(phone)
    ExitTalk(phone, ben).play(f"{HEARD}, ana not_yet, ana thank")
    assert standing(phone).pk == before.pk
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
def test_the_last_promise_counts(talk: ExitTalk, phone: Exit, way: str):
    talk.play(HEARD)
    talk.say("ana", "close", "More than I can keep.", at=timezone.now() + timedelta(days=7))
    talk.play(way)
    talk.say("ana", "close_partly", "As much as I can keep.", at=timezone.now() + timedelta(days=14))
    talk.play("ben mirror, ana got_it, ben thank, ben ease, ana thank")
    assert (standing(phone).words, standing(phone).how_far) == ("As much as I can keep.", PARTLY)
    assert Review.objects.get().due_on == in_days(14)
    assert Commitment.objects.count() == 1


def test_a_promise_thought_over_and_left_is_none(talk: ExitTalk, phone: Exit):
    talk.play(f"{HEARD}, ana close, ben mirror, ana rethink, ana not_yet, ana thank")
    assert not Commitment.objects.exists()


def test_words_that_are_not_kept_go_and_the_promise_stays(talk: ExitTalk, phone: Exit, ana: User):
    talk.play(WHOLE)
    said = {
        line.step: line.words for line in transcript_lines.read_lines(load_scene(talk.pk, talk.who["ana"]))
    }
    assert said["promising"] is None
    assert said["easing"] is None
    assert talk.now().topic is None
    assert standing(phone).words == PROMISE
    assert standing(phone).easing.words == EASING


def test_a_new_promise_takes_the_place_of_the_former_and_reopens_what_was_closed(phone: Exit, ben: User):
    promise(phone, "What I said alone.")
    services.complete_exit(phone)
    ExitTalk(phone, ben).play(WHOLE)
    assert now(phone).state == PROMISED
    assert standing(phone).words == PROMISE
    assert Commitment.objects.exclude(ended_on=None).get().words == "What I said alone."


def test_a_closed_exit_that_is_only_talked_about_stays_closed(phone: Exit, ben: User):
    promise(phone)
    services.complete_exit(phone)
    ExitTalk(phone, ben).play(f"{HEARD}, ana not_yet, ana thank")
    assert now(phone).state == CLOSED


def test_taken_back_meanwhile_the_promise_is_its_owners_alone(talk: ExitTalk, phone: Exit, ben: User):
    talk.play(HEARD)
    services.unshare_exit(phone)
    talk.play("ana close, ben mirror, ana got_it, ben thank, ben ease, ana thank")
    assert standing(phone).words == PROMISE
    assert not shared_commitments.commitments_shared_by(place(ben).other())
    assert Brought.objects.get().words is None


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Honolulu", "UTC"])
def test_days_are_counted_where_the_owner_is(phone: Exit, ana: User, ben: User, zone: str):
    update_profile(ana, time_zone=zone)
    talk = ExitTalk(phone, ben)
    talk.play(HEARD)
    noon = (datetime.now(UTC) + timedelta(days=9)).replace(hour=12, minute=30)
    midnight = noon.replace(hour=2)
    for at in (noon, midnight):
        talk.say("ana", "close", PROMISE, at=at)
        talk.play("ben mirror, ana rethink")
    talk.say("ana", "close", PROMISE, at=midnight)
    talk.play("ben mirror, ana got_it, ben thank, ben no_more, ana thank")
    assert Review.objects.get().due_on == midnight.astimezone(ZoneInfo(zone)).date()
    assert standing(phone).made_on == datetime.now(ZoneInfo(zone)).date()


@pytest.mark.parametrize(("days", "expected"), [(99, 84), (0, 1), (84, 84), (1, 1)])
def test_a_day_to_look_back_lies_ahead_and_within_twelve_weeks(
    talk: ExitTalk, phone: Exit, days: int, expected: int
):
    talk.play(HEARD)
    talk.say("ana", "close_for_a_time", PROMISE, at=timezone.now() + timedelta(days=days))
    talk.play("ben mirror, ana got_it, ben thank, ben no_more, ana thank")
    assert Review.objects.get().due_on == standing(phone).ends_on == in_days(expected)


def test_a_day_that_passed_during_a_long_pause_is_moved_to_tomorrow(talk: ExitTalk, phone: Exit):
    talk.play(HEARD)
    talk.say("ana", "close", PROMISE, at=timezone.now() + timedelta(days=7))
    talk.play("ben mirror, ana got_it, ben thank, ben no_more, ana pause, ana ready, ben ready")
    Turn.objects.filter(step="promising").update(meet_at=timezone.now() - timedelta(days=3))
    talk.play("ana thank")
    assert Review.objects.get().due_on == in_days(1)


def test_begun_without_an_exit_it_is_named_by_its_topic_and_belongs_to_who_began(ana: User, ben: User):
    dialogue = begun(ana, "my phone at the table")
    found = Exit.objects.get()
    assert (found.owner.user_id, found.told.name) == (ana.pk, "my phone at the table")
    assert (Brought.objects.get().words, Brought.objects.get().dialogue_id) == (found.told.name, dialogue.pk)


@pytest.mark.parametrize("topic", ["", "   ", "\N{ZERO WIDTH SPACE}"])
def test_begun_without_a_topic_it_is_an_exit_without_a_name_yet(ana: User, topic: str):
    begun(ana, topic)
    assert Exit.objects.get().told.name == Brought.objects.get().words == "An exit without a name yet"


@pytest.mark.parametrize("topic", ["seeing my best friend", "my therapy"])
def test_what_is_no_exit_begins_no_dialogue(ana: User, phone: Exit, topic: str):
    with pytest.raises(CannotBegin, match="no exit"):
        begun(ana, topic)
    with pytest.raises(CannotBegin):
        services.start_dialogue(phone, words=topic, mode="written", keep=False, prepared="x")
    assert not Dialogue.objects.exists()
    assert not Brought.objects.exists()
    assert Exit.objects.get().version == 0


def test_two_dialogues_begun_on_their_own_are_two_exits(ana: User, ben: User):
    for _ in range(2):
        begun(ana, "my phone at the table")
    assert Exit.objects.count() == Brought.objects.filter(taken_back_at=None).count() == 2


def test_a_dialogue_of_another_kind_leaves_exits_alone(ana: User, ben: User):
    begin_dialogue(place(ana), kind="intentional", mode="written", topic="my phone", keep=False)
    assert not Exit.objects.exists()
