"""A shower of praise: aloud only, each part may be skipped, and whoever hears it has nothing to say."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest

from couples.models import Couple, User
from dialogues.begin import begin_dialogue
from dialogues.hooks import CannotBegin
from dialogues.models import Dialogue
from dialogues.protocol import CLOSED, Actor, Refusal, Words
from dialogues.protocol.kinds.flooding import KIND
from dialogues.protocol.validation import InvalidKind, validate_kind
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.markup import compact
from tests.transcripts.random_dialogue import current_partner

pytestmark = pytest.mark.django_db
ARRIVED = "ben accept, ana ready, ben ready"
PRAISED = "ana send, ben taken_in, ana send, ben taken_in, ana send, ben taken_in, ana send, ben taken_in"
SKIPPED = "ben skip, ben skip, ben skip, ben skip"
FIELDS = {"kind": "flooding", "topic": "", "keep": "", "step": "mode"}


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    return Talk(ana, ben, kind="flooding")


def stage_of(talk: Talk, user: User) -> str:
    return unescape(compact(signed_in(user).get(f"/dialogues/{talk.pk}/").text))


def test_each_is_praised_or_not_as_the_other_likes(talk: Talk):
    talk.play(f"{ARRIVED}, {PRAISED}, ben thank, ana switch, ben switch, {SKIPPED}, ana no_more")
    state = talk.now().state
    assert (state.step, state.finished, state.round) == (CLOSED, True, 2)


def test_whoever_hears_it_says_nothing_and_taps_once(talk: Talk, ben: User):
    talk.play(f"{ARRIVED}, ana send")
    page = stage_of(talk, ben)
    assert "<textarea" not in page
    assert '<div hidden><p class="choices"><label><input type="checkbox" id="memory"' in page
    assert "I've taken it in" in page
    heard = [step for step in KIND.steps if step.name.startswith("receiving_")]
    assert [[(move.name, move.words) for move in step.moves] for step in heard] == [
        [("taken_in", Words.NONE)]
    ] * 4


def test_praise_can_not_be_demanded(talk: Talk, ana: User, ben: User):
    """Who hears it has nothing to press meanwhile; and praise in return isn't owed."""
    talk.play(ARRIVED)
    for _ in range(4):
        assert 'id="move-send"' not in stage_of(talk, ben)
        assert talk.make("ben", "send").refusal is Refusal.NOT_YOUR_TURN
        talk.play("ana skip")
    talk.play("ben no_more")
    page = stage_of(talk, ben)
    assert "Nobody owes praise." in page
    assert "know yet" in page.partition("<option")[2].partition("</option>")[0]  # a no promises no day
    talk.play("ana not_today")
    assert talk.now().state.finished
    praising = [step for step in KIND.steps if step.actor is Actor.SENDER]
    assert [step.name for step in praising if not step.move("skip")] == []


def test_a_tap_too_soon_is_undone_until_the_other_has_taken_it_in(talk: Talk, ana: User):
    talk.play(f"{ARRIVED}, ana send")
    assert 'id="move-withdraw"' in stage_of(talk, ana)
    talk.play("ana withdraw, ana send, ben taken_in")
    assert talk.make("ana", "withdraw").refusal is not None


# Aloud only.
def test_it_says_on_its_card_that_it_is_aloud(ana: User, ana_and_ben: Couple):
    page = compact(signed_in(ana).get("/dialogues/new/").text)
    cards = {card.split("</span>")[0]: card for card in page.split('class="summary-title">')[1:]}
    assert "12 min · aloud" in cards["A shower of praise"]
    assert "aloud" not in cards["An appreciation"]


def test_writing_is_not_offered_and_refused_kindly(ana: User, ana_and_ben: Couple):
    phone = signed_in(ana)
    page = unescape(compact(phone.get("/dialogues/new/?kind=flooding&step=mode").text))
    assert 'name="mode" value="spoken"' in page
    assert "In writing" not in page
    refused = phone.post("/dialogues/new/", {**FIELDS, "mode": "written"})
    assert refused.status_code == 422
    assert "only for talking aloud" in unescape(refused.text)
    with pytest.raises(CannotBegin, match="only for talking aloud"):
        begin_dialogue(current_partner(ana), kind="flooding", mode="written", topic="", keep=False)
    assert not Dialogue.objects.exists()
    phone.post("/dialogues/new/", {**FIELDS, "mode": "spoken"})
    assert Dialogue.objects.get().mode == "spoken"


def test_after_something_in_writing_it_is_still_aloud(ana: User, ben: User):
    Talk(ana, ben, kind="appreciation", mode="written")
    assert 'name="mode" value="spoken"' in signed_in(ana).get("/dialogues/new/?kind=flooding&step=mode").text


@pytest.mark.parametrize("modes", [(), ("written",), ("spoken", "sung")])
def test_a_kind_is_held_in_both_modes_or_only_aloud(modes: tuple[str, ...]):
    with pytest.raises(InvalidKind, match="only aloud"):
        validate_kind(replace(KIND, modes=modes))
