"""The calendar as calendar programs see it: valid (RFC 5545), revised, cancelled, fetched again and again."""

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
from tests.appointments.test_weekly import EVENING, agreed
from tests.change_requests.factories import place_of
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
    """The events by UID. Checks the text along the way."""
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


def test_so_it_is_for_somebody_without_a_partner():
    token = feeds.create_feed(person("Gus")).token
    assert events(f"/appointments/calendar/{token}/imago.ics") == {}


def test_a_time_that_was_moved_is_the_same_event_of_a_higher_sequence(
    ana: User, ben: User, address: str, at: datetime
):
    talk = Talk(ana, ben)
    talk.make("ben", "later", at=at)
    ((uid, before),) = events(address).items()
    later = at + timedelta(days=1)
    talk.make("ana", "start")
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
    talk.make("ben", "later", at=at)
    (event,) = events(address).values()
    assert timezone.now() - event.decoded("DTSTAMP") < timedelta(hours=1)


def test_nothing_differs_as_long_as_nothing_changes_and_a_program_is_told_so(
    ana: User, ben: User, address: str, at: datetime
):
    Talk(ana, ben).make("ben", "later", at=at)
    agreed(place_of(ana))
    first = Client().get(address)
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = Client().head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    services.end_time(place_of(ben), WeeklyTime.objects.get().pk, agreed=True)
    changed = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize("move", ["start", "stop"])
def test_a_time_that_no_longer_holds_is_cancelled(
    ana: User, ben: User, address: str, at: datetime, move: str
):
    talk = Talk(ana, ben)
    talk.make("ben", "later", at=at)
    ((uid, before),) = events(address).items()
    assert before["STATUS"] == "CONFIRMED"
    talk.make("ana", move)
    gone = events(address)[uid]
    assert (gone["STATUS"], gone.decoded("DTSTART")) == ("CANCELLED", at)
    assert gone.sequence > before.sequence


def test_a_pause_until_a_time_brings_it_back(ana: User, ben: User, address: str, at: datetime):
    talk = Talk(ana, ben)
    talk.make("ben", "later", at=at)
    talk.make("ana", "start")
    ((uid, gone),) = events(address).items()
    talk.make("ben", "pause", at=at + timedelta(hours=2))
    back = events(address)[uid]
    assert (back["STATUS"], back.decoded("DTSTART")) == ("CONFIRMED", at + timedelta(hours=2))
    assert back.sequence > gone.sequence


def test_a_weekly_time_that_another_took_the_place_of_is_cancelled_for_a_while(
    ana: User, ben: User, address: str
):
    old = agreed(place_of(ana))
    before = events(address)[f"{old.pk}@imago"]
    new = agreed(place_of(ben), weekday=2)
    found = events(address)
    gone = found[f"{old.pk}@imago"]
    assert (gone["STATUS"], found[f"{new.pk}@imago"]["STATUS"]) == ("CANCELLED", "CONFIRMED")
    assert gone.sequence > before.sequence
    assert gone.decoded("DTSTART") == before.decoded("DTSTART")
    WeeklyTime.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(days=31))
    assert list(events(address)) == [f"{new.pk}@imago"]


def test_what_was_only_proposed_is_never_there(ana: User, ben: User, address: str):
    row = services.propose_time(place_of(ana), 6, EVENING)
    services.end_time(place_of(ana), row.pk, agreed=False)
    assert events(address) == {}


def test_nothing_of_an_earlier_couple_is_told_to_anybody(ana: User, ben: User, eve: User, at: datetime):
    agreed(place_of(ana))
    Talk(ana, ben).make("ben", "later", at=at)
    leave_couple(Partner.objects.current(ana) or place_of(ana))
    token = feeds.create_feed(ana).token
    assert events(f"/appointments/calendar/{token}/imago.ics") == {}


def test_calendars_may_fetch_it_and_no_robot_may_anything_else(client: Client, address: str):
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
