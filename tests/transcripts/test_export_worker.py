"""Packing: one worker a parcel, none that is lost, and no word that was let go meanwhile."""

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
from transcripts.models import Parcel
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


def now(parcel: Parcel) -> Parcel:
    parcel.refresh_from_db()
    return parcel


@pytest.mark.slow
@pytest.mark.parametrize("format", [Parcel.PDF, Parcel.MARKDOWN, Parcel.JSON])
def test_everything_that_waits_is_packed(ana: User, ben: User, talk: Talk, format: str):
    rows = [asked(ana, format=format), asked(ben, format=format), asked(ana, Parcel.MINE, format)]
    worker.pack_all()
    assert [now(row).state for row in rows] == [Parcel.READY] * 3
    assert [(row.done, row.total) for row in rows[:2]] == [(1, 1)] * 2
    assert all(services.content_of(row)[:1] in b"%#{" for row in rows)


def test_of_one_dialogue_only_that_one_comes(ana: User, ben: User, talk: Talk):
    Talk(ana, ben).play("ben decline")
    parcel = asked(ana, Parcel.ONE, dialogue=talk.dialogue)
    worker.pack_all()
    assert services.content_of(now(parcel)).count(b'"kind"') == 1
    assert str(talk.pk).encode() in services.content_of(parcel)


def test_it_speaks_the_language_and_tells_the_time_of_its_owner(ana: User, talk: Talk):
    type(ana.profile).objects.filter(user=ana).update(time_zone="Pacific/Kiritimati")
    parcel = asked(ana, format=Parcel.MARKDOWN)
    worker.pack_all()
    there = timezone.localdate(talk.now().created_at, timezone.get_fixed_timezone(14 * 60))
    assert f"{there.day} {there:%B %Y}".encode() in services.content_of(now(parcel))


@pytest.mark.slow
def test_small_ones_do_not_wait_for_large_ones(
    ana: User, ben: User, ana_and_ben: Couple, monkeypatch: pytest.MonkeyPatch
):
    dataset.create(ana_and_ben, 4)
    large, small = asked(ana), asked(ben, Parcel.MINE)
    Parcel.objects.filter(pk=small.pk).update(total=1)
    first = worker.claim()
    assert first == small
    assert worker.claim() == large
    assert worker.claim() is None


def test_a_parcel_whose_worker_died_is_taken_up_again_and_what_that_one_made_is_thrown_away(
    ana: User, talk: Talk
):
    row = asked(ana)
    dead = worker.claim()
    assert dead == row
    worker.pack_all()
    assert now(row).state == Parcel.MAKING
    later = timezone.now() + worker.STALE + timedelta(seconds=1)
    worker.pack_all(later)
    ready = now(row)
    assert ready.state == Parcel.READY
    content = services.content_of(ready)
    worker.pack(dead)  # it was not dead, only slow
    assert services.content_of(now(row)) == content


def test_what_takes_workers_with_it_is_given_up(ana: User, talk: Talk):
    row, at = asked(ana), timezone.now()
    for _ in range(worker.TRIES):
        assert worker.claim(at)
        at += worker.STALE * 2
        Parcel.objects.update(touched_at=at - worker.STALE * 1.5)
    assert worker.claim(at) is None
    worker.pack_all(at)
    assert (now(row).state, row.trouble) == (Parcel.FAILED, Parcel.BROKEN)


def test_a_worker_that_is_stopped_gives_back_what_is_half_made(
    ana: User, talk: Talk, ending: threading.Event
):
    row = asked(ana)
    claimed = worker.claim()
    assert claimed
    worker.pack(claimed)
    assert (now(row).state, row.tries) == (Parcel.WAITING, 0)
    worker.pack_all()
    assert now(row).state == Parcel.WAITING
    ending.clear()
    worker.pack_all()
    assert now(row).state == Parcel.READY


