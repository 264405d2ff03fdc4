"""`take`: all that stands in the database at one moment, in two encrypted files, while everybody goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connection, transaction
from psycopg2.sql import SQL
from pyrage.x25519 import Recipient

from backups import backup_keys, storage, tables, tombstones
from backups.archive import DATA, KEYS, ROWS, Head, Writer
from backups.encryption import encrypted
from backups.tables import Columns, listed


@dataclass(frozen=True)
class Taken:
    """What a backup has left: two files, the rows in each, and how many old ones have gone."""

    at: datetime
    data: Path
    keys: Path
    data_rows: int
    keys_rows: int
    gone: int


def take(to: Path, keys_to: Path, recipients: Sequence[Recipient], keep: timedelta) -> Taken:
    """Write both files, and let go of those that are older than `keep`. The key store is for these recipients; the
    data is for a key of its own, which the key store carries.

    The key store gets its name first, so that there is never data that is newer than every key store.
    """
    backup_keys.let_go(keep)
    own = backup_keys.make(recipients)
    with snapshot() as (cursor, at):
        every = tables.all_of_ours(cursor)
        data, keys = storage.place(to, DATA, at), storage.place(keys_to, KEYS, at)
        with storage.whole(data) as file:
            with encrypted(file, [own]) as out:
                data_rows = write_data(cursor, out, at, every)
            with storage.whole(keys) as file, encrypted(file, recipients) as out:
                keys_rows = write_keys(cursor, out, at, every)
    gone = storage.let_go(to, DATA, at - keep) + storage.let_go(keys_to, KEYS, at - keep)
    return Taken(at, data, keys, data_rows, keys_rows, gone)


@contextmanager
def snapshot() -> Iterator[tuple[Any, datetime]]:
    """A cursor that sees one moment only, and that moment. It keeps nobody from reading or writing."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL datestyle = 'ISO'; SET LOCAL bytea_output = 'hex'"
        )
        cursor.execute("SELECT now()")
        yield cursor, cursor.fetchone()[0]


def write_data(cursor: Any, out: BinaryIO, at: datetime, every: Columns) -> int:
    """The data: every table but for those that open it. How many rows."""
    archive = Writer(out, Head(DATA, at, tables.migrations()))
    write_rows(cursor, archive, tables.of_the_data(every))
    archive.end()
    return archive.rows


def write_keys(cursor: Any, out: BinaryIO, at: datetime, every: Columns) -> int:
    """The key store: what opens the data, and what was let go of it. How many rows of the first."""
    archive = Writer(out, Head(KEYS, at, tables.migrations()))
    write_rows(cursor, archive, tables.of_the_keys(every))
    rows = archive.rows
    for part, query in tombstones.told(every):
        archive.write(part.part, part.table, part.columns, copying(cursor, query))
    archive.end()
    return rows


def write_rows(cursor: Any, archive: Writer, some: Columns) -> None:
    for table, columns in some.items():
        query = SQL("SELECT {} FROM {}").format(listed(*columns), listed(table))
        archive.write(ROWS, table, columns, copying(cursor, query))


def copying(cursor: Any, query: Any) -> Callable[[BinaryIO], int]:
    def copy(out: BinaryIO) -> int:
        cursor.copy_expert(SQL("COPY ({}) TO STDOUT").format(query), out)
        return int(cursor.rowcount)

    return copy
