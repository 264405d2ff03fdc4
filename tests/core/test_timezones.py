"""What someone asked for at 20:30 where they are is due at 20:30 where they are, whatever the clocks do."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.timezones import is_between, localize

ZONES = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
zones = st.sampled_from(ZONES)
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(days, times, zones)
def test_the_clock_on_the_wall_shows_what_was_asked_for(day: date, at: time, zone: str):
    due = localize(day, at, zone)
    wall = due.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    wanted = datetime.combine(day, at)
    if wall != wanted:  # the clocks left it out: the first moment that there is
        before = (due.astimezone(UTC) - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert before < wanted < wall


@given(days, times, zones)
def test_of_an_hour_that_is_there_twice_the_first_counts(day: date, at: time, zone: str):
    due = localize(day, at, zone).astimezone(UTC)
    place, wanted = ZoneInfo(zone), datetime.combine(day, at)
    earlier = (due - timedelta(minutes=minutes) for minutes in (30, 60, 120))
    assert all(one.astimezone(place).replace(tzinfo=None) != wanted for one in earlier)


@pytest.mark.parametrize(
    ("day", "at", "zone", "utc"),
    [
        (date(2026, 3, 29), time(2, 30), "Europe/Berlin", datetime(2026, 3, 29, 1, 0)),  # left out
        (date(2026, 10, 25), time(2, 30), "Europe/Berlin", datetime(2026, 10, 25, 0, 30)),  # there twice
        (date(2026, 7, 1), time(20, 30), "Europe/Berlin", datetime(2026, 7, 1, 18, 30)),
        (date(2026, 1, 1), time(20, 30), "Europe/Berlin", datetime(2026, 1, 1, 19, 30)),
        (date(2011, 12, 30), time(9, 0), "Pacific/Apia", datetime(2011, 12, 30, 10, 0)),  # a day left out
    ],
)
def test_known_nights(day: date, at: time, zone: str, utc: datetime):
    assert localize(day, at, zone).astimezone(UTC).replace(tzinfo=None) == utc


def test_a_span_may_go_over_midnight():
    night = (time(22, 0), time(7, 30))
    for at, quiet in ((time(21, 59), False), (time(22, 0), True), (time(3, 0), True), (time(7, 30), False)):
        assert is_between(datetime.combine(date(2026, 1, 1), at), *night) is quiet
