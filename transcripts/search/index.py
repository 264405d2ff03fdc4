"""What a couple said, and what each of the two noted alone, opened and folded in memory. Nothing of it is stored.

What it is made from is asked for anew at each search, so that words that went are not found in the very next one.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, TextField
from django.db.models.functions import Cast

from couples.models import Partner
from dialogues.models import Dialogue, Turn, turn_place
from dialogues.protocol import Move
from dialogues.transcript_lines import decode_words, is_past_retention
from dialogues.transcript_types import find_turn_move
from transcripts.models import Note
from transcripts.search.cache import Shelf, Texts
from transcripts.search.documents import Sheet
from vault.fields import text_or_blank
from vault.sealing import CannotOpen, Destroyed, Unsealer, batch_unsealer

TOPIC = 0  # the number of a dialogue's topic, beside those of its turns
AS_TEXT = Cast("dialogue", TextField())  # quicker than making ids of it
HAS_TOPIC = ExpressionWrapper(Q(topic__isnull=False), BooleanField())
Sheets = Mapping[uuid.UUID, Sheet]
People = Mapping[int, Partner]
shelf = Shelf()


class Said(NamedTuple):
    """The words of one turn. `author` is a partner's key."""

    dialogue: uuid.UUID
    seq: int
    author: int
    move: Move | None
    words: str


def said(me: Partner, people: People) -> Sheets:
    """By dialogue, newest first: its topic and its turns. Nothing of a dialogue whose words may not be read any
    more."""
    marks: dict[uuid.UUID, Hashable] = {}
    rows = Dialogue.objects.for_partner(me).annotate(has_topic=HAS_TOPIC)
    asked = ("pk", "words_gone", "kept", "closed_at", "version", "blanked_at", "has_topic")
    for pk, words_gone, kept, closed_at, *changes in rows.values_list(*asked):
        gone = words_gone or is_past_retention(kept, closed_at)
        marks[pk] = None if gone else (kept, closed_at, *changes)
    with shelf.taken(me.couple_id) as kept_open:
        return kept_open.refresh(marks, lambda some: words_of(some, people))


def words_of(dialogues: Collection[uuid.UUID], people: People) -> Texts:
    found: dict[uuid.UUID, list[tuple[int, str]]] = {}
    kinds = {}
    for dialogue in Dialogue.objects.filter(pk__in=dialogues).only("kind", "topic", "started_by"):
        dialogue.started_by = people[dialogue.started_by_id]
        kinds[dialogue.pk] = dialogue.kind
        topic = opened(dialogue, "topic")
        found[dialogue.pk] = [(TOPIC, topic)] if topic else []
    for turn in turns(Turn.objects.filter(dialogue__in=kinds), kinds, people):
        found[turn.dialogue].append((turn.seq, turn.words))
    return found


def turns(rows: QuerySet[Turn], kinds: Mapping[uuid.UUID, str], people: People) -> Iterator[Said]:
    """What was said in these turns, dialogue by dialogue, in order. What is gone or does not open is passed over."""
    openers = openers_of(people)
    worded = rows.filter(words__isnull=False, author__in=openers).order_by("dialogue_id", "seq")
    columns = ("seq", "author_id", "step", "move", "words")
    dialogues = {str(pk): pk for pk in kinds}
    for name, seq, author, step, move_name, sealed in worded.values_list(AS_TEXT, *columns):
        try:
            text = openers[author](bytes(sealed), turn_place(name, seq))
        except CannotOpen:
            continue
        dialogue = dialogues[name]
        move = find_turn_move(kinds[dialogue], step, move_name)
        words, _ = decode_words(move, text)
        yield Said(dialogue, seq, author, move, words)


def openers_of(people: People) -> dict[int, Unsealer]:
    """What opens the words of each of the two, whose keys are still there."""
    found = {}
    for pk, one in people.items():
        with suppress(Destroyed):
            found[pk] = batch_unsealer(one.keys)
    return found


def noted(me: Partner) -> Sheets:
    """By dialogue: the notes that this partner made beside its turns, for themselves alone."""
    marks: dict[uuid.UUID, Hashable] = {}
    for dialogue, *change in notes(me).values_list("dialogue", "pk", "version", "changed_at"):
        marks[dialogue] = (marks.get(dialogue), *change)
    with shelf.taken(me.couple_id, me.user_id) as kept_open:
        return kept_open.refresh(marks, lambda some: noted_in(notes(me).filter(dialogue__in=some)))


def noted_in(rows: QuerySet[Note]) -> Texts:
    found: dict[uuid.UUID, list[tuple[int, str]]] = {}
    for note in rows:
        if words := opened(note, "words"):
            found.setdefault(note.dialogue_id, []).append((note.seq, words))
    return found


def notes(me: Partner) -> QuerySet[Note]:
    """Their own, in the dialogues of the couple that they are now."""
    own = Note.objects.filter(user=me.user_id, dialogue__couple=me.couple_id)
    return own.select_related("user__profile").order_by("dialogue_id", "seq")


def opened(row: Dialogue | Note, column: str) -> str:
    """A sealed column; nothing where it is empty or does not open."""
    return text_or_blank(getattr(row, column))


def forget(couples: Iterable[uuid.UUID]) -> None:
    """Let go of what is opened of them: now, and once more when what is being done to them is done."""
    for couple in couples:
        shelf.forget(couple)
        transaction.on_commit(partial(shelf.forget, couple))
