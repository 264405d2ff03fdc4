"""What the page of dialogues lists: those there are, with what they wait for, and the kinds to begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from couples.models import Partner
from dialogues import gates
from dialogues.meeting_times import RESTING, format_next_time
from dialogues.models import Dialogue
from dialogues.protocol import CLOSED, INVITED, PAUSED, Kind
from dialogues.protocol.arrangements import ARRANGING
from dialogues.protocol.engine import current_step, is_taken_back, may_act
from dialogues.protocol.kinds import KINDS


@dataclass(frozen=True)
class KindCard:
    """A kind to begin: `invitation` is what the other partner will read."""

    kind: Kind
    url: str
    invitation: str


def kind_cards(me: Partner) -> list[KindCard]:
    """Return a card for each kind that is open: the shorter ones first, those that are prepared alone last."""
    kinds = [kind for kind in KINDS.values() if gates.is_open(kind.name, me.couple)]
    kinds.sort(key=lambda kind: (bool(kind.prepare_url), kind.minutes))
    return [
        KindCard(kind, begin_url(kind), gettext(kind.steps[0].stem).format(sender=me.name)) for kind in kinds
    ]


def begin_url(kind: Kind) -> str:
    """Return where a dialogue of this kind is begun or prepared."""
    if kind.prepare_url:
        return reverse(kind.prepare_url)
    step = "&step=mode" if kind.is_surprise else ""
    return f"{reverse('dialogues:new')}?kind={kind.name}{step}"


@dataclass(frozen=True)
class Summary:
    """One dialogue in the list."""

    dialogue: Dialogue
    title: str
    topic: str
    status: str
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
        status=describe_status(dialogue, me, partner) if is_open else describe_progress(dialogue),
        is_open=is_open,
        invites_me=is_open and state.step == INVITED and state.sender != me.slot,
    )


def describe_progress(dialogue: Dialogue) -> str:
    """Return how far an ended dialogue came, in the words of its path."""
    state = dialogue.state
    if dialogue.let_go_at:
        return gettext("words deleted")
    if state.finished:
        is_complete = state.round == dialogue.rules.rounds
        return gettext("finished") if is_complete else gettext("one side heard")
    step = dialogue.rules.table.get(state.back)
    if step is None or step.name in ARRANGING:
        return gettext("taken back") if is_taken_back(state) else gettext("not this time")
    return gettext("got as far as “{part}”").format(part=gettext(step.phase))


def describe_status(dialogue: Dialogue, me: Partner, partner: Partner) -> str:
    """Return what an open dialogue waits for."""
    state = dialogue.state
    if state.step in RESTING:
        return describe_rest(dialogue, me, partner)
    step = current_step(dialogue.rules, state)
    phase = gettext(step.phase)
    if not may_act(step, state, me.slot):
        return gettext("{part} · waiting for {name}").format(part=phase, name=partner.name)
    if step.unhurried:
        return gettext("{part} · whenever you're ready").format(part=phase)
    return gettext("{part} · your turn").format(part=phase)


def describe_rest(dialogue: Dialogue, me: Partner, partner: Partner) -> str:
    """Return until when a dialogue is paused, or which time to meet is asked for or agreed on."""
    state, profile = dialogue.state, me.user.profile
    time, new_time = (
        format_next_time(moment, profile.language, profile.time_zone) if moment else ""
        for moment in (dialogue.meet_at, dialogue.new_meet_at)
    )
    if state.step == PAUSED:
        return gettext("paused until {time}").format(time=time) if time else gettext("paused")
    step = current_step(dialogue.rules, state)
    text = step.title if may_act(step, state, me.slot) else step.waiting
    another = gettext("another time")
    return gettext(text).format(partner=partner.name, time=time or another, new_time=new_time or another)
