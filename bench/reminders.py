"""What a minute costs when nothing new falls due, with 50,000 weekly times and 100,000 open dialogues."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import psutil

from bench.fixtures import Web

TIMES = 7
READ = "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables"


@dataclass
class Cost:
    """What one run took: seconds of wall and processor time, and how many rows it read."""

    wall: float = 0.0
    python: float = 0.0
    database: float = 0.0
    rows: int = 0


def measure(_web: Web) -> None:
    """Each reminder type alone, the whole minute, and the minutes that follow."""
    from django.utils import timezone

    from bench import reminder_data
    from core.reminder_types import reminder_types
    from reminders import scheduler

    began = time.perf_counter()
    reminder_data.create()
    print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)  # noqa: T201
    began, now = time.perf_counter(), timezone.now()
    count = tell_all(now)
    took = time.perf_counter() - began
    print(f"{count} due at first, found and told in {took:.0f} s", flush=True)  # noqa: T201
    for name, sort in reminder_types().items():
        report(name, repeated(lambda sort=sort: scheduler.claim_type(sort, now, now)))  # type: ignore[misc]
    report("the whole minute, nothing new", repeated(lambda: scheduler.claim_due(now)))
    minutes = (now + timedelta(minutes=number) for number in range(1, 2 * TIMES))
    report("minutes that follow", repeated(lambda: scheduler.claim_due(next(minutes))))
    print(f"memory {psutil.Process().memory_info().rss / 2**20:.0f} MB")  # noqa: T201


def tell_all(now: datetime) -> int:
    """Claim everything that is due, as far as reminders look back. Returns how many."""
    from django.db import connection

    from core.reminder_types import batched, reminder_types
    from reminders import progress
    from reminders.models import Notice

    count = 0
    for sort in reminder_types().values():
        if sort.prepare:
            sort.prepare(now)
        for batch in batched(sort.find(now - sort.look_back, now, None)):
            told = {(due.user, due.occasion): due for due in batch}.values()
            Notice.objects.bulk_create(
                Notice(user_id=due.user, sort=sort.name, occasion=due.occasion, path=due.path, due_at=due.at)
                for due in told
            )
            count += len(told)
    progress.save(reminder_types(), now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return count


def repeated(run: Callable[[], int]) -> list[Cost]:
    """Return the costs of several runs, without the first, which fills caches and columns for the others."""
    return [cost_of(run) for _ in range(TIMES + 1)][1:]


def cost_of(run: Callable[[], int]) -> Cost:
    with costs() as cost:
        run()
    return cost


@contextmanager
def costs() -> Iterator[Cost]:
    """Measure the block: this process, and the backend of its connection."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
        cost, before = Cost(), rows_read(cursor)
        wall, python, database = time.perf_counter(), time.process_time(), sum(backend.cpu_times()[:2])
        yield cost
        cost.wall, cost.python = time.perf_counter() - wall, time.process_time() - python
        cost.database = sum(backend.cpu_times()[:2]) - database
        cost.rows = rows_read(cursor) - before


def rows_read(cursor: object) -> int:
    """Return how many rows this transaction has read so far."""
    cursor.execute(READ)  # type: ignore[attr-defined]
    return int(cursor.fetchone()[0] or 0)  # type: ignore[attr-defined]


def report(what: str, took: list[Cost]) -> None:
    walls = sorted(cost.wall * 1000 for cost in took)
    print(  # noqa: T201
        f"{what:<34} wall {statistics.median(walls):8.1f} ms ({walls[0]:.1f} to {walls[-1]:.1f})"
        f"   python {statistics.median(cost.python for cost in took) * 1000:8.1f} ms"
        f"   database {statistics.fmean(cost.database for cost in took) * 1000:7.1f} ms"
        f"   {statistics.median(cost.rows for cost in took):9.0f} rows",
        flush=True,
    )
