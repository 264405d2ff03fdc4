"""All that somebody keeps out of their dialogues: the turns with a star or a note of theirs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q

from couples.models import Partner
from dialogues.models import Dialogue
from transcripts import detail, timeline
from transcripts.layout import Passage
from transcripts.models import Note, Star


@dataclass(frozen=True, slots=True)
class Kept:
    """A dialogue with the turns that are kept of it."""

    dialogue: Dialogue
    turns: list[detail.Told]


def kept(me: Partner, after: uuid.UUID | None = None) -> tuple[list[Kept], uuid.UUID | None]:
    """Dialogue by dialogue, newest first; and the last of them where there are earlier ones."""
    last = Dialogue.objects.filter(couple=me.couple, pk=after).first() if after else None
    starred, noted = (rows.filter(user=me.user).values("dialogue") for rows in (Star.objects, Note.objects))
    found = Dialogue.objects.for_partner(me).filter(Q(pk__in=starred) | Q(pk__in=noted))
    rows, earlier = timeline.cut(found, last)
    return [Kept(row, turns(row, me)) for row in rows], earlier


def turns(dialogue: Dialogue, me: Partner) -> list[detail.Told]:
    reader = detail.reader_of(dialogue, me)
    wanted = reader.stars | set(reader.notes)
    return [reader.told(Passage(line)) for line in reader.lines() if line.seq in wanted]
