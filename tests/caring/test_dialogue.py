"""Caring days by a scripted couple: from a line to the gift that was picked, written and aloud."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from couples.models import User
from dialogues.begin import begin_dialogue
from dialogues.hooks import CannotBegin
from dialogues.models import Dialogue
from dialogues.protocol import CLOSED, Refusal
from reminders.models import Notice
from reminders.scheduler import claim_due
from tests.caring.factories import (
    NOTE,
    READING,
    TEA,
    TO_THE_CHOICE,
    TO_THE_THANKS,
    gifts,
    partner_of,
    put_away,
    read,
    write_list,
)
from tests.concurrency import meanwhile
from tests.dialogues.dialogue_driver import SAYS, Talk
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
SECOND_ROUND = "ana switch, ben switch, ben send, ana mirror, ben more, ana mirror, ben that_is_all"


class CaringTalk(Talk):
    """A talk in which a pick has words, too; aloud, nothing has."""

    def play(self, script: str) -> None:
        is_spoken = self.dialogue.mode == "spoken"
        for act in script.split(","):
            name, move = act.split()
            words = f"{name} has something to {move}" if move in {*SAYS, "pick"} and not is_spoken else ""
            result = self.make(name, move, words)
            assert result.refusal is None, (act, result.refusal)


@pytest.fixture
def talk(ana: User, ben: User) -> CaringTalk:
    return CaringTalk(ana, ben, kind="caring")


def invite_again(user: User) -> Dialogue:
    return begin_dialogue(partner_of(user), kind="caring", mode="written", topic="", keep=False)


def room(talk: Talk, user: User) -> str:
    return read(signed_in(user), f"/dialogues/{talk.pk}/")


@pytest.mark.parametrize(
    ("mode", "picked"),
    [
        ("written", {"Ana": "ana has something to pick", "Ben": "ben has something to pick"}),
        ("spoken", {"Ana": "What I said aloud", "Ben": "What I said aloud"}),
    ],
)
def test_each_says_it_and_each_picks_one(ana: User, ben: User, mode: str, picked: dict[str, str]):
    talk = CaringTalk(ana, ben, kind="caring", mode=mode, keep=False)
    talk.play(f"{TO_THE_THANKS}, ana thank, {SECOND_ROUND}, ana pick")
    assert gifts() == {}
    talk.play("ben thank")
    assert (talk.now().state.step, talk.now().state.finished) == (CLOSED, True)
    assert gifts() == picked


def test_another_day_leaves_nothing_and_leads_on_as_a_pick_does(talk: CaringTalk, ana: User, ben: User):
    talk.play(f"{TO_THE_CHOICE}, ben another_day")
    assert talk.now().state.step == "thanking"
    talk.play("ana thank, ben not_today")
    assert gifts() == {}


@pytest.mark.parametrize(
    "end", ["ben stop", "ana stop", "ben withdraw, ben another_day, ana thank, ben not_today"]
)
def test_a_pick_that_was_taken_back_or_never_thanked_for_is_no_gift(talk: CaringTalk, end: str):
    talk.play(f"{TO_THE_THANKS}, {end}")
    assert gifts() == {}


def test_a_pick_is_given_on_the_days_it_names_and_this_week_only(talk: CaringTalk, ben: User):
    talk.play(TO_THE_CHOICE)
    talk.make("ben", "pick", "Tea every day for the next four weeks")
    talk.play("ana thank, ben not_today")
    gift = partner_of(ben).caring_gift
    assert [day - gift.begins_on for day in gift.days] == [timedelta(n) for n in range(7)]


def test_a_new_pick_takes_the_place_of_the_one_before(talk: CaringTalk, ana: User, ben: User):
    talk.play(f"{TO_THE_THANKS}, ana thank, ben not_today")
    again = CaringTalk(ben, ana, kind="caring")
    again.play(f"{TO_THE_CHOICE}, ben another_day, ana thank, {SECOND_ROUND}")
    again.make("ana", "pick", "Breakfast in bed")  # Ben, who began it
    again.play("ben thank")
    assert gifts() == {"Ben": "Breakfast in bed"}


@pytest.mark.django_db(transaction=True)
def test_two_dialogues_that_end_at_the_same_moment_leave_the_later_pick(ana: User, ben: User):
    talk, other = CaringTalk(ana, ben, kind="caring"), CaringTalk(ben, ana, kind="caring")
    talk.play(f"{TO_THE_THANKS}, ana thank")
    other.play(f"{TO_THE_CHOICE}, ben another_day, ana thank, {SECOND_ROUND}")
    other.make("ana", "pick", "Breakfast in bed")  # Ben, who began it
    assert meanwhile(lambda: talk.play("ben not_today"), lambda: other.play("ben thank")) == "done"
    assert gifts() == {"Ben": "Breakfast in bed"}


# What each is offered, and by whom it can be seen.
def test_the_sender_finds_their_own_lines_to_say(talk: CaringTalk, ana: User, ben: User):
    write_list(ana)
    talk.play("ben accept, ana ready, ben ready")
    assert f"I feel cared for when you {TEA}</button>" in room(talk, ana)
    assert f"I'd feel cared for if you {READING}</button>" in room(talk, ana)
    assert TEA not in room(talk, ben)


def test_whoever_picks_finds_what_they_have_not_put_away_and_the_other_sees_no_list(
    talk: CaringTalk, ana: User, ben: User
):
    put_away(ben, write_list(ana)[0])
    talk.play(TO_THE_CHOICE)
    his, hers = room(talk, ben), room(talk, ana)
    assert [text in his for text in (TEA, NOTE, READING)] == [False, True, True]
    assert not any(text in hers for text in (TEA, NOTE, READING))
    assert '<details class="more offered" id="lines-pick">' in his  # folded, with the other beside them


def test_a_list_that_is_not_shown_offers_nothing_to_pick(talk: CaringTalk, ana: User, ben: User):
    write_list(ana)
    signed_in(ana).post("/caring/mine/show/", {"act": "hide"})
    talk.play(TO_THE_CHOICE)
    assert TEA not in room(talk, ben)
    assert 'id="words-pick"' in room(talk, ben)


# Pressing for a pick.
def test_while_the_other_picks_there_is_nothing_to_press_or_write(talk: CaringTalk, ana: User):
    talk.play(TO_THE_CHOICE)
    page = room(talk, ana)
    assert "<textarea" not in page
    for move in ("send", "more", "pick", "another_day"):
        assert talk.make("ana", move, "Pick one").refusal is Refusal.NOT_YOUR_TURN


def test_nobody_is_reminded_to_pick(talk: CaringTalk):
    talk.play(TO_THE_CHOICE)
    claim_due(timezone.now() + timedelta(hours=10))
    assert not Notice.objects.filter(sort="turn", user__profile__first_name="Ben").exists()


@pytest.mark.parametrize(
    "answer", ["ben decline", f"{TO_THE_CHOICE}, ben another_day, ana thank, ben not_today"]
)
def test_the_same_partner_asks_again_after_three_days_and_is_not_offered_it_sooner(
    talk: CaringTalk, ana: User, answer: str
):
    talk.play(answer)
    with pytest.raises(CannotBegin, match="not long ago"):
        invite_again(ana)
    assert "kind=caring" not in signed_in(ana).get(f"/dialogues/{talk.pk}/ending/").text
    Dialogue.objects.filter(pk=talk.pk).update(closed_at=timezone.now() - timedelta(days=3, minutes=1))
    assert invite_again(ana)
