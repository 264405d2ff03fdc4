"""What the worker does about mail. A task carries nothing: what is to be sent stands in the database."""

from __future__ import annotations

from contextlib import suppress

from celery import current_app, shared_task
from kombu.exceptions import OperationalError

from mail import delivery

EXPIRES = 60  # seconds; then the next minute's run has found it
HASTE = {"max_retries": 0, "socket_timeout": 1, "socket_connect_timeout": 1}  # seconds


@shared_task
def deliver() -> None:
    """Send what waits. Asked for with each mail, and each minute for what is to be tried again."""
    delivery.deliver_due()


@shared_task
def clear() -> None:
    """Forget mails that are done with."""
    delivery.clear()


def deliver_soon() -> None:
    """Call a worker, without keeping a page waiting for a queue that is away."""
    with suppress(OperationalError), current_app.connection_for_write() as queue:
        queue.transport_options |= HASTE
        deliver.apply_async(connection=queue, retry=False, expires=EXPIRES)
