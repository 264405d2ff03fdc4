"""A kind is checked when it is imported: no trap, no unreachable step, no move into nowhere."""

from __future__ import annotations

from dialogues.protocol.shared_steps import ANYWHERE
from dialogues.protocol.types import CLOSED, INVITED, PAUSED, Kind, Move, Step, Who, Words


class BadKind(ValueError):
    """A kind's table does not hold together; the message names the place."""


def targets(move: Move) -> set[str]:
    return {move.to, move.to_at_the_end} - {""}


def check(kind: Kind) -> Kind:
    """The kind itself, when its table holds together. BadKind otherwise."""
    if len(kind.table) != len(kind.steps):
        raise BadKind(f"{kind.name}: two steps share a name")
    if not kind.steps or kind.steps[0].name != INVITED:
        raise BadKind(f"{kind.name}: the first step must be {INVITED}")
    for step in kind.steps:
        check_step(kind, step)
    check_paths(kind)
    if (kind.rounds > 1) != any(move.swaps for step in kind.steps for move in step.moves):
        raise BadKind(f"{kind.name}: more than one round needs a change of roles, and one round has none")
    if shown := shown_but_never_said(kind):
        raise BadKind(f"{kind.name}: nobody says {', '.join(sorted(shown))}")
    return kind


def shown_but_never_said(kind: Kind) -> set[str]:
    moves = [move for step in kind.steps for move in step.moves]
    return {move.shows for move in moves} - {move.piece for move in moves} - {""}


def check_step(kind: Kind, step: Step) -> None:
    place = f"{kind.name}.{step.name}"
    names = [move.name for move in step.moves]
    if not names:
        raise BadKind(f"{place}: nobody can move")
    if len(set(names)) != len(names):
        raise BadKind(f"{place}: two moves share a name")
    if step.name in (PAUSED, CLOSED) or set(names) & {move.name for move in ANYWHERE}:
        raise BadKind(f"{place}: that name belongs to every kind")
    for move in step.moves:
        check_move(kind, step, move, f"{place}.{move.name}")


def check_move(kind: Kind, step: Step, move: Move, place: str) -> None:
    if not targets(move) <= {*kind.table, CLOSED} or not move.to:
        raise BadKind(f"{place}: leads nowhere")
    if move.of_both and step.who is not Who.BOTH:
        raise BadKind(f"{place}: both must make it, but only the {step.who} acts")
    if move.may_withdraw and step.who is not Who.SENDER:
        raise BadKind(f"{place}: only a sender's words can be taken back")
    if move.piece and (step.who is not Who.SENDER or move.words is Words.NONE):
        raise BadKind(f"{place}: only a sender's words can be prepared")
    if not (move.label and move.said and step.title and step.waiting):
        raise BadKind(f"{place}: has no words")


def check_paths(kind: Kind) -> None:
    ways = {step.name: set().union(*(targets(move) for move in step.moves)) for step in kind.steps}
    reached, edge = {INVITED}, [INVITED]
    while edge:
        new = ways.get(edge.pop(), set()) - reached
        reached |= new
        edge += new
    if missing := set(kind.table) - reached:
        raise BadKind(f"{kind.name}: nothing leads to {', '.join(sorted(missing))}")
    ending = {CLOSED}
    while more := {name for name, to in ways.items() if to & ending} - ending:
        ending |= more
    if trapped := set(kind.table) - ending:
        raise BadKind(f"{kind.name}: no way out of {', '.join(sorted(trapped))}")
