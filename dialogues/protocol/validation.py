"""Each kind is validated when it is imported: its table holds together, and whoever reads a dialogue can read it."""

from __future__ import annotations

from dataclasses import replace

from dialogues.protocol.arrangements import POSTPONED
from dialogues.protocol.shared_steps import GLOBAL_MOVES
from dialogues.protocol.types import (
    CLOSED,
    INVITED,
    MODES,
    PAUSED,
    SPOKEN,
    Actor,
    Kind,
    Move,
    Purpose,
    Step,
    Words,
)

GLOBAL_PURPOSES = frozenset({Purpose.PAUSE, Purpose.RESUMPTION, Purpose.STOP, Purpose.WITHDRAWAL})
# The words of these are mirrored, searched for feelings, quoted in the timeline, or folded under what corrected them.
WORDED_PURPOSES = frozenset(
    {
        Purpose.SEND,
        Purpose.MIRROR,
        Purpose.CORRECTION,
        Purpose.SUMMARY,
        Purpose.VALIDATION,
        Purpose.EMPATHY,
    }
)


class InvalidKind(ValueError):
    """A kind that can't be used. The message names the place and the reason."""


def validate_kind(kind: Kind) -> Kind:
    """Return the kind. Raises InvalidKind."""
    if kind.modes not in (MODES, (SPOKEN,)):
        raise InvalidKind(f"{kind.name}: is held in both modes, or only aloud")
    for steps in kind.editions:
        validate_edition(replace(kind, steps=steps, earlier=()))
    validate_reuse(kind)
    return kind


def validate_reuse(kind: Kind) -> None:
    """Check that a turn means the same in every edition. Raises InvalidKind."""
    for step in (step for steps in kind.earlier for step in steps):
        known = kind.table[step.name]
        if known.actor is not step.actor:
            raise InvalidKind(f"{kind.name}.{step.name}: was the {step.actor}'s in an earlier edition")
        for move in step.moves:
            now = known.move(move.name)
            if now is None or (now.purpose, now.piece) != (move.purpose, move.piece):
                raise InvalidKind(f"{kind.name}.{step.name}.{move.name}: meant something else earlier")


def validate_edition(kind: Kind) -> None:
    """Check a kind that has one edition. Raises InvalidKind."""
    if len(kind.table) != len(kind.steps):
        raise InvalidKind(f"{kind.name}: two steps share a name")
    if not kind.steps or kind.steps[0].name != INVITED:
        raise InvalidKind(f"{kind.name}: the first step must be {INVITED}")
    for step in kind.steps:
        validate_step(kind, step)
    validate_paths(kind)
    if (kind.rounds > 1) != any(move.swaps for step in kind.steps for move in step.moves):
        raise InvalidKind(f"{kind.name}: more than one round needs a change of roles, and one round has none")
    if unsaid := find_unsaid_pieces(kind):
        raise InvalidKind(f"{kind.name}: nobody says {', '.join(sorted(unsaid))}")
    validate_purposes(kind)


def validate_purposes(kind: Kind) -> None:
    """Check what timeline, transcript, insights and exports rely on."""
    arrivals = [step for step in kind.steps if step.has(Purpose.ARRIVAL)]
    if len(arrivals) != 1 or arrivals[0].actor is not Actor.BOTH:
        raise InvalidKind(f"{kind.name}: needs one step at which both arrive")
    if not any(step.has(Purpose.SEND) for step in kind.steps):
        raise InvalidKind(f"{kind.name}: nobody sends anything")
    for step in kind.steps:
        for move in step.moves:
            validate_purpose(kind, step, move)


