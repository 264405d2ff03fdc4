"""Search documents of a couple's dialogues and of each partner's notes, decrypted in memory only.

Every search compares versions with the database first, so that erased words can't be found.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from struct import Struct
from typing import NamedTuple

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, TextField
from django.db.models.functions import Cast

from core.raw_sql import copy_rows
from couples.models import Partner
from dialogues.models import Dialogue, Turn, topic_place, turn_place
from dialogues.protocol import Move
from dialogues.protocol.kinds import KINDS
from dialogues.transcript_lines import decode_words, is_past_retention
from dialogues.transcript_types import find_turn_move
from transcripts.models import Note
from transcripts.search.cache import SearchCache, Texts
from transcripts.search.documents import SearchDocument
from vault.fields import text_or_blank
from vault.sealing import CannotOpen, Destroyed, Unsealer, batch_unsealer

TOPIC = 0  # the number of the topic, next to those of the turns
AS_TEXT = Cast("dialogue", TextField())  # faster than making UUIDs
HAS_TOPIC = ExpressionWrapper(Q(topic__isnull=False), BooleanField())
# A copied row up to its words: how many columns; dialogue, seq and author after their lengths; the words' length
COPIED_TURN = Struct(">hi16siiiqi")
WITH_NUMBERS = {
    kind.name
    for kind in KINDS.values()
    if any(move.scale_question for step in kind.table.values() for move in step.moves)
}
SearchDocuments = Mapping[uuid.UUID, SearchDocument]
Partners = Mapping[int, Partner]  # by primary key
cache = SearchCache()


class TurnWords(NamedTuple):
    """The words of one turn. `author` is a partner's primary key."""

    dialogue: uuid.UUID
    seq: int
    author: int
    move: Move | None
    words: str


def couple_documents(me: Partner, partners: Partners) -> SearchDocuments:
    """Return topics and turns by dialogue, newest first. A dialogue past its retention has an empty document."""
    versions: dict[uuid.UUID, Hashable] = {}
    rows = Dialogue.objects.for_partner(me).annotate(has_topic=HAS_TOPIC)
    columns = ("pk", "words_erased", "kept", "closed_at", "version", "blanked_at", "has_topic")
    for pk, words_erased, kept, closed_at, *changes in rows.values_list(*columns):
        is_erased = words_erased or is_past_retention(kept, closed_at)
        versions[pk] = None if is_erased else (kept, closed_at, *changes)
    with cache.use(me.couple_id) as documents:
        return documents.refresh(versions, lambda pks: load_texts(pks, partners))


def load_texts(dialogues: Collection[uuid.UUID], partners: Partners) -> Texts:
    """Decrypt the topic and the turns of these dialogues."""
    texts: dict[uuid.UUID, list[tuple[int, str]]] = {}
    kinds, unsealers = {}, unsealers_by_author(partners)
    rows = Dialogue.objects.filter(pk__in=dialogues, started_by__in=partners)
    for pk, kind, author, topic in rows.values_list("pk", "kind", "started_by", "topic"):
        kinds[pk], texts[pk] = kind, []
        if topic and author in unsealers:
            with suppress(CannotOpen):
                texts[pk].append((TOPIC, unsealers[author](topic, topic_place(pk))))
    numbered = [pk for pk, kind in kinds.items() if kind in WITH_NUMBERS]
    for turn in decrypt_turns(Turn.objects.filter(dialogue__in=numbered), kinds, partners):
        texts[turn.dialogue].append((turn.seq, turn.words))
    for pk, words in decrypt_dialogues(kinds.keys() - set(numbered), unsealers).items():
        texts[pk] += words
    return texts


def decrypt_dialogues(dialogues: Collection[uuid.UUID], unsealers: Mapping[int, Unsealer]) -> Texts:
    """Return the numbered words of whole dialogues, in order, as `decrypt_turns` does for kinds without numbers."""
    texts: dict[bytes, list[tuple[int, str]]] = {pk.bytes: [] for pk in dialogues}
    names = {pk.bytes: str(pk) for pk in dialogues}

    def decrypt(row: bytes) -> None:
        _, _, pk, _, seq, _, author, _ = COPIED_TURN.unpack_from(row)
        try:
            text = unsealers[author](row[COPIED_TURN.size :], turn_place(names[pk], seq))
        except CannotOpen:
            return
        texts[pk].append((seq, text))

    turns = Turn.objects.filter(dialogue__in=dialogues, words__isnull=False, author__in=unsealers).order_by()
    copy_rows(turns.values_list("dialogue_id", "seq", "author_id", "words"), decrypt)
    return {pk: sorted(texts[pk.bytes]) for pk in dialogues}


def decrypt_turns(
    rows: QuerySet[Turn], kinds: Mapping[uuid.UUID, str], partners: Partners
) -> Iterator[TurnWords]:
    """Yield the words of these turns, in order. Erased and undecryptable ones are skipped."""
    unsealers = unsealers_by_author(partners)
    worded = rows.filter(words__isnull=False, author__in=unsealers).order_by("dialogue_id", "seq")
    columns = ("seq", "author_id", "step", "move", "words")
    dialogues = {str(pk): pk for pk in kinds}
    for name, seq, author, step, move_name, sealed in worded.values_list(AS_TEXT, *columns):
        try:
            text = unsealers[author](bytes(sealed), turn_place(name, seq))
        except CannotOpen:
            continue
        dialogue = dialogues[name]
        move = find_turn_move(kinds[dialogue], step, move_name)
        words, _ = decode_words(move, text)
        yield TurnWords(dialogue, seq, author, move, words)


def unsealers_by_author(partners: Partners) -> dict[int, Unsealer]:
    """Return an unsealer for each partner whose keys still exist."""
    unsealers = {}
    for pk, partner in partners.items():
        with suppress(Destroyed):
            unsealers[pk] = batch_unsealer(partner.keys)
    return unsealers


def note_documents(me: Partner) -> SearchDocuments:
    """Return a partner's private notes by dialogue."""
    versions: dict[uuid.UUID, Hashable] = {}
    for dialogue, *change in own_notes(me).values_list("dialogue", "pk", "version", "changed_at"):
        versions[dialogue] = (versions.get(dialogue), *change)
    with cache.use(me.couple_id, me.user_id) as documents:
        return documents.refresh(versions, lambda pks: note_texts(own_notes(me).filter(dialogue__in=pks)))


def note_texts(rows: QuerySet[Note]) -> Texts:
    """Decrypt these notes; returns them by dialogue."""
    texts: dict[uuid.UUID, list[tuple[int, str]]] = {}
    for note in rows:
        if words := decrypt_column(note, "words"):
            texts.setdefault(note.dialogue_id, []).append((note.seq, words))
    return texts


def own_notes(me: Partner) -> QuerySet[Note]:
    """Return a partner's own notes on the couple's dialogues."""
    own = Note.objects.filter(user=me.user_id, dialogue__couple=me.couple_id)
    return own.select_related("user__profile").order_by("dialogue_id", "seq")


def decrypt_column(row: Dialogue | Note, column: str) -> str:
    """Decrypt a sealed column; "" if it is empty or can't be decrypted."""
    return text_or_blank(getattr(row, column))


def evict(couples: Iterable[uuid.UUID]) -> None:
    """Evict these couples' words now, and again after the transaction commits."""
    for couple in couples:
        cache.evict_couple(couple)
        transaction.on_commit(partial(cache.evict_couple, couple))