def slowly(act: Callable[[], object]) -> Parcel:
    """Pack what waits; once its words are read, and before it is ready, this happens."""
    claimed = worker.claim()
    assert claimed
    made = worker.make(claimed)
    act()
    with suppress(Destroyed):
        worker.finish(claimed, made)
    return claimed


@pytest.mark.parametrize("what", [Parcel.ALL, Parcel.MINE])
def test_words_that_go_while_they_are_packed_do_not_come_out(ana: User, ben: User, talk: Talk, what: str):
    asked(ana, what)
    acts = {Parcel.ALL: erasure.erase_for_both, Parcel.MINE: erasure.erase_dialogue}
    by = {Parcel.ALL: ben, Parcel.MINE: ana}
    claimed = slowly(lambda: acts[what](talk.now(), place(by[what])))
    assert not worker.tell(claimed, state=Parcel.READY)
    assert is_empty(claimed)


def test_what_is_packed_while_one_leaves_does_not_come_out(ana: User, ben: User, talk: Talk):
    together = asked(ana)
    slowly(lambda: leave_couple(place(ben)))
    assert not Parcel.objects.filter(pk=together.pk).exists()
    leaving = asked(ana, Parcel.MINE)
    worker.pack_all()
    assert now(leaving).state == Parcel.READY


def test_what_somebody_does_not_want_any_more_while_it_is_packed_does_not_come_back(ana: User, talk: Talk):
    asked(ana)
    slowly(lambda: services.drop(Parcel.objects.of(ana)))
    assert not Parcel.objects.exists()


def test_who_is_in_no_couple_any_more_is_packed_nothing_of_it(ana: User, ben: User, talk: Talk):
    row = asked(ana)
    Partner.objects.filter(user=ana).update(left_at=timezone.now())
    worker.pack_all()
    assert is_gone(row)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_packs_it(ana: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 2)
    asked(ana)
    claimed: list[Parcel | None] = []
    assert at_once(*(lambda: claimed.append(worker.claim()) for _ in range(4))) == ["done"] * 4
    assert len(list(filter(None, claimed))) == 1


@pytest.mark.django_db(transaction=True)
def test_one_process_packs_one_at_a_time_and_leaves_none_behind(ana: User, ben: User, ana_and_ben: Couple):
    dataset.create(ana_and_ben, 3)
    rows = [asked(user, format=format) for user in (ana, ben) for format in (Parcel.JSON, Parcel.MARKDOWN)]
    assert at_once(*(worker.pack_all for _ in range(4))) == ["done"] * 4
    assert {now(row).state for row in rows} == {Parcel.READY}
    assert {row.tries for row in rows} == {1}


def test_without_pango_it_says_so(ana: User, talk: Talk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "weasyprint", NoPango("weasyprint"))
    row = asked(ana, format=Parcel.PDF)
    worker.pack_all()
    assert (now(row).state, row.trouble) == (Parcel.FAILED, Parcel.NO_PDF)


def test_letters_without_a_font_are_told(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.play("ben accept, ana ready, ben ready")
    talk.make("ana", "send", f"one {UNKNOWN} sign")
    talk.play("ben stop")
    row = asked(ana, format=Parcel.PDF)
    worker.pack_all()
    assert (now(row).state, row.trouble) == (Parcel.READY, Parcel.LETTERS)


def test_a_fault_is_told_without_a_word_of_anybodys(
    ana: User, talk: Talk, belonging: Callable[..., None], caplog: pytest.LogCaptureFixture
):
    def fails(user: User) -> Any:
        raise ValueError(WORDS)

    belonging("broken", "Broken", fails)
    row, fine = asked(ana, Parcel.MINE), asked(ana)
    worker.pack_all()
    assert (now(row).state, row.trouble) == (Parcel.FAILED, Parcel.BROKEN)
    assert now(fine).state == Parcel.READY
    assert "a parcel could not be packed: ValueError" in caplog.text
    assert WORDS not in caplog.text
