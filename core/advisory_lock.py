"""Locks between processes on what has no row, held until a transaction ends, or longer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import connection


def lock_until_commit(name: str) -> None:
    """Wait for the lock of this name, and hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


@contextmanager
def own_transaction() -> Iterator[Any]:
    """Yield a cursor in a transaction on a separate connection, which is rolled back at the end.

    Its locks last until the block or the process ends. Session locks wouldn't work with a pooler in transaction mode:
    they'd stay on a connection that it has meanwhile lent to another client.
    """
    with closing(connection.copy()) as holder:
        holder.set_autocommit(False)
        try:
            with holder.cursor() as cursor:
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                yield cursor
        finally:
            holder.rollback()


@contextmanager
def try_lock(number: int) -> Iterator[bool]:
    """Yield whether the lock was free. If so, it is held until the block or the process ends."""
    with own_transaction() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        yield cursor.fetchone()[0]
