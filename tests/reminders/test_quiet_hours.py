"""Quiet hours, over midnight, time zones and changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.timezones import is_between
from reminders.quiet_hours import DEFAULT_FROM, DEFAULT_UNTIL, first_allowed_time

moments = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
zones = st.sampled_from(sorted(available_timezones()))


@given(moments, st.times(), st.times(), zones)
def test_nothing_is_ever_sent_in_quiet_hours_and_it_waits_no_longer_than_needed(
    now: datetime, begins: time, ends: time, zone: str
):
    at = first_allowed_time(now, begins, ends, zone)
    assert now <= at <= now + timedelta(hours=49)
    there = at.astimezone(ZoneInfo(zone))
    skips = there.utcoffset() != now.astimezone(ZoneInfo(zone)).utcoffset()
    assert begins == ends or not is_between(there, begins, ends) or skips
    if at > now:
        assert is_between(now.astimezone(ZoneInfo(zone)), begins, ends)


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        ("2026-03-28 21:59", "2026-03-28 21:59"),
        ("2026-03-28 22:00", "2026-03-29 07:30"),
        ("2026-03-29 01:30", "2026-03-29 07:30"),
        ("2026-03-29 07:29", "2026-03-29 07:30"),
        ("2026-03-29 07:30", "2026-03-29 07:30"),
        ("2026-10-24 23:00", "2026-10-25 07:30"),
    ],
)
def test_usual_nights_also_when_the_clocks_change(now: str, sent: str):
    zone = ZoneInfo("Europe/Berlin")
    at = first_allowed_time(
        datetime.fromisoformat(now).replace(tzinfo=zone), DEFAULT_FROM, DEFAULT_UNTIL, zone.key
    )
    assert at == datetime.fromisoformat(sent).replace(tzinfo=zone)


def test_hours_that_begin_when_they_end_are_none():
    now = datetime(2026, 1, 1, 3, tzinfo=UTC)
    assert first_allowed_time(now, time(5), time(5), "UTC") == now
