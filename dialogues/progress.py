"""The path above the stage: how far a dialogue has come."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext

from dialogues.protocol import CLOSED, PAUSED, Kind, State


def progress_items(kind: Kind, state: State) -> list[dict[str, str]]:
    """The stretches of the way, each done, now or ahead. Two rounds walk the middle stretches twice."""
    stretches, here = phases_of(kind), current_phase(kind, state)
    over = len(stretches) if state.finished else 0
    now = stretches.index(here) if here in stretches and not state.finished else over
    states = ["done" if at < now else "now" if at == now else "ahead" for at in range(len(stretches))]
    return [
        {"name": gettext(part), "state": stands}
        for (part, _round), stands in zip(stretches, states, strict=True)
    ]


@lru_cache
def phases_of(kind: Kind) -> list[tuple[str, int]]:
    """Each part of the path with its round: parts after `switching` leads back are walked once a round."""
    parts = list(dict.fromkeys(step.phase for step in kind.steps))
    if kind.rounds == 1:
        return [(part, 1) for part in parts]
    again = next(move.to for step in kind.steps for move in step.moves if move.swaps)
    switch = next(step.phase for step in kind.steps if any(move.swaps for move in step.moves))
    first, turn = parts.index(kind.step(again).phase), parts.index(switch)
    middle = parts[first:turn]
    rounds = [[(part, number) for part in middle] for number in range(1, kind.rounds + 1)]
    walked = [*rounds[0]]
    for later in rounds[1:]:
        walked += [(switch, 1), *later]
    return [*((part, 1) for part in parts[:first]), *walked, *((part, 1) for part in parts[turn + 1 :])]


def current_phase(kind: Kind, state: State) -> tuple[str, int]:
    """The stretch that a dialogue is on, or was when it paused or ended."""
    step = kind.table.get(state.back if state.step in (PAUSED, CLOSED) else state.step)
    if step is None:
        return "", 0
    here = (step.phase, state.round)
    return here if here in phases_of(kind) else (step.phase, 1)
