"""An invitation for later: the time that is asked for, agreed on and kept; or taken back."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from couples.models import User
from dialogues import forms
from dialogues.meeting_times import format_next_time
from dialogues.models import Dialogue, Turn
from dialogues.reminder_types import awaiting_meeting, due_answers, due_turns
from tests.dialogues.dialogue_driver import Talk, new_key
from tests.factories import signed_in
from tests.markup import compact

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(ana: User, ben: User) -> Talk:
    return Talk(ana, ben)


def room(talk: Talk, user: User) -> str:
    return html.unescape(compact(signed_in(user).get(f"/dialogues/{talk.pk}/").text))


def post(talk: Talk, user: User, move: str, **fields: Any) -> Any:
    sent = {"move": move, "seen": talk.now().version, "key": new_key(), **fields}
    return signed_in(user).post(f"/dialogues/{talk.pk}/moves/", sent, headers={"Accept": "text/html"})


def shown_time(talk: Talk, user: User) -> str:
    meet_at = talk.now().meet_at
    assert meet_at
    return format_next_time(meet_at, "en", user.profile.time_zone)


def format_new_time(talk: Talk, user: User) -> str:
    new_meet_at = talk.now().new_meet_at
    assert new_meet_at
    return format_next_time(new_meet_at, "en", user.profile.time_zone)


def test_a_time_goes_back_and_forth_until_both_say_yes(talk: Talk, ana: User, ben: User):
    post(talk, ben, "later", at="+120m")
    asked = shown_time(talk, ana)
    assert f"Ben asks for {asked}" in room(talk, ana)
    assert f"You asked for {asked}" in room(talk, ben)
    assert 'data-move="agree"' not in room(talk, ben)
    post(talk, ana, "propose", at="+1440m")
    asked = shown_time(talk, ana)
    assert asked.endswith("tomorrow")
    assert f"Ana asks for {asked}" in room(talk, ben)
    assert f"Ana asks for {asked}" in compact(signed_in(ben).get("/dialogues/").text)
    post(talk, ben, "agree")
    for user in (ana, ben):
        assert f"You're meeting at {asked}" in room(talk, user)
        assert 'data-move="start"' not in room(talk, user)


def test_a_time_asked_for_is_called_off_as_nothing_has_begun(talk: Talk, ana: User, ben: User):
    post(talk, ana, "propose", at="+1440m")
    assert "Ana suggested a time" in room(talk, ben)
    assert "End it here" not in room(talk, ben)
    post(talk, ben, "stop")
    assert "Ben called it off" in room(talk, ana)
    assert "You called it off" in room(talk, ben)


def test_an_agreed_time_stands_until_the_other_says_yes_to_a_new_one(talk: Talk, ana: User, ben: User):
    talk.agree_on(timezone.now() + timedelta(hours=1))
    agreed, agreed_at = shown_time(talk, ana), talk.now().meet_at
    post(talk, ben, "propose", at="+1440m")
    assert talk.now().meet_at == agreed_at
    assert [meeting.pk for meeting in awaiting_meeting()] == [talk.pk]  # both are still reminded
    assert f"If not, {agreed} still stands" in room(talk, ana)
    assert f"Until Ana says yes, {agreed} still stands" in room(talk, ben)
    assert "tomorrow instead" in compact(signed_in(ana).get("/dialogues/").text)
    post(talk, ana, "keep_time")
    for user in (ana, ben):
        assert f"You're meeting at {agreed}" in room(talk, user)
    post(talk, ben, "propose", at="+1440m")
    Dialogue.objects.update(meet_at=timezone.now())
    assert 'data-move="start"' in room(talk, ben)
    assert (yes := f"Yes, {format_new_time(talk, ana)}") in room(talk, ana)
    post(talk, ana, "agree")
    assert talk.now().new_meet_at is None
    assert f"You're meeting at {yes.removeprefix('Yes, ')}" in room(talk, ben)
    *_, asked, said_yes = Turn.objects.filter(dialogue=talk.pk)
    assert asked.meet_at == said_yes.meet_at == talk.now().meet_at


def test_whoever_asked_for_a_time_can_correct_it_before_the_answer(talk: Talk, ana: User, ben: User):
    post(talk, ben, "later", at="+120m")
    post(talk, ben, "propose", at="+1440m")
    asked = shown_time(talk, ana)
    assert asked.endswith("tomorrow")
    assert f"You asked for {asked}" in room(talk, ben)
    assert f"Yes, {asked}" in room(talk, ana)


@pytest.mark.parametrize("is_agreed", [False, True])
def test_a_yes_to_a_time_that_was_corrected_meanwhile_agrees_to_neither(
    talk: Talk, ana: User, ben: User, is_agreed: bool
):
    if is_agreed:
        talk.agree_on(timezone.now() + timedelta(hours=1))
    post(talk, ben, "propose" if is_agreed else "later", at="+120m")
    before = talk.now()
    read = format_new_time(talk, ana) if is_agreed else shown_time(talk, ana)
    assert f"Yes, {read}" in room(talk, ana)
    post(talk, ben, "propose", at="+1440m", seen=before.version)
    answer = post(talk, ana, "agree", seen=before.version)
    assert answer.status_code == 409
    page = html.unescape(compact(answer.text))
    corrected = format_new_time(talk, ana) if is_agreed else shown_time(talk, ana)
    assert corrected.endswith("tomorrow")
    assert "Something just changed" in page
    assert f"Ben asks for {corrected}" in page
    assert f"Yes, {corrected}" in page
    assert read not in page[page.index('id="stage"') : page.index('id="move-agree"')]
    assert talk.now().snapshot["step"] == before.snapshot["step"]


def test_a_time_that_has_passed_is_no_longer_agreed_to_and_the_agreed_one_stands(
    talk: Talk, ana: User, ben: User
):
    talk.agree_on(timezone.now() + timedelta(days=1))
    agreed_at = talk.now().meet_at
    post(talk, ben, "propose", at="+120m")
    assert 'id="move-agree"' in room(talk, ana)
    Dialogue.objects.update(new_meet_at=timezone.now() - timedelta(minutes=1))
    assert 'id="move-agree"' not in room(talk, ana)
    assert post(talk, ana, "agree").status_code == 409
    assert (talk.now().snapshot["step"], talk.now().meet_at) == ("rescheduling", agreed_at)


def test_the_one_asked_for_another_time_is_told_of_the_last_and_reminded_later(
    talk: Talk, ana: User, ben: User
):
    before = timezone.now() - timedelta(hours=1)
    talk.agree_on(timezone.now() + timedelta(days=1))
    post(talk, ben, "propose", at="+120m")
    post(talk, ben, "propose", at="+1440m")
    answers = [(due.user, due.occasion) for due in due_answers(before, timezone.now())]
    assert answers == [(ana.pk, f"{talk.pk}:{talk.now().version}")]
    assert [due.user for due in due_turns(before, timezone.now() + timedelta(hours=5))] == [ana.pk]


@pytest.mark.parametrize("script", ["ben later", "ben later, ana agree"])
def test_a_pause_from_a_page_of_before_leaves_the_time_alone(talk: Talk, ana: User, ben: User, script: str):
    at = timezone.now() + timedelta(hours=3)
    first, *others = script.split(", ")
    assert talk.make("ben", first.split()[1], at=at).refusal is None
    for act in others:
        talk.play(act)
    page = post(talk, ana, "pause", at="+20m")
    assert page.status_code == 422
    assert "there&#x27;s nothing to pause" in page.text
    assert talk.now().meet_at == at


def test_starting_earlier_asks_the_other_whose_no_keeps_the_time(talk: Talk, ana: User, ben: User):
    talk.agree_on(timezone.now() + timedelta(hours=1))
    time = shown_time(talk, ana)
    post(talk, ana, "start_now")
    assert "You asked to start now" in room(talk, ana)
    assert "Ana would like to start now" in room(talk, ben)
    post(talk, ben, "not_now")
    assert f"You're meeting at {time}" in room(talk, ana)
    post(talk, ana, "start_now")
    Dialogue.objects.update(meet_at=timezone.now())
    assert 'data-move="start"' in room(talk, ana)
    post(talk, ana, "start")
    assert talk.now().state.step == "centering"


def test_a_time_that_was_not_named_cannot_be_agreed_to(talk: Talk, ana: User):
    talk.play("ben later")
    page = room(talk, ana)
    assert "Ben asks for another time" in page
    assert 'data-move="agree"' not in page
    assert 'data-move="propose"' in page


def test_an_invitation_taken_back_is_closed_kindly_and_leaves_the_lists(talk: Talk, ana: User, ben: User):
    assert 'data-move="take_back"' in room(talk, ana)
    assert 'data-move="take_back"' not in room(talk, ben)
    assert post(talk, ana, "take_back").status_code == 303
    for user, title in ((ana, "You took it back"), (ben, "Ana took the invitation back")):
        assert re.search(rf"<h1[^>]*>{title}</h1>", room(talk, user))
        assert "Not this time" not in room(talk, user)
    for user in (ana, ben):
        for path in ("/dialogues/", "/transcripts/"):
            page = signed_in(user).get(path)
            assert page.status_code == 200
            assert str(talk.pk) not in page.text
    assert talk.now().topic is None
    assert post(talk, ben, "accept").status_code == 422


def test_a_dialogue_postponed_by_an_earlier_version_waits_for_the_one_who_invited(
    talk: Talk, ana: User, ben: User
):
    post(talk, ben, "later", at="+120m")
    paused = Talk(ana, ben)
    paused.play("ben later")
    pause = {"step": "paused", "back": "postponed"}
    for row, change in ((talk, {}), (paused, pause)):
        snapshot = row.now().snapshot | {"done": [], "back_done": []} | change
        Dialogue.objects.filter(pk=row.pk).update(snapshot=snapshot)
    migration = import_module("dialogues.migrations.0006_postponed_by_receiver")
    with connection.cursor() as cursor:
        for statement in (migration.POSTPONED, migration.PAUSED):
            cursor.execute(statement)
    assert talk.now().state.done == paused.now().state.back_done == (1,)
    assert 'data-move="agree"' not in room(talk, ben)
    post(talk, ana, "agree")
    assert talk.now().state.step == "agreed"


@pytest.mark.parametrize(
    ("clock", "at", "expected"),
    [
        ("21:20", "+20m", "2026-11-29T21:20"),
        ("19:00", "+20m", "2026-11-30T19:00"),  # past today
        ("20:00", "", "2026-11-30T20:00"),  # just now
        ("19:00", "+1440m", "2026-11-30T19:00"),
        ("21:20", "+2880m", "2026-12-01T21:20"),
        ("21:20:00", "", "2026-11-29T21:20"),
        ("9:20", "", "2026-11-30T09:20"),
        ("9.20 pm", "", "2026-11-29T21:20"),
        ("21h20", "", "2026-11-29T21:20"),
        ("9 p.m.", "", "2026-11-29T21:00"),
        ("12:10 am", "", "2026-11-30T00:10"),
        ("25:00", "+20m", None),
        ("13 pm", "", None),
        ("9:75", "", None),
        ("9", "", None),
        ("half past nine", "", None),
        ("", "+20m", None),
    ],
)
def test_a_clock_time_is_the_next_one_where_the_person_is(
    monkeypatch: pytest.MonkeyPatch, clock: str, at: str, expected: str | None
):
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 11, 29, 19, tzinfo=UTC)  # eight in the evening in Berlin
    monkeypatch.setattr(timezone, "now", lambda: now)
    moment = forms.parse_clock_time(clock, at, "Europe/Berlin")
    assert moment == (datetime.fromisoformat(expected).replace(tzinfo=berlin) if expected else None)


def test_a_typed_time_wins_over_the_list(talk: Talk, ana: User, ben: User):
    now = timezone.localtime(timezone=ZoneInfo(ben.profile.time_zone))
    post(talk, ben, "later", at="+20m", clock=f"{now:%H:%M}")
    assert f"Ben asks for {now:%H:%M} tomorrow" in room(talk, ana)


def test_a_time_that_cannot_be_read_is_asked_for_again_and_stays_in_its_box(talk: Talk, ben: User):
    page = post(talk, ben, "later", at="+120m", clock="half past <nine>")
    assert page.status_code == 422
    assert "We couldn&#x27;t read that time." in page.text
    form = page.text[page.text.index('id="move-later"') :]
    assert re.search('name="clock" value="half past &lt;nine&gt;"', form)
    assert re.search(r'value="\+120m" selected', form)
    assert page.text[page.text.rindex("<details", 0, page.text.index(form)) :].startswith("<details open")
    assert talk.now().version == 0


def test_a_typed_time_stays_in_its_box_after_any_refusal(talk: Talk, ben: User):
    page = post(talk, ben, "later", at="", clock="21:20", seen=7)
    assert page.status_code == 409
    assert 'name="clock" value="21:20"' in page.text
    assert (
        post(talk, ben, "accept", clock="half past nine", keep="yes").status_code == 303
    )  # it asks for none
