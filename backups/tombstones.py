"""What was let go since a backup was made: the key store tells it, and a restore does it once more.

The key store holds, of the moment when it was made, which rows there still were (STANDING), and those columns of them
that say what was let go, taken back or ended (GONE). No word is among them: a column that is sealed is there only
where it is empty. So words that somebody erased after an old copy of the data do not come back with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from psycopg2.sql import SQL, Identifier

from backups.archive import GONE, STANDING, Part
from backups.tables import Columns, listed, of_the_data
from couples.profile_fields import PROFILE
from vault.fields import SealedTextField

BATCH = 500
DIALOGUES = "dialogues_dialogue"
TURNS = "dialogues_turn"  # never taken out but with their dialogue


@dataclass(frozen=True)
class Gone:
    """Columns that record a deletion, in the rows that match `where` (SQL). A restore copies them to those rows of the
    restored data that match `only` (SQL, with the row as `t`), and also sets other columns there by `beside` (SQL).
    No two have the same columns of one table."""

    table: str
    columns: tuple[str, ...]
    where: str
    only: str = "true"
    beside: str = ""


CLOSED = "t.closed_at IS NOT NULL"
CLOSED_KEYS = "key_id IN (SELECT id FROM vault_datakey WHERE wrapped IS NULL)"
ENDED_COUPLES = "couple_id IN (SELECT id FROM couples_couple WHERE ended_at IS NOT NULL)"
EXITS_LET_GO = "exit_id IN (SELECT id FROM exits_exit WHERE state = 'gone')"
DECLARED = (
    Gone(TURNS, ("words", "own_words", "blanked"), "words IS NULL AND own_words IS NULL AND blanked <> ''"),
    # Words that are only their author's for a while: if the older data still has them for both, that ends here.
    Gone(
        TURNS,
        ("blanked",),
        "own_words IS NOT NULL",
        beside="own_words = coalesce(t.own_words, t.words), words = NULL",
    ),
    Gone(
        DIALOGUES,
        ("let_go_at",),
        "own_topic IS NOT NULL",
        only=CLOSED,
        beside="own_topic = coalesce(t.own_topic, t.topic), topic = NULL",
    ),
    Gone(DIALOGUES, ("own_topic",), "own_topic IS NULL AND let_go_at IS NOT NULL"),
    Gone(
        DIALOGUES,
        ("let_go_by_id", "let_go_at", "words_gone", "own_words_until"),
        "words_gone",
        only=CLOSED,
    ),
    Gone(DIALOGUES, ("blanked_at",), "blanked_at IS NOT NULL"),
    Gone(DIALOGUES, ("closed_at",), ENDED_COUPLES, only="t.closed_at IS NULL"),
    # Who has left has left, and what somebody took their yes back from stays without it.
    Gone("couples_couple", ("ended_at",), "ended_at IS NOT NULL"),
    Gone("couples_partner", ("left_at",), "left_at IS NOT NULL"),
    Gone("couples_invitation", ("revoked_at",), "revoked_at IS NOT NULL"),
    Gone("couples_invitation", ("accepted_by_id",), "accepted_by_id IS NULL"),
    Gone("couples_consent", ("withdrawn_at",), "withdrawn_at IS NOT NULL"),
    Gone("couples_profile", ("agrees",), "NOT agrees"),
    Gone("workup_shared", ("part", "taken_back_at"), "taken_back_at IS NOT NULL"),
    Gone("exits_brought", ("taken_back_at",), "taken_back_at IS NOT NULL"),
    Gone("exits_commitment", ("shared",), "NOT shared"),
    Gone("exits_freed", ("shared",), "NOT shared"),
    # Let go, what was told of these is sealed anew, and empty.
    Gone("exits_exit", ("state", "told_text"), "state = 'gone'"),
    Gone("exits_commitment", ("words",), EXITS_LET_GO),
    Gone("change_requests_request", ("told_text",), "state = 'gone'"),
    Gone("change_requests_request", ("state",), "state IN ('draft', 'withdrawn', 'gone')"),
    Gone("change_requests_plan", ("ended_at",), "ended_at IS NOT NULL"),
    Gone("change_requests_plan", ("hard",), "hard IS NULL"),
    Gone("appointments_weeklytime", ("ended_at",), "ended_at IS NOT NULL"),
    Gone("reminders_ways", ("by_mail",), "NOT by_mail"),
)


def declared() -> tuple[Gone, ...]:
    """All recorded columns; for a profile, those that are emptied when its account is deleted."""
    return (*DECLARED, Gone("couples_profile", PROFILE.emptied_columns, CLOSED_KEYS))


def models_of(every: Columns) -> dict[str, type[models.Model]]:
    """The models of the data, by table."""
    found = {model._meta.db_table: model for model in apps.get_models() if not model._meta.proxy}
    return {table: found[table] for table in of_the_data(every) if table in found}


def emptied(every: Columns) -> Iterator[Gone]:
    """Each sealed column, where it is empty."""
    for table, model in models_of(every).items():
        for column in model._meta.local_fields:
            if column.null and isinstance(column, SealedTextField):
                yield Gone(table, (column.attname,), f"{column.attname} IS NULL")


def told(every: Columns) -> Iterator[tuple[Part, Any]]:
    """All that the key store tells: each part, and the query that gives its rows."""
    found = models_of(every)
    for gone in (*declared(), *emptied(every)):
        columns = (primary(found[gone.table]), *gone.columns)
        yield Part(GONE, gone.table, columns), rows_of(gone.table, columns, gone.where)
    for table, model in found.items():
        if table != TURNS:
            yield Part(STANDING, table, (primary(model),)), rows_of(table, (primary(model),))


def rows_of(table: str, columns: tuple[str, ...], where: str = "true") -> Any:
    return SQL("SELECT {} FROM {} WHERE {}").format(listed(*columns), listed(table), SQL(where))


def primary(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


def repeat(cursor: Any, part: Part, model: type[models.Model]) -> int:
    """Do once more what a part tells. To how many rows it made a difference."""
    names = {"names": listed(*part.columns), "table": listed(part.table), "key": listed(part.columns[0])}
    cursor.execute(
        SQL("CREATE TEMP TABLE told ON COMMIT DROP AS SELECT {names} FROM {table} LIMIT 0").format(**names)
    )
    cursor.copy_expert(SQL("COPY told ({names}) FROM STDIN").format(**names), part)
    cursor.execute(SQL("CREATE INDEX ON told ({key}); ANALYZE told").format(**names))
    count = bring_forward(cursor, part) if part.part == GONE else take_out(cursor, part, model)
    cursor.execute("DROP TABLE told")
    return count


def bring_forward(cursor: Any, part: Part) -> int:
    """Let the rows be as they are told to be, where they are not."""
    key, *columns = part.columns
    gone = next((one for one in declared() if (one.table, one.columns) == (part.table, tuple(columns))), None)
    beside = SQL(f", {gone.beside}" if gone and gone.beside else "")
    ours, theirs = (SQL(", ").join(Identifier(row, name) for name in columns) for row in ("t", "told"))
    cursor.execute(
        SQL(
            "UPDATE {table} t SET ({names}) = ROW({theirs}){beside} FROM told"
            " WHERE t.{key} = told.{key} AND ROW({ours}) IS DISTINCT FROM ROW({theirs}) AND {only}"
        ).format(
            table=listed(part.table),
            names=listed(*columns),
            key=listed(key),
            ours=ours,
            theirs=theirs,
            beside=beside,
            only=SQL(gone.only if gone else "true"),
        )
    )
    return int(cursor.rowcount)


def take_out(cursor: Any, part: Part, model: type[models.Model]) -> int:
    """Delete the rows that were not there any more, with all that hangs on them."""
    cursor.execute(
        SQL(
            "SELECT t.{key} FROM {table} t WHERE NOT EXISTS (SELECT FROM told WHERE told.{key} = t.{key})"
        ).format(key=listed(part.columns[0]), table=listed(part.table))
    )
    over = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(over), BATCH):
        model._base_manager.filter(pk__in=over[start : start + BATCH]).delete()
    return len(over)
