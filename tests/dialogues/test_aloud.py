"""What a phone says aloud: texts of the tables alone, on one of the two phones at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from couples.models import User
from dialogues.prerendered_templates import PLACEHOLDER
from dialogues.protocol import CLOSED, PAUSED, Act, Actor, Kind, Refused, State, apply
from dialogues.protocol.arrangements import ARRANGING
from dialogues.protocol.engine import current_step, may_act
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import GLOBAL_MOVES
from dialogues.stage_context import stage_context
from dialogues.stage_view import StageView
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in

SILENT = (*ARRANGING, PAUSED, CLOSED)


def states_of(kind: Kind) -> set[State]:
    """Every state that a dialogue of any edition can get to, as far as what is said depends on it."""
    waiting = [State(edition=edition) for edition in range(1, kind.edition + 1)]
    seen = set(waiting)
    while waiting:
        state = waiting.pop()
        moves = [] if state.step == CLOSED else [*current_step(kind, state).moves, *GLOBAL_MOVES]
        results = [apply(kind, state, Act(slot, move.name)) for slot in (0, 1) for move in moves]
        new = {replace(each, version=0) for each in results if not isinstance(each, Refused)} - seen
        seen |= new
        waiting += new
    return {replace(state, back="", back_done=(), open_at=0, open_from="", open_by=None) for state in seen}


def said_on(view: StageView) -> list[str]:
    """All that this phone may say at this stage, by itself or at a tap."""

    def find(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from (value["aloud"],) if value.get("aloud") else ()
            yield from (text for part in value.values() for text in find(part))
        elif isinstance(value, list):
            yield from (text for part in value for text in find(part))

    return list(find(stage_context(view)))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_only_one_of_two_phones_speaks_and_never_a_word_of_theirs(kind: Kind):
    for state in states_of(kind):
        views = [StageView(kind.name, "spoken", state, slot, "en", True, "8 pm", rung=1) for slot in (0, 1)]
        said = [said_on(view) for view in views]
        assert not all(said), state
        assert not any(PLACEHOLDER.search(text) or "8 pm" in text for text in sum(said, [])), state
        if state.step in SILENT:
            assert not any(said), state
        elif (step := current_step(kind, state)).actor is not Actor.BOTH:
            assert said[state.slot_of(step.actor)], state
        else:
            assert bool(said[state.sender]) == may_act(step, state, state.sender), state


@pytest.mark.django_db
def test_a_voice_says_what_to_do_and_pauses_for_what_only_they_know(ana: User, ben: User):
    talk = Talk(ana, ben, mode="spoken")

    def hears(user: User, text: str) -> bool:
        return f'data-aloud="{text}"' in signed_in(user).get(f"/dialogues/{talk.pk}/").text

    talk.play("ben accept, ana ready, ben ready")
    assert hears(ana, "Say one small piece. When, happens, I feel,")
    talk.play("ana send, ben mirror")
    assert hears(ana, "Did your partner get it? Is there more?")
    assert hears(ana, "And, Then I,")
    assert not hears(ben, "Is there more about that?")


@pytest.mark.django_db
def test_where_they_write_nothing_is_said(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    assert "data-aloud" not in signed_in(ana).get(f"/dialogues/{talk.pk}/").text
