"""Real workers that are killed or stopped while they pack: no parcel is lost, and none is packed by two."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db.models import F
from pypdf import PdfReader

from bench import years
from couples.models import Couple, User
from tests.live import Worker
from tests.transcripts.test_parcels import asked
from transcripts import tasks
from transcripts.models import Parcel
from transcripts.taking import packing, parcels

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chaos]

DIALOGUES = 24
PATIENCE = 120  # seconds
FAREWELL = "worker: Warm shutdown"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    """Starts a worker, and calls it to pack."""
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker(tmp_path / f"{len(started)}.log"))
        tasks.pack_soon()
        return started[-1]

    yield start
    for one in started:
        one.kill()
        assert [line for line in one.log.read_text().splitlines() if line and FAREWELL not in line] == []


def until(is_so: Callable[[Parcel], bool]) -> Parcel:
    deadline = time.monotonic() + PATIENCE
    while not is_so(parcel := Parcel.objects.get()):
        assert time.monotonic() < deadline, (parcel.state, parcel.done, parcel.trouble)
        time.sleep(0.05)
    return parcel


def half_way(parcel: Parcel) -> bool:
    return parcel.state == Parcel.MAKING and 0 < parcel.done < parcel.total


def is_ready(parcel: Parcel) -> bool:
    return parcel.state == Parcel.READY


def test_what_a_killed_worker_left_is_packed_by_the_next(
    ana: User, ana_and_ben: Couple, work: Callable[[], Worker]
):
    years.live(ana_and_ben, DIALOGUES)
    asked(ana, format=Parcel.PDF)
    first = work()
    until(half_way)
    first.kill()
    Parcel.objects.update(touched_at=F("touched_at") - packing.STALE)  # so long ago, by now
    work()
    parcel = until(is_ready)
    assert parcel.tries == 2
    assert len(PdfReader(io.BytesIO(parcels.content_of(parcel))).outline) == DIALOGUES


def test_a_worker_that_is_stopped_gives_back_what_it_had_begun(
    ana: User, ana_and_ben: Couple, work: Callable[[], Worker]
):
    years.live(ana_and_ben, DIALOGUES)
    asked(ana, format=Parcel.PDF)
    first = work()
    until(half_way)
    assert first.terminate() == 0
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.tries) == (Parcel.WAITING, 0)
    work()
    assert until(is_ready).tries == 1


def test_two_workers_pack_one_parcel_once(ana: User, ana_and_ben: Couple, work: Callable[[], Worker]):
    years.live(ana_and_ben, DIALOGUES)
    asked(ana, format=Parcel.PDF)
    work()
    work()
    assert until(is_ready).tries == 1
