"""A kind is checked when it is imported: no trap, no unreachable step, no move into nowhere."""

from __future__ import annotations

from dialogues.protocol.shared_steps import GLOBAL_MOVES
from dialogues.protocol.types import CLOSED, INVITED, PAUSED, Kind, Move, Step, Who, Words


class InvalidKind(ValueError):
    """A kind's table does not hold together; the message names the place."""


def targets(move: Move) -> set[str]:
    return {move.to, move.to_at_the_end} - {""}


def validate_kind(kind: Kind) -> Kind:
    """The kind itself, when its table holds together. BadKind otherwise."""
    if len(kind.table) != len(kind.steps):
        raise InvalidKind(f"{kind.name}: two steps share a name")
    if not kind.steps or kind.steps[0].name != INVITED:
        raise InvalidKind(f"{kind.name}: the first step must be {INVITED}")
    for step in kind.steps:
        validate_step(kind, step)
    validate_paths(kind)
    if (kind.rounds > 1) != any(move.swaps for step in kind.steps for move in step.moves):
        raise InvalidKind(f"{kind.name}: more than one round needs a change of roles, and one round has none")
    if shown := find_unsaid_pieces(kind):
        raise InvalidKind(f"{kind.name}: nobody says {', '.join(sorted(shown))}")
    return kind


def find_unsaid_pieces(kind: Kind) -> set[str]:
    moves = [move for step in kind.steps for move in step.moves]
    return {move.shows for move in moves} - {move.piece for move in moves} - {""}


def validate_step(kind: Kind, step: Step) -> None:
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
    if not targets(move) <= {*kind.table, CLOSED} or not move.to:
        raise InvalidKind(f"{place}: leads nowhere")
    if move.needs_both and step.who is not Who.BOTH:
        raise InvalidKind(f"{place}: both must make it, but only the {step.who} acts")
    if move.may_withdraw and step.who is not Who.SENDER:
        raise InvalidKind(f"{place}: only a sender's words can be taken back")
    if move.piece and (step.who is not Who.SENDER or move.words is Words.NONE):
        raise InvalidKind(f"{place}: only a sender's words can be prepared")
    if not (move.label and move.log_text and step.title and step.waiting):
        raise InvalidKind(f"{place}: has no words")


def validate_paths(kind: Kind) -> None:
    ways = {step.name: set().union(*(targets(move) for move in step.moves)) for step in kind.steps}
    reached, edge = {INVITED}, [INVITED]
    while edge:
        new = ways.get(edge.pop(), set()) - reached
        reached |= new
        edge += new
    if missing := set(kind.table) - reached:
        raise InvalidKind(f"{kind.name}: nothing leads to {', '.join(sorted(missing))}")
    ending = {CLOSED}
    while more := {name for name, to in ways.items() if to & ending} - ending:
        ending |= more
    if trapped := set(kind.table) - ending:
        raise InvalidKind(f"{kind.name}: no way out of {', '.join(sorted(trapped))}")
