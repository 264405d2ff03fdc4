"""Locks between processes that last longer than a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import connection


@contextmanager
def own_transaction() -> Iterator[Any]:
    """Yield a cursor in a transaction on a connection of its own, which is rolled back at the end.

    Its locks last until the block ends, or the process does, however it ends. Locks of a session would be left behind
    on somebody else's connection by a pooler that lends one for each transaction.
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
    """Yield whether the lock is ours, until the block or the process ends."""
    with own_transaction() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        yield cursor.fetchone()[0]
