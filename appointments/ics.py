"""Somebody's times for a calendar (RFC 5545). The title says nothing of what they are for, or with whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from appointments import weekly
from appointments.models import WeeklyTime
from couples.models import Partner
from dialogues import due as dialogues
from dialogues.models import Dialogue

TITLE = "imago"
LASTS = timedelta(hours=1)
PRODUCT = "-//imago//imago//EN"


def calendar(partner: Partner | None) -> bytes:
    """All that lies ahead; nothing for somebody who is in no couple."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", TITLE)
    for event in events(partner) if partner else ():
        made.add_component(event)
    made.add_missing_timezones()
    text: bytes = made.to_ical()
    return text


def events(partner: Partner) -> Iterator[Event]:
    agreed, _proposed = weekly.standing(partner)
    if agreed:
        yield each_week(agreed)
    for row in dialogues.to_meet().filter(couple=partner.couple_id).order_by("meet_at", "pk"):
        yield once(row)


def each_week(row: WeeklyTime) -> Event:
    """By the clock where it was proposed, so that it stays at its hour when the clocks change."""
    agreed_at = row.agreed_at or row.proposed_at
    local = (at.astimezone(ZoneInfo(row.zone)) for at in weekly.times(row, agreed_at))
    begins = next(at for at in local if at.time() == row.at)  # not one that the clocks moved
    event = bare(str(row.pk))
    event.add("dtstamp", agreed_at)
    event.add("dtstart", begins)
    event.add("rrule", {"freq": "weekly"})
    return event


def once(row: Dialogue) -> Event:
    event = bare(str(row.pk))
    event.add("dtstamp", row.created_at)
    event.add("dtstart", row.meet_at)
    return event


def bare(name: str) -> Event:
    event = Event()
    event.add("uid", f"{name}@imago")
    event.add("summary", TITLE)
    event.add("duration", LASTS)
    event.add("class", "PRIVATE")
    return event
