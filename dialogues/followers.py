"""What the rooms above do for a kind of theirs: when a dialogue begins, and in the very transaction that ends it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone, translation

from dialogues import lines
from dialogues.lines import Line
from dialogues.models import Dialogue
from dialogues.store import Scene


class CannotBegin(Exception):
    """A dialogue may not begin like this; the message is a sentence for whoever would begin it."""


@dataclass(frozen=True)
class Follower:
    """`begun(dialogue, about)` takes what the dialogue was prepared from, None where it was begun without; it raises
    CannotBegin. `closed(scene, said)` takes the last scene with all its lines, before words that are not kept go;
    what it stores is stored with the last move, or not at all. It runs in the language and time zone of who ended
    the dialogue."""

    begun: Callable[[Dialogue, object], None]
    closed: Callable[[Scene, Sequence[Line]], None]


_followers: dict[str, Follower] = {}


def follow(kind: str, follower: Follower) -> None:
    """Let a room above follow all dialogues of a kind."""
    _followers[kind] = follower


def begun(dialogue: Dialogue, about: object) -> None:
    if follower := _followers.get(dialogue.kind):
        follower.begun(dialogue, about)


def closed(scene: Scene) -> None:
    if follower := _followers.get(scene.kind):
        with translation.override(scene.language), timezone.override(scene.time_zone):
            follower.closed(scene, lines.read(scene))
