"""Charts of the insights: everything is inside the picture, and matches the counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import VIEW_WIDTH
from core.timezones import next_month
from transcripts.insights import calendar_chart, charts
from transcripts.insights.charts import BAR_GAP, BAR_HEIGHT, LEFT, MAX_MONTHS, MAX_WORD_SIZE, RIGHT, Bar
from transcripts.insights.statistics import MirrorCounts, MonthStatistics, RoleTimes, Topic

TODAY = date(2026, 3, 12)
days = st.dates(date(2022, 1, 1), date(2028, 1, 1))
lengths = st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds))
givers = st.frozensets(st.sampled_from([7, 8]))


@st.composite
def months(draw: st.DrawFn) -> list[MonthStatistics]:
    """Consecutive months with none or more dialogues each."""
    first = draw(days).replace(day=1)
    rows = []
    for _ in range(draw(st.integers(1, 40))):
        roles = draw(st.builds(RoleTimes, lengths, lengths))
        mirrors = draw(st.builds(MirrorCounts, st.integers(0, 99), st.integers(0, 99), givers))
        rows.append(MonthStatistics(first, draw(st.integers(0, 60)), roles, mirrors))
        first = next_month(first)
    return rows


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
def test_every_dialogue_of_the_latest_months_has_a_dot_inside_the_picture(rows: list[MonthStatistics]):
    drawing = charts.dialogue_dots_chart(rows)
    latest = rows[-MAX_MONTHS:]
    assert len(drawing.dots) == sum(month.dialogues for month in latest)
    assert len(set(drawing.dots)) == len(drawing.dots)
    assert all(LEFT < dot.x < RIGHT and 0 < dot.y < drawing.height - 18 for dot in drawing.dots)
    assert (drawing.columns.first_month, drawing.columns.last_month) == (latest[0].first, latest[-1].first)
    assert 0 < drawing.scale <= 1
    assert drawing.columns.right_edge <= RIGHT + 0.1


@pytest.mark.slow
@given(months())
def test_role_bars_have_one_height_and_are_split_by_time(rows: list[MonthStatistics]):
    latest = [month for month in rows[-MAX_MONTHS:] if month.roles.total]
    drawn = charts.roles_chart(rows).bars
    for month, bar in zip(latest, drawn, strict=True):
        assert lies_within(bar)
        gap = BAR_GAP if month.roles.sender and month.roles.receiver else 0
        assert bar.lower.height + bar.upper.height == pytest.approx(BAR_HEIGHT - gap, abs=0.2)
        share = month.roles.receiver / month.roles.total
        assert bar.lower.height == pytest.approx((BAR_HEIGHT - gap) * share, abs=0.1)


@pytest.mark.slow
@given(months())
def test_mirror_bars_are_proportional_and_only_for_months_in_which_both_mirrored(
    rows: list[MonthStatistics],
):
    latest = [month.mirrors for month in rows[-MAX_MONTHS:] if month.mirrors.can_show]
    drawn_mirrors = [mirrors for mirrors in latest if mirrors.answered]
    bars = charts.mirrors_chart(rows).bars
    max_answered = max((mirrors.answered for mirrors in drawn_mirrors), default=0)
    for mirrors, bar in zip(drawn_mirrors, bars, strict=True):
        assert lies_within(bar)
        assert bar.lower.height == pytest.approx(
            BAR_HEIGHT * mirrors.accepted / max_answered, abs=BAR_GAP + 0.1
        )
        assert bar.upper.height == pytest.approx(
            BAR_HEIGHT * mirrors.repeated / max_answered, abs=BAR_GAP + 0.1
        )
        assert bool(bar.lower.height) is bool(mirrors.accepted)
        assert bool(bar.upper.height) is bool(mirrors.repeated)


@given(st.builds(RoleTimes, lengths, lengths))
def test_the_time_bar_has_two_parts(roles: RoleTimes):
    bar = charts.split_bar(roles)
    assert LEFT <= bar.left_end < bar.right_start <= RIGHT
    assert bar.left_width + bar.right_width == pytest.approx(RIGHT - LEFT - BAR_GAP, abs=0.2)
    if roles.total:
        share = roles.receiver / roles.total
        assert bar.left_width == pytest.approx((RIGHT - LEFT - BAR_GAP) * share, abs=0.1)


@given(st.lists(days, min_size=2), days, days)
def test_a_topic_line_runs_from_the_first_dialogue_to_today(topic_days: list[date], first: date, today: date):
    first = min(first, *topic_days)
    dots = charts.topic_positions(Topic("Money", "intentional", tuple(sorted(topic_days))), first, today)
    assert len(dots) == len(topic_days)
    assert dots == sorted(dots)
    assert all(0 < x < VIEW_WIDTH for x in dots)


@given(st.lists(st.integers(1, 500), min_size=1))
def test_frequent_words_are_larger(counts: list[int]):
    sizes = [charts.word_size(count, counts) for count in sorted(counts)]
    assert sizes == sorted(sizes)
    assert 1 <= sizes[0] <= sizes[-1] <= MAX_WORD_SIZE
    assert charts.word_size(1, counts) == 1


@given(st.lists(days, max_size=60), st.text(max_size=5) | st.integers(2020, 2030).map(str), days)
def test_a_year_has_a_square_for_each_day_and_counts_its_dialogues(
    talked: list[date], text: str, today: date
):
    drawn = calendar_chart.build_year(talked, text, today)
    squares = [day for month in drawn.months for day in month.days]
    assert len({day.day for day in squares}) == len(squares) == 365 + (drawn.year % 4 == 0)
    assert [month.first.month for month in drawn.months] == list(range(1, 13))
    for day in squares:
        assert day.dialogues == talked.count(day.day)
        assert day.is_today is (day.day == today)
        assert day.is_future is (day.day > today)
        assert 0 <= day.x <= 6 * calendar_chart.STEP
        assert day.x // calendar_chart.STEP == day.day.weekday()
        assert 0 <= day.y <= 5 * calendar_chart.STEP
    for month in drawn.months:
        assert len({(day.x, day.y) for day in month.days}) == len(month.days)
    assert sum(day.dialogues for day in drawn.dialogue_days) == sum(day.year == drawn.year for day in talked)


@pytest.mark.slow
@given(st.lists(days, max_size=9), days)
def test_the_links_lead_through_all_years_with_dialogues(talked: list[date], today: date):
    first, last = min([today, *talked]).year, max([today, *talked]).year
    years = [calendar_chart.build_year(talked, str(number), today) for number in range(first, last + 1)]
    assert [year.year for year in years] == list(range(first, last + 1))
    assert [year.previous for year in years] == [None, *range(first, last)]
    assert [year.next for year in years] == [*range(first + 1, last + 1), None]
    for text in ("", "x", str(first - 1), str(last + 1), "٢٠٢٦", "20266"):
        assert calendar_chart.build_year(talked, text, today).year == today.year


def test_days_with_two_dialogues_and_today_are_marked():
    drawn = calendar_chart.build_year([TODAY, TODAY, date(2026, 3, 1)], "", TODAY)
    march = drawn.months[2]
    assert [(day.day.day, day.dialogues, day.is_today) for day in march.dialogue_days] == [
        (1, 1, False),
        (12, 2, True),
    ]
    assert {day.css_class for day in march.days} == {"talked", "past", "ahead"}
    assert drawn.has_busy_days
    assert drawn.is_current
    assert not calendar_chart.build_year([date(2025, 3, 1)], "2025", TODAY).is_current
