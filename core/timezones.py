"""Wall-clock time where a person is, over changes to and from daylight-saving time; and the weeks."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.translation import gettext as _

HALF_A_DAY = timedelta(hours=12)
EVENING_ENDS, MORNING_BEGINS = 22, 6  # hours on a person's own clock
NAMED_DAYS = 7  # from today on: each weekday once


def is_late(hour: int) -> bool:
    """Whether it's too late at night to take something up."""
    return not MORNING_BEGINS <= hour < EVENING_ENDS


def week_start(day: date) -> date:
    """The day on which its week begins."""
    return day - timedelta(days=day.weekday())


def next_month(first: date) -> date:
    """Return the first day of the next month, from the first of this one."""
    return (first + timedelta(days=31)).replace(day=1)


@cache
def zones_edition() -> str:
    """Return which edition of the time zone database this process reads, such as "2026b". A later one is greater."""
    for folder in zoneinfo.TZPATH:
        source = Path(folder, "tzdata.zi")
        if source.exists():
            with source.open() as lines:
                return lines.readline().split()[-1]
    return str(import_module("tzdata").IANA_VERSION)


def localize(day: date, wall_time: time, zone: str) -> datetime:
    """When it is this time on this day in a time zone.

    Of an hour that occurs twice the first counts; for one that the clocks skip, the first moment after it.
    """
    place = ZoneInfo(zone)
    wall = datetime.combine(day, wall_time)
    local = wall.replace(tzinfo=place)
    if exists_on_clock(local):
        return local
    return end_of_gap(wall - HALF_A_DAY, wall + HALF_A_DAY, wall, place)


def exists_on_clock(local: datetime) -> bool:
    """Whether clocks show this time at all."""
    return local.astimezone(ZoneInfo("UTC")).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(
        tzinfo=None
    )


def end_of_gap(low: datetime, high: datetime, wall: datetime, place: ZoneInfo) -> datetime:
    """The moment at which the clocks jump over this time, to the second."""
    utc = ZoneInfo("UTC")
    early, late = (moment.replace(tzinfo=place).astimezone(utc) for moment in (low, high))
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(place).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0).astimezone(place)


def is_between(local: datetime, begins: time, ends: time) -> bool:
    """Return whether a wall-clock time is within these hours, which may span midnight."""
    wall_time = local.time()
    return begins <= wall_time < ends if begins <= ends else wall_time >= begins or wall_time < ends


def describe_moment(moment: datetime) -> str:
    """Return a coming moment in the active time zone as it is said.

    "21:20", "21:20 tomorrow", "21:20 on Sunday", "21:20 on Sunday 6 December".
    """
    local = timezone.localtime(moment)
    clock = formats.date_format(local, "H:i")
    days = (local.date() - timezone.localdate()).days
    if days == 0:
        return clock
    if days == 1:
        return _("{time} tomorrow").format(time=clock)
    day = formats.date_format(local, "l" if 0 < days < NAMED_DAYS else "l j F")
    return _("{time} on {day}").format(time=clock, day=day)
