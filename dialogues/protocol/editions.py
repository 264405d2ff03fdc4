"""The editions of a kind's table: one after the other, by number, and all together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialogues.protocol.types import Step


def index_editions(editions: tuple[tuple[Step, ...], ...]) -> dict[tuple[int, str], Step]:
    """Return the steps by the number of their edition, from 1 on, and their name."""
    return {(number, step.name): step for number, steps in enumerate(editions, start=1) for step in steps}


def unite_editions(editions: tuple[tuple[Step, ...], ...]) -> dict[str, Step]:
    """Return every step of every edition by name, in its newest form, with the moves that older ones had too."""
    table: dict[str, Step] = {}
    for step in (step for steps in reversed(editions) for step in steps):
        table[step.name] = merge_moves(table.get(step.name, step), step)
    return table


def merge_moves(newer: Step, older: Step) -> Step:
    """Return the newer step, with the moves that only the older one has added."""
    names = {move.name for move in newer.moves}
    return replace(newer, moves=(*newer.moves, *(move for move in older.moves if move.name not in names)))
