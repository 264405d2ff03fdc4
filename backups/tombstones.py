"""What was let go since a backup was made: the key store tells it, and a restore does it once more.

The key store holds, of the moment when it was made, which rows there still were (STANDING), and those columns of them
that say what was let go, taken back or ended (GONE). No word is among them: a column that is sealed is there only
where it is empty. So words that someone erased after an old copy of the data do not come back with it.
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
TURNS = "dialogues_turn"  # never taken out but with their dialogue


@dataclass(frozen=True)
class Tombstone:
    """Columns that record a deletion, in the rows that match `where` (SQL). A restore copies them to those rows of the
    restored data that match `only` (SQL, with the row as `t`), and also sets other columns there by `beside` (SQL).
    No two have the same columns of one table."""

    table: str
    columns: tuple[str, ...]
    where: str
    only: str = "true"
    beside: str = ""


CLOSED = "t.closed_at IS NOT NULL"
DESTROYED_KEYS = "key_id IN (SELECT id FROM vault_datakey WHERE wrapped IS NULL)"
ENDED_COUPLES = "couple_id IN (SELECT id FROM couples_couple WHERE ended_at IS NOT NULL)"
DELETED_EXITS = "exit_id IN (SELECT id FROM exits_exit WHERE state = 'gone')"
DECLARED_TOMBSTONES = (
    Tombstone(
        TURNS, ("words", "own_words", "blanked"), "words IS NULL AND own_words IS NULL AND blanked <> ''"
    ),
    # Words that are only their author's for a while: if the older data still has them for both, that ends here.
    Tombstone(
        TURNS,
        ("blanked",),
        "own_words IS NOT NULL",
        beside="own_words = coalesce(t.own_words, t.words), words = NULL",
    ),
    Tombstone(
        DIALOGUES,
        ("let_go_at",),
        "own_topic IS NOT NULL",
        only=CLOSED,
        beside="own_topic = coalesce(t.own_topic, t.topic), topic = NULL",
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
    # Who has left has left, and what someone took their yes back from stays without it.
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
    Tombstone("reminders_ways", ("by_mail",), "NOT by_mail"),
)


def declared_tombstones() -> tuple[Tombstone, ...]:
    """All recorded columns; for a profile, those that are emptied when its account is deleted."""
    return (*DECLARED_TOMBSTONES, Tombstone("couples_profile", PROFILE.emptied_columns, DESTROYED_KEYS))


def models_by_table(every: TableColumns) -> dict[str, type[models.Model]]:
    """Return the models of the data by table."""
    found = {model._meta.db_table: model for model in apps.get_models() if not model._meta.proxy}
    return {table: found[table] for table in data_tables(every) if table in found}


def emptied_columns(every: TableColumns) -> Iterator[Tombstone]:
    """Yield a tombstone for each sealed column, where it is empty."""
    for table, model in models_by_table(every).items():
        for column in model._meta.local_fields:
            if column.null and isinstance(column, SealedTextField):
                yield Tombstone(table, (column.attname,), f"{column.attname} IS NULL")


def tombstone_parts(every: TableColumns) -> Iterator[tuple[ArchivePart, Any]]:
    """Yield each part of the tombstones with the query of its rows."""
    found = models_by_table(every)
    for gone in (*declared_tombstones(), *emptied_columns(every)):
        columns = (primary_key_column(found[gone.table]), *gone.columns)
        yield ArchivePart(TOMBSTONES_PART, gone.table, columns), select_rows(gone.table, columns, gone.where)
    for table, model in found.items():
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
        SQL("CREATE TEMP TABLE told ON COMMIT DROP AS SELECT {names} FROM {table} LIMIT 0").format(**names)
    )
    cursor.copy_expert(SQL("COPY told ({names}) FROM STDIN").format(**names), part)
    cursor.execute(SQL("CREATE INDEX ON told ({key}); ANALYZE told").format(**names))
    count = (
        apply_tombstone(cursor, part)
        if part.part == TOMBSTONES_PART
        else delete_missing_rows(cursor, part, model)
    )
    cursor.execute("DROP TABLE told")
    return count


def apply_tombstone(cursor: Any, part: ArchivePart) -> int:
    """Set the rows to what the tombstone says, where they differ."""
    key, *columns = part.columns
    gone = next(
        (one for one in declared_tombstones() if (one.table, one.columns) == (part.table, tuple(columns))),
        None,
    )
    beside = SQL(f", {gone.beside}" if gone and gone.beside else "")
    ours, theirs = (SQL(", ").join(Identifier(row, name) for name in columns) for row in ("t", "told"))
    cursor.execute(
        SQL(
            "UPDATE {table} t SET ({names}) = ROW({theirs}){beside} FROM told"
            " WHERE t.{key} = told.{key} AND ROW({ours}) IS DISTINCT FROM ROW({theirs}) AND {only}"
        ).format(
            table=sql_identifiers(part.table),
            names=sql_identifiers(*columns),
            key=sql_identifiers(key),
            ours=ours,
            theirs=theirs,
            beside=beside,
            only=SQL(gone.only if gone else "true"),
        )
    )
    return int(cursor.rowcount)


def delete_missing_rows(cursor: Any, part: ArchivePart, model: type[models.Model]) -> int:
    """Delete rows that no longer existed, with all that depends on them."""
    cursor.execute(
        SQL(
            "SELECT t.{key} FROM {table} t WHERE NOT EXISTS (SELECT FROM told WHERE told.{key} = t.{key})"
        ).format(key=sql_identifiers(part.columns[0]), table=sql_identifiers(part.table))
    )
    over = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(over), BATCH):
        model._base_manager.filter(pk__in=over[start : start + BATCH]).delete()
    return len(over)
