"""How long tasks take, and how many fail: counted by all workers together in Redis, because workers serve no pages."""

from __future__ import annotations

import time
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import redis
from celery.signals import task_failure, task_postrun, task_prerun

from core.metrics import SECONDS, Histogram
from imago_web import counts

KEY = "imago:tasks"  # a hash in Redis: a task, a space, and what is counted
FAILED, TOTAL = "failed", "seconds"

began: dict[str, float] = {}  # by the task's id, for those that are running in this process


@dataclass
class TaskFigures:
    """What was counted of one task."""

    seconds: Histogram = field(default_factory=Histogram)
    failures: int = 0


@cache
def client() -> Any:
    """Return this process's client."""
    return counts.redis_client()


def note_start(task_id: str, **_: Any) -> None:
    """Remember when a task began."""
    began[task_id] = time.perf_counter()


def count_task(task_id: str, task: Any, **_: Any) -> None:
    """Count a task that has ended. While Redis is down, none is counted."""
    started = began.pop(task_id, None)
    if started is None:
        return
    seconds = time.perf_counter() - started
    with suppress(redis.RedisError), client().pipeline(transaction=False) as pipeline:
        pipeline.hincrby(KEY, f"{task.name} {bisect_left(SECONDS, seconds)}", 1)
        pipeline.hincrbyfloat(KEY, f"{task.name} {TOTAL}", seconds)
        pipeline.execute()


def count_failure(sender: Any, **_: Any) -> None:
    """Count a task that failed."""
    with suppress(redis.RedisError):
        client().hincrby(KEY, f"{sender.name} {FAILED}", 1)


def read() -> dict[str, TaskFigures]:
    """Return what all workers have counted, by task. Empty while Redis is down."""
    found: dict[str, TaskFigures] = {}
    with suppress(redis.RedisError):
        for name, value in client().hgetall(KEY).items():
            task, _, what = name.decode().partition(" ")
            add(found.setdefault(task, TaskFigures()), what, float(value))
    return found


def add(figures: TaskFigures, what: str, value: float) -> None:
    """Add one entry of the hash to a task's figures."""
    if what == FAILED:
        figures.failures = int(value)
    elif what == TOTAL:
        figures.seconds.total = value
    elif what.isdigit() and int(what) < len(figures.seconds.counts):
        figures.seconds.counts[int(what)] = int(value)


task_prerun.connect(note_start)
task_postrun.connect(count_task)
task_failure.connect(count_failure)
