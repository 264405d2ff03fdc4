"""Celery tasks."""

from __future__ import annotations

from celery import shared_task

from backups import nightly


@shared_task(name="backups.tasks.nightly")
def make_nightly_copy() -> None:
    """Make the nightly copy if it's due."""
    nightly.make_nightly_copy()
