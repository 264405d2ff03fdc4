"""What the worker packs, and what it clears away. A task carries nothing: what is to be done stands in the database."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from celery import current_app, shared_task
from celery.signals import worker_shutting_down
from kombu.exceptions import OperationalError

from transcripts.exports import services, worker

HASTE = {"max_retries": 0, "socket_timeout": 1, "socket_connect_timeout": 1}  # seconds


@shared_task
def pack() -> None:
    """Pack what waits. Asked for with each export, and each minute for what a crash left."""
    worker.build_waiting()


@shared_task
def clear_parcels() -> None:
    """Let go of the exports of yesterday."""
    services.delete_expired_exports()


def build_soon() -> None:
    """Call a worker, without keeping a page waiting for a queue that is away: the export is found within a minute."""
    with suppress(OperationalError), current_app.connection_for_write() as queue:
        queue.transport_options |= HASTE
        pack.apply_async(connection=queue, retry=False)


@worker_shutting_down.connect
def stop_building(**_: Any) -> None:
    worker.stopping.set()
