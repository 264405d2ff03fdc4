"""Users are asked at their local time, once a week, in weeks without an answer."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.timezones import exists_on_clock, localize, week_start
from couples.leaving import leave_couple
from couples.models import User
from pulse import services
from pulse.models import Pulse, PulseSchedule
from pulse.reminder_types import compute_next_times, due_pulses, weekly_occurrences
from reminders.models import MutedReminder, Notice
from reminders.scheduler import claim_due
from tests.pulse.weeks import partner_of

ZONES = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
SUNDAY = date(2026, 3, 15)
HOME = "America/New_York"
ASKED = localize(SUNDAY, time(18), HOME)
MINUTE, WEEK = timedelta(minutes=1), timedelta(weeks=1)


@given(st.integers(0, 6), clocks, zones, moments, st.integers(0, 60))
def test_it_is_due_at_the_wanted_time_on_the_wall_once_in_each_week(
    weekday: int, at: time, zone: str, after: datetime, length: int
):
    tz, until = ZoneInfo(zone), after + timedelta(days=length)
    occurrences = list(weekly_occurrences(weekday, at, zone, after, until))
    for week, due in occurrences:
        assert after < due <= until
        expected = datetime.combine(week + timedelta(days=weekday), at)
        wall = due.astimezone(UTC).astimezone(tz).replace(tzinfo=None)
        assert wall == expected or not exists_on_clock(expected.replace(tzinfo=tz))
        assert week == week_start(week)
    weeks = [week for week, _ in occurrences]
    assert weeks == sorted(set(weeks))
    assert length // 7 - 1 <= len(weeks) <= length // 7 + 2


@given(st.integers(0, 6), clocks, zones, moments)
def test_no_moment_is_missed_and_none_is_found_twice(weekday: int, at: time, zone: str, begins: datetime):
    stops = [begins + timedelta(days=day) for day in (0, 2, 3, 9, 10, 17)]
    joined = [
        occurrence
        for a, b in zip(stops, stops[1:], strict=False)
        for occurrence in weekly_occurrences(weekday, at, zone, a, b)
    ]
    assert joined == list(weekly_occurrences(weekday, at, zone, stops[0], stops[-1]))


@pytest.fixture
def schedule(ana: User) -> PulseSchedule:
    """Ana has been asked on Sundays at 18:00 New York time for weeks."""
    ana.profile.time_zone = HOME
    ana.profile.save()
    services.schedule_pulse(ana, 6, time(18))
    PulseSchedule.objects.update(changed_at=ASKED - WEEK * 9)
    return PulseSchedule.objects.get()


def notices() -> list[tuple[int, str, datetime]]:
    rows = Notice.objects.filter(sort="pulse").order_by("due_at")
    return list(rows.values_list("user", "occasion", "due_at"))


def due_weeks(until: datetime) -> Iterator[str]:
    compute_next_times(until)
    return (due.occasion for due in due_pulses(until - timedelta(days=2), until))


def test_a_user_is_reminded_at_the_scheduled_time(schedule: PulseSchedule, ana: User, ben: User):
    claim_due(ASKED - MINUTE)
    assert notices() == []
    claim_due(ASKED)
    assert notices() == [(ana.pk, "2026-03-09", ASKED)]


def test_a_user_is_reminded_once_a_week(schedule: PulseSchedule):
    for after in (MINUTE * 0, MINUTE, MINUTE * 300, WEEK, WEEK + MINUTE):
        claim_due(ASKED + after)
    assert [occasion for _, occasion, _ in notices()] == ["2026-03-09", "2026-03-16"]


def test_a_week_with_an_answer_is_not_asked_about(schedule: PulseSchedule, ana: User, ben: User):
    services.save_pulse(ben, SUNDAY - timedelta(days=6), {"close": 3}, 0)
    services.save_pulse(ana, SUNDAY - timedelta(days=13), {"close": 3}, 0)
    assert list(due_weeks(ASKED)) == ["2026-03-09"]
    services.save_pulse(ana, SUNDAY - timedelta(days=6), {"close": 3}, 0)
    assert list(due_weeks(ASKED)) == []
    Pulse.objects.filter(user=ana).delete()
    assert list(due_weeks(ASKED)) == ["2026-03-09"]


def test_a_week_that_is_over_is_not_asked_about(schedule: PulseSchedule):
    midnight = localize(SUNDAY + timedelta(days=1), time(0), HOME)
    assert list(due_weeks(midnight - MINUTE)) == ["2026-03-09"]
    assert list(due_weeks(midnight)) == []


def test_nobody_is_asked_for_a_time_before_they_wanted_it(schedule: PulseSchedule):
    PulseSchedule.objects.update(changed_at=ASKED + MINUTE)
    assert list(due_weeks(ASKED + MINUTE * 2)) == []
    assert list(due_weeks(ASKED + WEEK)) == ["2026-03-16"]


def test_a_muted_or_deleted_schedule_sends_no_reminder(schedule: PulseSchedule, ana: User):
    MutedReminder.objects.create(user=ana, sort="pulse")
    claim_due(ASKED)
    assert notices() == []
    services.unschedule_pulse(ana)
    assert list(due_weeks(ASKED)) == []


def test_a_new_schedule_replaces_the_old_one(schedule: PulseSchedule, ana: User):
    services.schedule_pulse(ana, 2, time(7, 15))
    PulseSchedule.objects.update(changed_at=ASKED - WEEK * 9)
    wednesday = localize(date(2026, 3, 11), time(7, 15), HOME)
    compute_next_times(wednesday)
    assert [due.at for due in due_pulses(wednesday - WEEK, wednesday + MINUTE)] == [wednesday]


def test_the_schedule_outlasts_the_couple(schedule: PulseSchedule, ana: User):
    claim_due(ASKED)
    leave_couple(partner_of(ana))
    assert len(notices()) == 1
    claim_due(ASKED + WEEK)
    assert len(notices()) == 2


def test_more_people_need_no_more_queries(
    schedule: PulseSchedule, ben: User, cleo: User, django_assert_num_queries
):
    for user in (ben, cleo):
        services.schedule_pulse(user, 6, time(18))
    PulseSchedule.objects.update(changed_at=ASKED - WEEK)
    compute_next_times(ASKED)
    with django_assert_num_queries(2):
        assert len(list(due_pulses(ASKED - timedelta(days=2), ASKED))) == 3
