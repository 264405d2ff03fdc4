"""Real workers that are killed or stopped while they pack: no export is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import F

from bench import dataset
from couples.models import Couple, User
from tests.transcripts.test_export_services import request_export
from tests.vault.rotation_helpers import somebody_waits
from tests.web_process import Worker
from transcripts import tasks
from transcripts.exports import services, worker
from transcripts.models import Export

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chaos]

DIALOGUES = 12  # more than are opened at a time
PATIENCE = 120  # seconds
FAREWELL = "worker: Warm shutdown"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    """Starts a worker, and calls it to pack."""
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker(tmp_path / f"{len(started)}.log"))
        tasks.wake_worker()
        return started[-1]

    yield start
    for one in started:
        one.kill()
        assert [line for line in one.log.read_text().splitlines() if line and FAREWELL not in line] == []


@contextmanager
def held_up() -> Iterator[None]:
    """Whoever packs dialogues with their stars comes to a stop half-way, until this ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE transcripts_star")
        yield


def until(is_so: Callable[[Export], bool]) -> Export:
    deadline = time.monotonic() + PATIENCE
    while not is_so(export := Export.objects.get()):
        assert time.monotonic() < deadline, (export.state, export.done, export.error)
        time.sleep(0.05)
    return export


def half_way(export: Export) -> bool:
    return export.state == Export.BUILDING and somebody_waits()


def is_ready(export: Export) -> bool:
    return export.state == Export.READY


@pytest.fixture
def _asked(ana: User, ana_and_ben: Couple) -> None:
    """Some months of dialogues, to be packed with what Ana keeps of them."""
    dataset.create(ana_and_ben, DIALOGUES)
    request_export(ana, notes=True)


@pytest.mark.usefixtures("_asked")
def test_what_a_killed_worker_left_is_packed_by_the_next(work: Callable[[], Worker]):
    with held_up():
        first = work()
        until(half_way)
        first.kill()
    Export.objects.update(heartbeat_at=F("heartbeat_at") - worker.STALE_AFTER)  # so long ago, by now
    work()
    export = until(is_ready)
    assert export.tries == 2
    assert services.open_content(export).count(b'"kind"') == DIALOGUES


@pytest.mark.usefixtures("_asked")
def test_a_worker_that_is_stopped_gives_back_what_it_had_begun(work: Callable[[], Worker]):
    with held_up():
        first = work()
        until(half_way)
        first.process.terminate()
        until(lambda _: FAREWELL in first.log.read_text())
    assert first.process.wait(PATIENCE) == 0
    export = Export.objects.get()
    assert (export.state, export.tries) == (Export.WAITING, 0)
    work()
    assert until(is_ready).tries == 1
