"""After a dialogue: its turns to read, and the list of how far each came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from couples.models import Partner
from dialogues import lines, stage
from dialogues.lines import Line
from dialogues.models import Dialogue
from dialogues.protocol import CLOSED, PAUSED
from dialogues.protocol.common import PAUSED_STEP
from dialogues.protocol.kinds import KINDS
from dialogues.store import Scene


@dataclass(frozen=True)
class Chapter:
    """One stretch of the way, with its turns as HTML."""

    title: str
    turns: list[SafeString]


def chapters(scene: Scene) -> list[Chapter]:
    """The whole dialogue as it is read back, stretch by stretch."""
    steps = KINDS[scene.kind].table

    def stretch(line: Line) -> tuple[str, int]:
        if line.step == PAUSED_STEP.name:
            return "", line.round
        return (steps[line.step].part if line.step in steps else "", line.round)

    with translation.override(scene.language):
        groups = groupby(lines.read(scene), key=stretch)
        return [
            Chapter(
                gettext(part) if part else "",
                [stage.turn(line, scene.language, scene.time_zone) for line in turns],
            )
            for (part, _), turns in groups
        ]


@dataclass(frozen=True)
class Summary:
    """One dialogue in the list."""

    dialogue: Dialogue
    title: str
    topic: str
    how_far: str
    is_open: bool
    invites_me: bool


def summaries(dialogues: Iterable[Dialogue], me: Partner) -> list[Summary]:
    return [summary(dialogue, me) for dialogue in dialogues]


def summary(dialogue: Dialogue, me: Partner) -> Summary:
    state = dialogue.state
    is_open = state.step != CLOSED
    return Summary(
        dialogue,
        title=gettext(dialogue.rules.title),
        topic=dialogue.topic or "",
        how_far=how_far(dialogue),
        is_open=is_open,
        invites_me=is_open and state.step == "invited" and state.sender != me.slot,
    )


def how_far(dialogue: Dialogue) -> str:
    """How far it came, in the words of its path."""
    state = dialogue.state
    if state.finished:
        return gettext("the whole way")
    step = dialogue.rules.table.get(state.back if state.step in (PAUSED, CLOSED) else state.step)
    part = gettext(step.part) if step else ""
    if state.step == CLOSED:
        return gettext("as far as “{part}”").format(part=part)
    if state.step == PAUSED:
        return gettext("resting at “{part}”").format(part=part)
    return gettext("now at “{part}”").format(part=part)
