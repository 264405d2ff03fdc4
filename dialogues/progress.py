"""The path above the stage: how far a dialogue has come."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext

from dialogues.protocol import CLOSED, PAUSED, Kind, State


def progress_items(kind: Kind, state: State) -> list[dict[str, str]]:
    """Return the phases, each done, now or ahead. Two rounds go through the middle ones twice."""
    phases, here = phases_of(kind), current_phase(kind, state)
    over = len(phases) if state.finished else 0
    now = phases.index(here) if here in phases and not state.finished else over
    states = ["done" if at < now else "now" if at == now else "ahead" for at in range(len(phases))]
    return [
        {"name": gettext(phase), "state": status} for (phase, _), status in zip(phases, states, strict=True)
    ]


@lru_cache
def phases_of(kind: Kind) -> list[tuple[str, int]]:
    """Return each phase with its round. Those between the start and the switch of roles come once a round."""
    phases = list(dict.fromkeys(step.phase for step in kind.steps))
    if kind.rounds == 1:
        return [(phase, 1) for phase in phases]
    again = next(move.to for step in kind.steps for move in step.moves if move.swaps)
    switch = next(step.phase for step in kind.steps if any(move.swaps for move in step.moves))
    first, turn = phases.index(kind.step(again).phase), phases.index(switch)
    middle = phases[first:turn]
    rounds = [[(phase, number) for phase in middle] for number in range(1, kind.rounds + 1)]
    walked = [*rounds[0]]
    for later in rounds[1:]:
        walked += [(switch, 1), *later]
    return [*((phase, 1) for phase in phases[:first]), *walked, *((phase, 1) for phase in phases[turn + 1 :])]


def current_phase(kind: Kind, state: State) -> tuple[str, int]:
    """Return the phase that a dialogue is in, or was in when it paused or ended, with its round."""
    step = kind.table.get(state.back if state.step in (PAUSED, CLOSED) else state.step)
    if step is None:
        return "", 0
    here = (step.phase, state.round)
    return here if here in phases_of(kind) else (step.phase, 1)
