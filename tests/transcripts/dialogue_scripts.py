"""Courses made by hand, and all that the protocol allows: what was done in a dialogue, and how long each move took."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from dialogues.protocol import CLOSED, Act, Kind, State
from dialogues.protocol.engine import apply
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import GLOBAL_MOVES, PAUSED_STEP, WITHDRAW
from dialogues.transcript_types import TranscriptLine
from transcripts.insights.statistics import DialogueCourse, TurnEvent

DAY = date(2026, 3, 12)
BEGUN = datetime(2026, 3, 12, 18, tzinfo=UTC)
ARRIVED = "ben accept 5, ana ready 5, ben ready 5"
SLOTS = {"ana": 0, "ben": 1}


def course(script: str, kind: str = "intentional", day: date = DAY) -> DialogueCourse:
    """A dialogue that Ana began: who, which move, how many seconds after the one before."""
    acts = [act.split() for act in script.split(",") if act.strip()]
    done = [(SLOTS[who], move, timedelta(seconds=int(took))) for who, move, took in acts]
    return DialogueCourse(kind, day, [turn for _state, turn in played(KINDS[kind], done)])


def played(kind: Kind, acts: Sequence[tuple[int, str, timedelta]]) -> list[tuple[State, TurnEvent]]:
    """Each turn with the state before it."""
    state, at, found = State(), BEGUN, []
    for slot, move, took in acts:
        after = apply(kind, state, Act(slot, move))
        assert isinstance(after, State), (slot, move, after)
        at += took
        found.append((state, TurnEvent(slot, state.step, move, at)))
        state = after
    return found


def lines_of(turns: Sequence[tuple[State, TurnEvent]]) -> list[TranscriptLine]:
    """The turns of a walk as a reader sees them. Turns that were taken back are blank."""
    withdrawn = {state.open_at for state, done in turns if done.move == WITHDRAW.name}
    return [
        TranscriptLine(
            seq=seq,
            slot=done.author,
            name=("Ana", "Ben")[done.author],
            step=done.step,
            move=done.move,
            round=state.round,
            log_text="{name}",
            words=None if seq in withdrawn else f"turn{seq}",
            blanked="withdrawn" if seq in withdrawn else "",
            meet_at=None,
            created_at=BEGUN,
            took_back=state.open_at if done.move == WITHDRAW.name else 0,
        )
        for seq, (state, done) in enumerate(turns, start=1)
    ]


@st.composite
def walks(draw: Any) -> tuple[Kind, list[tuple[State, TurnEvent]]]:
    """Any dialogue of any kind, as far as it comes: also paused, stopped, taken back, or never begun."""
    kind = draw(st.sampled_from(list(KINDS.values())))
    state, acts = State(), []
    for _ in range(draw(st.integers(0, 90))):
        often, seldom = choices(kind, state)
        if state.step == CLOSED:
            break
        slot, move = draw(st.sampled_from(seldom if draw(st.integers(0, 14)) == 14 else often))
        took = draw(st.integers(0, 2400))
        acts.append((slot, move, timedelta(seconds=took)))
        after = apply(kind, state, Act(slot, move))
        assert isinstance(after, State)
        state = after
    return kind, played(kind, acts)


def choices(kind: Kind, state: State) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Who may make which move now: those that lead on, and those that interrupt or end it."""
    if state.step == CLOSED:
        return [], []
    step = PAUSED_STEP if state.step == PAUSED_STEP.name else kind.step(state.step)
    onward = [move.name for move in step.moves if move.finishes]
    names = [
        *onward,
        *(move.name for move in step.moves if not move.finishes),
        *(one.name for one in GLOBAL_MOVES),
    ]
    allowed = [
        (slot, name)
        for name in names
        for slot in (0, 1)
        if isinstance(apply(kind, state, Act(slot, name)), State)
    ]
    return [one for one in allowed if one[1] in onward], [one for one in allowed if one[1] not in onward]