def validate_purpose(kind: Kind, step: Step, move: Move) -> None:
    """Check that a move does what its purpose promises. Raises InvalidKind."""
    place = f"{kind.name}.{step.name}.{move.name}"
    if move.purpose in GLOBAL_PURPOSES:
        raise InvalidKind(f"{place}: that purpose belongs to the moves of every kind")
    if move.purpose in WORDED_PURPOSES and move.words is Words.NONE:
        raise InvalidKind(f"{place}: a {move.purpose} needs words")
    if (move.purpose is Purpose.SWITCH) != move.swaps:
        raise InvalidKind(f"{place}: a {Purpose.SWITCH}, and nothing else, swaps the roles")
    targets_of_move = [kind.table[name] for name in targets(move) - {CLOSED}]
    if move.purpose is Purpose.MIRROR and not (
        targets_of_move and all(target.actor is not step.actor for target in targets_of_move)
    ):
        raise InvalidKind(f"{place}: after a {Purpose.MIRROR} the other must say whether it was right")
    if move.purpose is Purpose.CORRECTION and not all(repeats(target, step) for target in targets_of_move):
        raise InvalidKind(f"{place}: a {Purpose.CORRECTION} must lead to where the other says it again")
    if step.name == INVITED and move.time_question and move.to != POSTPONED.name:
        raise InvalidKind(f"{place}: an invitation with a time must lead to {POSTPONED.name}")


def repeats(following: Step, step: Step) -> bool:
    """Whether at this following step the other one says something."""
    return following.actor is not step.actor and any(move.words is not Words.NONE for move in following.moves)


def targets(move: Move) -> set[str]:
    """Return the steps that a move may lead to."""
    return {move.to, move.to_at_the_end} - {""}


def find_unsaid_pieces(kind: Kind) -> set[str]:
    """Return the pieces that some move shows and none says."""
    moves = [move for step in kind.steps for move in step.moves]
    return {move.shows for move in moves} - {move.piece for move in moves} - {""}


def validate_step(kind: Kind, step: Step) -> None:
    """Check one step. Raises InvalidKind."""
    place = f"{kind.name}.{step.name}"
    names = [move.name for move in step.moves]
    if not names:
        raise InvalidKind(f"{place}: nobody can move")
    if len(set(names)) != len(names):
        raise InvalidKind(f"{place}: two moves share a name")
    if step.name in (PAUSED, CLOSED) or set(names) & {move.name for move in GLOBAL_MOVES}:
        raise InvalidKind(f"{place}: that name belongs to every kind")
    for move in step.moves:
        validate_move(kind, step, move, f"{place}.{move.name}")


def validate_move(kind: Kind, step: Step, move: Move, place: str) -> None:
    """Check one move. Raises InvalidKind."""
    if not targets(move) <= {*kind.table, CLOSED} or not move.to:
        raise InvalidKind(f"{place}: leads nowhere")
    if move.needs_both and step.actor is not Actor.BOTH:
        raise InvalidKind(f"{place}: both must make it, but only the {step.actor} acts")
    if move.purpose is Purpose.STEP_OUT and kind.table[move.to].actor is not Actor.BOTH:
        raise InvalidKind(f"{place}: must lead to a step at which both act")
    if move.asks_other and any(kind.table[to].actor is not Actor.BOTH for to in targets(move) - {CLOSED}):
        raise InvalidKind(f"{place}: leads to a step at which not both act, so it can't wait for the other")
    if move.may_withdraw and step.actor is Actor.BOTH:
        raise InvalidKind(f"{place}: only words that wait for the other can be taken back")
    if move.piece and (step.actor is not Actor.SENDER or move.words is Words.NONE):
        raise InvalidKind(f"{place}: only a sender's words can be prepared")
    if move.offers_lines and (step.actor is Actor.BOTH or move.words is Words.NONE):
        raise InvalidKind(f"{place}: lines are offered to one, for a box")
    if not (move.label and move.log_text and step.title and step.waiting and step.phase):
        raise InvalidKind(f"{place}: has no words")


def validate_paths(kind: Kind) -> None:
    """Check that every step is reached, and leads to the end."""
    following = {step.name: set().union(*(targets(move) for move in step.moves)) for step in kind.steps}
    reached, edge = {INVITED}, [INVITED]
    while edge:
        new = following.get(edge.pop(), set()) - reached
        reached |= new
        edge += new
    if missing := set(kind.table) - reached:
        raise InvalidKind(f"{kind.name}: nothing leads to {', '.join(sorted(missing))}")
    ending = {CLOSED}
    while more := {name for name, to in following.items() if to & ending} - ending:
        ending |= more
    if trapped := set(kind.table) - ending:
        raise InvalidKind(f"{kind.name}: no way out of {', '.join(sorted(trapped))}")
