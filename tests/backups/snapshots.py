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

OF_PROCESSES = {"imago_web_heartbeat", "vault_process"}  # written by processes running alongside a test
Rows = dict[str, list[str]]
Words = dict[str, str]


def rows(*without: str) -> Rows:
    """Every row of every table, as text, except what running processes report about themselves."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table, names in tables.all_tables(cursor).items():
            if table not in {*without, *OF_PROCESSES}:
                columns = ", ".join(f'"{name}"' for name in sorted(names))
                cursor.execute(f'SELECT ROW({columns})::text FROM "{table}" ORDER BY 1')
                found[table] = [row[0] for row in cursor.fetchall()]
    return found


def words() -> Words:
    """Every word that a backup holds and that its keys open, by the place where it stands."""
    forget_ciphers()
    found = said()
    for column in sealed_columns():
        for row in column.model._base_manager.filter(**{f"{column.name}__isnull": False}):
            if is_readable(opened := getattr(row, column.attname)):
                found[column.place(row)] = opened
    return found


def said() -> Words:
    """The same for what was said in dialogues."""
    found = {}
    for turn in spoken().select_related("author__couple", "author__user__profile"):
        with suppress(Destroyed):
            at = turn_place(turn.dialogue_id, turn.seq)
            found[at] = unseal(turn.author.keys, bytes(turn.words or b""), at)
    return found


def sealed() -> set[bytes]:
    """All sealed words that a backup holds, as hexadecimal digits."""
    found = [turn.words for turn in spoken()]
    for column in sealed_columns():
        found += column.model._base_manager.values_list(column.name, flat=True)
    return {bytes(blob).hex().encode() for blob in found if blob is not None}


def spoken() -> QuerySet[Turn]:
    return Turn.objects.filter(words__isnull=False)


def sealed_columns() -> Iterator[Any]:
    for model in apps.get_models():
        if model._meta.db_table not in tables.EXCLUDED_TABLES:
            yield from (one for one in model._meta.local_fields if isinstance(one, SealedTextField))


def is_consistent(dialogue: Dialogue) -> bool:
    """Whether its version is the seq of its last turn, with none missing before."""
    seqs = list(Turn.objects.filter(dialogue=dialogue).order_by("seq").values_list("seq", flat=True))
    return seqs == list(range(1, dialogue.version + 1))
