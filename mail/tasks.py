"""The worker's mail tasks. They carry no data: the mails to send are in the database."""

from __future__ import annotations

from contextlib import suppress

from celery import current_app, shared_task
from kombu.exceptions import OperationalError

from mail import delivery

EXPIRES = 60  # seconds; by then the next minute's run has found it
HASTE = {"max_retries": 0, "socket_timeout": 1, "socket_connect_timeout": 1}  # seconds


@shared_task
def deliver() -> None:
    """Send waiting mails, every minute."""
    delivery.deliver_due()


@shared_task
def deliver_new() -> None:
    """Send a new mail, unless the mail server was down a moment ago."""
    if not delivery.is_server_away():
        delivery.deliver_due()


@shared_task
def clear() -> None:
    """Delete finished mails."""
    delivery.delete_old_mails()


def deliver_soon() -> None:
    """Wake a worker, without making a page wait while the broker is down."""
    with suppress(OperationalError), current_app.connection_for_write() as queue:
        queue.transport_options |= HASTE
        deliver_new.apply_async(connection=queue, retry=False, expires=EXPIRES)
