"""Nobody is told more in an hour than they can take in, and nothing the other does crowds out what they need."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.db.models import F
from django.utils import timezone

from core import reminder_types
from core.reminder_types import A_QUARTER_HOUR, DueItem, People, ReminderType
from couples.models import User
from dialogues.models import Dialogue
from exits import services
from exits.categories import ExitDetails
from exits.services import CommitmentTerms
from reminders.models import Notice
from reminders.scheduler import claim_due
from tests.change_requests.factories import partner_of
from tests.dialogues.dialogue_driver import Talk
from tests.factories import person

pytestmark = pytest.mark.django_db
Flood = Callable[..., None]


def notice_count(user: User, sort: str = "") -> int:
    return Notice.objects.filter(user=user, sort__contains=sort).count()


def an_hour_passes() -> None:
    Notice.objects.update(claimed_at=F("claimed_at") - timedelta(hours=1))


@pytest.fixture
def flood(monkeypatch: pytest.MonkeyPatch) -> Flood:
    """Thirty items of a new sort that fall due for someone at once."""

    def make(user: User, name: str = "many", **how: object) -> None:
        def find(after: datetime, until: datetime, people: People) -> Iterator[DueItem]:
            for number in range(30):
                yield DueItem(user.pk, str(number), until - timedelta(seconds=1), "/")

        sort = ReminderType(name, "Many", "Many things.", find, ends_with_couple=False, **how)  # type: ignore[arg-type]
        monkeypatch.setitem(reminder_types._registry, name, sort)

    return make


@pytest.mark.slow
def test_a_partner_who_lets_thirty_dialogues_go_is_told_of_a_few_times_an_hour(ana: User, ben: User):
    now, mine = timezone.now(), partner_of(ana)
    of_both = {"couple": mine.couple, "started_by": mine, "kind": "intentional", "kept": True}
    Dialogue.objects.bulk_create(
        Dialogue(**of_both, closed_at=now, let_go_by=mine, let_go_at=now - timedelta(seconds=number))
        for number in range(1, 31)
    )
    row = services.create_exit(partner_of(ben), ExitDetails("tidying up"), "k" * 22)
    services.commit(
        row, CommitmentTerms("fully", "I sit down first", None, timezone.localdate() - timedelta(days=1))
    )
    for _ in range(3):
        claim_due()
    assert (notice_count(ben, "let_go"), notice_count(ben, "review"), notice_count(ana)) == (4, 1, 0)
    for _ in range(8):
        an_hour_passes()
        claim_due()
    assert notice_count(ben, "let_go") == 30


def test_over_all_sorts_there_is_a_bound_and_what_is_beyond_it_is_told_later(ana: User, flood: Flood):
    flood(ana, "some")
    flood(ana, "more")
    claim_due()
    assert notice_count(ana) == 12
    claim_due()
    assert notice_count(ana) == 12
    for hour in range(2, 6):
        an_hour_passes()
        claim_due()
        assert notice_count(ana) == 12 * hour


def test_what_cannot_wait_is_told_all_the_same(ana: User, flood: Flood):
    flood(ana)
    flood(ana, "now", expires_after=A_QUARTER_HOUR)
    claim_due()
    assert (notice_count(ana, "many"), notice_count(ana, "now")) == (12, 30)


def test_what_the_other_does_keeps_nobody_from_being_told_of_their_own(ana: User, flood: Flood):
    flood(ana, "theirs", from_partner=True)
    flood(ana, "more_of_theirs", from_partner=True)
    flood(ana, "own")
    claim_due()
    assert notice_count(ana, "theirs") == 4
    assert notice_count(ana, "own") == 8


@pytest.mark.django_db(transaction=True)
def test_two_who_sweep_at_once_stay_within_the_bound_together(flood: Flood):
    ana = person("Ana")
    flood(ana)
    begin = threading.Barrier(2)

    def run() -> None:
        begin.wait()
        claim_due()
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert notice_count(ana) == 12


def test_pausing_an_unanswered_invitation_makes_no_time_to_meet_for_who_was_invited(ana: User, ben: User):
    talk, at = Talk(ana, ben), timezone.now() + timedelta(minutes=30)
    snapshot = talk.now().snapshot | {"step": "paused", "back": "invited"}  # by an earlier version
    Dialogue.objects.update(snapshot=snapshot, meet_at=at)
    claim_due(at)
    assert (notice_count(ana), notice_count(ben)) == (0, 0)
    claim_due(at + timedelta(hours=4))
    assert notice_count(ben, "turn") == 1
