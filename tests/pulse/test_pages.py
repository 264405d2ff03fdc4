"""The pulse's pages: this week's answers, the chart, the schedule, erasure."""

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
from pulse.models import Pulse, PulseSchedule
from pulse.questions import PULSE_QUESTIONS
from tests.dialogues.dialogue_driver import WHOLE, Talk
from tests.factories import signed_in
from tests.pulse.weeks import (
    PATH,
    answer_week,
    both_agree,
    drawn_slots,
    form_data,
    row_of,
    table,
    text,
    together_for,
    week,
)

KIND = "You don't have to carry this alone."
REMARKS = ("better", "worse", "average", "trend", "score", "↑", "↓", "up from", "down from")


def test_an_answer_stands_in_the_page_with_what_was_left_open(ana_client: Client, ana: User):
    page = text(ana_client, **form_data(close=4, heard=""))
    assert Pulse.objects.get().numbers == {"close": 4}
    assert table(page) == [[f"{week():%-d %b}", *row_of("4")]]
    assert drawn_slots(page) == {"0"}
    assert "Only you see these numbers." in page


@pytest.mark.parametrize("numbers", [{}, {"close": ""}, {"close": "11"}, {"safe": "x"}, {"safe": "-1"}])
def test_without_any_number_of_the_scale_nothing_is_stored(ana_client: Client, numbers: dict[str, str]):
    assert ana_client.post(PATH, form_data(**numbers)).status_code == 422
    assert not Pulse.objects.exists()


def test_each_question_is_a_scale_with_its_ends_in_words():
    for question, field in zip(PULSE_QUESTIONS, PulseForm(), strict=True):
        assert field.label == question.text
        assert question.low in field.help_text
        assert question.high in field.help_text
        assert [radio.data["value"] for radio in field] == [*map(str, range(11)), ""]


def test_answering_again_in_the_same_week_replaces_the_answers(ana_client: Client, ana: User):
    text(ana_client, **form_data(close=4))
    text(ana_client, **form_data(seen=1, close=5, safe=9))
    row = Pulse.objects.get()
    assert (row.numbers, row.version) == ({"close": 5, "safe": 9}, 2)


def test_what_another_device_stored_is_not_overwritten_unseen(ana_client: Client, ana: User):
    text(ana_client, **form_data(close=4))
    answer = ana_client.post(PATH, form_data(close=9))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Close 4" in re.sub(r"\s+", " ", page)
    assert re.search(r'name="close" value="9"[^>]*checked', page)
    assert Pulse.objects.get().numbers == {"close": 4}
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    text(ana_client, **form_data(seen=seen[1], close=9))
    assert Pulse.objects.get().numbers == {"close": 9}


def test_the_same_again_changes_nothing(ana: User):
    for seen in (0, 0, 7):
        services.save_pulse(ana, week(), {"close": 4}, seen)
    assert Pulse.objects.get().version == 1
    with pytest.raises(StaleVersion):
        services.save_pulse(ana, week(), {"close": 5}, 0)


def test_a_form_of_last_week_does_not_answer_for_this_one(ana_client: Client):
    answer = ana_client.post(PATH, form_data(close=4) | {"week": week(1).isoformat()})
    assert answer.status_code == 409
    assert "a new week has started" in answer.content.decode()
    assert not Pulse.objects.exists()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Paris"])
def test_a_week_begins_on_the_monday_where_somebody_is(ana: User, zone: str):
    ana.profile.time_zone = zone
    ana.profile.save()
    local_date = datetime.now(ZoneInfo(zone)).date()
    assert services.this_week(ana) == week_start(local_date)
    assert f'value="{week_start(local_date)}"' in text(signed_in(ana))


@pytest.mark.parametrize(("safe", "is_kind"), [(0, True), (3, True), (4, False), ("", False)])
def test_a_low_answer_on_safety_shows_where_to_find_help(
    ana_client: Client, ben_client: Client, ana: User, ben: User, safe: int, is_kind: bool
):
    both_agree(ana, ben)
    page = text(ana_client, **form_data(close=2, safe=safe))
    assert (KIND in page) is is_kind
    assert KIND not in text(ben_client)


def test_the_page_does_not_compare_numbers(ana_client: Client, ana: User, ben: User):
    together_for(9)
    both_agree(ana, ben)
    for user, numbers in ((ana, (2, 9, 1)), (ben, (9, 1, 9))):
        for ago, number in enumerate(numbers):
            answer_week(user, ago, close=number, safe=number, heard=number)
    page = text(ana_client).lower()
    assert [word for word in REMARKS if word in page] == []


