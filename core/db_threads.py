"""The database from the event loop: a few threads with a connection each, so that no slow call delays another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection

from core import metrics

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 12  # with 8, a move costs 8 % more processor at full load
pool = ThreadPoolExecutor(THREADS, "database")


async def run_in_db_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return the result of a call that uses the database, made in one of the threads."""
    return await asyncio.get_running_loop().run_in_executor(pool, lambda: retry_once(call, *args, **kwargs))


def retry_once(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call, and call again on a new connection if the old one had died.

    Every call here may be repeated: reads change nothing, and a move carries its key.
    """
    try:
        return call(*args, **kwargs)
    except (OperationalError, InterfaceError):
        metrics.database_errors["sockets"] += 1
        connection.close()
        return call(*args, **kwargs)
