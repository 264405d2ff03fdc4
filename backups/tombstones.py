"""Tombstones: a restore of older data repeats what was deleted, withdrawn or ended since.

The key store lists the rows that existed when it was made (SURVIVORS_PART), and those of their columns that record a
deletion, a withdrawal or an end (TOMBSTONES_PART). It contains no text: a sealed column is listed only where it is
empty. So text that was erased after an old copy of the data was made doesn't come back with that copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from psycopg2.sql import SQL, Identifier

from backups.archive import SURVIVORS_PART, TOMBSTONES_PART, ArchivePart
from backups.tables import TableColumns, data_tables, sql_identifiers
from couples.profile_fields import PROFILE
from vault.fields import SealedTextField

BATCH = 500
DIALOGUES = "dialogues_dialogue"
TURNS = "dialogues_turn"  # deleted only with their dialogue


@dataclass(frozen=True)
class Tombstone:
    """Columns that record a deletion, in the rows that match `where` (SQL). A restore copies them to those rows of the
    restored data that match `only` (SQL, with the row as `t`), and also makes the assignments in `also_set` (SQL)
    there. No two have the same columns of one table."""

    table: str
    columns: tuple[str, ...]
    where: str
    only: str = "true"
    also_set: str = ""


CLOSED = "t.closed_at IS NOT NULL"
DESTROYED_KEYS = "key_id IN (SELECT id FROM vault_datakey WHERE wrapped IS NULL)"
ENDED_COUPLES = "couple_id IN (SELECT id FROM couples_couple WHERE ended_at IS NOT NULL)"
DELETED_EXITS = "exit_id IN (SELECT id FROM exits_exit WHERE state = 'gone')"
DECLARED_TOMBSTONES = (
    Tombstone(
        TURNS, ("words", "own_words", "blanked"), "words IS NULL AND own_words IS NULL AND blanked <> ''"
    ),
    # Text that is only its author's for a while: if the older data still has it for both, hide it from the partner.
    Tombstone(
        TURNS,
        ("blanked",),
        "own_words IS NOT NULL",
        also_set="own_words = coalesce(t.own_words, t.words), words = NULL",
    ),
    Tombstone(
        DIALOGUES,
        ("let_go_at",),
        "own_topic IS NOT NULL",
        only=CLOSED,
        also_set="own_topic = coalesce(t.own_topic, t.topic), topic = NULL",
    ),
    Tombstone(DIALOGUES, ("own_topic",), "own_topic IS NULL AND let_go_at IS NOT NULL"),
    Tombstone(
        DIALOGUES,
        ("let_go_by_id", "let_go_at", "words_gone", "own_words_until"),
        "words_gone",
        only=CLOSED,
    ),
    Tombstone(DIALOGUES, ("blanked_at",), "blanked_at IS NOT NULL"),
    Tombstone(DIALOGUES, ("closed_at",), ENDED_COUPLES, only="t.closed_at IS NULL"),
    # Ended couples stay ended, and withdrawn consent stays withdrawn.
    Tombstone("couples_couple", ("ended_at",), "ended_at IS NOT NULL"),
    Tombstone("couples_partner", ("left_at",), "left_at IS NOT NULL"),
    Tombstone("couples_invitation", ("revoked_at",), "revoked_at IS NOT NULL"),
    Tombstone("couples_invitation", ("accepted_by_id",), "accepted_by_id IS NULL"),
    Tombstone("couples_consent", ("withdrawn_at",), "withdrawn_at IS NOT NULL"),
    Tombstone("couples_profile", ("agrees",), "NOT agrees"),
    Tombstone("workup_shared", ("part", "taken_back_at"), "taken_back_at IS NOT NULL"),
    Tombstone("exits_brought", ("taken_back_at",), "taken_back_at IS NOT NULL"),
    Tombstone("exits_commitment", ("shared",), "NOT shared"),
    Tombstone("exits_freed", ("shared",), "NOT shared"),
    # Deleting re-seals these columns as empty.
    Tombstone("exits_exit", ("state", "told_text"), "state = 'gone'"),
    Tombstone("exits_commitment", ("words",), DELETED_EXITS),
    Tombstone("change_requests_request", ("told_text",), "state = 'gone'"),
    Tombstone("change_requests_request", ("state",), "state IN ('draft', 'withdrawn', 'gone')"),
    Tombstone("change_requests_plan", ("ended_at",), "ended_at IS NOT NULL"),
    Tombstone("change_requests_plan", ("hard",), "hard IS NULL"),
    Tombstone("appointments_weeklytime", ("ended_at",), "ended_at IS NOT NULL"),
    Tombstone("appointments_weeklytime", ("declined_at",), "declined_at IS NOT NULL"),
    Tombstone("reminders_ways", ("by_mail",), "NOT by_mail"),
)


def declared_tombstones() -> tuple[Tombstone, ...]:
    """Return the declared tombstones, with the profile columns that are emptied when an account is deleted."""
    return (*DECLARED_TOMBSTONES, Tombstone("couples_profile", PROFILE.emptied_columns, DESTROYED_KEYS))


def models_by_table(all_tables: TableColumns) -> dict[str, type[models.Model]]:
    """Return the models of the data by table."""
    by_table = {model._meta.db_table: model for model in apps.get_models() if not model._meta.proxy}
    return {table: by_table[table] for table in data_tables(all_tables) if table in by_table}


def emptied_columns(all_tables: TableColumns) -> Iterator[Tombstone]:
    """Yield a tombstone for each sealed column, where it is empty."""
    for table, model in models_by_table(all_tables).items():
        for field in model._meta.local_fields:
            if field.null and isinstance(field, SealedTextField):
                yield Tombstone(table, (str(field.column),), f"{field.column} IS NULL")


def tombstone_parts(all_tables: TableColumns) -> Iterator[tuple[ArchivePart, Any]]:
    """Yield each part of the tombstones with the query of its rows."""
    by_table = models_by_table(all_tables)
    declared = (one for one in declared_tombstones() if one.table in by_table)
    for tombstone in (*declared, *emptied_columns(all_tables)):
        columns = (primary_key_column(by_table[tombstone.table]), *tombstone.columns)
        query = select_rows(tombstone.table, columns, tombstone.where)
        yield ArchivePart(TOMBSTONES_PART, tombstone.table, columns), query
    for table, model in by_table.items():
        if table != TURNS:
            yield (
                ArchivePart(SURVIVORS_PART, table, (primary_key_column(model),)),
                select_rows(table, (primary_key_column(model),)),
            )


def select_rows(table: str, columns: tuple[str, ...], where: str = "true") -> Any:
    """Return the query of these columns."""
    return SQL("SELECT {} FROM {} WHERE {}").format(
        sql_identifiers(*columns), sql_identifiers(table), SQL(where)
    )


def primary_key_column(model: type[models.Model]) -> str:
    """Return the name of a model's primary key column."""
    return str(model._meta.pk.column)


