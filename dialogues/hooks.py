"""What other apps do when a dialogue of their kind begins, and in the transaction that ends it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation

from couples.models import Couple, Partner, User
from dialogues import transcript_lines
from dialogues.models import Dialogue
from dialogues.protocol import Purpose
from dialogues.store import Scene
from dialogues.transcript_types import TranscriptLine


class CannotBegin(Exception):
    """A dialogue may not begin like this. The message is for the person."""


@dataclass(frozen=True)
class DialogueHooks:
    """The hooks of one kind.

    `begun(dialogue, about)` takes what the dialogue was prepared from, None if from nothing. It may raise CannotBegin.

    `closed(scene, lines)` takes the last scene and all its lines, before words that aren't kept are blanked. What it
    stores is stored with the last move, or not at all. It runs in the language and time zone of whoever ended it.

    `outcomes(couple)` returns the dialogues that led to something the app still keeps.

    `lines(reader, purpose)` returns what the one who acts, by the id of their membership, may tap into the box of a
    move for this purpose. Only they see it, so it may leave out what nobody else should know of.
    """

    begun: Callable[[Dialogue, object], None]
    closed: Callable[[Scene, Sequence[TranscriptLine]], None]
    outcomes: Callable[[Couple], Iterable[uuid.UUID]] = lambda _couple: ()
    lines: Callable[[int, Purpose], Sequence[str]] = lambda _reader, _purpose: ()


@dataclass(frozen=True)
class LineMarker:
    """How a line is marked, to be found again: by a POST of `on=yes` to this URL, with dialogue and `seq`."""

    url_name: str
    has_marked: Callable[[User, Dialogue], bool]  # whether this person has marked a line of it


@dataclass(frozen=True)
class Suggestion:
    """What one partner could do next: one sentence and a link. A POST of its `name` to `decline_url` turns it off."""

    name: str
    sentence: str
    link: str
    url: str
    decline_url: str


_registry: dict[str, DialogueHooks] = {}
_line_markers: list[LineMarker] = []
_common_times: list[Callable[[Couple, datetime], datetime | None]] = []
_suggestions: list[Callable[[Dialogue, Partner], Suggestion | None]] = []


def register_hooks(kind: str, hooks: DialogueHooks) -> None:
    """Run these hooks for all dialogues of a kind."""
    _registry[kind] = hooks


def register_line_marker(marker: LineMarker) -> None:
    """Offer at the end of a dialogue to mark a line."""
    _line_markers[:] = [marker]


def line_marker() -> LineMarker | None:
    """Return how a line is marked."""
    return next(iter(_line_markers), None)


def register_common_time(find: Callable[[Couple, datetime], datetime | None]) -> None:
    """Plan further dialogues for the time that this returns: the couple's next one after a moment."""
    _common_times[:] = [find]


def next_common_time(couple: Couple, after: datetime) -> datetime | None:
    """Return the next time that a couple has set apart, None if they have none."""
    return next((find(couple, after) for find in _common_times), None)


def register_suggestion(find: Callable[[Dialogue, Partner], Suggestion | None]) -> None:
    """Suggest what this returns below the last stage of a dialogue."""
    _suggestions[:] = [find]


def next_suggestion(dialogue: Dialogue, me: Partner) -> Suggestion | None:
    """Return what a partner could do next, None if nothing fits."""
    return next((find(dialogue, me) for find in _suggestions), None)


def dialogues_with_outcome(couple: Couple) -> list[uuid.UUID]:
    """Return the dialogues of a couple that led to something: a promise, a request."""
    return [pk for hooks in _registry.values() for pk in hooks.outcomes(couple)]


def offered_lines(kind: str, reader: int, purpose: Purpose) -> tuple[str, ...]:
    """Return what a kind's app offers `reader` to say or choose with a move for this purpose."""
    hooks = _registry.get(kind)
    return tuple(hooks.lines(reader, purpose)) if hooks else ()


def notify_begun(dialogue: Dialogue, about: object) -> None:
    """Run the hook of a dialogue that begins. Raises CannotBegin."""
    if hooks := _registry.get(dialogue.kind):
        hooks.begun(dialogue, about)


def notify_closed(scene: Scene) -> None:
    """Run the hook of a dialogue that ends, in the transaction of its last move."""
    if hooks := _registry.get(scene.kind):
        with translation.override(scene.language), timezone.override(scene.time_zone):
            hooks.closed(scene, transcript_lines.read_lines(scene))
