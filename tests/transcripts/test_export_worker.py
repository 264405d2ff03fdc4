"""Packing: one worker an export, none that is lost, and no word that was let go meanwhile."""

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
from tests.transcripts.random_dialogue import place
from tests.transcripts.test_export_services import asked, is_empty, is_gone
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
def ending() -> Iterator[threading.Event]:
    """This process is about to end."""
    worker.stopping.set()
    yield worker.stopping
    worker.stopping.clear()


def now(export: Export) -> Export:
    export.refresh_from_db()
    return export


@pytest.mark.slow
@pytest.mark.parametrize("format", ["pdf", "md", "json"])
def test_everything_that_waits_is_packed(ana: User, ben: User, talk: Talk, format: str):
    rows = [asked(ana, format=format), asked(ben, format=format), asked(ana, Export.MINE, format)]
    worker.build_waiting()
    assert [now(row).state for row in rows] == [Export.READY] * 3
    assert [(row.done, row.total) for row in rows[:2]] == [(1, 1)] * 2
    assert all(services.open_content(row)[:1] in b"%#{" for row in rows)


def test_of_one_dialogue_only_that_one_comes(ana: User, ben: User, talk: Talk):
    Talk(ana, ben).play("ben decline")
    export = asked(ana, Export.ONE, dialogue=talk.dialogue)
    worker.build_waiting()
    assert services.open_content(now(export)).count(b'"kind"') == 1
    assert str(talk.pk).encode() in services.open_content(export)


def test_it_speaks_the_language_and_tells_the_time_of_its_owner(ana: User, talk: Talk):
    type(ana.profile).objects.filter(user=ana).update(time_zone="Pacific/Kiritimati")
    export = asked(ana, format="md")
    worker.build_waiting()
    there = timezone.localdate(talk.now().created_at, timezone.get_fixed_timezone(14 * 60))
    assert f"{there.day} {there:%B %Y}".encode() in services.open_content(now(export))


@pytest.mark.slow
def test_small_ones_do_not_wait_for_large_ones(
    ana: User, ben: User, ana_and_ben: Couple, monkeypatch: pytest.MonkeyPatch
):
    dataset.create(ana_and_ben, 4)
    large, small = asked(ana), asked(ben, Export.MINE)
    Export.objects.filter(pk=small.pk).update(total=1)
    first = worker.claim_next()
    assert first == small
    assert worker.claim_next() == large
    assert worker.claim_next() is None


def test_an_export_whose_worker_died_is_taken_up_again_and_what_that_one_made_is_thrown_away(
    ana: User, talk: Talk
):
    row = asked(ana)
    dead = worker.claim_next()
    assert dead == row
    worker.build_waiting()
    assert now(row).state == Export.MAKING
    later = timezone.now() + worker.STALE_AFTER + timedelta(seconds=1)
    worker.build_waiting(later)
    ready = now(row)
    assert ready.state == Export.READY
    content = services.open_content(ready)
    worker.build_export(dead)  # it was not dead, only slow
    assert services.open_content(now(row)) == content


def test_what_takes_workers_with_it_is_given_up(ana: User, talk: Talk):
    row, at = asked(ana), timezone.now()
    for _ in range(worker.MAX_TRIES):
        assert worker.claim_next(at)
        at += worker.STALE_AFTER * 2
        Export.objects.update(touched_at=at - worker.STALE_AFTER * 1.5)
    assert worker.claim_next(at) is None
    worker.build_waiting(at)
    assert (now(row).state, row.error) == (Export.FAILED, Export.BROKEN)


def test_a_worker_that_is_stopped_gives_back_what_is_half_made(
    ana: User, talk: Talk, ending: threading.Event
):
    row = asked(ana)
    claimed = worker.claim_next()
    assert claimed
    worker.build_export(claimed)
    assert (now(row).state, row.tries) == (Export.WAITING, 0)
    worker.build_waiting()
    assert now(row).state == Export.WAITING
    ending.clear()
    worker.build_waiting()
    assert now(row).state == Export.READY


def slowly(act: Callable[[], object]) -> Export:
    """Pack what waits; once its words are read, and before it is ready, this happens."""
    claimed = worker.claim_next()
    assert claimed
    made = worker.build_content(claimed)
    act()
    with suppress(Destroyed):
        worker.store_content(claimed, made)
    return claimed


@pytest.mark.parametrize("what", [Export.ALL, Export.MINE])
def test_words_that_go_while_they_are_packed_do_not_come_out(ana: User, ben: User, talk: Talk, what: str):
    asked(ana, what)
    acts = {Export.ALL: erasure.erase_for_both, Export.MINE: erasure.erase_dialogue}
    by = {Export.ALL: ben, Export.MINE: ana}
    claimed = slowly(lambda: acts[what](talk.now(), place(by[what])))
    assert not worker.update_claimed(claimed, state=Export.READY)
    assert is_empty(claimed)


def test_what_is_packed_while_one_leaves_does_not_come_out(ana: User, ben: User, talk: Talk):
    together = asked(ana)
    slowly(lambda: leave_couple(place(ben)))
    assert not Export.objects.filter(pk=together.pk).exists()
    leaving = asked(ana, Export.MINE)
    worker.build_waiting()
    assert now(leaving).state == Export.READY


def test_what_somebody_does_not_want_any_more_while_it_is_packed_does_not_come_back(ana: User, talk: Talk):
    asked(ana)
    slowly(lambda: services.delete_exports(Export.objects.of(ana)))
    assert not Export.objects.exists()


def test_who_is_in_no_couple_any_more_is_packed_nothing_of_it(ana: User, ben: User, talk: Talk):
    row = asked(ana)
    Partner.objects.filter(user=ana).update(left_at=timezone.now())
    worker.build_waiting()
    assert is_gone(row)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_packs_it(ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 2)
    asked(ana)
    claimed: list[Export | None] = []
    assert at_once(*(lambda: claimed.append(worker.claim_next()) for _ in range(4))) == ["done"] * 4
    assert len(list(filter(None, claimed))) == 1


@pytest.mark.django_db(transaction=True)
def test_one_process_packs_one_at_a_time_and_leaves_none_behind(ana: User, ben: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 3)
    rows = [asked(user, format=format) for user in (ana, ben) for format in ("json", "md")]
    assert at_once(*(worker.build_waiting for _ in range(4))) == ["done"] * 4
    assert {now(row).state for row in rows} == {Export.READY}
    assert {row.tries for row in rows} == {1}


def test_without_pango_it_says_so(ana: User, talk: Talk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "weasyprint", NoPango("weasyprint"))
    row = asked(ana, format="pdf")
    worker.build_waiting()
    assert (now(row).state, row.error) == (Export.FAILED, Export.NO_PDF)


def test_letters_without_a_font_are_told(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    talk.make("ana", "send", f"one {UNKNOWN} sign")
    talk.play("ben stop")
    row = asked(ana, format="pdf")
    worker.build_waiting()
    assert (now(row).state, row.error) == (Export.READY, Export.MISSING_GLYPHS)


def test_a_fault_is_told_without_a_word_of_anybodys(
    ana: User, talk: Talk, belonging: Callable[..., None], caplog: pytest.LogCaptureFixture
):
    def fails(user: User) -> Any:
        raise ValueError(WORDS)

    belonging("broken", "Broken", fails)
    row, fine = asked(ana, Export.MINE), asked(ana)
    worker.build_waiting()
    assert (now(row).state, row.error) == (Export.FAILED, Export.BROKEN)
    assert now(fine).state == Export.READY
    assert "an export could not be packed: ValueError" in caplog.text
    assert WORDS not in caplog.text
