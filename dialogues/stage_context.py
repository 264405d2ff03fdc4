"""Who looks at a stage: all that it depends on, cut to one viewer, and the tables' words as they read them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats, timezone, translation
from django.utils.translation import gettext

from dialogues.prerendered_templates import placeholder
from dialogues.protocol import Kind, State
from dialogues.protocol.kinds import KINDS
from dialogues.store import Scene

ME, PARTNER, VERSION = placeholder("me"), placeholder("partner"), placeholder("version")
DIALOGUE_ID = uuid.UUID(int=0)  # stands in the addresses, which take nothing else


@dataclass(frozen=True, slots=True)
class StageView:
    """All that a stage depends on, cut to one viewer. `shown` and `boxed` are the moves with words beside them."""

    kind: str
    mode: str
    state: State
    slot: int
    language: str
    may_keep: bool
    meet_at: str
    shown: frozenset[str] = frozenset()
    boxed: frozenset[str] = frozenset()

    @property
    def step(self) -> str:
        return self.state.step

    @property
    def round(self) -> int:
        return self.state.round

    @property
    def rules(self) -> Kind:
        return KINDS[self.kind]


def stage_view(scene: Scene, slot: int, language: str, time_zone: str) -> StageView:
    """The scene as the partner in this slot sees it, in their language and time."""
    state = scene.state
    bare = State(
        step=state.step,
        round=state.round,
        sender=state.sender,
        done=state.done,
        back=state.back,
        open_at=min(state.open_at, 1),
        finished=state.finished,
    )
    return StageView(
        scene.kind,
        scene.mode,
        bare,
        slot,
        language,
        scene.keep_asked and not scene.kept and slot != scene.state.sender,
        format_meeting_time(scene.meet_at, language, time_zone) if scene.meet_at else "",
        shown=frozenset(name for name, words in scene.beside.items() if words.shown),
        boxed=frozenset(name for name, words in scene.beside.items() if words.box),
    )


def format_meeting_time(moment: datetime, language: str, time_zone: str, *, is_day: bool = False) -> str:
    """A moment as day and time, or as the day alone, where the reader is."""
    with translation.override(language):
        local = timezone.localtime(moment, ZoneInfo(time_zone))
        return formats.date_format(local, "l j F" if is_day else "l j F, H:i")


def interpolate(view: StageView, words: str) -> str:
    """Words of the tables, translated, with the names put in."""
    sender, receiver = ME, PARTNER
    if view.slot != view.state.sender:
        sender, receiver = receiver, sender
    return gettext(words).format(partner=PARTNER, sender=sender, receiver=receiver) if words else ""
