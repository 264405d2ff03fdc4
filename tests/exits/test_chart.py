"""The drawing of the weeks, and the table that says the same."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from core.charts import VIEW_WIDTH
from core.timezones import week_start
from couples.models import User
from couples.profiles import update_profile
from exits.chart import AHEAD, ROW, TOP, WEEKS, CommitmentCourse, build_commitment_chart
from exits.models import Commitment, Exit
from tests.exits.factories import in_days, note, promise, text

TODAY = date(2026, 3, 12)  # a Thursday
days = st.dates(date(2024, 1, 1), date(2028, 1, 1))
courses = st.builds(
    CommitmentCourse,
    slot=st.sampled_from([0, 1]),
    whose=st.sampled_from(["", "Ana"]),
    made_on=days,
    until=st.none() | days,
    freed_on=st.lists(days, max_size=5).map(tuple),
    look_back_on=st.none() | days,
)


def course(**more: Any) -> CommitmentCourse:
    usual: dict[str, Any] = {"slot": 0, "whose": "", "until": None, "freed_on": (), "look_back_on": None}
    return CommitmentCourse(**{**usual, "made_on": TODAY, **more})


def test_what_began_today_begins_in_the_first_column():
    (line,) = build_commitment_chart([course()], TODAY).lines
    assert line.marks[0].begins == week_start(TODAY) == date(2026, 3, 9)
    assert len(line.marks) == WEEKS
    assert all(mark.is_running for mark in line.marks)
    assert build_commitment_chart([course()], TODAY).now == line.marks[0].x


def test_what_began_long_ago_shows_its_latest_weeks_and_some_that_lie_ahead():
    drawing = build_commitment_chart([course(made_on=TODAY - timedelta(weeks=50))], TODAY)
    marks = drawing.lines[0].marks
    assert marks[WEEKS - AHEAD - 1].begins == week_start(TODAY)
    assert drawing.now == marks[WEEKS - AHEAD - 1].x


def test_the_younger_of_two_has_not_begun_in_the_first_weeks():
    old, young = build_commitment_chart([course(made_on=TODAY - timedelta(weeks=4)), course()], TODAY).lines
    assert [mark.is_running for mark in old.marks] == [True] * WEEKS
    assert [mark.is_running for mark in young.marks] == [False] * 4 + [True] * (WEEKS - 4)


def test_what_is_closed_for_a_time_stops_after_its_last_day():
    (line,) = build_commitment_chart([course(until=TODAY + timedelta(weeks=2))], TODAY).lines
    assert [mark.is_running for mark in line.marks[:4]] == [True, True, True, False]


def test_what_was_set_free_fills_its_week_and_grows_a_little_with_each():
    sunday, next_monday = date(2026, 3, 15), date(2026, 3, 16)
    (line,) = build_commitment_chart([course(freed_on=(TODAY, sunday, next_monday))], TODAY).lines
    assert [mark.freed for mark in line.marks[:3]] == [2, 1, 0]
    assert line.marks[0].radius > line.marks[1].radius > line.marks[2].radius
    (full,) = build_commitment_chart([course(freed_on=(TODAY,) * 50)], TODAY).lines
    assert full.marks[0].radius * 2 < VIEW_WIDTH / WEEKS


def test_the_next_look_back_is_marked_once():
    (line,) = build_commitment_chart([course(look_back_on=TODAY + timedelta(weeks=4))], TODAY).lines
    assert [mark.begins for mark in line.marks if mark.looks_back] == [week_start(TODAY) + timedelta(weeks=4)]


def test_a_promise_made_where_it_is_tomorrow_already_stays_in_the_picture():
    sunday = date(2026, 3, 15)
    drawing = build_commitment_chart([course(made_on=sunday + timedelta(days=1))], sunday)
    assert 0 < drawing.now < VIEW_WIDTH
    assert [mark.is_running for mark in drawing.lines[0].marks[:2]] == [False, True]


@given(st.lists(courses, max_size=4), days)
def test_all_of_it_lies_within_the_picture(found: list[CommitmentCourse], today: date):
    drawing = build_commitment_chart(found, today)
    assert drawing.height == TOP + ROW * len(found)
    assert 0 < drawing.now < VIEW_WIDTH or not found or min(one.made_on for one in found) > today
    for line in drawing.lines:
        assert len(line.marks) == WEEKS
        assert sum(mark.looks_back for mark in line.marks) <= 1
        for mark in line.marks:
            assert mark.begins.weekday() == 0
            assert mark.radius <= mark.x <= VIEW_WIDTH - mark.radius
            assert TOP + mark.radius <= mark.y <= drawing.height - 11
            assert not line.whose or line.name_at < mark.y - mark.radius


def test_the_page_draws_it_and_says_the_same_in_a_table(hers: Client, phone: Exit):
    promise(phone)
    for words in ("We played cards.", "A walk."):
        note(phone, words)
    page = text(hers, f"/exits/{phone.pk}/")
    assert len(re.findall(r"<circle class=\"week", page)) == WEEKS + 1
    assert "2 times" in page
    assert "the next look back" in page
    assert "Whose" not in page


def test_numbers_in_the_drawing_are_numbers_in_every_language(hers: Client, ana: User, phone: Exit):
    promise(phone)
    Commitment.objects.update(made_on=in_days(-30))
    update_profile(ana, language="de")
    page = text(hers, f"/exits/{phone.pk}/")
    for name in ("cx", "cy", "r", "x1", "viewBox"):
        for value in re.findall(rf' {name}="([^"]*)"', page):
            assert re.fullmatch(r"[\d. ]+", value), (name, value)
