"""Hooks of dialogues about the dream: own lines at hand, and what both agreed to keep onto their page at the end."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from couples.models import Couple, Partner
from dialogues.begin import begin_dialogue
from dialogues.hooks import DialogueHooks
from dialogues.models import Dialogue
from dialogues.protocol import Purpose
from dialogues.protocol.kinds.vision import KEEP
from dialogues.protocol.kinds.vision import KIND as VISION
from dialogues.store import Scene
from dialogues.transcript_types import TranscriptLine
from vision.lines import own_words
from vision.models import SharedLine
from vision.page import keep_lines
from vision.read_lines import find_read_lines

KIND = VISION.name


def start_dialogue(me: Partner, *, mode: str, keep: bool) -> Dialogue:
    """Invite the other to read each other their lines. Raises CannotBegin."""
    return begin_dialogue(me, kind=KIND, mode=mode, topic="", keep=keep)


def open_dialogue(me: Partner) -> uuid.UUID | None:
    """Return the couple's open dialogue about it, if any."""
    rows = Dialogue.objects.for_partner(me).filter(kind=KIND, closed_at=None)
    return rows.values_list("pk", flat=True).first()


def on_dialogue_begun(_dialogue: Dialogue, _about: object) -> None:
    """Take nothing from whoever begins: their lines stay theirs until they read one."""


def on_dialogue_closed(scene: Scene, lines: Sequence[TranscriptLine]) -> None:
    """Put on the page what was read, if the dialogue ended because both wanted to keep it."""
    read = find_read_lines(lines)
    if lines and lines[-1].move == KEEP and read:
        couple = Couple.objects.get(partners=scene.me.id)
        keep_lines(couple, scene.dialogue, read)


def outcomes(couple: Couple) -> Iterable[uuid.UUID]:
    """Return the dialogues that left something on the page."""
    rows = SharedLine.objects.filter(page__couple=couple, dialogue__isnull=False)
    return rows.values_list("dialogue", flat=True).distinct()


def offered_lines(reader: int, _purpose: Purpose) -> Sequence[str]:
    """Return the lines of whoever's turn it is to read one."""
    return own_words(reader)


HOOKS = DialogueHooks(on_dialogue_begun, on_dialogue_closed, outcomes, offered_lines)
