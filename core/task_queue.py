"""Hands a task to a worker without making a page wait while the broker is down."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from celery import Task, current_app
from kombu.exceptions import OperationalError

EXPIRES = 60  # seconds; by then the next minute's run has done the same
HASTE = {"max_retries": 0, "socket_timeout": 1, "socket_connect_timeout": 1}  # seconds


def run_soon(task: Task[..., Any], *args: str) -> None:
    """Have a worker run this. Without a broker nothing happens: the task must be one that a schedule repeats."""
    with suppress(OperationalError), current_app.connection_for_write() as queue:
        queue.transport_options |= HASTE
        task.apply_async(args, connection=queue, retry=False, expires=EXPIRES)
