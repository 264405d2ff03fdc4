"""When someone is asked: at the time on the wall where they are, once a week, in a week without an answer."""

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
from pulse.models import Pulse, Rhythm
from pulse.reminder_types import due_pulses, weekly_occurrences
from reminders.models import Muted, Notice
from reminders.scheduler import claim_due
from tests.pulse.weeks import place

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
    place, until = ZoneInfo(zone), after + timedelta(days=length)
    found = list(weekly_occurrences(weekday, at, zone, after, until))
    for week, due in found:
        assert after < due <= until
        asked = datetime.combine(week + timedelta(days=weekday), at)
        wall = due.astimezone(UTC).astimezone(place).replace(tzinfo=None)
        assert wall == asked or not exists_on_clock(asked.replace(tzinfo=place))
        assert week == week_start(week)
    weeks = [week for week, _ in found]
    assert weeks == sorted(set(weeks))
    assert length // 7 - 1 <= len(weeks) <= length // 7 + 2


@given(st.integers(0, 6), clocks, zones, moments)
def test_no_moment_is_missed_and_none_is_found_twice(weekday: int, at: time, zone: str, begins: datetime):
    stops = [begins + timedelta(days=day) for day in (0, 2, 3, 9, 10, 17)]
    pieces = [
        one
        for a, b in zip(stops, stops[1:], strict=False)
        for one in weekly_occurrences(weekday, at, zone, a, b)
    ]
    assert pieces == list(weekly_occurrences(weekday, at, zone, stops[0], stops[-1]))


@pytest.fixture
def rhythm(ana: User) -> Rhythm:
    """Ana wants to be asked on Sundays at six where she is, since long ago."""
    ana.profile.time_zone = HOME
    ana.profile.save()
    services.schedule_pulse(ana, 6, time(18))
    Rhythm.objects.update(since=ASKED - WEEK * 9)
    return Rhythm.objects.get()


def told() -> list[tuple[int, str, datetime]]:
    rows = Notice.objects.filter(sort="pulse").order_by("due_at")
    return list(rows.values_list("user", "occasion", "due_at"))


def found(until: datetime) -> Iterator[str]:
    return (due.occasion for due in due_pulses(until - timedelta(days=2), until))


def test_it_is_told_to_who_wants_it_at_their_time(rhythm: Rhythm, ana: User, ben: User):
    claim_due(ASKED - MINUTE)
    assert told() == []
    claim_due(ASKED)
    assert told() == [(ana.pk, "2026-03-09", ASKED)]


def test_it_is_told_once_a_week(rhythm: Rhythm):
    for after in (MINUTE * 0, MINUTE, MINUTE * 300, WEEK, WEEK + MINUTE):
        claim_due(ASKED + after)
    assert [occasion for _, occasion, _ in told()] == ["2026-03-09", "2026-03-16"]


def test_a_week_with_an_answer_is_not_asked_about(rhythm: Rhythm, ana: User, ben: User):
    services.save_pulse(ben, SUNDAY - timedelta(days=6), {"close": 3}, 0)
    services.save_pulse(ana, SUNDAY - timedelta(days=13), {"close": 3}, 0)
    assert list(found(ASKED)) == ["2026-03-09"]
    services.save_pulse(ana, SUNDAY - timedelta(days=6), {"close": 3}, 0)
    assert list(found(ASKED)) == []
    Pulse.objects.filter(user=ana).delete()
    assert list(found(ASKED)) == ["2026-03-09"]


def test_a_week_that_is_over_is_not_asked_about(rhythm: Rhythm):
    midnight = localize(SUNDAY + timedelta(days=1), time(0), HOME)
    assert list(found(midnight - MINUTE)) == ["2026-03-09"]
    assert list(found(midnight)) == []


def test_nobody_is_asked_for_a_time_before_they_wanted_it(rhythm: Rhythm):
    Rhythm.objects.update(since=ASKED + MINUTE)
    assert list(found(ASKED + MINUTE * 2)) == []
    assert list(found(ASKED + WEEK)) == ["2026-03-16"]


def test_who_wants_it_no_more_or_has_switched_it_off_is_not_told(rhythm: Rhythm, ana: User):
    Muted.objects.create(user=ana, sort="pulse")
    claim_due(ASKED)
    assert told() == []
    services.unschedule_pulse(ana)
    assert list(found(ASKED)) == []


def test_another_day_and_time_takes_the_place_of_the_first(rhythm: Rhythm, ana: User):
    services.schedule_pulse(ana, 2, time(7, 15))
    Rhythm.objects.update(since=ASKED - WEEK * 9)
    wednesday = localize(date(2026, 3, 11), time(7, 15), HOME)
    assert [due.at for due in due_pulses(wednesday - WEEK, wednesday + MINUTE)] == [wednesday]


def test_it_stays_ones_own_when_the_couple_ends(rhythm: Rhythm, ana: User):
    claim_due(ASKED)
    leave_couple(place(ana))
    assert len(told()) == 1
    claim_due(ASKED + WEEK)
    assert len(told()) == 2


def test_more_people_ask_no_more_of_the_database(
    rhythm: Rhythm, ben: User, cleo: User, django_assert_num_queries
):
    for user in (ben, cleo):
        services.schedule_pulse(user, 6, time(18))
    Rhythm.objects.update(since=ASKED - WEEK)
    with django_assert_num_queries(2):
        assert len(list(found(ASKED))) == 3
