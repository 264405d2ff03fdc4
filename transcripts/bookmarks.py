"""The turns that someone starred or wrote a note to, over all their dialogues."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q

from couples.models import Partner
from dialogues.models import Dialogue
from transcripts import detail, timeline
from transcripts.layout import TurnGroup
from transcripts.models import Note, Star


@dataclass(frozen=True, slots=True)
class BookmarkedDialogue:
    """A dialogue with its bookmarked turns."""

    dialogue: Dialogue
    turns: list[detail.TurnView]


def bookmarked_dialogues(
    me: Partner, after: uuid.UUID | None = None
) -> tuple[list[BookmarkedDialogue], uuid.UUID | None]:
    """A page of them, newest first, and the last one's id if there are more."""
    last = Dialogue.objects.filter(couple=me.couple, pk=after).first() if after else None
    starred, noted = (rows.filter(user=me.user).values("dialogue") for rows in (Star.objects, Note.objects))
    found = Dialogue.objects.for_partner(me).filter(Q(pk__in=starred) | Q(pk__in=noted))
    rows, earlier = timeline.paginate(found, last)
    return [BookmarkedDialogue(row, bookmarked_turns(row, me)) for row in rows], earlier


def bookmarked_turns(dialogue: Dialogue, me: Partner) -> list[detail.TurnView]:
    """The turns of a dialogue that have a star or a note of this partner's."""
    reader = detail.build_reader(dialogue, me)
    wanted = reader.stars | set(reader.notes)
    return [reader.turn_view(TurnGroup(line)) for line in reader.lines() if line.seq in wanted]
