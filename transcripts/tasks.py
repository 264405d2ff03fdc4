"""Celery tasks. They take no arguments: the database holds what is to be done."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from celery import current_app, shared_task
from celery.signals import worker_shutting_down
from kombu.exceptions import OperationalError

from transcripts.exports import services, worker

QUEUE_OPTIONS = {"max_retries": 0, "socket_timeout": 1, "socket_connect_timeout": 1}  # seconds


@shared_task(name="transcripts.tasks.pack")  # known to workers of earlier versions
def build_exports() -> None:
    """Build waiting exports. Runs after each request, and every minute in case a worker died."""
    worker.build_waiting()


@shared_task(name="transcripts.tasks.clear_parcels")
def delete_expired_exports() -> None:
    """Delete expired exports."""
    services.delete_expired_exports()


def wake_worker() -> None:
    """Wake a worker. If the broker is down, the export is built within a minute of its return."""
    with suppress(OperationalError), current_app.connection_for_write() as queue:
        queue.transport_options |= QUEUE_OPTIONS
        build_exports.apply_async(connection=queue, retry=False)


@worker_shutting_down.connect
def signal_shutdown(**_: Any) -> None:
    """Return unfinished exports to the queue when the worker shuts down."""
    worker.shutdown_event.set()
