"""The path above the stage: how far a dialogue has come."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext

from dialogues.protocol import CLOSED, PAUSED, Kind, State


def progress_items(kind: Kind, state: State) -> list[dict[str, str]]:
    """Return the phases, each done, now or ahead. Two rounds go through the middle ones twice."""
    phases, current = phases_of(kind, state.edition), current_phase(kind, state)
    end = len(phases) if state.finished else 0
    position = phases.index(current) if current in phases and not state.finished else end
    states = [
        "done" if index < position else "now" if index == position else "ahead"
        for index in range(len(phases))
    ]
    return [
        {"name": gettext(phase), "state": status} for (phase, _), status in zip(phases, states, strict=True)
    ]


def minutes_left(kind: Kind, state: State) -> int:
    """Return what the phases from the present one on usually take. It stays while a phase goes round, and falls with
    each that is done."""
    phases, current = phases_of(kind, state.edition), current_phase(kind, state)
    ahead = phases[phases.index(current) :] if current in phases else []
    return sum(phase_minutes(kind, state.edition, phase) for phase, _ in ahead)


def phase_minutes(kind: Kind, edition: int, phase: str) -> int:
    """Return what one phase usually takes."""
    return sum(step.minutes for step in kind.editions[edition - 1] if step.phase == phase)


@lru_cache
def phases_of(kind: Kind, edition: int) -> list[tuple[str, int]]:
    """Return each phase with its round. Those between the start and the switch of roles come once a round."""
    steps = kind.editions[edition - 1]
    phases = list(dict.fromkeys(step.phase for step in steps))
    if kind.rounds == 1:
        return [(phase, 1) for phase in phases]
    first_step = next(move.to for step in steps for move in step.moves if move.swaps)
    switch = next(step.phase for step in steps if any(move.swaps for move in step.moves))
    begin, end = phases.index(kind.step(first_step, edition).phase), phases.index(switch)
    middle = phases[begin:end]
    rounds = [[(phase, number) for phase in middle] for number in range(1, kind.rounds + 1)]
    phases_in_order = [*rounds[0]]
    for later_round in rounds[1:]:
        phases_in_order += [(switch, 1), *later_round]
    return [
        *((phase, 1) for phase in phases[:begin]),
        *phases_in_order,
        *((phase, 1) for phase in phases[end + 1 :]),
    ]


def current_phase(kind: Kind, state: State) -> tuple[str, int]:
    """Return the phase that a dialogue is in, or was in when it paused or ended, with its round."""
    step = kind.table.get(state.back if state.step in (PAUSED, CLOSED) else state.step)
    if step is None:
        return "", 0
    phase = (step.phase, state.round)
    return phase if phase in phases_of(kind, state.edition) else (step.phase, 1)
