"""The pages of the pulse: this week's answers, the line of the weeks, when to be asked, letting go."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.exceptions import StaleVersion
from core.timezones import week_start
from couples.models import User
from couples.profiles import update_profile
from dialogues.models import Dialogue
from pulse import services
from pulse.forms import PulseForm
from pulse.models import Pulse, Rhythm
from pulse.questions import PULSE_QUESTIONS
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import signed_in
from tests.pulse.weeks import (
    PATH,
    answered,
    both_agree,
    filled,
    lines,
    row_of,
    table,
    text,
    together_for,
    week,
)

KIND = "You need not carry it alone."
REMARKS = ("better", "worse", "average", "trend", "score", "↑", "↓", "up from", "down from")


def test_an_answer_stands_in_the_page_with_what_was_left_open(hers: Client, ana: User):
    page = text(hers, **filled(close=4, heard=""))
    assert Pulse.objects.get().numbers == {"close": 4}
    assert table(page) == [[f"{week():%-d %b}", *row_of("4")]]
    assert lines(page) == {"0"}
    assert "Only you see these numbers." in page


@pytest.mark.parametrize("numbers", [{}, {"close": ""}, {"close": "11"}, {"safe": "x"}, {"safe": "-1"}])
def test_without_any_number_of_the_scale_nothing_is_stored(hers: Client, numbers: dict[str, str]):
    assert hers.post(PATH, filled(**numbers)).status_code == 422
    assert not Pulse.objects.exists()


def test_each_question_is_a_scale_with_its_ends_in_words():
    for question, field in zip(PULSE_QUESTIONS, PulseForm(), strict=True):
        assert field.label == question.asks
        assert question.low in field.help_text
        assert question.high in field.help_text
        assert [radio.data["value"] for radio in field] == [*map(str, range(11)), ""]


def test_answered_again_in_the_same_week_it_replaces(hers: Client, ana: User):
    text(hers, **filled(close=4))
    text(hers, **filled(seen=1, close=5, safe=9))
    row = Pulse.objects.get()
    assert (row.numbers, row.version) == ({"close": 5, "safe": 9}, 2)


def test_what_another_device_stored_is_not_overwritten_unseen(hers: Client, ana: User):
    text(hers, **filled(close=4))
    answer = hers.post(PATH, filled(close=9))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Close 4" in re.sub(r"\s+", " ", page)
    assert re.search(r'name="close" value="9"[^>]*checked', page)
    assert Pulse.objects.get().numbers == {"close": 4}
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    text(hers, **filled(seen=seen[1], close=9))
    assert Pulse.objects.get().numbers == {"close": 9}


def test_the_same_again_changes_nothing(ana: User):
    for seen in (0, 0, 7):
        services.save_pulse(ana, week(), {"close": 4}, seen)
    assert Pulse.objects.get().version == 1
    with pytest.raises(StaleVersion):
        services.save_pulse(ana, week(), {"close": 5}, 0)


def test_a_form_of_last_week_does_not_answer_for_this_one(hers: Client):
    answer = hers.post(PATH, filled(close=4) | {"week": week(1).isoformat()})
    assert answer.status_code == 409
    assert "a new week has begun" in answer.content.decode()
    assert not Pulse.objects.exists()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Paris"])
def test_a_week_begins_on_the_monday_where_somebody_is(ana: User, zone: str):
    ana.profile.time_zone = zone
    ana.profile.save()
    there = datetime.now(ZoneInfo(zone)).date()
    assert services.this_week(ana) == week_start(there)
    assert f'value="{week_start(there)}"' in text(signed_in(ana))


@pytest.mark.parametrize(("safe", "is_kind"), [(0, True), (3, True), (4, False), ("", False)])
def test_who_hardly_feels_safe_is_told_where_to_talk_and_nothing_else(
    hers: Client, his: Client, ana: User, ben: User, safe: int, is_kind: bool
):
    both_agree(ana, ben)
    page = text(hers, **filled(close=2, safe=safe))
    assert (KIND in page) is is_kind
    assert KIND not in text(his)


def test_the_page_says_nothing_of_more_or_less(hers: Client, ana: User, ben: User):
    together_for(9)
    both_agree(ana, ben)
    for user, numbers in ((ana, (2, 9, 1)), (ben, (9, 1, 9))):
        for ago, number in enumerate(numbers):
            answered(user, ago, close=number, safe=number, heard=number)
    page = text(hers).lower()
    assert [word for word in REMARKS if word in page] == []


def test_the_days_of_finished_dialogues_are_marked_and_no_topic_is_told(hers: Client, ana: User, ben: User):
    answered(ana, 2)
    for script in (WHOLE, "ben decline", "ben accept, ana stop", ""):
        talk = Talk(ana, ben)
        if script:
            talk.play(script)
    unfinished = Dialogue.objects.exclude(snapshot__finished=True)
    unfinished.filter(closed_at__isnull=False).update(closed_at=timezone.now() - timedelta(days=8))
    page = text(hers)
    assert page.count('class="pulse-talk"') == 1
    assert f"{timezone.localdate():%-d %B}" in page.split("Dialogues that you finished:")[1]
    assert not any(row.topic and row.topic in page for row in Dialogue.objects.all())


def test_somebody_without_a_partner_has_a_pulse_of_their_own(eve: User):
    phone = signed_in(eve)
    page = text(phone, **filled(close=4))
    assert lines(page) == {"0"}
    assert 'id="both"' not in page
    assert phone.post("/pulse/agreement/", {"act": "agree"}).headers["Location"] == "/"


def test_nobody_is_asked_until_they_want_it_and_not_any_more_afterwards(hers: Client, ana: User):
    assert not Rhythm.objects.exists()
    assert re.search(r'value="6" selected>Sunday.*value="18:00"', text(hers), re.DOTALL)
    page = text(hers, "/pulse/rhythm/", on="on", weekday="2", at="20:30")
    assert re.search(r'value="2" selected>Wednesday.*value="20:30"', page, re.DOTALL)
    rhythm = Rhythm.objects.get(user=ana)
    assert (rhythm.weekday, rhythm.at) == (2, time(20, 30))
    text(hers, "/pulse/rhythm/", weekday="2", at="garbage")
    assert not Rhythm.objects.exists()


def test_what_is_left_empty_means_sunday_evening_and_garbage_is_refused(hers: Client, ana: User):
    for said in ({"weekday": "7"}, {"at": "25:00"}, {"weekday": "x", "at": "x"}):
        assert hers.post("/pulse/rhythm/", {"on": "on", **said}).status_code == 422
    text(hers, "/pulse/rhythm/", on="on")
    rhythm = Rhythm.objects.get(user=ana)
    assert (rhythm.weekday, rhythm.at) == (6, time(18))


def test_letting_go_asks_once_more_and_takes_ones_own_only(hers: Client, ana: User, ben: User):
    answered(ana, 60)
    answered(ana)
    answered(ben)
    assert "Let this go?" in text(hers, "/you/data/pulse/let-go/")
    assert Pulse.objects.count() == 3
    hers.post("/you/data/pulse/let-go/", {"email": ana.email})
    page = text(hers, "/pulse/")
    assert list(Pulse.objects.values_list("user", flat=True)) == [ben.pk]
    assert "/you/data/pulse/let-go/" not in page


def test_a_form_that_was_open_while_all_was_let_go_says_so(hers: Client, ana: User):
    answered(ana)
    services.delete_pulses(ana)
    assert hers.post(PATH, filled(seen=1, close=3)).status_code == 409


def test_more_weeks_ask_no_more_of_the_database(hers: Client, ana: User, ben: User):
    together_for(60)
    both_agree(ana, ben)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            hers.get(PATH)
        return len(seen)

    for user in (ana, ben):
        answered(user)
    few = queries()
    for user in (ana, ben):
        for ago in range(1, 30):
            answered(user, ago)
    assert queries() == few


def test_numbers_in_the_drawing_are_numbers_in_every_language(hers: Client, ana: User, ben: User):
    answered(ana)
    answered(ana, 1)
    Talk(ana, ben).play(WHOLE)
    update_profile(ana, language="de")
    page = text(hers)
    shapes = {"points": r"([\d.]+,[\d.]+ ?)+", "transform": r"[a-z() \d.-]+"}
    for name in ("cx", "r", "x1", "y1", "viewBox", *shapes):
        for value in re.findall(rf' {name}="([^"]*)"', page):
            assert re.fullmatch(shapes.get(name, r"-?[\d. ]+"), value), (name, value)