def test_the_days_of_finished_dialogues_are_marked_and_no_topic_is_told(
    ana_client: Client, ana: User, ben: User
):
    answer_week(ana, 2)
    for script in (WHOLE, "ben decline", "ben accept, ana stop", ""):
        talk = Talk(ana, ben)
        if script:
            talk.play(script)
    unfinished = Dialogue.objects.exclude(snapshot__finished=True)
    unfinished.filter(closed_at__isnull=False).update(closed_at=timezone.now() - timedelta(days=8))
    page = text(ana_client)
    assert page.count('class="pulse-talk"') == 1
    assert f"{timezone.localdate():%-d %B}" in page.split("Dialogues you finished:")[1]
    assert not any(row.topic and row.topic in page for row in Dialogue.objects.all())


def test_somebody_without_a_partner_has_a_pulse_of_their_own(eve: User):
    phone = signed_in(eve)
    page = text(phone, **form_data(close=4))
    assert drawn_slots(page) == {"0"}
    assert 'id="both"' not in page
    assert phone.post("/pulse/agreement/", {"act": "agree"}).headers["Location"] == "/"


def test_a_schedule_can_be_set_and_deleted(ana_client: Client, ana: User):
    assert not PulseSchedule.objects.exists()
    assert re.search(r'value="6" selected>Sunday.*value="18:00"', text(ana_client), re.DOTALL)
    page = text(ana_client, "/pulse/rhythm/", on="on", weekday="2", at="20:30")
    assert re.search(r'value="2" selected>Wednesday.*value="20:30"', page, re.DOTALL)
    schedule = PulseSchedule.objects.get(user=ana)
    assert (schedule.weekday, schedule.at) == (2, time(20, 30))
    text(ana_client, "/pulse/rhythm/", weekday="2", at="garbage")
    assert not PulseSchedule.objects.exists()


def test_what_is_left_empty_means_sunday_evening_and_garbage_is_refused(ana_client: Client, ana: User):
    for fields in ({"weekday": "7"}, {"at": "25:00"}, {"weekday": "x", "at": "x"}):
        assert ana_client.post("/pulse/rhythm/", {"on": "on", **fields}).status_code == 422
    text(ana_client, "/pulse/rhythm/", on="on")
    schedule = PulseSchedule.objects.get(user=ana)
    assert (schedule.weekday, schedule.at) == (6, time(18))


def test_erasing_asks_for_confirmation_and_deletes_own_answers_only(ana_client: Client, ana: User, ben: User):
    answer_week(ana, 60)
    answer_week(ana)
    answer_week(ben)
    assert "Delete this?" in text(ana_client, "/you/data/pulse/let-go/")
    assert Pulse.objects.count() == 3
    ana_client.post("/you/data/pulse/let-go/", {"email": ana.email})
    page = text(ana_client, "/pulse/")
    assert list(Pulse.objects.values_list("user", flat=True)) == [ben.pk]
    assert "/you/data/pulse/let-go/" not in page


def test_a_form_opened_before_erasing_is_a_conflict(ana_client: Client, ana: User):
    answer_week(ana)
    services.delete_pulses(ana)
    assert ana_client.post(PATH, form_data(seen=1, close=3)).status_code == 409


def test_more_weeks_need_no_more_queries(ana_client: Client, ana: User, ben: User):
    together_for(60)
    both_agree(ana, ben)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            ana_client.get(PATH)
        return len(captured)

    for user in (ana, ben):
        answer_week(user)
    few = queries()
    for user in (ana, ben):
        for ago in range(1, 30):
            answer_week(user, ago)
    assert queries() == few


def test_numbers_in_the_chart_are_not_localized(ana_client: Client, ana: User, ben: User):
    answer_week(ana)
    answer_week(ana, 1)
    Talk(ana, ben).play(WHOLE)
    update_profile(ana, language="de")
    page = text(ana_client)
    shapes = {"points": r"([\d.]+,[\d.]+ ?)+", "transform": r"[a-z() \d.-]+"}
    for name in ("cx", "r", "x1", "y1", "viewBox", *shapes):
        for value in re.findall(rf' {name}="([^"]*)"', page):
            assert re.fullmatch(shapes.get(name, r"-?[\d. ]+"), value), (name, value)
