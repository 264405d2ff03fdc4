"""Restores a backup: it is read to its end first, then loaded as a whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg2
from django.db import Error, connection, transaction
from django.utils.translation import gettext as _
from psycopg2.sql import SQL, Literal
from pyrage.x25519 import Identity

from backups import backup_keys, tables, tombstones
from backups.archive import (
    DATA,
    FORMAT,
    KEYS,
    ROWS_PART,
    SURVIVORS_PART,
    TOMBSTONES_PART,
    ArchiveHeader,
    ArchivePart,
    ArchiveReader,
)
from backups.encryption import BackupRefused, Damaged, WrongIdentity, decrypt_lines
from backups.models import Copy
from backups.tables import TableColumns, sql_identifiers
from reminders.models import Delivery
from reminders.scheduler import claim_due
from vault import sealing, startup


@dataclass(frozen=True)
class Backup:
    """The two files of a backup: read through once, whole, of this version, and such as go together; and what opens
    each."""

    data: Path
    keys: Path
    opens_data: Sequence[Identity]
    opens_keys: Sequence[Identity]
    data_taken_at: datetime
    keys_taken_at: datetime


@dataclass
class Restored:
    """How many rows of each table came back, and how often a restore did once more what was let go since."""

    rows: Counter[str] = field(default_factory=Counter)
    let_go: int = 0


def inspect_backup(data: Path, keys: Path, identities: Sequence[Identity]) -> Backup:
    """Read a backup to its end before changing anything. Raises BackupRefused if it can't be restored here."""
    of_keys, sealed = inspect_file(keys, KEYS, identities)
    opens_data = list(backup_keys.decrypt_identities(sealed, identities))
    try:
        of_data, _none = inspect_file(data, DATA, opens_data)
    except WrongIdentity:
        raise BackupRefused(wrong_key_store(data, keys)) from None
    if of_keys.taken_at < of_data.taken_at:
        raise BackupRefused(
            _("This key store is older than the data. Please take one of the same time, or a later one.")
        )
    return Backup(data, keys, opens_data, identities, of_data.taken_at, of_keys.taken_at)


def inspect_file(path: Path, kind: str, identities: Sequence[Identity]) -> tuple[ArchiveHeader, list[bytes]]:
    """Return a file's header, and the data files' keys that a key store holds."""
    sealed: list[bytes] = []
    with decrypt_lines(path, identities) as line:
        archive = ArchiveReader(line)
        check_header(archive.head, kind)
        for part in archive.parts():
            while row := part.read():
                if part.table == Copy._meta.db_table:
                    sealed.append(part.blob(row, "identity"))
    return archive.head, sealed


def wrong_key_store(data: Path, keys: Path) -> str:
    """Return the message that the key store doesn't open the data."""
    return _(
        "%(keys)s does not open %(data)s. Please take the key store of the same time, or one of the days after it."
    ) % {"keys": keys, "data": data}


def check_header(head: ArchiveHeader, kind: str) -> None:
    """Raises BackupRefused or Damaged unless this version can read the file."""
    if head.imago != kind:
        raise Damaged
    if head.format != FORMAT:
        raise BackupRefused(
            _("This backup was made by another version of imago. Please restore it with that one.")
        )
    here, there = set(tables.applied_migrations()), set(head.migrations)
    if here != there:
        raise BackupRefused(describe_version_difference(there, here))


def describe_version_difference(there: set[str], here: set[str]) -> str:
    """Return a message that names the differing migrations."""
    names = ", ".join(
        [*(f"+{name}" for name in sorted(there - here)), *(f"-{name}" for name in sorted(here - there))]
    )
    return _(
        "This backup was made by another version of imago. Please restore it with that version, and update then."
        " What differs, from here to there: %(names)s."
    ) % {"names": names}


