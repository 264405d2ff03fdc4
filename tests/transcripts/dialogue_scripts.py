"""Dialogues without a database: written by hand as scripts, or any that the protocol allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from dialogues.protocol import CLOSED, Act, Kind, State, first_state
from dialogues.protocol.engine import apply
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import GLOBAL_MOVES, PAUSED_STEP, WITHDRAW
from dialogues.transcript_types import TranscriptLine
from transcripts.insights.statistics import DialogueCourse, TurnEvent

DAY = date(2026, 3, 12)
START = datetime(2026, 3, 12, 18, tzinfo=UTC)
ARRIVAL = "ben accept 5, ana ready 5, ben ready 5"
SLOTS = {"ana": 0, "ben": 1}


def course(script: str, kind: str = "intentional", day: date = DAY) -> DialogueCourse:
    """A dialogue that Ana began, from entries "partner move seconds-since-the-one-before"."""
    entries = [act.split() for act in script.split(",") if act.strip()]
    acts = [(SLOTS[partner], move, timedelta(seconds=int(seconds))) for partner, move, seconds in entries]
    return DialogueCourse(kind, day, [turn for _state, turn in replay(KINDS[kind], acts)])


def replay(
    kind: Kind, acts: Sequence[tuple[int, str, timedelta]], start: State | None = None
) -> list[tuple[State, TurnEvent]]:
    """Each turn, with the state before it."""
    state, time, turns = start or first_state(kind), START, []
    for slot, move, duration in acts:
        after = apply(kind, state, Act(slot, move))
        assert isinstance(after, State), (slot, move, after)
        time += duration
        turns.append((state, TurnEvent(slot, state.step, move, time)))
        state = after
    return turns


def transcript_lines(turns: Sequence[tuple[State, TurnEvent]]) -> list[TranscriptLine]:
    """The turns as a reader sees them. Withdrawn turns are blank."""
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
            created_at=START,
            withdrawn_seq=state.open_at if done.move == WITHDRAW.name else 0,
        )
        for seq, (state, done) in enumerate(turns, start=1)
    ]


@st.composite
def dialogue_walks(draw: Any) -> tuple[Kind, list[tuple[State, TurnEvent]]]:
    """Any dialogue of any kind and edition, at any point: also paused, stopped, withdrawn or never begun."""
    kind = draw(st.sampled_from(list(KINDS.values())))
    start = state = State(edition=draw(st.integers(1, kind.edition)))
    acts = []
    for _ in range(draw(st.integers(0, 90))):
        likely, unlikely = allowed_moves(kind, state)
        if state.step == CLOSED:
            break
        slot, move = draw(st.sampled_from(unlikely if draw(st.integers(0, 14)) == 14 else likely))
        seconds = draw(st.integers(0, 2400))
        acts.append((slot, move, timedelta(seconds=seconds)))
        after = apply(kind, state, Act(slot, move))
        assert isinstance(after, State)
        state = after
    return kind, replay(kind, acts, start)


def allowed_moves(kind: Kind, state: State) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The allowed moves, as (slot, move): those that lead on, and those that interrupt or end the dialogue."""
    if state.step == CLOSED:
        return [], []
    step = PAUSED_STEP if state.step == PAUSED_STEP.name else kind.step(state.step, state.edition)
    onward = [move.name for move in step.moves if move.finishes]
    names = [
        *onward,
        *(move.name for move in step.moves if not move.finishes),
        *(act.name for act in GLOBAL_MOVES),
    ]
    allowed = [
        (slot, name)
        for name in names
        for slot in (0, 1)
        if isinstance(apply(kind, state, Act(slot, name)), State)
    ]
    return [act for act in allowed if act[1] in onward], [act for act in allowed if act[1] not in onward]
