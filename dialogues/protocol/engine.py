"""`apply`: one move on one state, by looking it up in the kind's table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dialogues.protocol.arrangements import MEETING_STEP_NAMES
from dialogues.protocol.refusals import Refusal, Refused
from dialogues.protocol.shared_steps import PAUSE, PAUSED_STEP, STEP_OUT, STOP, WITHDRAW
from dialogues.protocol.state import Act, State
from dialogues.protocol.types import (
    CLOSED,
    INVITED,
    PAUSED,
    Actor,
    Kind,
    Move,
    Purpose,
    Step,
    Words,
)

MAX_WORDS_LENGTH = 4000


def first_state(kind: Kind, sender: int = 0) -> State:
    """Return the state in which a new dialogue begins, by the kind's newest edition."""
    return State(sender=sender, edition=kind.edition)


def current_step(kind: Kind, state: State) -> Step:
    """Return the step that a state is at, by its edition. Raises KeyError once it is closed."""
    return PAUSED_STEP if state.step == PAUSED else kind.step(state.step, state.edition)


def may_act(step: Step, state: State, slot: int) -> bool:
    """Whether this slot may act at this step now."""
    if step.actor is Actor.BOTH:
        return slot not in state.done
    return slot == state.slot_of(step.actor)


def may_make(step: Step, move: Move, state: State, slot: int) -> bool:
    """Whether this slot may make this move of the step now."""
    if move.by is None:
        return may_act(step, state, slot)
    return move.by is Actor.BOTH or slot == state.slot_of(move.by)


def is_left_in_peace(kind: Kind, state: State, slot: int) -> bool:
    """Whether this slot may take all the time they want for their step, even while either of the two pauses."""
    step = kind.step(state.back if state.step == PAUSED else state.step, state.edition)
    return step.unhurried and (step.actor is Actor.BOTH or slot == state.slot_of(step.actor))


def is_turn_of(kind: Kind, state: State, slot: int) -> bool:
    """Whether this slot may act now. Nobody may once the dialogue is closed."""
    return state.step != CLOSED and may_act(current_step(kind, state), state, slot)


def find_move(kind: Kind, state: State, act: Act) -> Move | Refused:
    """Return the move of this act, or why it may not be made now."""
    if state.step == CLOSED:
        return Refused(Refusal.CLOSED)
    if act.move == STOP.name:
        return STOP
    if act.move == WITHDRAW.name and may_withdraw(state, act.slot):
        return WITHDRAW
    if act.move == STEP_OUT.name and (move := way_out(kind, state)):
        return move
    if act.move == PAUSE.name and state.step != PAUSED:
        return Refused(Refusal.NOT_BEGUN) if state.step in MEETING_STEP_NAMES else PAUSE
    return find_step_move(kind, state, act)


def way_out(kind: Kind, state: State) -> Move | None:
    """Return the move out of the parts that the two play, if they play any; also from a pause."""
    step = kind.by_edition.get((state.edition, state.back if state.step == PAUSED else state.step))
    return step.move(STEP_OUT.name) if step else None


def find_step_move(kind: Kind, state: State, act: Act) -> Move | Refused:
    """Return the move among those of the step, or why it may not be made."""
    step = current_step(kind, state)
    move = step.move(act.move)
    if state.step == PAUSED and move is None:
        return Refused(Refusal.PAUSED)
    if not (may_make(step, move, state, act.slot) if move else may_act(step, state, act.slot)):
        return Refused(Refusal.NOT_YOUR_TURN)
    return move or Refused(Refusal.NOT_NOW)


def is_taken_back(state: State) -> bool:
    """Whether the invitation was taken back before it was answered."""
    return state.step == CLOSED and state.back == INVITED and bool(state.done)


def is_under_way(state: State) -> bool:
    """Whether the invitation has been answered and the dialogue hasn't ended; a pause changes neither."""
    return (state.back if state.step == PAUSED else state.step) not in (INVITED, CLOSED)


def may_withdraw(state: State, slot: int) -> bool:
    """Whether this slot's latest words may be taken back: until the partner has answered."""
    author = state.sender if state.open_by is None else state.open_by
    return bool(state.open_at) and slot == author and state.step != CLOSED


def check_words(move: Move, words: str, *, is_spoken: bool) -> Refused | None:
    """Return a refusal if these words are too long for this move, or missing.

    The caller passes words without anything visible as none.
    """
    if len(words) > MAX_WORDS_LENGTH:
        return Refused(Refusal.TOO_LONG)
    if move.words is Words.NEEDED and not is_spoken and not words.strip():
        return Refused(Refusal.EMPTY)
    return None


def apply(kind: Kind, state: State, act: Act) -> State | Refused:
    """Return the state after this act, or why it may not be made."""
    move = find_move(kind, state, act)
    return move if isinstance(move, Refused) else advance(kind, state, act, move)


def advance(kind: Kind, state: State, act: Act, move: Move) -> State:
    """Return the state after a move that may be made."""
    new = replace(state, version=state.version + 1)
    if move is STOP:
        return replace(new, step=CLOSED, done=(), open_at=0, back=state.back or state.step)
    if move is PAUSE:
        return replace(new, step=PAUSED, done=(), back=state.step, back_done=state.done)
    if move is WITHDRAW and state.step == PAUSED:
        return replace(new, back=state.open_from, back_done=(), open_at=0, open_from="", open_by=None)
    if move is WITHDRAW:
        return replace(new, step=state.open_from, open_at=0, open_from="", open_by=None, done=())
    if move.purpose is Purpose.STEP_OUT:
        return follow_move(kind, replace(new, back_done=()), move, act.slot)
    if move.needs_both and not state.done:
        return replace(new, done=(act.slot,))
    if state.step == PAUSED:
        return replace(new, step=state.back, done=state.back_done, back="", back_done=())
    return follow_move(kind, new, move, act.slot)


def follow_move(kind: Kind, state: State, move: Move, slot: int) -> State:
    """Return the state at the step that a move leads to."""
    last = state.round == kind.rounds
    to = move.to_at_the_end if last and move.to_at_the_end else move.to
    return replace(
        state,
        step=to,
        back=state.step if to == CLOSED else "",
        done=(slot,) if move.asks_other or move.purpose is Purpose.RETRACTION else (),
        round=state.round + move.swaps,
        sender=1 - state.sender if move.swaps else state.sender,
        open_at=state.version if move.may_withdraw else 0,
        open_from=state.step if move.may_withdraw else "",
        open_by=slot if move.may_withdraw and slot != state.sender else None,
        finished=to == CLOSED and move.finishes,
    )


def replay(kind: Kind, start: State, acts: Iterable[Act]) -> State:
    """Return the state after these acts. Raises ValueError if one of them may not be made."""
    state = start
    for act in acts:
        result = apply(kind, state, act)
        if isinstance(result, Refused):
            raise ValueError(f"{act.move} at {state.step}: {result.reason}")
        state = result
    return state
