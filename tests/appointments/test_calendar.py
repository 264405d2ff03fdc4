"""The feed as calendar programs see it: valid (RFC 5545), with revised and cancelled events, cached."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar, Event

from appointments import feeds, services
from appointments.models import WeeklyTime
from couples.leaving import leave_couple
from couples.models import Partner, User
from dialogues.models import Dialogue
from tests.appointments.test_weekly import EVENING, agree_on_time
from tests.change_requests.factories import partner_of
from tests.dialogues.dialogue_driver import Talk
from tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(ana: User) -> str:
    return f"/appointments/calendar/{feeds.create_feed(ana).token}/imago.ics"


@pytest.fixture
def at() -> datetime:
    return timezone.now().replace(microsecond=0) + timedelta(hours=3)


def fetch(address: str) -> bytes:
    return Client().get(address).content


def events(address: str) -> dict[str, Event]:
    """Return the events by UID, after checking the text."""
    text = fetch(address)
    calendar = Calendar.from_ical(text)
    calendar.validate()
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert max(map(len, text.split(b"\r\n"))) <= 75
    defined = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    assert set(re.findall(r";TZID=([^:;]+)", text.decode())) <= defined
    return {str(event["UID"]): event for event in calendar.events}


def test_without_times_it_is_a_valid_calendar_all_the_same(ana: User, ben: User, address: str):
    for zone in ("UTC", "Europe/Berlin", "Asia/Kolkata"):
        ana.profile.time_zone = zone
        ana.profile.save()
        assert events(address) == {}
        assert b"BEGIN:VTIMEZONE" in fetch(address)


def test_the_calendar_of_a_user_without_a_partner_is_valid():
    token = feeds.create_feed(person("Gus")).token
    assert events(f"/appointments/calendar/{token}/imago.ics") == {}


def test_a_time_that_was_moved_is_the_same_event_of_a_higher_sequence(
    ana: User, ben: User, address: str, at: datetime
):
    talk = Talk(ana, ben)
    talk.agree_on(at)
    ((uid, before),) = events(address).items()
    later = at + timedelta(days=1)
    talk.play("ana start, ben start")
    talk.make("ana", "pause", at=later)
    after = events(address)[uid]
    assert after.decoded("DTSTART") == later
    assert after.sequence > before.sequence
    assert after.decoded("DTSTAMP") >= before.decoded("DTSTAMP")
    assert after.decoded("LAST-MODIFIED") == after.decoded("DTSTAMP")


def test_dtstamp_says_when_the_time_was_set_not_when_the_dialogue_began(
    ana: User, ben: User, address: str, at: datetime
):
    talk = Talk(ana, ben)
    Dialogue.objects.update(created_at=timezone.now() - timedelta(days=2))
    talk.agree_on(at)
    (event,) = events(address).values()
    assert timezone.now() - event.decoded("DTSTAMP") < timedelta(hours=1)


def test_an_unchanged_calendar_is_answered_with_304(ana: User, ben: User, address: str, at: datetime):
    Talk(ana, ben).agree_on(at)
    agree_on_time(partner_of(ana))
    first = Client().get(address)
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = Client().head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    services.end_time(partner_of(ben), WeeklyTime.objects.get().pk, agreed=True)
    changed = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize("script", ["ana start, ben start", "ana stop", "ana propose, ben stop"])
def test_a_time_that_no_longer_holds_is_cancelled(
    ana: User, ben: User, address: str, at: datetime, script: str
):
    talk = Talk(ana, ben)
    talk.agree_on(at)
    ((uid, before),) = events(address).items()
    assert before["STATUS"] == "CONFIRMED"
    talk.play(script)
    cancelled = events(address)[uid]
    assert (cancelled["STATUS"], cancelled.decoded("DTSTART")) == ("CANCELLED", at)
    assert cancelled.sequence > before.sequence


def test_an_agreed_time_stands_while_another_is_asked_for(ana: User, ben: User, address: str, at: datetime):
    talk = Talk(ana, ben)
    talk.agree_on(at)
    talk.play("ana propose")
    (event,) = events(address).values()
    assert (event["STATUS"], event.decoded("DTSTART")) == ("CONFIRMED", at)


def test_a_pause_until_a_time_confirms_the_event_again(ana: User, ben: User, address: str, at: datetime):
    talk = Talk(ana, ben)
    talk.agree_on(at)
    talk.play("ana start, ben start")
    ((uid, cancelled),) = events(address).items()
    talk.make("ben", "pause", at=at + timedelta(hours=2))
    confirmed = events(address)[uid]
    assert (confirmed["STATUS"], confirmed.decoded("DTSTART")) == ("CONFIRMED", at + timedelta(hours=2))
    assert confirmed.sequence > cancelled.sequence


def test_a_replaced_weekly_time_is_listed_as_cancelled_for_a_while(ana: User, ben: User, address: str):
    old = agree_on_time(partner_of(ana))
    before = events(address)[f"{old.pk}@imago"]
    new = agree_on_time(partner_of(ben), weekday=2)
    by_uid = events(address)
    cancelled = by_uid[f"{old.pk}@imago"]
    assert (cancelled["STATUS"], by_uid[f"{new.pk}@imago"]["STATUS"]) == ("CANCELLED", "CONFIRMED")
    assert cancelled.sequence > before.sequence
    assert cancelled.decoded("DTSTART") == before.decoded("DTSTART")
    WeeklyTime.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(days=31))
    assert list(events(address)) == [f"{new.pk}@imago"]


def test_proposals_are_not_in_the_calendar(ana: User, ben: User, address: str):
    row = services.propose_time(partner_of(ana), 6, EVENING)
    services.end_time(partner_of(ana), row.pk, agreed=False)
    Talk(ana, ben).make("ben", "later", at=timezone.now() + timedelta(hours=3))
    assert events(address) == {}


def test_events_of_an_earlier_couple_are_not_in_the_calendar(ana: User, ben: User, eve: User, at: datetime):
    agree_on_time(partner_of(ana))
    Talk(ana, ben).agree_on(at)
    leave_couple(Partner.objects.current(ana) or partner_of(ana))
    token = feeds.create_feed(ana).token
    assert events(f"/appointments/calendar/{token}/imago.ics") == {}


def test_robots_may_fetch_the_feed_and_nothing_else(client: Client, address: str):
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").text.splitlines())
    for robot in ("Google-Calendar-Importer", "Googlebot", "*"):
        assert rules.can_fetch(robot, address)
        for path in ("/", "/appointments/", "/accounts/login/", "/in/token/", "/i/token/", "/inbox/"):
            assert not rules.can_fetch(robot, path)
    answer = client.get(address)
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "imago.ics" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-cache"
