"""Locks between processes that last longer than a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from django.db import connection


@contextmanager
def try_lock(number: int) -> Iterator[bool]:
    """Yield whether the lock is ours. It lasts until the block ends, or the process does, however it ends.

    It belongs to a transaction on a connection of its own, which does nothing else. A lock that belongs to a session
    would be left behind on another's connection by a pooler that lends one for each transaction.
    """
    with closing(connection.copy()) as holder:
        holder.set_autocommit(False)
        try:
            with holder.cursor() as cursor:
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
                (is_ours,) = cursor.fetchone()
            if not is_ours:
                holder.rollback()
            yield is_ours
        finally:
            holder.rollback()
