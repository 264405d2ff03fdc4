"""Suggestions as a couple meets them: at the end of a dialogue, on home, and turned off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from couples.models import Partner, User
from couples.profiles import update_profile
from couples.small_things import small_things
from dialogues.models import Dialogue
from suggestions import first_month, services
from suggestions.models import DeclinedSuggestion
from tests.dialogues.dialogue_driver import ROUND_OF_ANA, WHOLE, Talk
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
REQUEST = "Is there something you'd love Ben to do?"
WEEK = timedelta(weeks=1)


def at_hour(user: User, hour: int) -> None:
    """Move someone to where it is this hour now."""
    ahead = (hour - datetime.now(UTC).hour) % 24
    update_profile(user, time_zone=f"Etc/GMT-{ahead}" if ahead <= 14 else f"Etc/GMT+{24 - ahead}")


def page(client: Client, path: str) -> str:
    return " ".join(unescape(client.get(path).text).split())


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    at_hour(ana, 20)
    at_hour(ben, 23)
    talk = Talk(ana, ben)
    talk.play(WHOLE)
    return talk


def test_one_suggestion_stands_below_the_end_and_none_where_it_is_late(talk: Talk, ana: User, ben: User):
    room = f"/dialogues/{talk.pk}/"
    assert REQUEST in page(signed_in(ana), room)
    assert "/suggestions/decline/" not in page(signed_in(ben), room)


def test_what_is_turned_off_stays_away_from_oneself_alone_and_can_be_turned_on_again(
    talk: Talk, ana: User, ben: User
):
    at_hour(ben, 20)
    room, phone = f"/dialogues/{talk.pk}/", signed_in(ana)
    answer = phone.post("/suggestions/decline/", {"name": "request_after_frustration", "next": room})
    assert answer.headers["Location"] == room
    assert REQUEST not in page(phone, room)
    assert "Is there something you'd love Ana to do" in page(signed_in(ben), room)
    names = [name for name in services.titles() if name != "name_an_exit"]
    phone.post("/suggestions/", {"wanted": names})
    assert services.declined_names(ana) == {"name_an_exit"}
    assert REQUEST in page(phone, room)


def test_nothing_unknown_is_turned_off_and_nobody_is_led_away(ana_and_ben: object, ana: User):
    phone = signed_in(ana)
    assert phone.post("/suggestions/decline/", {"name": "everything"}).status_code == 404
    known = {"name": "weekly_time", "next": "https://elsewhere.example/"}
    assert phone.post("/suggestions/decline/", known).headers["Location"] == "/suggestions/"
    assert DeclinedSuggestion.objects.get().user == ana
    assert (
        phone.post("/suggestions/decline/", {**known, "next": "home"}).headers["Location"] == "/suggestions/"
    )


def test_a_dialogue_that_never_began_suggests_nothing(ana: User, ben: User):
    at_hour(ana, 20)
    talk = Talk(ana, ben)
    talk.play("ben decline")
    assert "/suggestions/decline/" not in page(signed_in(ana), f"/dialogues/{talk.pk}/")


@pytest.mark.parametrize(
    ("end", "is_suggested"),
    [("ana not_today, ana appreciate, ben appreciate", True), ("ana stop", False)],
)
def test_half_a_dialogue_suggests_something_gentle_but_not_to_who_had_to_stop(
    ana: User, ben: User, end: str, is_suggested: bool
):
    at_hour(ana, 20)
    talk = Talk(ana, ben)
    talk.play(f"{ROUND_OF_ANA}, {end}")
    said = page(signed_in(ana), f"/dialogues/{talk.pk}/")
    assert ("tell Ben one thing you appreciate" in said) == is_suggested


def name_now(me: Partner, **later: float) -> str:
    thing = first_month.thing_now(first_month.read_month(me), timezone.now() + timedelta(**later))
    return thing.name if thing else ""


@pytest.fixture
def me(ana: User) -> Partner:
    return Partner.objects.get(user=ana)


def test_the_month_begins_a_day_after_the_first_whole_dialogue(me: Partner, ana: User, ben: User):
    assert name_now(me, weeks=5) == ""
    talk = Talk(ana, ben, kind="appreciation")
    talk.play(
        "ben accept, ana ready, ben ready, ana send, ben mirror, ana got_it, ana send, ben mirror, ana thank,"
        "ben no_more, ana switch, ben switch, ben send, ana mirror, ben got_it, ben send, ana mirror, ben thank,"
        "ana no_more"
    )
    assert name_now(me) == ""
    assert name_now(me, hours=25) == "where_i_come_from"
    assert name_now(me, weeks=9) == "where_i_come_from"  # it waits


def test_the_next_thing_comes_a_week_after_the_last_was_done_and_what_is_turned_off_is_passed_over(
    talk: Talk, me: Partner
):
    services.decline(me.user, "where_i_come_from")
    assert name_now(me, days=6) == ""  # they talked something through just now
    assert name_now(me, days=8) == "weekly_time"
    services.decline(me.user, "weekly_time")
    assert name_now(me, days=8) == "name_an_exit"
    services.decline(me.user, "name_an_exit")
    assert name_now(me, days=8) == ""


def test_it_is_over_for_those_who_know_their_way(talk: Talk, me: Partner):
    row = talk.now()
    more = {name: getattr(row, name) for name in ("couple", "started_by", "kind", "snapshot", "closed_at")}
    for _ in range(first_month.AT_HOME_AFTER - 2):
        Dialogue.objects.create(**more)
    assert name_now(me, weeks=2)
    Dialogue.objects.create(**more)
    assert name_now(me, weeks=2) == ""


def test_home_shows_this_weeks_thing_as_a_quiet_line(talk: Talk, me: Partner):
    Dialogue.objects.update(closed_at=timezone.now() - WEEK)
    phone = signed_in(me.user)
    assert "This week: ten minutes on where you come from" in page(phone, "/")
    services.decline(me.user, "where_i_come_from")
    assert "This week: choose a time for just the two of you" in page(phone, "/")


def test_home_has_nothing_small_at_night_nor_after_a_dialogue_was_stopped(talk: Talk, ana: User, ben: User):
    Dialogue.objects.update(closed_at=timezone.now() - WEEK)
    assert "This week" not in page(signed_in(ben), "/")  # it's 23:00 there
    Talk(ana, ben).play("ben accept, ana ready, ben ready, ana send, ben stop")
    assert "This week" not in page(signed_in(ana), "/")
    Dialogue.objects.update(closed_at=timezone.now() - WEEK)
    assert "This week" in page(signed_in(ana), "/")


def test_each_week_of_the_month_has_its_own_thing():
    assert [thing.week for thing in small_things()] == [1, 2, 3, 4]
