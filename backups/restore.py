"""Restores an inspected backup: all of it, or nothing."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg2
from django.db import Error, connection, transaction
from django.utils.translation import gettext as _
from psycopg2.sql import SQL, Literal

from backups import tables, tombstones
from backups.archive import (
    ROWS_PART,
    SURVIVORS_PART,
    TOMBSTONES_PART,
    ArchivePart,
    ArchiveReader,
)
from backups.encryption import BackupRefused, Damaged, decrypt_lines
from backups.inspection import Backup
from backups.tables import TableColumns, sql_identifiers
from reminders.models import Delivery
from reminders.scheduler import claim_due
from vault import sealing, startup


@dataclass
class Restored:
    """How many rows were restored to each table, and how many of them the tombstones changed or deleted."""

    rows: Counter[str] = field(default_factory=Counter)
    tombstoned: int = 0


def count_people() -> int:
    """Return how many users this database has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM couples_user")
        return int(cursor.fetchone()[0])


def restore_backup(backup: Backup, *, replace: bool = False) -> Restored:
    """Load the backup. Existing data is replaced if `replace` is true.

    Raises BackupRefused, with nothing changed, if the files are damaged, don't belong together, or the master
    keys here don't open them.
    """
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            restored = restore_in_transaction(cursor, backup, replace)
    except (Error, psycopg2.Error) as fault:
        raise BackupRefused(explain_database_error(fault)) from fault
    except startup.WrongKey as fault:
        raise BackupRefused(str(fault)) from None
    finally:
        sealing.forget_ciphers()
    return restored


def restore_in_transaction(cursor: Any, backup: Backup, replace: bool) -> Restored:
    """Load all parts, apply the tombstones and check the keys."""
    all_tables, restored = tables.all_tables(cursor), Restored()
    empty_tables(cursor, all_tables, replace)
    with decrypt_lines(backup.data, backup.data_identities) as read_line:
        for part in ArchiveReader(read_line).parts():
            load_rows(cursor, part, tables.data_tables(all_tables), restored)
    with decrypt_lines(backup.keys, backup.keys_identities) as read_line:
        for part in ArchiveReader(read_line).parts():
            if part.part == ROWS_PART:
                load_rows(cursor, part, tables.key_store_tables(all_tables), restored)
            else:
                apply_tombstones(cursor, part, all_tables, restored)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    advance_sequences(cursor, all_tables)
    startup.verify_keys()
    mark_reminders_delivered()
    return restored


def empty_tables(cursor: Any, all_tables: TableColumns, replace: bool) -> None:
    """Lock and empty all tables. Raises BackupRefused if there are users and `replace` is false."""
    cursor.execute(
        "SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = 0; SET LOCAL datestyle = 'ISO'"
    )
    names = sql_identifiers(*all_tables)
    cursor.execute(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(names))
    if not replace and count_people():
        raise BackupRefused(_("This database has users by now. Nothing was changed."))
    cursor.execute(SQL("TRUNCATE {} RESTART IDENTITY").format(names))
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def load_rows(cursor: Any, part: ArchivePart, allowed: TableColumns, restored: Restored) -> None:
    """Copy a part's rows into its table."""
    if part.part != ROWS_PART or not is_known_part(part, allowed):
        raise Damaged
    names = sql_identifiers(part.table), sql_identifiers(*part.columns)
    cursor.copy_expert(SQL("COPY {} ({}) FROM STDIN").format(*names), part)
    if cursor.rowcount != part.rows:
        raise Damaged
    restored.rows[part.table] += part.rows


def apply_tombstones(cursor: Any, part: ArchivePart, all_tables: TableColumns, restored: Restored) -> None:
    """Apply a part of the tombstones."""
    models = tombstones.models_by_table(all_tables)
    if (
        part.part not in (TOMBSTONES_PART, SURVIVORS_PART)
        or part.table not in models
        or not is_known_part(part, all_tables)
    ):
        raise Damaged
    restored.tombstoned += tombstones.apply_part(cursor, part, models[part.table])


def is_known_part(part: ArchivePart, allowed: TableColumns) -> bool:
    """Return whether these tables have the part's columns."""
    return bool(part.columns) and set(part.columns) <= set(allowed.get(part.table, ()))


def advance_sequences(cursor: Any, all_tables: TableColumns) -> None:
    """Set each sequence to the highest number in use."""
    for table in all_tables:
        for sequence in connection.introspection.get_sequences(cursor, table):
            highest = SQL("SELECT max({}) FROM {}").format(
                sql_identifiers(sequence["column"]), sql_identifiers(table)
            )
            cursor.execute(SQL("SELECT setval({}, ({}))").format(Literal(sequence["name"]), highest))


def mark_reminders_delivered() -> None:
    """Put what is due into the inboxes without sending it: it may have been sent before."""
    with suppress(ExceptionGroup), transaction.atomic():
        claim_due(throttled=False)
    Delivery.objects.all().delete()


def explain_database_error(fault: Exception) -> str:
    """Return a message about an error of the database."""
    cause = fault.__cause__ or fault
    if isinstance(cause, psycopg2.errors.ForeignKeyViolation):
        return _("This data and this key store don't belong together. Nothing was changed.")
    if isinstance(cause, (psycopg2.errors.LockNotAvailable, psycopg2.errors.DeadlockDetected)):
        return _("The database is in use. Stop imago's web processes first. Nothing was changed.")
    return _("The database rejected the backup (%(fault)s). Nothing was changed.") % {
        "fault": type(cause).__name__
    }