def count_people() -> int:
    """Return how many users this database has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM couples_user")
        return int(cursor.fetchone()[0])


def restore_backup(backup: Backup, *, replace: bool = False) -> Restored:
    """Load the backup in place of what is here, if that may be replaced.

    Raises BackupRefused, with nothing changed, if the files are damaged, don't belong together, or our keys
    don't open them.
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
    every, restored = tables.all_tables(cursor), Restored()
    empty_tables(cursor, every, replace)
    with decrypt_lines(backup.data, backup.opens_data) as line:
        for part in ArchiveReader(line).parts():
            load_rows(cursor, part, tables.data_tables(every), restored)
    with decrypt_lines(backup.keys, backup.opens_keys) as line:
        for part in ArchiveReader(line).parts():
            if part.part == ROWS_PART:
                load_rows(cursor, part, tables.key_store_tables(every), restored)
            else:
                apply_tombstones(cursor, part, every, restored)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    advance_sequences(cursor, every)
    startup.verify_keys()
    mark_reminders_delivered()
    return restored


def empty_tables(cursor: Any, every: TableColumns, replace: bool) -> None:
    """Lock and empty all tables. Raises BackupRefused if there are users and `replace` is false."""
    cursor.execute(
        "SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = 0; SET LOCAL datestyle = 'ISO'"
    )
    ours = sql_identifiers(*every)
    cursor.execute(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(ours))
    if not replace and count_people():
        raise BackupRefused(_("Somebody lives in this database by now. Nothing was changed."))
    cursor.execute(SQL("TRUNCATE {} RESTART IDENTITY").format(ours))
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def load_rows(cursor: Any, part: ArchivePart, some: TableColumns, restored: Restored) -> None:
    """Copy a part's rows into its table."""
    if part.part != ROWS_PART or not is_known_part(part, some):
        raise Damaged
    names = sql_identifiers(part.table), sql_identifiers(*part.columns)
    cursor.copy_expert(SQL("COPY {} ({}) FROM STDIN").format(*names), part)
    if cursor.rowcount != part.rows:
        raise Damaged
    restored.rows[part.table] += part.rows


def apply_tombstones(cursor: Any, part: ArchivePart, every: TableColumns, restored: Restored) -> None:
    """Apply a part of the tombstones."""
    models = tombstones.models_by_table(every)
    if (
        part.part not in (TOMBSTONES_PART, SURVIVORS_PART)
        or part.table not in models
        or not is_known_part(part, every)
    ):
        raise Damaged
    restored.let_go += tombstones.apply_part(cursor, part, models[part.table])


def is_known_part(part: ArchivePart, some: TableColumns) -> bool:
    """Return whether these tables have the part's columns."""
    return bool(part.columns) and set(part.columns) <= set(some.get(part.table, ()))


def advance_sequences(cursor: Any, every: TableColumns) -> None:
    """Set each sequence to the highest number in use."""
    for table in every:
        for one in connection.introspection.get_sequences(cursor, table):
            highest = SQL("SELECT max({}) FROM {}").format(
                sql_identifiers(one["column"]), sql_identifiers(table)
            )
            cursor.execute(SQL("SELECT setval({}, ({}))").format(Literal(one["name"]), highest))


def mark_reminders_delivered() -> None:
    """Put what is due into the inboxes without sending it: it may have been sent before."""
    with suppress(ExceptionGroup), transaction.atomic():
        claim_due(throttled=False)
    Delivery.objects.all().delete()


def explain_database_error(fault: Exception) -> str:
    """Return a message about an error of the database."""
    cause = fault.__cause__ or fault
    if isinstance(cause, psycopg2.errors.ForeignKeyViolation):
        return _("This data and this key store do not belong together. Nothing was changed.")
    if isinstance(cause, (psycopg2.errors.LockNotAvailable, psycopg2.errors.DeadlockDetected)):
        return _(
            "Somebody is writing just now. Please stop imago's web processes first. Nothing was changed."
        )
    return _("The database did not take it: %(fault)s. Nothing was changed.") % {
        "fault": type(cause).__name__
    }
