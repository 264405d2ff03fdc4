"""Wall-clock time where a person is, over changes to and from daylight-saving time; and the weeks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HALF_A_DAY = timedelta(hours=12)


def week_start(day: date) -> date:
    """The day on which its week begins."""
    return day - timedelta(days=day.weekday())


def next_month(first: date) -> date:
    """Return the first day of the next month, from the first of this one."""
    return (first + timedelta(days=31)).replace(day=1)


def localize(day: date, at: time, zone: str) -> datetime:
    """When it is this time on this day in a time zone.

    Of an hour that occurs twice the first counts; for one that the clocks skip, the first moment after it.
    """
    place = ZoneInfo(zone)
    wall = datetime.combine(day, at)
    there = wall.replace(tzinfo=place)
    if exists_on_clock(there):
        return there
    return end_of_gap(wall - HALF_A_DAY, wall + HALF_A_DAY, wall, place)


def exists_on_clock(there: datetime) -> bool:
    """Whether clocks show this time at all."""
    return there.astimezone(ZoneInfo("UTC")).astimezone(there.tzinfo).replace(tzinfo=None) == there.replace(
        tzinfo=None
    )


def end_of_gap(low: datetime, high: datetime, wall: datetime, place: ZoneInfo) -> datetime:
    """The moment at which the clocks jump over this time, to the second."""
    utc = ZoneInfo("UTC")
    early, late = (one.replace(tzinfo=place).astimezone(utc) for one in (low, high))
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(place).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0).astimezone(place)


def is_between(there: datetime, begins: time, ends: time) -> bool:
    """Return whether a wall-clock time is within these hours, which may span midnight."""
    now = there.time()
    return begins <= now < ends if begins <= ends else now >= begins or now < ends
