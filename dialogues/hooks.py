"""What the rooms above do for a kind of theirs: when a dialogue begins, and in the very transaction that ends it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone, translation

from couples.models import Couple
from dialogues import transcript_lines
from dialogues.models import Dialogue
from dialogues.store import Scene
from dialogues.transcript_types import TranscriptLine


class CannotBegin(Exception):
    """A dialogue may not begin like this; the message is a sentence for whoever would begin it."""


@dataclass(frozen=True)
class DialogueHooks:
    """`begun(dialogue, about)` takes what the dialogue was prepared from, None where it was begun without; it raises
    CannotBegin. `closed(scene, said)` takes the last scene with all its lines, before words that are not kept go;
    what it stores is stored with the last move, or not at all. It runs in the language and time zone of who ended
    the dialogue. `outcomes(couple)` names the dialogues of which something came that stands in that room."""

    begun: Callable[[Dialogue, object], None]
    closed: Callable[[Scene, Sequence[TranscriptLine]], None]
    outcomes: Callable[[Couple], Iterable[uuid.UUID]] = lambda _couple: ()


_registry: dict[str, DialogueHooks] = {}


def register_hooks(kind: str, follower: DialogueHooks) -> None:
    """Let a room above follow all dialogues of a kind."""
    _registry[kind] = follower


def dialogues_with_outcome(couple: Couple) -> list[uuid.UUID]:
    """The dialogues of a couple of which something came: a promise, a request."""
    return [pk for follower in _registry.values() for pk in follower.outcomes(couple)]


def notify_begun(dialogue: Dialogue, about: object) -> None:
    if follower := _registry.get(dialogue.kind):
        follower.begun(dialogue, about)


def notify_closed(scene: Scene) -> None:
    if follower := _registry.get(scene.kind):
        with translation.override(scene.language), timezone.override(scene.time_zone):
            follower.closed(scene, transcript_lines.read_lines(scene))
