"""The same moment on several devices."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction

PATIENCE = 60.0
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """What becomes of acts on as many devices at the same time."""

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(outcome, acts))


def outcome(act: Callable[[], Any]) -> str:
    try:
        act()
        return "done"
    except Exception as error:
        return type(error).__name__
    finally:
        connection.close()


def meanwhile(first: Callable[[], Any], second: Callable[[], Any]) -> str:
    """What becomes of a second act that comes when the first is done and not committed."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            other = pool.submit(outcome, second)
            deadline = time.monotonic() + PATIENCE
            while not other.done() and not somebody_waits():
                assert time.monotonic() < deadline
        return other.result()


def somebody_waits() -> bool:
    """Whether another device waits for a lock of this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction it stays the same otherwise
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])
