"""The worker's task. It may run twice."""

from __future__ import annotations

from celery import shared_task

from therapist import services


@shared_task
def delete_ended() -> None:
    """Delete links that are over."""
    services.delete_ended()
