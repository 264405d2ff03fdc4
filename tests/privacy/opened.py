"""All that any living key opens, wherever it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models

from dialogues.models import Dialogue, Turn, topic_place, turn_place
from transcripts.models import Export
from vault.fields import SealedTextField, text_or_blank
from vault.models import Destroyed
from vault.sealing import CannotOpen, unseal

Opened = tuple[str, object, str]


def opened() -> Iterator[Opened]:
    """All that any living key opens: the column, the row, and the words."""
    for model in apps.get_models():
        sealed = [field for field in model._meta.local_fields if isinstance(field, SealedTextField)]
        for row in model._base_manager.all() if sealed else ():
            for field in sealed:
                yield from ((column(field), row.pk, words) for words in words_in(row, field))
    yield from in_dialogues()
    for export in Export.objects.select_related("user__profile"):
        owners = [export.user.profile.key_id, export.key_id]
        for words in unsealed(owners, export.content, export.place):
            yield "transcripts_parcel.content", export.pk, words


def in_dialogues() -> Iterator[Opened]:
    """What was said in dialogues, shared or its author's alone."""
    for turn in Turn.objects.select_related("author__couple", "author__user__profile"):
        where = turn_place(turn.dialogue_id, turn.seq)
        for name in ("words", "own_words"):
            for words in unsealed(turn.author.keys, getattr(turn, name), where):
                yield f"dialogues_turn.{name}", turn.pk, words
    for row in Dialogue.objects.exclude(own_topic=None).select_related("started_by__couple"):
        for words in unsealed(row.started_by.keys, row.own_topic, topic_place(row.pk)):
            yield "dialogues_dialogue.own_topic", row.pk, words


def column(field: models.Field) -> str:
    return f"{field.model._meta.db_table}.{field.column}"


def words_in(row: models.Model, field: models.Field) -> list[str]:
    words = text_or_blank(getattr(row, field.attname))
    return [words] if words else []


def unsealed(owners: object, blob: object, where: str) -> list[str]:
    try:
        return [unseal(list(owners), bytes(blob), where)] if blob else []  # type: ignore[call-overload]
    except (CannotOpen, Destroyed):
        return []


def held_of(word: str, among: Iterable[Opened] | None = None) -> set[tuple[str, object]]:
    """Where this word is found, by column and row; in all that there is, unless among less."""
    return {(column, pk) for column, pk, words in (opened() if among is None else among) if word in words}
