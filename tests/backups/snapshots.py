"""All that stands in the database, as rows and as words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import QuerySet

from backups import tables
from dialogues.models import Dialogue, Turn, turn_place
from vault.fields import SealedTextField, is_readable
from vault.sealing import Destroyed, forget_ciphers, unseal

Rows = dict[str, list[str]]
Words = dict[str, str]


def rows(*without: str) -> Rows:
    """Every row of every table, as text, that a restore brings back or empties."""
    rows_by_table: Rows = {}
    with connection.cursor() as cursor:
        for table, names in tables.all_tables(cursor).items():
            if table not in without:
                columns = ", ".join(f'"{name}"' for name in sorted(names))
                cursor.execute(f'SELECT ROW({columns})::text FROM "{table}" ORDER BY 1')
                rows_by_table[table] = [row[0] for row in cursor.fetchall()]
    return rows_by_table


def words() -> Words:
    """Every text that a backup contains and that its keys open, by its place."""
    forget_ciphers()
    texts = turn_texts()
    for column in sealed_columns():
        for row in column.model._base_manager.filter(**{f"{column.name}__isnull": False}):
            if is_readable(opened := getattr(row, column.attname)):
                texts[column.place(row)] = opened
    return texts


def turn_texts() -> Words:
    """The text of every turn that its keys open, by its place."""
    texts = {}
    for turn in turns_with_text().select_related("author__couple", "author__user__profile"):
        with suppress(Destroyed):
            place = turn_place(turn.dialogue_id, turn.seq)
            texts[place] = unseal(turn.author.keys, bytes(turn.words or b""), place)
    return texts


def sealed() -> set[bytes]:
    """All sealed values that a backup contains, in hexadecimal."""
    blobs = [turn.words for turn in turns_with_text()]
    for column in sealed_columns():
        blobs += column.model._base_manager.values_list(column.name, flat=True)
    return {bytes(blob).hex().encode() for blob in blobs if blob is not None}


def turns_with_text() -> QuerySet[Turn]:
    return Turn.objects.filter(words__isnull=False)


def sealed_columns() -> Iterator[Any]:
    for model in apps.get_models():
        if model._meta.db_table not in tables.EXCLUDED_TABLES:
            yield from (one for one in model._meta.local_fields if isinstance(one, SealedTextField))


def is_consistent(dialogue: Dialogue) -> bool:
    """Whether its version is the seq of its last turn, with none missing before."""
    seqs = list(Turn.objects.filter(dialogue=dialogue).order_by("seq").values_list("seq", flat=True))
    return seqs == list(range(1, dialogue.version + 1))