def apply_part(cursor: Any, part: ArchivePart, model: type[models.Model]) -> int:
    """Apply a part to the restored data. Returns how many rows it changed."""
    names = {
        "names": sql_identifiers(*part.columns),
        "table": sql_identifiers(part.table),
        "key": sql_identifiers(part.columns[0]),
    }
    cursor.execute(
        SQL("CREATE TEMP TABLE recorded ON COMMIT DROP AS SELECT {names} FROM {table} LIMIT 0").format(
            **names
        )
    )
    cursor.copy_expert(SQL("COPY recorded ({names}) FROM STDIN").format(**names), part)
    cursor.execute(SQL("CREATE INDEX ON recorded ({key}); ANALYZE recorded").format(**names))
    count = (
        apply_tombstone(cursor, part)
        if part.part == TOMBSTONES_PART
        else delete_missing_rows(cursor, part, model)
    )
    cursor.execute("DROP TABLE recorded")
    return count


def apply_tombstone(cursor: Any, part: ArchivePart) -> int:
    """Set the columns of the restored rows to the recorded values. Returns how many rows changed."""
    key, *columns = part.columns
    tombstones = {(one.table, one.columns): one for one in declared_tombstones()}
    tombstone = tombstones.get((part.table, tuple(columns)), Tombstone(part.table, tuple(columns), "true"))
    also_set = SQL(f", {tombstone.also_set}" if tombstone.also_set else "")
    restored, recorded = (
        SQL(", ").join(Identifier(row, name) for name in columns) for row in ("t", "recorded")
    )
    cursor.execute(
        SQL(
            "UPDATE {table} t SET ({names}) = ROW({recorded}){also_set} FROM recorded"
            " WHERE t.{key} = recorded.{key} AND ROW({restored}) IS DISTINCT FROM ROW({recorded}) AND {only}"
        ).format(
            table=sql_identifiers(part.table),
            names=sql_identifiers(*columns),
            key=sql_identifiers(key),
            restored=restored,
            recorded=recorded,
            also_set=also_set,
            only=SQL(tombstone.only),
        )
    )
    return int(cursor.rowcount)


def delete_missing_rows(cursor: Any, part: ArchivePart, model: type[models.Model]) -> int:
    """Delete rows that the key store doesn't list, with all that depends on them. Returns how many."""
    cursor.execute(
        SQL(
            "SELECT t.{key} FROM {table} t WHERE NOT EXISTS (SELECT FROM recorded WHERE recorded.{key} = t.{key})"
        ).format(key=sql_identifiers(part.columns[0]), table=sql_identifiers(part.table))
    )
    missing = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(missing), BATCH):
        model._base_manager.filter(pk__in=missing[start : start + BATCH]).delete()
    return len(missing)
