"""Claims: once whoever sweeps, whole or not at all, in bounded memory."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from core import reminder_types
from core.reminder_types import DueItem, People, ReminderType
from couples.models import User
from reminders.models import Notice
from reminders.scheduler import claim_due

NOW = timezone.now()


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """One sort with as many items as a test asks for, ten per person."""
    asked = {"first": 0, "count": 0, "breaks_at": -1}

    def find(after: datetime, until: datetime, people: People) -> Iterator[DueItem]:
        for number in range(asked["count"]):
            if number == asked["breaks_at"]:
                raise ConnectionError
            yield DueItem(asked["first"] + number // 10, str(number), until - timedelta(seconds=1), "/")

    monkeypatch.setattr(
        reminder_types,
        "_registry",
        {"many": ReminderType("many", "Many", "Many things.", find, ends_with_couple=False)},
    )
    return asked


def ask_for(many: dict[str, int], count: int) -> None:
    people = [User(email=f"{number}@example.org") for number in range(count // 10)]
    many |= {"first": User.objects.bulk_create(people)[0].pk, "count": count}


@pytest.mark.django_db(transaction=True)
def test_two_who_sweep_at_once_claim_each_thing_once(many: dict[str, int]):
    ask_for(many, 2_000)
    claimed: list[int] = []
    begin = threading.Barrier(2)

    def run() -> None:
        begin.wait()
        claimed.append(claim_due(NOW))
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Notice.objects.count() == 2_000
    assert sum(claimed) == 2_000


@pytest.mark.django_db
def test_a_sweep_that_fell_over_is_taken_up_by_the_next(
    many: dict[str, int],
):
    ask_for(many, 1_200)
    many["breaks_at"] = 700
    with pytest.raises(ExceptionGroup):
        claim_due(NOW)
    assert 0 < Notice.objects.count() < 1_200
    many["breaks_at"] = -1
    claim_due(NOW)
    assert Notice.objects.count() == 1_200


@pytest.mark.slow
@pytest.mark.django_db
def test_much_that_is_due_is_swept_in_bounded_memory(many: dict[str, int]):
    ask_for(many, 10_000)
    tracemalloc.start()
    assert claim_due(NOW) == 10_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
    assert claim_due(NOW) == 0
