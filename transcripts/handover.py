"""What a couple may hand over of their dialogues: each transcript that both kept, without anyone's notes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from couples.handover import Document, HandoverSource, Offer, Passage, register_handover
from couples.models import Partner
from dialogues.models import Dialogue, Turn
from dialogues.transcript_types import TranscriptLine
from transcripts import labels
from transcripts.exports.build import couple_info, exportable_dialogues, load_transcripts
from transcripts.exports.types import Transcript
from transcripts.transcript_layout import Round, TurnGroup
from vault.fields import is_readable, text_or_blank

MOST = 100  # dialogues to choose from, the newest


def register() -> None:
    """Register the transcripts."""
    register_handover(HandoverSource("dialogue", _("Our dialogues"), offers, read))


def kept_dialogues(me: Partner) -> QuerySet[Dialogue]:
    """Return the ended dialogues whose words both kept and neither deleted."""
    return exportable_dialogues(me).filter(kept=True, let_go_at=None)


def offers(me: Partner) -> list[Offer]:
    """Return the couple's transcripts, newest first."""
    rows = kept_dialogues(me).order_by("-created_at", "pk")[:MOST]
    return [Offer(row.pk, f"{labels.date_text(row.created_at)}: {topic_or_kind(row)}") for row in rows]


def topic_or_kind(row: Dialogue) -> str:
    """Return what a dialogue is called in a list."""
    return text_or_blank(row.topic) or gettext(row.rules.title)


def read(me: Partner, pk: uuid.UUID) -> Document | None:
    """Return a transcript with the words of both."""
    if not kept_dialogues(me).filter(pk=pk).exists():
        return None
    other = me.other()
    [[transcript]] = load_transcripts(me, other, [pk], notes=False)
    names = labels.partner_names(couple_info(me, other))
    facts = f"{names} · {labels.dialogue_facts(transcript)}"
    shown = tuple(passages(transcript, me, other))
    return Document(labels.heading(transcript), facts, shown, basis_of(transcript))


def basis_of(transcript: Transcript) -> str | None:
    """Return what is stored of a dialogue. Links end when its form changes."""
    lines = transcript.lines
    is_opened = is_readable(transcript.topic) and all(line.blanked != Turn.UNREADABLE for line in lines)
    head = [transcript.id, transcript.kind, transcript.mode, transcript.topic, transcript.started_by]
    return json.dumps([*head, *map(basis_of_line, lines)]) if is_opened else None


def basis_of_line(line: TranscriptLine) -> list[str | int | None]:
    """Return what is stored of a turn."""
    meet_at = line.meet_at.isoformat() if line.meet_at else None
    return [
        line.seq,
        line.slot,
        line.step,
        line.move,
        line.round,
        line.words,
        line.scale,
        line.blanked,
        meet_at,
    ]


def passages(transcript: Transcript, me: Partner, other: Partner) -> Iterator[Passage]:
    """Yield the rounds, phases and turns in their order."""
    info = couple_info(me, other)
    for round_ in transcript.rounds:
        if roles := labels.role_text(round_, info):
            yield Passage(roles, is_heading=True)
        yield from round_passages(round_)


def round_passages(round_: Round) -> Iterator[Passage]:
    """Yield the phases and turns of a round."""
    for phase in round_.phases:
        if phase.title:
            yield Passage(gettext(phase.title), is_heading=True)
        for group in phase.groups:
            yield from turn_passages(group)


def turn_passages(group: TurnGroup) -> Iterator[Passage]:
    """Yield a turn after the earlier tries that led to it."""
    for line in (*group.folded, group.line):
        yield Passage(labels.turn_sentence(line), line.words or labels.erasure_text(line), slot=line.slot)
