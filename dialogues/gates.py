"""Kinds that stay shut until an app above says otherwise: when one is begun, and again when it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext

from couples.models import Couple
from dialogues.hooks import CannotBegin
from dialogues.protocol import CLOSED, PAUSED, Refusal, State
from dialogues.protocol.arrangements import ARRANGING
from dialogues.store import Scene


class GateClosed(Exception):
    """A dialogue may not start now. The two aren't told why."""


@dataclass(frozen=True)
class Gate:
    """The gate of one kind.

    `is_open(couple)` is for lists. `may_begin(couple)` runs in the transaction that begins a dialogue, `start(couple)`
    in the one that stores the move by which it starts.
    """

    is_open: Callable[[Couple], bool]
    may_begin: Callable[[Couple], bool]
    start: Callable[[Couple], bool]


_gates: dict[str, Gate] = {}


def register_gate(kind: str, gate: Gate) -> None:
    """Keep this kind shut unless the gate is open."""
    _gates[kind] = gate


def is_open(kind: str, couple: Couple) -> bool:
    """Whether this kind may be offered to a couple."""
    return kind not in _gates or _gates[kind].is_open(couple)


def check_gate(kind: str, couple: Couple) -> None:
    """Raise CannotBegin if this kind is shut."""
    if kind in _gates and not _gates[kind].may_begin(couple):
        raise CannotBegin(gettext(Refusal.NOT_OPEN.message))


def starts_at_gate(scene: Scene, new: State) -> bool:
    """Whether a dialogue of a kind with a gate starts by the move that leads to this state."""
    is_arranged = scene.state.step in ARRANGING and new.step not in (*ARRANGING, PAUSED, CLOSED)
    return scene.kind in _gates and is_arranged


def pass_gate(scene: Scene, new: State) -> None:
    """Let a dialogue start, in the transaction of its move. Raises GateClosed."""
    if starts_at_gate(scene, new) and not _gates[scene.kind].start(couple_of(scene)):
        raise GateClosed


def couple_of(scene: Scene) -> Couple:
    """Return the couple of a scene."""
    return Couple.objects.get(dialogues=scene.dialogue)
