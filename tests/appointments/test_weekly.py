"""The weekly time: permissions, and occurrences across clock changes."""

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
from tests.change_requests.factories import partner_of

moments = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
zones = st.sampled_from(sorted(available_timezones()))
EVENING = time(20, 30)


def agree_on_time(partner: Partner, weekday: int = 6, at: time = EVENING) -> WeeklyTime:
    row = services.propose_time(partner, weekday, at)
    services.accept_proposal(partner.other(), row.pk)
    row.refresh_from_db()
    return row


@given(moments, st.integers(0, 6), st.times(), zones)
def test_a_weekly_time_has_the_same_wall_clock_time_each_week(
    now: datetime, weekday: int, at: time, zone: str
):
    row = WeeklyTime(weekday=weekday, at=at.replace(microsecond=0, fold=0), zone=zone)
    moments = [moment.astimezone(ZoneInfo(zone)) for moment in islice(services.occurrences(row, now), 60)]
    assert now < moments[0] <= now + timedelta(days=8)
    assert all(later - moment >= timedelta(days=5) for moment, later in pairwise(moments))
    exact = [moment for moment in moments if moment.time().replace(fold=0) == row.at]
    assert len(exact) >= 50  # all but those that a clock leaves out
    assert {moment.weekday() for moment in exact} == {weekday}


def test_over_the_change_to_summer_time_it_stays_at_half_past_eight():
    row = WeeklyTime(weekday=6, at=EVENING, zone="Europe/Berlin")
    moments = list(islice(services.occurrences(row, datetime(2026, 3, 20, tzinfo=UTC)), 2))
    assert [moment.astimezone(UTC).hour for moment in moments] == [19, 18]


@pytest.mark.django_db
def test_a_time_is_agreed_once_the_other_accepts(ana: User, ben: User):
    ana_partner, ben_partner = partner_of(ana), partner_of(ben)
    row = services.propose_time(ana_partner, 6, EVENING)
    assert services.active_times(ben_partner) == (None, row)
    with pytest.raises(StaleVersion):
        services.accept_proposal(ana_partner, row.pk)
    services.accept_proposal(ben_partner, row.pk)
    services.accept_proposal(ben_partner, row.pk)
    assert services.active_times(ana_partner) == (row, None)


@pytest.mark.django_db
def test_a_proposal_replaces_the_agreed_time_once_accepted(ana: User, ben: User):
    first = agree_on_time(partner_of(ana))
    other = services.propose_time(partner_of(ben), 2, time(7))
    assert services.active_times(partner_of(ana)) == (first, other)
    services.accept_proposal(partner_of(ana), other.pk)
    assert services.active_times(partner_of(ana)) == (other, None)
    newer = services.propose_time(partner_of(ben), 3, time(7))
    newest = services.propose_time(partner_of(ana), 4, time(7))
    with pytest.raises(StaleVersion):
        services.accept_proposal(partner_of(ana), newer.pk)
    assert services.active_times(partner_of(ben)) == (other, newest)


@pytest.mark.django_db
def test_either_ends_it_alone_and_strangers_end_nothing(ana: User, ben: User, cleo: User):
    row = agree_on_time(partner_of(ana))
    with pytest.raises(StaleVersion):
        services.end_time(partner_of(cleo), row.pk, agreed=True)
    with pytest.raises(StaleVersion):
        services.end_time(partner_of(ana), row.pk, agreed=False)
    assert services.active_times(partner_of(ana))[0] == row
    services.end_time(partner_of(ben), row.pk, agreed=True)
    assert services.active_times(partner_of(ana)) == (None, None)


@pytest.mark.django_db
def test_leaving_ends_all_times(ana: User, ben: User):
    agree_on_time(partner_of(ana))
    leave_couple(partner_of(ben))
    assert not services.agreed_times().exists()
    assert not WeeklyTime.objects.filter(ended_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_proposing_and_accepting_at_once_are_serialized(ana: User, ben: User):
    ana_partner, ben_partner = partner_of(ana), partner_of(ben)
    row = services.propose_time(ana_partner, 6, EVENING)
    begin = threading.Barrier(2)

    def agree() -> None:
        begin.wait()
        with suppress(StaleVersion):
            services.accept_proposal(ben_partner, row.pk)
        connections.close_all()

    def propose() -> None:
        begin.wait()
        services.propose_time(ana_partner, 1, EVENING)
        connections.close_all()

    threads = [threading.Thread(target=act) for act in (agree, propose)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    active, proposed = services.active_times(ana_partner)
    assert proposed
    assert proposed.weekday == 1
    assert active is None or active.pk == row.pk


def test_a_week_begins_with_monday():
    row = WeeklyTime(weekday=0, at=EVENING, zone="UTC")
    assert next(services.occurrences(row, datetime(2026, 11, 25, tzinfo=UTC))).date() == date(2026, 11, 30)
