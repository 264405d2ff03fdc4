"""The chart of the weeks, and the table that says the same."""

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
from tests.exits.factories import add_note, commit, in_days, read_page

TODAY = date(2026, 3, 12)  # a Thursday
days = st.dates(date(2024, 1, 1), date(2028, 1, 1))
courses = st.builds(
    CommitmentCourse,
    slot=st.sampled_from([0, 1]),
    owner_name=st.sampled_from(["", "Ana"]),
    made_on=days,
    ends_on=st.none() | days,
    noted_on=st.lists(days, max_size=5).map(tuple),
    review_on=st.none() | days,
)


def course(**more: Any) -> CommitmentCourse:
    usual: dict[str, Any] = {"slot": 0, "owner_name": "", "ends_on": None, "noted_on": (), "review_on": None}
    return CommitmentCourse(**{**usual, "made_on": TODAY, **more})


def test_what_began_today_begins_in_the_first_column():
    (line,) = build_commitment_chart([course()], TODAY).lines
    assert line.marks[0].begins == week_start(TODAY) == date(2026, 3, 9)
    assert len(line.marks) == WEEKS
    assert all(mark.is_running for mark in line.marks)
    assert build_commitment_chart([course()], TODAY).now == line.marks[0].x


def test_what_began_long_ago_shows_its_latest_weeks_and_some_that_lie_ahead():
    chart = build_commitment_chart([course(made_on=TODAY - timedelta(weeks=50))], TODAY)
    marks = chart.lines[0].marks
    assert marks[WEEKS - AHEAD - 1].begins == week_start(TODAY)
    assert chart.now == marks[WEEKS - AHEAD - 1].x


def test_the_later_of_two_has_not_begun_in_the_first_weeks():
    old, young = build_commitment_chart([course(made_on=TODAY - timedelta(weeks=4)), course()], TODAY).lines
    assert [mark.is_running for mark in old.marks] == [True] * WEEKS
    assert [mark.is_running for mark in young.marks] == [False] * 4 + [True] * (WEEKS - 4)


def test_what_is_closed_for_a_time_stops_after_its_last_day():
    (line,) = build_commitment_chart([course(ends_on=TODAY + timedelta(weeks=2))], TODAY).lines
    assert [mark.is_running for mark in line.marks[:4]] == [True, True, True, False]


def test_notes_fill_their_week_and_each_enlarges_it_a_little():
    sunday, next_monday = date(2026, 3, 15), date(2026, 3, 16)
    (line,) = build_commitment_chart([course(noted_on=(TODAY, sunday, next_monday))], TODAY).lines
    assert [mark.notes for mark in line.marks[:3]] == [2, 1, 0]
    assert line.marks[0].radius > line.marks[1].radius > line.marks[2].radius
    (full,) = build_commitment_chart([course(noted_on=(TODAY,) * 50)], TODAY).lines
    assert full.marks[0].radius * 2 < VIEW_WIDTH / WEEKS


def test_the_next_review_is_marked_once():
    (line,) = build_commitment_chart([course(review_on=TODAY + timedelta(weeks=4))], TODAY).lines
    assert [mark.begins for mark in line.marks if mark.has_review] == [week_start(TODAY) + timedelta(weeks=4)]


def test_a_promise_made_where_it_is_already_tomorrow_stays_in_the_chart():
    sunday = date(2026, 3, 15)
    chart = build_commitment_chart([course(made_on=sunday + timedelta(days=1))], sunday)
    assert 0 < chart.now < VIEW_WIDTH
    assert [mark.is_running for mark in chart.lines[0].marks[:2]] == [False, True]


@given(st.lists(courses, max_size=4), days)
def test_everything_is_within_the_chart(some: list[CommitmentCourse], today: date):
    chart = build_commitment_chart(some, today)
    assert chart.height == TOP + ROW * len(some)
    assert 0 < chart.now < VIEW_WIDTH or not some or min(one.made_on for one in some) > today
    for line in chart.lines:
        assert len(line.marks) == WEEKS
        assert sum(mark.has_review for mark in line.marks) <= 1
        for mark in line.marks:
            assert mark.begins.weekday() == 0
            assert mark.radius <= mark.x <= VIEW_WIDTH - mark.radius
            assert TOP + mark.radius <= mark.y <= chart.height - 11
            assert not line.owner_name or line.name_y < mark.y - mark.radius


def test_the_page_shows_the_chart_and_the_same_as_a_table(ana_client: Client, exit: Exit):
    commit(exit)
    for words in ("We played cards.", "A walk."):
        add_note(exit, words)
    page = read_page(ana_client, f"/exits/{exit.pk}/")
    assert len(re.findall(r"<circle class=\"week", page)) == WEEKS + 1
    assert "2 notes" in page
    assert "the next look back" in page
    assert "Whose" not in page


def test_numbers_in_the_chart_are_numbers_in_every_language(ana_client: Client, ana: User, exit: Exit):
    commit(exit)
    Commitment.objects.update(made_on=in_days(-30))
    update_profile(ana, language="de")
    page = read_page(ana_client, f"/exits/{exit.pk}/")
    for name in ("cx", "cy", "r", "x1", "viewBox"):
        for value in re.findall(rf' {name}="([^"]*)"', page):
            assert re.fullmatch(r"[\d. ]+", value), (name, value)
