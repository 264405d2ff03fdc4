"""Creates a backup of one database snapshot, as two encrypted files, while the app keeps running."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.db import ProgrammingError, connection, transaction
from psycopg2.sql import SQL
from pyrage.x25519 import Recipient

from backups import backup_keys, storage, tables, tombstones
from backups.archive import DATA, KEYS, ROWS_PART, ArchiveHeader, ArchiveWriter
from backups.encryption import encrypt_to
from backups.tables import TableColumns, sql_identifiers
from core import database_version
from core.version import VERSION


@dataclass(frozen=True)
class BackupResult:
    """The two files, and the number of rows in each."""

    at: datetime
    data: Path
    keys: Path
    data_rows: int
    keys_rows: int
    undeleted: Sequence[Path] = ()  # old copies that couldn't be deleted

    @property
    def size(self) -> int:
        """How many bytes both files have."""
        return self.data.stat().st_size + self.keys.stat().st_size


def create_backup(
    to: Path,
    keys_to: Path,
    recipients: Sequence[Recipient],
    keep: timedelta,
    *,
    is_migrated: bool = True,
    key_id: uuid.UUID | None = None,
) -> BackupResult:
    """Write both files, and delete the keys of data files older than `keep`.

    The key store is encrypted for these recipients; the data has its own key, which the key store contains. The
    key store gets its name first, so that no data file is newer than every key store. `is_migrated` is false for a
    database that has yet to be updated, so that it may lack tables and columns. `key_id` is for the new BackupKey.
    """
    backup_keys.delete_expired_keys(keep)
    with (
        backup_keys.create_recipient(recipients, key_id) as data_recipient,
        database_snapshot() as (cursor, at),
    ):
        all_tables = tables.all_tables(cursor)
        data, keys = storage.backup_path(to, DATA, at), storage.backup_path(keys_to, KEYS, at)
        with storage.write_complete(data) as file:
            with encrypt_to(file, [data_recipient]) as out:
                data_rows = write_data(cursor, out, header(DATA, at, is_migrated), all_tables)
            with storage.write_complete(keys) as file, encrypt_to(file, recipients) as out:
                keys_rows = write_keys(cursor, out, header(KEYS, at, is_migrated), all_tables, is_migrated)
    return BackupResult(at, data, keys, data_rows, keys_rows)


@contextmanager
def database_snapshot() -> Iterator[tuple[Any, datetime]]:
    """Yield a cursor on one snapshot, and its time. Other transactions aren't blocked."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL datestyle = 'ISO'; SET LOCAL bytea_output = 'hex'"
        )
        cursor.execute("SELECT now()")
        yield cursor, cursor.fetchone()[0]


def header(kind: str, at: datetime, is_migrated: bool) -> ArchiveHeader:
    """Return a header. Before an update, it names the version the database has, and the one it will have."""
    if is_migrated:
        return ArchiveHeader(kind, at, tables.applied_migrations())
    version = database_version.recorded_version()
    return ArchiveHeader(kind, at, tables.applied_migrations(), version=version, before=VERSION)


def write_data(cursor: Any, out: BinaryIO, head: ArchiveHeader, all_tables: TableColumns) -> int:
    """Write all tables that belong in the data file. Returns the number of rows."""
    archive = ArchiveWriter(out, head)
    write_rows(cursor, archive, tables.data_tables(all_tables))
    archive.end()
    return archive.rows


def write_keys(
    cursor: Any, out: BinaryIO, head: ArchiveHeader, all_tables: TableColumns, is_migrated: bool
) -> int:
    """Write the key store's tables and the tombstones. Returns the number of rows, without tombstones."""
    archive = ArchiveWriter(out, head)
    write_rows(cursor, archive, tables.key_store_tables(all_tables))
    rows = archive.rows
    for part, query in tombstones.tombstone_parts(all_tables):
        if not is_migrated and not can_run(cursor, query):
            continue  # about something that the update is going to add
        archive.write(part.part, part.table, part.columns, copy_query(cursor, query))
    archive.end()
    return rows


def can_run(cursor: Any, query: Any) -> bool:
    """Return whether all tables and columns of a query exist."""
    cursor.execute("SAVEPOINT trial")
    try:
        cursor.execute(SQL("SELECT FROM ({}) AS trial LIMIT 0").format(query))
    except ProgrammingError:
        cursor.execute("ROLLBACK TO trial")
        return False
    return True


def write_rows(cursor: Any, archive: ArchiveWriter, selected: TableColumns) -> None:
    """Write these tables' rows."""
    for table, columns in selected.items():
        query = SQL("SELECT {} FROM {}").format(sql_identifiers(*columns), sql_identifiers(table))
        archive.write(ROWS_PART, table, columns, copy_query(cursor, query))


def copy_query(cursor: Any, query: Any) -> Callable[[BinaryIO], int]:
    """Return a function that copies a query's rows into a file."""

    def copy_rows(out: BinaryIO) -> int:
        cursor.copy_expert(SQL("COPY ({}) TO STDOUT").format(query), out)
        return int(cursor.rowcount)

    return copy_rows
