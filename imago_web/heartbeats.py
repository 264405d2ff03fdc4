"""Heartbeats of the beat and the workers, kept in the database because Redis may be down."""

from __future__ import annotations

import logging
import os
import socket
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, connection
from django.db.models import Min
from django.utils import timezone

from imago_web.celery import MINUTE
from imago_web.models import Heartbeat
from vault.process_registry import running_processes

BEAT, WORKER = "beat", "worker"
EVERY = MINUTE / 4  # seconds between two heartbeats of the beat
LATE = timedelta(seconds=2 * MINUTE)
START = timedelta(seconds=MINUTE)  # by then the first one has come
KEPT = timedelta(days=1)
logger = logging.getLogger(__name__)


def record(kind: str) -> bool:
    """Record that this process is alive. Returns whether that was stored; if not, work goes on."""
    process = f"{kind} {socket.gethostname()}:{os.getpid()}"
    release_connection()
    try:
        Heartbeat.objects.update_or_create(
            process=process, defaults={"kind": kind, "seen_at": timezone.now()}
        )
    except DatabaseError:
        logger.exception("A heartbeat couldn't be stored")  # one line, if the database or the disk is down
        return False
    finally:
        release_connection()
    return True


def release_connection() -> None:
    """Close the connection: the beat runs outside requests and tasks, so nothing else does."""
    if not connection.in_atomic_block:
        close_old_connections()


def last_seen(kind: str) -> datetime | None:
    """Return when a process of this kind was last seen."""
    rows = Heartbeat.objects.filter(kind=kind).order_by("-seen_at")
    return rows.values_list("seen_at", flat=True).first()


def is_alive(kind: str) -> bool:
    """Return whether a process of this kind was seen recently."""
    seen = last_seen(kind)
    return seen is not None and timezone.now() - seen <= LATE


def is_starting() -> bool:
    """Return whether imago started so recently that its beat and worker may not have been seen yet, and what was due
    while it was off may still be waiting."""
    first = running_processes().aggregate(started=Min("started_at"))["started"]
    return first is not None and timezone.now() - first < START


def delete_old() -> None:
    """Delete the rows of processes that ended long ago."""
    Heartbeat.objects.filter(seen_at__lt=timezone.now() - KEPT).delete()
