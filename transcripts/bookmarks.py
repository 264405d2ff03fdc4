"""Bookmarked and annotated turns from all of a couple's dialogues, for the page that lists them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q

from couples.models import Partner
from dialogues.models import Dialogue
from transcripts import detail, timeline
from transcripts.models import Bookmark, Note
from transcripts.transcript_layout import TurnGroup


@dataclass(frozen=True, slots=True)
class BookmarkedDialogue:
    """A dialogue with the turns its reader bookmarked or wrote a note on."""

    dialogue: Dialogue
    turns: list[detail.TurnView]


def bookmarked_dialogues(
    me: Partner, after: uuid.UUID | None = None
) -> tuple[list[BookmarkedDialogue], uuid.UUID | None]:
    """Return a page of them, newest first, and the id of the last one if more follow."""
    last = Dialogue.objects.filter(couple=me.couple, pk=after).first() if after else None
    bookmarked, noted = (
        rows.filter(user=me.user).values("dialogue") for rows in (Bookmark.objects, Note.objects)
    )
    dialogues = Dialogue.objects.for_partner(me).filter(Q(pk__in=bookmarked) | Q(pk__in=noted))
    rows, earlier = timeline.paginate(timeline.rows_after(dialogues, last))
    return [BookmarkedDialogue(row, bookmarked_turns(row, me)) for row in rows], earlier


def bookmarked_turns(dialogue: Dialogue, me: Partner) -> list[detail.TurnView]:
    """Return the turns that this partner bookmarked or wrote a note on."""
    reader = detail.build_reader(dialogue, me)
    seqs = reader.bookmarks | set(reader.notes)
    return [reader.turn_view(TurnGroup(line)) for line in reader.lines() if line.seq in seqs]
