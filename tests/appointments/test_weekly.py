"""The weekly time: who may do what, and when it is, over each change of the clocks."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from appointments import services
from appointments.models import WeeklyTime
from core.exceptions import StaleVersion
from couples.leaving import leave_couple
from couples.models import Partner, User
from tests.change_requests.factories import place_of

moments = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
zones = st.sampled_from(sorted(available_timezones()))
EVENING = time(20, 30)


def agreed(partner: Partner, weekday: int = 6, at: time = EVENING) -> WeeklyTime:
    row = services.propose_time(partner, weekday, at)
    services.accept_proposal(partner.other(), row.pk)
    row.refresh_from_db()
    return row


@given(moments, st.integers(0, 6), st.times(), zones)
def test_it_is_each_week_at_the_same_time_by_the_clock(now: datetime, weekday: int, at: time, zone: str):
    row = WeeklyTime(weekday=weekday, at=at.replace(microsecond=0, fold=0), zone=zone)
    found = [one.astimezone(ZoneInfo(zone)) for one in islice(services.occurrences(row, now), 60)]
    assert now < found[0] <= now + timedelta(days=8)
    assert all(later - one >= timedelta(days=5) for one, later in pairwise(found))
    exact = [one for one in found if one.time().replace(fold=0) == row.at]
    assert len(exact) >= 50  # all but those that a clock leaves out
    assert {one.weekday() for one in exact} == {weekday}


def test_over_the_change_to_summer_time_it_stays_at_half_past_eight():
    row = WeeklyTime(weekday=6, at=EVENING, zone="Europe/Berlin")
    found = list(islice(services.occurrences(row, datetime(2026, 3, 20, tzinfo=UTC)), 2))
    assert [one.astimezone(UTC).hour for one in found] == [19, 18]


@pytest.mark.django_db
def test_it_holds_once_the_other_has_said_yes(ana: User, ben: User):
    her, his = place_of(ana), place_of(ben)
    row = services.propose_time(her, 6, EVENING)
    assert services.active_times(his) == (None, row)
    with pytest.raises(StaleVersion):
        services.accept_proposal(her, row.pk)
    services.accept_proposal(his, row.pk)
    services.accept_proposal(his, row.pk)
    assert services.active_times(her) == (row, None)


@pytest.mark.django_db
def test_another_proposal_waits_beside_what_is_agreed_and_takes_its_place(ana: User, ben: User):
    first = agreed(place_of(ana))
    other = services.propose_time(place_of(ben), 2, time(7))
    assert services.active_times(place_of(ana)) == (first, other)
    services.accept_proposal(place_of(ana), other.pk)
    assert services.active_times(place_of(ana)) == (other, None)
    newer = services.propose_time(place_of(ben), 3, time(7))
    newest = services.propose_time(place_of(ana), 4, time(7))
    with pytest.raises(StaleVersion):
        services.accept_proposal(place_of(ana), newer.pk)
    assert services.active_times(place_of(ben)) == (other, newest)


@pytest.mark.django_db
def test_either_ends_it_alone_and_strangers_end_nothing(ana: User, ben: User, cleo: User):
    row = agreed(place_of(ana))
    with pytest.raises(StaleVersion):
        services.end_time(place_of(cleo), row.pk, agreed=True)
    with pytest.raises(StaleVersion):
        services.end_time(place_of(ana), row.pk, agreed=False)
    assert services.active_times(place_of(ana))[0] == row
    services.end_time(place_of(ben), row.pk, agreed=True)
    assert services.active_times(place_of(ana)) == (None, None)


@pytest.mark.django_db
def test_when_one_has_left_no_time_holds(ana: User, ben: User):
    agreed(place_of(ana))
    leave_couple(place_of(ben))
    assert not services.agreed_times().exists()
    assert not WeeklyTime.objects.filter(ended_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_propose_and_agree_at_once_one_is_first(ana: User, ben: User):
    her, his = place_of(ana), place_of(ben)
    row = services.propose_time(her, 6, EVENING)
    begin = threading.Barrier(2)

    def agree() -> None:
        begin.wait()
        with suppress(StaleVersion):
            services.accept_proposal(his, row.pk)
        connections.close_all()

    def propose() -> None:
        begin.wait()
        services.propose_time(her, 1, EVENING)
        connections.close_all()

    threads = [threading.Thread(target=act) for act in (agree, propose)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    standing, proposed = services.active_times(her)
    assert proposed
    assert proposed.weekday == 1
    assert standing is None or standing.pk == row.pk


def test_a_week_begins_with_monday():
    row = WeeklyTime(weekday=0, at=EVENING, zone="UTC")
    assert next(services.occurrences(row, datetime(2026, 11, 25, tzinfo=UTC))).date() == date(2026, 11, 30)
