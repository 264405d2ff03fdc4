"""The page of weekly times, the downloaded calendar, and the feed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from appointments import services
from appointments.models import Feed, WeeklyTime
from couples.leaving import leave_couple
from couples.models import User
from reminders.models import Notice
from reminders.scheduler import claim_due
from tests.appointments.test_weekly import EVENING, agree_on_time
from tests.change_requests.factories import partner_of
from tests.dialogues.dialogue_driver import Talk
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


def page(user: User) -> str:
    return signed_in(user).get("/appointments/").content.decode()


def set_time_zone(user: User, zone: str) -> None:
    user.profile.time_zone = zone
    user.profile.save()


def test_one_proposes_the_other_says_yes_and_both_read_it_where_they_are(ana: User, ben: User):
    set_time_zone(ana, "Europe/Berlin")
    set_time_zone(ben, "Europe/London")
    signed_in(ana).post("/appointments/", {"weekday": "6", "at": "20:30"})
    row = WeeklyTime.objects.get()
    assert "You proposed Sunday, 20:30." in page(ana)
    assert "Ana proposes Sunday, 19:30." in page(ben)
    assert "Sunday, 20:30 where Ana is" in page(ben)
    signed_in(ben).post(f"/appointments/{row.pk}/agree/")
    assert "You've agreed on Sunday, 20:30." in page(ana)
    assert "You've agreed on Sunday, 19:30." in page(ben)


def test_an_invalid_time_is_refused_with_a_message(ana: User, ben: User):
    answer = signed_in(ana).post("/appointments/", {"weekday": "6", "at": "late"})
    assert answer.status_code == 422
    assert "Please choose a time, such as 20:00." in answer.content.decode()


def test_a_yes_that_comes_too_late_changes_nothing(ana: User, ben: User):
    row = services.propose_time(partner_of(ana), 6, EVENING)
    services.end_time(partner_of(ana), row.pk, agreed=False)
    page = signed_in(ben).post(f"/appointments/{row.pk}/agree/", follow=True).content.decode()
    assert "This just changed." in page


def test_a_postponed_dialogue_is_listed(ana: User, ben: User):
    talk = Talk(ana, ben)
    talk.agree_on(timezone.now() + timedelta(hours=3))
    for user in (ana, ben):
        assert f"/dialogues/{talk.pk}/" in page(user)


def test_the_calendar_contains_times_and_no_names(ana: User, ben: User):
    set_time_zone(ana, "Europe/Berlin")
    talk, at = Talk(ana, ben), timezone.now().replace(microsecond=0) + timedelta(hours=3)
    talk.agree_on(at)
    agree_on_time(partner_of(ana))
    text = signed_in(ben).get("/appointments/imago.ics").content
    calendar = Calendar.from_ical(text)
    weekly, meeting = calendar.walk("VEVENT")
    assert {str(event["SUMMARY"]) for event in (weekly, meeting)} == {"imago"}
    start = weekly.decoded("DTSTART")
    assert (start.weekday(), start.time(), str(start.tzinfo)) == (6, EVENING, "Europe/Berlin")
    assert b"RRULE:FREQ=WEEKLY" in text
    assert calendar.walk("VTIMEZONE")
    assert meeting.decoded("DTSTART") == at
    assert not re.search(rb"Ana|Ben|example\.org|DESCRIPTION|ATTENDEE|LOCATION", text)


def test_the_weekly_event_keeps_its_hour_over_the_change_of_the_clocks(ana: User, ben: User):
    set_time_zone(ana, "America/New_York")
    row, before = agree_on_time(partner_of(ana)), datetime(2026, 10, 20, tzinfo=UTC)
    WeeklyTime.objects.update(agreed_at=before)
    calendar = Calendar.from_ical(signed_in(ana).get("/appointments/imago.ics").content)
    (event,) = calendar.walk("VEVENT")
    start = event.decoded("DTSTART")
    by_the_calendar = [start + timedelta(weeks=week) for week in range(4)]  # wall clock, as a calendar does
    assert by_the_calendar == list(islice(services.occurrences(row, before), 4))
    assert len({at.utcoffset() for at in by_the_calendar}) == 2


def test_the_feed_has_a_secret_url_that_can_be_renewed(ana: User, ben: User):
    agree_on_time(partner_of(ana))
    signed_in(ana).post("/appointments/address/", {"act": "make"})
    address = re.search(r'value="http://testserver(/appointments/calendar/[^"]+)"', page(ana))
    assert address
    program = Client()
    assert b"VEVENT" in program.get(address[1]).content
    assert address[1] not in page(ben)
    signed_in(ana).post("/appointments/address/", {"act": "make"})
    assert program.get(address[1]).status_code == 404
    signed_in(ana).post("/appointments/address/", {"act": "remove"})
    assert not Feed.objects.exists()


def test_leaving_deletes_the_feed(ana: User, ben: User):
    agree_on_time(partner_of(ana))
    signed_in(ana).post("/appointments/address/", {"act": "make"})
    token = Feed.objects.get().token
    leave_couple(partner_of(ben))
    assert Client().get(f"/appointments/calendar/{token}/imago.ics").status_code == 404
    assert not Feed.objects.exists()


def notified(user: User) -> list[str]:
    return sorted(Notice.objects.filter(user=user).values_list("sort", flat=True))


def test_both_are_reminded_an_hour_before_and_at_the_time_each_week(ana: User, ben: User):
    row = agree_on_time(partner_of(ana))
    WeeklyTime.objects.update(agreed_at=timezone.now() - timedelta(days=20))
    row.refresh_from_db()
    at = next(services.occurrences(row, timezone.now()))
    claim_due(at - timedelta(hours=1, minutes=1))
    assert "weekly_soon" not in notified(ana)
    claim_due(at - timedelta(hours=1))
    assert notified(ana) == notified(ben) == ["weekly_soon"]
    claim_due(at)
    assert notified(ben) == ["weekly", "weekly_soon"]
    claim_due(at + timedelta(weeks=1))
    assert notified(ben) == ["weekly", "weekly", "weekly_soon", "weekly_soon"]


def test_the_other_is_reminded_of_a_proposal_and_nobody_of_an_ended_time(ana: User, ben: User):
    row = services.propose_time(partner_of(ana), 6, EVENING)
    claim_due()
    assert (notified(ana), notified(ben)) == ([], ["weekly_proposed"])
    services.accept_proposal(partner_of(ben), row.pk)
    services.end_time(partner_of(ben), row.pk, agreed=True)
    claim_due(next(services.occurrences(row, timezone.now())))
    assert notified(ana) == []
