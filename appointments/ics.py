"""A person's times as a calendar (RFC 5545). The title doesn't say what they are for, or with whom.

The text is built from stored data alone, so it stays the same until something changes. A changed event keeps its UID
and gets a higher SEQUENCE. An ended one is listed as cancelled for a while, for calendars that already have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from icalendar import Calendar, Event, Timezone

from appointments import services
from appointments.models import WeeklyTime
from couples.models import Partner
from dialogues import reminder_types as dialogues
from dialogues.reminder_types import Meeting

TITLE = "imago"
DURATION = timedelta(hours=1)
PRODUCT = "-//imago//imago//EN"
CANCELLATION_RETENTION = timedelta(days=30)  # of a weekly time; a meeting is listed until its time


def build_calendar(partner: Partner | None, zone: str) -> bytes:
    """Return all upcoming events as iCalendar; without any, only the time zone, as a component is required."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", TITLE)
    for event in calendar_events(partner, timezone.now()) if partner else ():
        calendar.add_component(event)
    calendar.add_missing_timezones()
    if not calendar.subcomponents:
        calendar.add_component(Timezone.from_tzinfo(ZoneInfo(zone)))
    text: bytes = calendar.to_ical()
    return text


def calendar_events(partner: Partner, now: datetime) -> Iterator[Event]:
    """Yield the couple's weekly times and planned dialogues, cancelled ones included for a while."""
    agreed, _proposed = services.active_times(partner)
    if agreed:
        yield weekly_event(agreed)
    for row in services.ended_since(partner, now - CANCELLATION_RETENTION):
        yield weekly_event(row)
    for meeting in dialogues.couple_meetings(partner.couple_id, now):
        yield single_event(meeting)


def weekly_event(row: WeeklyTime) -> Event:
    """Return a recurring event in the proposer's time zone, so that it keeps its hour across clock changes."""
    agreed_at = row.agreed_at or row.proposed_at
    local = (at.astimezone(ZoneInfo(row.zone)) for at in services.occurrences(row, agreed_at))
    start = next(at for at in local if at.time() == row.at)  # not one shifted by a clock change
    is_active = row.ended_at is None
    event = base_event(
        str(row.pk), version=0 if is_active else 1, changed_at=row.ended_at or agreed_at, is_active=is_active
    )
    event.add("dtstart", start)
    event.add("rrule", {"freq": "weekly"})
    return event


def single_event(meeting: Meeting) -> Event:
    """Return the event of a dialogue planned for a certain time."""
    event = base_event(
        str(meeting.dialogue),
        version=meeting.version,
        changed_at=meeting.changed_at,
        is_active=meeting.is_active,
    )
    event.add("dtstart", meeting.at)
    return event


def base_event(name: str, *, version: int, changed_at: datetime, is_active: bool) -> Event:
    """Return an event with the fields that all events have."""
    event = Event()
    event.add("uid", f"{name}@imago")
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("sequence", version)
    event.add("status", "CONFIRMED" if is_active else "CANCELLED")
    event.add("summary", TITLE)
    event.add("duration", DURATION)
    event.add("class", "PRIVATE")
    return event
