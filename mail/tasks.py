"""The worker's mail tasks. They carry no data: the mails to send are in the database."""

from __future__ import annotations

from celery import shared_task

from core.task_queue import run_soon
from mail import delivery


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
    """Wake a worker."""
    run_soon(deliver_new)
