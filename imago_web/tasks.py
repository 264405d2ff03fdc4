"""Tasks that keep the system itself in order."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import worker_ready

from core import change_feed
from imago_web import heartbeats


@shared_task
def heartbeat() -> None:
    """Record that a scheduled task from the beat has reached a worker."""
    heartbeats.record(heartbeats.WORKER)
    heartbeats.delete_old()


@shared_task
def clear_changes() -> None:
    """Delete old rows of the change feed."""
    change_feed.delete_old_changes()


@worker_ready.connect
def record_worker_start(**_: Any) -> None:
    """Record the worker's first heartbeat."""
    heartbeats.record(heartbeats.WORKER)
