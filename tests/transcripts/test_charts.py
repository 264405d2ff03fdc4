"""The drawings: all of it lies within the picture, and what is drawn is what was counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import VIEW_WIDTH
from core.timezones import next_month
from transcripts.insights import calendar_chart, charts
from transcripts.insights.charts import BAR_GAP, BAR_HEIGHT, LEFT, MAX_MONTHS, RIGHT, SIZES, Bar
from transcripts.insights.statistics import MirrorCounts, MonthStatistics, RoleTimes, Topic

TODAY = date(2026, 3, 12)
days = st.dates(date(2022, 1, 1), date(2028, 1, 1))
lengths = st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds))
givers = st.frozensets(st.sampled_from([7, 8]))


@st.composite
def months(draw: st.DrawFn) -> list[MonthStatistics]:
    """Some months one after the other, from none to many dialogues each."""
    first = draw(days).replace(day=1)
    found = []
    for _ in range(draw(st.integers(1, 40))):
        roles = draw(st.builds(RoleTimes, lengths, lengths))
        mirrors = draw(st.builds(MirrorCounts, st.integers(0, 99), st.integers(0, 99), givers))
        found.append(MonthStatistics(first, draw(st.integers(0, 60)), roles, mirrors))
        first = next_month(first)
    return found


def lies_within(bar: Bar) -> bool:
    parts = (bar.upper, bar.lower)
    return (
        bar.x >= LEFT
        and bar.x + bar.width <= RIGHT
        and all(part.y >= -0.2 and part.y + part.height <= BAR_HEIGHT + 0.2 for part in parts)
        and bar.upper.y + bar.upper.height <= bar.lower.y + 0.2
    )


@pytest.mark.slow
@given(months())
def test_each_dialogue_of_the_latest_months_has_a_mark_within_the_picture(found: list[MonthStatistics]):
    drawing = charts.dialogue_marks_chart(found)
    latest = found[-MAX_MONTHS:]
    assert len(drawing.marks) == sum(month.dialogues for month in latest)
    assert len(set(drawing.marks)) == len(drawing.marks)
    assert all(LEFT < mark.x < RIGHT and 0 < mark.y < drawing.height - 18 for mark in drawing.marks)
    assert (drawing.columns.begins, drawing.columns.ends) == (latest[0].first, latest[-1].first)
    assert 0 < drawing.size <= 1
    assert drawing.columns.last <= RIGHT + 0.1


@pytest.mark.slow
@given(months())
def test_bars_of_shares_are_of_one_height_and_parted_where_the_time_was(found: list[MonthStatistics]):
    latest = [month for month in found[-MAX_MONTHS:] if month.roles.both]
    drawn = charts.roles_chart(found).bars
    for month, bar in zip(latest, drawn, strict=True):
        assert lies_within(bar)
        gap = BAR_GAP if month.roles.sender and month.roles.receiver else 0
        assert bar.lower.height + bar.upper.height == pytest.approx(BAR_HEIGHT - gap, abs=0.2)
        share = month.roles.receiver / month.roles.both
        assert bar.lower.height == pytest.approx((BAR_HEIGHT - gap) * share, abs=0.1)


@pytest.mark.slow
@given(months())
def test_bars_of_mirrors_are_as_high_as_there_are_mirrors_and_only_where_both_gave_some(
    found: list[MonthStatistics],
):
    latest = [month.mirrors for month in found[-MAX_MONTHS:] if month.mirrors.may_show]
    told = [one for one in latest if one.answered]
    drawn = charts.mirrors_chart(found).bars
    most = max((one.answered for one in told), default=0)
    for one, bar in zip(told, drawn, strict=True):
        assert lies_within(bar)
        assert bar.lower.height == pytest.approx(BAR_HEIGHT * one.at_once / most, abs=BAR_GAP + 0.1)
        assert bar.upper.height == pytest.approx(BAR_HEIGHT * one.once_more / most, abs=BAR_GAP + 0.1)
        assert bool(bar.lower.height) is bool(one.at_once)
        assert bool(bar.upper.height) is bool(one.once_more)


@given(st.builds(RoleTimes, lengths, lengths))
def test_the_whole_is_parted_in_two(roles: RoleTimes):
    halves = charts.split_bar(roles)
    assert LEFT <= halves.parted_at < halves.goes_on_at <= RIGHT
    assert halves.width + halves.rest == pytest.approx(RIGHT - LEFT - BAR_GAP, abs=0.2)
    if roles.both:
        share = roles.receiver / roles.both
        assert halves.width == pytest.approx((RIGHT - LEFT - BAR_GAP) * share, abs=0.1)


@given(st.lists(days, min_size=2), days, days)
def test_a_thread_goes_from_the_first_dialogue_to_today(said: list[date], first: date, today: date):
    first = min(first, *said)
    dots = charts.topic_positions(Topic("Money", "intentional", tuple(sorted(said))), first, today)
    assert len(dots) == len(said)
    assert dots == sorted(dots)
    assert all(0 < x < VIEW_WIDTH for x in dots)


@given(st.lists(st.integers(1, 500), min_size=1))
def test_what_was_named_more_is_written_larger(counts: list[int]):
    sizes = [charts.word_size(count, counts) for count in sorted(counts)]
    assert sizes == sorted(sizes)
    assert 1 <= sizes[0] <= sizes[-1] <= SIZES
    assert charts.word_size(1, counts) == 1


@given(st.lists(days, max_size=60), st.text(max_size=5) | st.integers(2020, 2030).map(str), days)
def test_a_year_has_a_square_for_each_day_and_each_dialogue_fills_its_own(
    talked: list[date], asked: str, today: date
):
    drawn = calendar_chart.build_year(talked, asked, today)
    squares = [day for month in drawn.months for day in month.days]
    assert len({day.day for day in squares}) == len(squares) == 365 + (drawn.number % 4 == 0)
    assert [month.first.month for month in drawn.months] == list(range(1, 13))
    for day in squares:
        assert day.dialogues == talked.count(day.day)
        assert day.is_today is (day.day == today)
        assert day.is_ahead is (day.day > today)
        assert 0 <= day.x <= 6 * calendar_chart.STEP
        assert day.x // calendar_chart.STEP == day.day.weekday()
        assert 0 <= day.y <= 5 * calendar_chart.STEP
    for month in drawn.months:
        assert len({(day.x, day.y) for day in month.days}) == len(month.days)
    assert sum(day.dialogues for day in drawn.talked) == sum(day.year == drawn.number for day in talked)


@pytest.mark.slow
@given(st.lists(days, max_size=9), days)
def test_one_goes_from_year_to_year_as_far_as_there_is_something_to_see(talked: list[date], today: date):
    first, last = min([today, *talked]).year, max([today, *talked]).year
    seen = [calendar_chart.build_year(talked, str(number), today) for number in range(first, last + 1)]
    assert [one.number for one in seen] == list(range(first, last + 1))
    assert [one.before for one in seen] == [None, *range(first, last)]
    assert [one.after for one in seen] == [*range(first + 1, last + 1), None]
    for asked in ("", "x", str(first - 1), str(last + 1), "٢٠٢٦", "20266"):
        assert calendar_chart.build_year(talked, asked, today).number == today.year


def test_two_on_a_day_and_today_are_told_apart():
    drawn = calendar_chart.build_year([TODAY, TODAY, date(2026, 3, 1)], "", TODAY)
    march = drawn.months[2]
    assert [(day.day.day, day.dialogues, day.is_today) for day in march.talked] == [
        (1, 1, False),
        (12, 2, True),
    ]
    assert {day.sort for day in march.days} == {"talked", "past", "ahead"}
    assert drawn.has_more
    assert drawn.is_now
    assert not calendar_chart.build_year([date(2025, 3, 1)], "2025", TODAY).is_now
