"""Celery tasks. They carry no data: what is to be done is in the database."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from celery import current_app, shared_task
from celery.signals import worker_shutting_down
from kombu.exceptions import OperationalError

from transcripts.exports import services, worker

QUEUE_OPTIONS = {"max_retries": 0, "socket_timeout": 1, "socket_connect_timeout": 1}  # seconds


@shared_task
def pack() -> None:
    """Build waiting exports. Requested with each export, and each minute in case a worker died."""
    worker.build_waiting()


@shared_task
def clear_parcels() -> None:
    """Delete expired exports."""
    services.delete_expired_exports()


def build_soon() -> None:
    """Wake a worker. If the queue is away, the export is found within a minute."""
    with suppress(OperationalError), current_app.connection_for_write() as queue:
        queue.transport_options |= QUEUE_OPTIONS
        pack.apply_async(connection=queue, retry=False)


@worker_shutting_down.connect
def stop_building(**_: Any) -> None:
    """Give unfinished exports back when the worker shuts down."""
    worker.stopping.set()
