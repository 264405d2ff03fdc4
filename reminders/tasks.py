"""Scheduled tasks of the worker. They carry ids at most, never words, and may run twice."""

from __future__ import annotations

from celery import shared_task

from couples import cleanup
from dialogues import own_words, retention
from reminders import delivery, inbox, scheduler


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
