"""Wherever something is said back, in any kind, the words fade once the person saying them back has read them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogues import stage
from dialogues.protocol import Kind, first_state
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.types import Actor, Purpose
from dialogues.stage_view import StageView

STEPS = {  # of a kind that is not listed, the steps with a move that is a mirror
    "intentional": {"mirroring"},
    "appreciation": {"mirroring", "mirroring_meaning"},
    "change_request": {
        "mirroring",
        "mirroring_desire",
        "mirroring_first",
        "mirroring_second",
        "mirroring_third",
        "mirroring_gift",
    },
    "caring": {"mirroring"},
    "daily": {"mirroring_first", "mirroring_second", "mirroring_third"},
    "flooding": set(),
    "parent_child": {"mirroring_living", "mirroring_hurting", "mirroring_needing", "mirroring_wish"},
    "repair": {"mirroring_owning", "mirroring_impact"},
    "vision": {"mirroring", "mirroring_meaning"},
    "closing_exit": {"mirroring", "mirroring_promise"},
}


def page(kind: Kind, step: str, slot: int) -> str:
    view = StageView(
        kind.name, "written", replace(first_state(kind), step=step, version=9), slot, "en", False, ""
    )
    return stage.stage_template(view).fill(me="Ben", partner="Ana", dialogue="", version="9")


def mirroring_steps(kind: Kind) -> set[str]:
    return {step.name for step in kind.steps if any(move.purpose is Purpose.MIRROR for move in step.moves)}


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_the_stage_says_so_to_the_one_who_mirrors(kind: Kind):
    """Ana, who is the sender here, has slot 0."""
    marked = {
        (step.name, slot)
        for step in kind.steps
        for slot in (0, 1)
        if "data-mirrors" in page(kind, step.name, slot)
    }
    assert {step for step, _slot in marked} == STEPS.get(kind.name, mirroring_steps(kind))
    slots = {Actor.SENDER: 0, Actor.RECEIVER: 1}
    assert all(slot == slots[kind.table[step].actor] for step, slot in marked)
