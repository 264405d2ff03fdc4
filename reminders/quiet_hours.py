"""Quiet hours, in which nothing is sent. Plain Python."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.timezones import is_between, localize

DEFAULT_FROM, DEFAULT_UNTIL = time(22, 0), time(7, 30)


def first_allowed_time(now: datetime, begins: time, ends: time, zone: str) -> datetime:
    """Return now, or the end of the quiet hours if now is within them.

    Quiet hours that begin when they end are none.
    """
    local_time = now.astimezone(ZoneInfo(zone))
    if begins == ends or not is_between(local_time, begins, ends):
        return now
    day = local_time.date() if local_time.time() < ends else local_time.date() + timedelta(days=1)
    return max(now, localize(day, ends, zone))
