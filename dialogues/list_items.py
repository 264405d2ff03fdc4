"""A dialogue in a list: its topic, and how far it came or what it waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from couples.models import Partner
from dialogues.models import Dialogue
from dialogues.protocol import CLOSED, INVITED, PAUSED
from dialogues.protocol.engine import may_act
from dialogues.protocol.shared_steps import POSTPONED
from dialogues.stage_context import format_meeting_time


@dataclass(frozen=True)
class Summary:
    """One dialogue in the list."""

    dialogue: Dialogue
    title: str
    topic: str
    how_far: str
    is_open: bool
    invites_me: bool


def summaries(dialogues: Iterable[Dialogue], me: Partner, partner: Partner) -> list[Summary]:
    """Return these dialogues as the list shows them."""
    return [summary(dialogue, me, partner) for dialogue in dialogues]


def summary(dialogue: Dialogue, me: Partner, partner: Partner) -> Summary:
    """Return one dialogue as the list shows it."""
    state = dialogue.state
    is_open = state.step != CLOSED
    return Summary(
        dialogue,
        title=gettext(dialogue.rules.title),
        topic=dialogue.topic or "",
        how_far=describe_status(dialogue, me, partner) if is_open else describe_progress(dialogue),
        is_open=is_open,
        invites_me=is_open and state.step == INVITED and state.sender != me.slot,
    )


def describe_progress(dialogue: Dialogue) -> str:
    """Return how far an ended dialogue came, in the words of its path."""
    state = dialogue.state
    if dialogue.let_go_at:
        return gettext("its words were let go")
    if state.finished:
        whole = state.round == dialogue.rules.rounds
        return gettext("the whole way") if whole else gettext("one turn, to its end")
    step = dialogue.rules.table.get(state.back)
    if step is None or step.name in (INVITED, POSTPONED.name):
        return gettext("not this time")
    return gettext("as far as “{part}”").format(part=gettext(step.phase))


def describe_status(dialogue: Dialogue, me: Partner, partner: Partner) -> str:
    """Return what an open dialogue waits for."""
    state = dialogue.state
    if dialogue.meet_at and state.step in (PAUSED, POSTPONED.name):
        at = format_meeting_time(dialogue.meet_at, me.user.profile.language, me.user.profile.time_zone)
        words = gettext("resting until {time}") if state.step == PAUSED else gettext("planned for {time}")
        return words.format(time=at)
    if state.step in (PAUSED, POSTPONED.name):
        return gettext("resting") if state.step == PAUSED else gettext("put off to a better time")
    part = gettext(dialogue.rules.step(state.step).phase)
    if not may_act(dialogue.rules.step(state.step), state, me.slot):
        return gettext("{part} · waiting for {name}").format(part=part, name=partner.name)
    return gettext("{part} · your turn").format(part=part)
