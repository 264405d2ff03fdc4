"""The worker: one for each export, none is lost, and no word that is erased meanwhile gets out."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bench import dataset
from couples.leaving import leave_couple
from couples.models import Couple, Partner, User
from dialogues import erasure
from tests.concurrency import at_once
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.transcripts.random_dialogue import current_partner
from tests.transcripts.test_export_services import is_deleted, is_revoked, request_export
from tests.transcripts.test_pdf import UNKNOWN, NoPango
from transcripts.exports import services, worker
from transcripts.models import Export
from vault.sealing import Destroyed

WORDS = "words that nobody logs"


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    return talk


@pytest.fixture
def shutting_down() -> Iterator[threading.Event]:
    """This process is shutting down."""
    worker.shutdown_event.set()
    yield worker.shutdown_event
    worker.shutdown_event.clear()


def refreshed(export: Export) -> Export:
    export.refresh_from_db()
    return export


@pytest.mark.slow
@pytest.mark.parametrize("format", ["pdf", "md", "json"])
def test_all_waiting_exports_are_built(ana: User, ben: User, talk: Talk, format: str):
    rows = [
        request_export(ana, format=format),
        request_export(ben, format=format),
        request_export(ana, Export.OWN, format),
    ]
    worker.build_waiting()
    assert [refreshed(row).state for row in rows] == [Export.READY] * 3
    assert [(row.done, row.total) for row in rows[:2]] == [(1, 1)] * 2
    assert all(services.open_content(row)[:1] in b"%#{" for row in rows)


def test_a_single_dialogue_is_exported_alone(ana: User, ben: User, talk: Talk):
    Talk(ana, ben).play("ben decline")
    export = request_export(ana, Export.ONE, dialogue=talk.dialogue)
    worker.build_waiting()
    assert services.open_content(refreshed(export)).count(b'"kind"') == 1
    assert str(talk.pk).encode() in services.open_content(export)


def test_a_file_uses_its_owners_language_and_time_zone(ana: User, talk: Talk):
    type(ana.profile).objects.filter(user=ana).update(time_zone="Pacific/Kiritimati")
    export = request_export(ana, format="md")
    worker.build_waiting()
    local_day = timezone.localdate(talk.now().created_at, timezone.get_fixed_timezone(14 * 60))
    assert f"{local_day.day} {local_day:%B %Y}".encode() in services.open_content(refreshed(export))


@pytest.mark.slow
def test_small_exports_come_first(ana: User, ben: User, ana_and_ben: Couple, monkeypatch: pytest.MonkeyPatch):
    dataset.create(ana_and_ben, 4)
    large, small = request_export(ana), request_export(ben, Export.OWN)
    Export.objects.filter(pk=small.pk).update(total=1)
    first = worker.claim_next()
    assert first == small
    assert worker.claim_next() == large
    assert worker.claim_next() is None


def test_a_stale_claim_is_taken_over_and_its_late_result_discarded(ana: User, talk: Talk):
    row = request_export(ana)
    dead = worker.claim_next()
    assert dead == row
    worker.build_waiting()
    assert refreshed(row).state == Export.BUILDING
    later = timezone.now() + worker.STALE_AFTER + timedelta(seconds=1)
    worker.build_waiting(later)
    ready = refreshed(row)
    assert ready.state == Export.READY
    content = services.open_content(ready)
    worker.build_export(dead)  # it was not dead, only slow
    assert services.open_content(refreshed(row)) == content


def test_an_export_fails_after_too_many_worker_deaths(ana: User, talk: Talk):
    row, now = request_export(ana), timezone.now()
    for _ in range(worker.MAX_TRIES):
        assert worker.claim_next(now)
        now += worker.STALE_AFTER * 2
        Export.objects.update(heartbeat_at=now - worker.STALE_AFTER * 1.5)
    assert worker.claim_next(now) is None
    worker.build_waiting(now)
    assert (refreshed(row).state, row.error) == (Export.FAILED, Export.BROKEN)


def test_a_stopping_worker_returns_unfinished_exports(ana: User, talk: Talk, shutting_down: threading.Event):
    row = request_export(ana)
    claimed = worker.claim_next()
    assert claimed
    worker.build_export(claimed)
    assert (refreshed(row).state, row.tries) == (Export.WAITING, 0)
    worker.build_waiting()
    assert refreshed(row).state == Export.WAITING
    shutting_down.clear()
    worker.build_waiting()
    assert refreshed(row).state == Export.READY


def build_while(act: Callable[[], object]) -> Export:
    """Build the next export, and call `act` after its words were read and before it is stored."""
    claimed = worker.claim_next()
    assert claimed
    file = worker.build_content(claimed)
    act()
    with suppress(Destroyed):
        worker.store_content(claimed, file)
    return claimed


@pytest.mark.parametrize("scope", [Export.ALL, Export.OWN])
def test_words_erased_during_the_build_are_not_exported(ana: User, ben: User, talk: Talk, scope: str):
    request_export(ana, scope)
    acts = {Export.ALL: erasure.erase_for_both, Export.OWN: erasure.erase_dialogue}
    by = {Export.ALL: ben, Export.OWN: ana}
    claimed = build_while(lambda: acts[scope](talk.now(), current_partner(by[scope])))
    assert not worker.update_claimed(claimed, state=Export.READY)
    assert is_revoked(claimed)


def test_leaving_during_the_build_discards_shared_exports(ana: User, ben: User, talk: Talk):
    together = request_export(ana)
    build_while(lambda: leave_couple(current_partner(ben)))
    assert not Export.objects.filter(pk=together.pk).exists()
    leaving = request_export(ana, Export.OWN)
    worker.build_waiting()
    assert refreshed(leaving).state == Export.READY


def test_deleting_during_the_build_discards_the_result(ana: User, talk: Talk):
    request_export(ana)
    build_while(lambda: services.delete_exports(Export.objects.of(ana)))
    assert not Export.objects.exists()


def test_without_a_couple_a_shared_export_is_deleted(ana: User, ben: User, talk: Talk):
    row = request_export(ana)
    Partner.objects.filter(user=ana).update(left_at=timezone.now())
    worker.build_waiting()
    assert is_deleted(row)


@pytest.mark.django_db(transaction=True)
def test_one_of_many_workers_claims_an_export(ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 2)
    request_export(ana)
    claimed: list[Export | None] = []
    assert at_once(*(lambda: claimed.append(worker.claim_next()) for _ in range(4))) == ["done"] * 4
    assert len(list(filter(None, claimed))) == 1


@pytest.mark.django_db(transaction=True)
def test_a_process_builds_one_export_at_a_time(ana: User, ben: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 3)
    rows = [request_export(user, format=format) for user in (ana, ben) for format in ("json", "md")]
    assert at_once(*(worker.build_waiting for _ in range(4))) == ["done"] * 4
    assert {refreshed(row).state for row in rows} == {Export.READY}
    assert {row.tries for row in rows} == {1}


def test_missing_pango_is_reported(ana: User, talk: Talk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "weasyprint", NoPango("weasyprint"))
    row = request_export(ana, format="pdf")
    worker.build_waiting()
    assert (refreshed(row).state, row.error) == (Export.FAILED, Export.NO_PDF)


def test_missing_glyphs_are_reported(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    talk.make("ana", "send", f"one {UNKNOWN} sign")
    talk.play("ben stop")
    row = request_export(ana, format="pdf")
    worker.build_waiting()
    assert (refreshed(row).state, row.error) == (Export.READY, Export.MISSING_GLYPHS)


def test_an_error_is_logged_without_its_message(
    ana: User, talk: Talk, add_provider: Callable[..., None], caplog: pytest.LogCaptureFixture
):
    def fails(user: User) -> Any:
        raise ValueError(WORDS)

    add_provider("broken", "Broken", fails)
    row, fine = request_export(ana, Export.OWN), request_export(ana)
    worker.build_waiting()
    assert (refreshed(row).state, row.error) == (Export.FAILED, Export.BROKEN)
    assert refreshed(fine).state == Export.READY
    assert "an export could not be packed: ValueError" in caplog.text
    assert WORDS not in caplog.text
