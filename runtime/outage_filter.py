"""Reduces an outage to one log line every ten minutes, whoever logs it and however often.

While Redis, the database or the disk is unavailable, each library logs a traceback for each try, some every second.
Records logged with `extra={"outage": "redis"}` count too. The clients of Redis and Celery take long to load; whatever
one of them raised, it has been loaded.
"""

from __future__ import annotations

import errno
import logging
import sys
import time
from collections.abc import Iterator, Mapping

from django.db import InterfaceError, OperationalError

REDIS, DATABASE, DISK = "redis", "database", "disk"
LOG_INTERVAL = 600.0  # seconds between two lines about one outage, in each process
SENTENCES = {
    REDIS: "Redis doesn't answer. Start it, or check REDIS_URL. Until then, some things are slower or have to wait.",
    DATABASE: "The database doesn't answer. Start it, or check DATABASE_URL. Nothing is stored until then.",
    DISK: "The disk is full or read-only. Make room, or mount it for writing. Nothing is stored until then.",
}
DISK_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
DISK_CODES = {"53100", "58030"}  # disk_full, io_error
UNAVAILABLE_CODES = (
    "08",
    "57P",
    "53300",
)  # connection exceptions, shutting down or starting, too many connections


class OutageFilter(logging.Filter):
    """Drops records of an outage that was logged in the last ten minutes."""

    def __init__(self) -> None:
        super().__init__()
        self.said_at: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if (
            getattr(record, "status_code", None) == 503 and not record.exc_info
        ):  # what /healthz answers to polling
            return False
        outage = outage_kind(record)
        if outage is None:
            return True
        now = time.monotonic()
        if now < self.said_at.get(outage, -LOG_INTERVAL) + LOG_INTERVAL:
            return False
        self.said_at[outage] = now
        record.msg, record.args = SENTENCES[outage], None
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def outage_kind(record: logging.LogRecord) -> str | None:
    """Returns what is down, if this record is about an outage."""
    marked: str | None = getattr(record, "outage", None)
    return marked or next(filter(None, map(outage_of, logged_exceptions(record))), None)


def logged_exceptions(record: logging.LogRecord) -> Iterator[BaseException]:
    """Yields a record's exceptions. Some libraries log them as arguments."""
    args = record.args.values() if isinstance(record.args, Mapping) else record.args or ()
    for error in (record.exc_info and record.exc_info[1], *args):
        if isinstance(error, BaseException):
            yield error


def outage_of(error: BaseException | None) -> str | None:
    """Returns what is down, if this exception or one of its causes says so. Celery's beat names no cause of its
    SchedulingError."""
    while error is not None:
        if outage := classify(error):
            return outage
        error = error.__context__ if is_raised_by_beat(error) else error.__cause__
    return None


def is_raised_by_beat(error: BaseException) -> bool:
    """Whether Celery's beat couldn't send a task."""
    beat = sys.modules.get("celery.beat")
    return beat is not None and isinstance(error, beat.SchedulingError)


def classify(error: BaseException) -> str | None:
    """Return what is down, if the exception says so."""
    if isinstance(error, BaseExceptionGroup):
        kinds = [classify(one) for one in error.exceptions]
        return kinds[0] if all(kinds) else None
    if is_redis_error(error):
        return REDIS
    if isinstance(error, OSError) and error.errno in DISK_ERRNOS:
        return DISK
    if isinstance(error, InterfaceError):
        return DATABASE if "connection" in str(error) else None  # a closed cursor is our own bug
    if isinstance(error, OperationalError):
        code = getattr(error.__cause__, "pgcode", None)
        if code in DISK_CODES:
            return DISK
        return DATABASE if code is None or code.startswith(UNAVAILABLE_CODES) else None
    return None


def is_redis_error(error: BaseException) -> bool:
    """Whether Redis can't be reached."""
    client, queue = sys.modules.get("redis"), sys.modules.get("kombu.exceptions")
    lost = (client.ConnectionError, client.TimeoutError) if client else ()
    return isinstance(error, (*lost, *([queue.OperationalError] if queue else [])))
