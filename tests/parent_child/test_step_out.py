"""The way out of the parts that the two play: one tap, of either, at any step, with nothing said about who or why."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from couples.models import User
from dialogues import hooks, rate_limits
from dialogues.ending import build_ending
from dialogues.protocol import (
    CLOSED,
    INVITED,
    Act,
    Actor,
    Purpose,
    Refusal,
    State,
    apply,
    first_state,
    replay,
)
from dialogues.protocol.arrangements import ARRANGING
from dialogues.protocol.kinds.parent_child import KIND
from reminders.models import Notice
from reminders.scheduler import claim_due
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in
from tests.markup import compact
from tests.transcripts.random_dialogue import current_partner
from transcripts.insights.statistics import answers_mirror

pytestmark = pytest.mark.django_db
ARRIVED = "ben accept, ana ready, ben ready"
PLAYED = """ana send, ben ask, ana send, ben mirror, ana send, ben mirror, ana not_quite, ben mirror, ana send,
    ben mirror, ana got_it"""
AS_ADULTS = "ana go_on, ben go_on, ana send, ben mirror, ana got_it, ana appreciate, ben appreciate"
SLOTS = {"ana": 0, "ben": 1}
PARTS = [step.name for step in KIND.steps if step.name not in (*ARRANGING, "centering", "here")]


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    return Talk(ana, ben, kind="parent_child")


def room_of(talk: Talk, user: User) -> str:
    return unescape(compact(signed_in(user).get(f"/dialogues/{talk.pk}/").text))


def states() -> dict[str, State]:
    """A state at each step of a dialogue that goes its whole way."""
    state = first_state(KIND)
    found: dict[str, State] = {}
    for act in f"{ARRIVED}, {PLAYED}, {AS_ADULTS}".split(","):
        found.setdefault(state.step, state)
        name, move = act.split()
        state = replay(KIND, state, [Act(SLOTS[name], move)])
    assert (state.step, state.finished) == (CLOSED, True)
    return found


@pytest.mark.parametrize("step", PARTS)
@pytest.mark.parametrize("slot", [0, 1])
@pytest.mark.parametrize("before", [[], [Act(0, "pause")], [Act(1, "pause"), Act(1, "ready")]])
def test_from_every_step_and_every_pause_either_leads_both_out_and_either_ends_it(
    step: str, slot: int, before: list[Act]
):
    at = replay(KIND, states()[step], before)
    out = apply(KIND, at, Act(slot, "step_out"))
    assert isinstance(out, State)
    assert (out.step, out.done, out.back, out.back_done, out.open_at) == ("here", (), "", (), 0)
    for other in (0, 1):
        end = apply(KIND, out, Act(other, "enough"))
        assert isinstance(end, State)
        assert (end.step, end.finished) == (CLOSED, True)


def test_going_on_takes_both_and_ending_it_only_one():
    here = states()["here"]
    one = replay(KIND, here, [Act(0, "go_on")])
    assert (one.step, one.done) == ("here", (0,))
    assert replay(KIND, one, [Act(0, "enough")]).step == CLOSED
    assert KIND.table["here"].actor is Actor.BOTH


@pytest.mark.parametrize(
    "script", [ARRIVED, f"{ARRIVED}, ana send", f"{ARRIVED}, ana send, ben ask, ana send"]
)
def test_the_way_out_is_one_button_on_both_phones(talk: Talk, ana: User, ben: User, script: str):
    talk.play(script)
    for user in (ana, ben):
        page = room_of(talk, user)
        form = page.split('id="move-step_out"')[1].split("</form>")[0]
        assert "<textarea" not in form
        assert "Step out" in form
        assert "Not feeling safe? Help lines" in page
    talk.play("ben pause")
    assert 'id="move-step_out"' in room_of(talk, ana)


def test_it_is_refused_neither_as_too_fast_nor_as_too_late(talk: Talk):
    talk.play(f"{ARRIVED}, ana send, ben ask")
    person = talk.credentials["ben"].user_id
    while rate_limits.may_move(person):
        pass
    assert talk.make("ben", "mirror").refusal is Refusal.TOO_FAST
    talk.play("ana send")
    assert talk.make("ben", "step_out", seen=2).refusal is None, "pressed on a page that was a little behind"
    assert talk.now().state.step == "here"


def test_of_two_taps_at_once_neither_is_refused(talk: Talk):
    talk.play(f"{ARRIVED}, ana send, ben step_out")
    version = talk.now().version
    assert talk.make("ana", "step_out", seen=version - 1).refusal is None
    assert (talk.now().state.step, talk.now().version) == ("here", version)


@pytest.mark.parametrize("before", ["", ", ana pause, ana ready"])
def test_nothing_that_is_shown_says_who_stepped_out_and_it_ends_like_any_other(
    talk: Talk, ana: User, ben: User, before: str
):
    talk.play(f"{ARRIVED}, ana send, ben ask{before}, ben step_out")
    for user in (ana, ben):
        page = room_of(talk, user)
        assert "You're both yourselves again" in page
        assert "Ben stepped out" not in page
        assert "ou stepped out" not in page
    talk.play("ben enough")
    for user in (ana, ben):
        assert "You're both back" in room_of(talk, user)
        transcript = unescape(compact(signed_in(user).get(f"/transcripts/{talk.pk}/").text))
        assert "stepped out" in transcript
        assert "Ben stepped out" not in transcript
        past = unescape(signed_in(user).get("/transcripts/").text)
        assert not [text for text in ("got as far as", "one side") if text in past]


def test_the_caretakers_place_is_left_by_whoever_sits_in_it(talk: Talk, ana: User):
    """And whoever speaks as the child has nothing by which to hold them there."""
    talk.play(f"{ARRIVED}, ana send, ben ask, ana send, ben step_out")
    assert talk.make("ana", "send").refusal is not None
    assert talk.make("ana", "withdraw").refusal is not None
    assert 'id="move-send"' not in room_of(talk, ana)


def test_nobody_is_reminded_asked_again_or_pointed_to_it(talk: Talk, ana: User, ben: User):
    for script in (f"{ARRIVED}, ana send", "ben ask, ben step_out"):
        talk.play(script)
        claim_due(timezone.now() + timedelta(days=4))
        assert not Notice.objects.filter(sort="turn").exists()
    talk.play("ben enough")
    row = talk.now()
    for user in (ana, ben):
        me = current_partner(user)
        ending = build_ending(row, me)
        assert ending is None or ending.next_at is None
        assert hooks.next_suggestion(row, me) is None
    assert not KIND.may_repeat


def test_stepping_out_says_nothing_of_how_well_the_other_listened():
    assert answers_mirror(KIND.name, "hurting", Purpose.SEND)
    assert not answers_mirror(KIND.name, "hurting", Purpose.STEP_OUT)


def test_the_invitation_may_be_declined_without_a_reason(talk: Talk, ben: User):
    assert talk.now().state.step == INVITED
    page = room_of(talk, ben)
    assert "<textarea" not in page
    assert "You can say no without a reason." in page
