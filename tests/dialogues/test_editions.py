"""A dialogue runs to its end by the edition of its kind that it began with."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from couples.models import User
from dialogues.models import Dialogue, Turn, to_snapshot, to_state
from dialogues.protocol import CLOSED, Act, Actor, Kind, Purpose, State, Step, apply, replay
from dialogues.protocol.engine import current_step, may_act
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.validation import InvalidKind, validate_kind
from dialogues.transcript_types import find_purpose
from tests.dialogues.dialogue_driver import Talk
from tests.dialogues.test_new_kind import STEPS, TOY, does, says, step
from tests.factories import signed_in

EDITIONS = [(kind, edition) for kind in KINDS.values() for edition in range(1, kind.edition + 1)]
NAMES = [f"{kind.name}-{edition}" for kind, edition in EDITIONS]
# Edition 2 of the toy: one is asked to say goodbye before parting.
FAREWELL = step("farewell", Actor.RECEIVER, says("wave", "parting", Purpose.THANKS))
FEELING_2 = step("feeling", Actor.RECEIVER, says("feel", "farewell", Purpose.EMPATHY))
SECOND = tuple(FEELING_2 if one.name == "feeling" else one for one in STEPS)
TWO = replace(TOY, steps=(*SECOND, FAREWELL), earlier=(STEPS,))


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "edition"), EDITIONS, ids=NAMES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_walk_through_any_edition_replays_to_the_same_states(kind: Kind, edition: int, data: st.DataObject):
    start = State(sender=data.draw(st.sampled_from([0, 1])), edition=edition)
    states, acts = [start], []
    for _ in range(data.draw(st.integers(1, 80))):
        if states[-1].step == CLOSED:
            break
        at = current_step(kind, states[-1])
        slot = next(slot for slot in (0, 1) if may_act(at, states[-1], slot))
        act = Act(slot, data.draw(st.sampled_from([move.name for move in at.moves] + ["pause", "withdraw"])))
        after = apply(kind, states[-1], act)
        if isinstance(after, State):
            states.append(after)
            acts.append(act)
    stored = [to_state(state.version, json.loads(json.dumps(to_snapshot(state)))) for state in states]
    assert stored == states
    assert [replay(kind, start, acts[:number]) for number in range(len(states))] == states
    assert {state.edition for state in states} == {edition}


def test_a_dialogue_stored_before_there_were_editions_is_of_the_first():
    assert to_state(4, {"step": "sending", "round": 1, "sender": 1}).edition == 1
    assert to_state(0, {}).edition == 1


def forget_edition(talk: Talk) -> None:
    """Store a dialogue as it was before there were editions."""
    snapshot = {name: value for name, value in talk.now().snapshot.items() if name != "edition"}
    Dialogue.objects.filter(pk=talk.pk).update(snapshot=snapshot)


TOY_TO_FEELING = [
    ("ben", "accept"),
    ("ana", "ready"),
    ("ben", "ready"),
    ("ana", "tell"),
    ("ben", "echo"),
    ("ana", "yes"),
]


def play(talk: Talk, *acts: tuple[str, str]) -> None:
    for name, move in acts:
        assert talk.make(name, move, "something").refusal is None, (name, move)


@pytest.fixture
def talk(ana: User, ben: User, monkeypatch: pytest.MonkeyPatch) -> Talk:
    monkeypatch.setitem(KINDS, "toy", validate_kind(TWO))
    return Talk(ana, ben, kind="toy")


def test_a_new_dialogue_runs_by_the_newest_edition(talk: Talk):
    assert talk.now().state.edition == 2
    play(talk, *TOY_TO_FEELING, ("ben", "feel"))
    assert talk.now().state.step == "farewell"
    play(talk, ("ben", "wave"), ("ana", "thanks"))
    assert talk.now().state.finished


def test_one_begun_before_goes_on_by_the_table_it_began_with(talk: Talk):
    play(talk, *TOY_TO_FEELING[:4])
    forget_edition(talk)
    play(talk, *TOY_TO_FEELING[4:], ("ben", "feel"))
    assert talk.now().state.step == "parting"
    play(talk, ("ana", "thanks"))
    assert (talk.now().state.finished, talk.now().state.edition) == (True, 1)


def test_turns_of_every_edition_are_read(talk: Talk, monkeypatch: pytest.MonkeyPatch):
    older = step(
        "feeling",
        Actor.RECEIVER,
        says("feel", "parting", Purpose.EMPATHY),
        does("pass", "parting", Purpose.REFUSAL),
    )
    before = tuple(older if one.name == "feeling" else one for one in STEPS)
    monkeypatch.setitem(KINDS, "toy", validate_kind(replace(TWO, earlier=(before,))))
    play(talk, *TOY_TO_FEELING[:4])
    forget_edition(talk)
    play(talk, *TOY_TO_FEELING[4:], ("ben", "pass"))
    assert Turn.objects.with_purpose(Purpose.REFUSAL).get().move == "pass"
    assert find_purpose("toy", "feeling", "pass") is Purpose.REFUSAL
    assert find_purpose("toy", "farewell", "wave") is Purpose.THANKS


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        (step("feeling", Actor.SENDER, does("feel", "parting", Purpose.CONFIRMATION)), "was the sender's"),
        (step("feeling", Actor.RECEIVER, says("feel", "parting", Purpose.SUMMARY)), "something else"),
        (step("feeling", Actor.RECEIVER, says("feel", "nowhere", Purpose.EMPATHY)), "leads nowhere"),
    ],
)
def test_an_earlier_edition_is_checked_too_and_means_the_same(changed: Step, complaint: str):
    before = tuple(changed if one.name == "feeling" else one for one in STEPS)
    with pytest.raises(InvalidKind, match=complaint):
        validate_kind(replace(TWO, earlier=(before,)))


TO_CHECKING = "ben accept, ana ready, ben ready, ana send, ben mirror"
TO_THE_THANKS = "ben accept, ana ready, ben ready, ana send, ben mirror, ana got_it, ana send, ben mirror"


def test_an_appreciation_begun_before_ends_without_what_touched(ana: User, ben: User):
    talk = Talk(ana, ben, kind="appreciation")
    talk.play(TO_THE_THANKS)
    forget_edition(talk)
    page = signed_in(ana).get(f"/dialogues/{talk.pk}/").text
    assert "You can swap roles." in page
    talk.play(
        "ana thank, ana switch, ben switch, ben send, ana mirror, ben got_it, ben send, ana mirror, ben thank"
    )
    assert (talk.now().state.finished, talk.now().state.round) == (True, 2)


def test_an_appreciation_begun_now_lets_the_listener_answer_once(ana: User, ben: User):
    talk = Talk(ana, ben, kind="appreciation")
    talk.play(f"{TO_THE_THANKS}, ana thank")
    page = signed_in(ben).get(f"/dialogues/{talk.pk}/").text
    assert "What touched you?" in page
    assert talk.make("ben", "thank", "That you noticed").refusal is None
    assert talk.now().state.step == "switching"


HEARD = f"""{TO_CHECKING}, ana that_is_all, ben summarise, ana got_it, ben validate, ana got_it, ben empathise,
    ana got_it"""
WISHED = """ana desire, ben mirror, ana got_it, ana ask, ben mirror, ana ask, ben mirror, ana ask, ben mirror,
    ana got_it, ben choose_first"""
TO_THE_CHANGE = {  # up to where the editions part, and on to the end of the first
    "change_request": (f"{HEARD}, {WISHED}, ben give", "ana thank"),
    "closing_exit": (f"{HEARD}, ana close, ben mirror, ana got_it", "ben thank, ben no_more, ana thank"),
}
GOES_ON = {"change_request": ("thanking", "mirroring_gift"), "closing_exit": ("thanking", "instead")}


@pytest.mark.parametrize("kind", TO_THE_CHANGE)
def test_only_what_began_before_skips_what_is_new(kind: str, ana: User, ben: User):
    script, end = TO_THE_CHANGE[kind]
    for before in (True, False):
        talk = Talk(ana, ben, kind=kind)
        talk.play(TO_CHECKING)
        if before:
            forget_edition(talk)
        talk.play(script.removeprefix(f"{TO_CHECKING}, "))
        assert talk.now().state.step == GOES_ON[kind][0 if before else 1]
        talk.play(end if before else "ben stop")
        assert talk.now().state.finished is before
