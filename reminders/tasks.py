"""Scheduled tasks of the worker. They carry ids at most, never words, and may run twice."""

from __future__ import annotations

from celery import shared_task

from core.task_queue import run_soon
from couples import cleanup
from dialogues import own_words, retention
from reminders import delivery, inbox, scheduler

BUSY_DELAY = 5  # seconds


@shared_task
def let_go() -> None:
    """Blank words that a couple didn't want to keep, and own words after seven days."""
    retention.erase_expired()
    own_words.blank_expired()


@shared_task
def remind() -> None:
    """Tell everybody what fell due for them."""
    if scheduler.claim_due():
        send.delay()


@shared_task
def announce(name: str) -> None:
    """Tell what has just fallen due of one type. Whatever this misses, the next minute's run finds."""
    if scheduler.claim_new(name):
        delivery.deliver_due()
        if delivery.is_waiting():  # another worker is sending, and may have passed it by
            send.apply_async(countdown=BUSY_DELAY)


def announce_soon(name: str) -> None:
    """Wake a worker."""
    run_soon(announce, name)


@shared_task
def send() -> None:
    """Send what waits for its moment, or for another try."""
    delivery.deliver_due()


@shared_task
def clear_inboxes() -> None:
    """Delete old notices."""
    inbox.delete_expired_entries()


@shared_task
def clear_sessions() -> None:
    """Delete expired sessions and what was stored with them."""
    cleanup.delete_expired_sign_ins()
