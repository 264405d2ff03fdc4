"""The pulse's chart: everything is drawn within it, and a week without an answer is a gap."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from core.charts import DATE_ROW, WEEK
from core.timezones import week_start
from pulse.chart import (
    DOT_WIDTH,
    LEFT,
    MAX_WEEKS,
    MIN_WEEKS,
    PANEL,
    RIGHT,
    TOP,
    DialogueMark,
    Dot,
    PulseSeries,
    build_pulse_chart,
)
from pulse.questions import PULSE_QUESTIONS

TODAY = date(2026, 3, 12)  # a Thursday
TITLES = {question.name: question.title for question in PULSE_QUESTIONS}
days = st.dates(date(2022, 1, 1), date(2028, 1, 1))
numbers = st.dictionaries(st.sampled_from(list(TITLES)), st.integers(0, 10))
weeks = st.dictionaries(days.map(week_start), numbers, max_size=80)
near = st.dictionaries(
    st.integers(0, 60).map(lambda ago: week_start(TODAY) - WEEK * ago), numbers, max_size=60
)
people = st.lists(
    st.builds(PulseSeries, slot=st.sampled_from([0, 1]), label=st.just("Ana"), weeks=weeks | near), max_size=2
)


def ana(*answers: tuple[int, int], slot: int = 0) -> PulseSeries:
    """Return a series of answers to the first question, given as (weeks ago, number)."""
    return PulseSeries(
        slot, "Ana", {week_start(TODAY) - WEEK * ago: {"close": number} for ago, number in answers}
    )


def dots(person: PulseSeries, title: str = "Close") -> list[list[Dot]]:
    panels = build_pulse_chart(TITLES, [person], [], TODAY).panels
    line = next(panel for panel in panels if panel.title == title).lines[0]
    return [list(stretch.dots) for stretch in line.segments]


def runs(row: list[int | None]) -> list[list[int | None]]:
    """Return the runs between the gaps."""
    return [list(run) for is_there, run in groupby(row, lambda number: number is not None) if is_there]


@given(people, st.lists(days, max_size=9), days)
def test_everything_is_drawn_within_the_chart(
    series: list[PulseSeries], dialogue_days: list[date], today: date
):
    chart = build_pulse_chart(TITLES, series, dialogue_days, today)
    assert chart.height == TOP + PANEL * len(TITLES) + DATE_ROW
    assert all(LEFT < mark.x < RIGHT for mark in chart.dialogues)
    for panel in chart.panels:
        assert TOP <= panel.y < panel.high < panel.low < panel.y + PANEL <= chart.bottom
        for dot in (dot for line in panel.lines for stretch in line.segments for dot in stretch.dots):
            assert LEFT < dot.x < RIGHT
            assert panel.high <= dot.y <= panel.low


@given(people, days)
def test_the_weeks_are_all_that_have_an_answer_up_to_this_one_within_a_year(
    series: list[PulseSeries], today: date
):
    chart = build_pulse_chart(TITLES, series, [], today)
    columns = (chart.last_week - chart.first_week).days // 7 + 1
    assert chart.first_week.weekday() == chart.last_week.weekday() == 0
    assert MIN_WEEKS <= columns <= MAX_WEEKS
    assert 0.5 < chart.size <= 1
    assert chart.size * DOT_WIDTH <= (RIGHT - LEFT) / columns + 0.1
    answered = [week for person in series for week in person.weeks]
    assert chart.last_week >= max([week_start(today), *answered])
    assert columns == MAX_WEEKS or all(week >= chart.first_week for week in answered)


@given(near)
def test_a_week_without_an_answer_breaks_the_line_and_nothing_else_does(answers: dict[date, dict[str, int]]):
    person = PulseSeries(0, "Ana", answers)
    chart = build_pulse_chart(TITLES, [person], [], TODAY)
    weeks_shown = [
        chart.first_week + WEEK * column
        for column in range((chart.last_week - chart.first_week).days // 7 + 1)
    ]
    for name, title in TITLES.items():
        expected = runs([answers.get(week, {}).get(name) for week in weeks_shown])
        segments = dots(person, title)
        assert [len(stretch) for stretch in segments] == [len(run) for run in expected]
        panel = next(panel for panel in chart.panels if panel.title == title)
        heights = [[round((panel.low - dot.y) / 7, 3) for dot in stretch] for stretch in segments]
        assert heights == expected


@given(near)
def test_later_weeks_stand_further_right(answers: dict[date, dict[str, int]]):
    for title in TITLES.values():
        row = [dot.x for stretch in dots(PulseSeries(1, "Ben", answers), title) for dot in stretch]
        assert row == sorted(set(row))


def test_a_gap_separates_two_segments():
    assert [len(stretch) for stretch in dots(ana((5, 1), (4, 2), (2, 3)))] == [2, 1]
    assert dots(ana((5, 1)), "Safe") == []


def test_ten_is_above_zero():
    ((high, low),) = dots(ana((1, 10), (0, 0)))
    assert high.y < low.y
    assert high.x < low.x


def test_a_dialogue_is_marked_once_a_day_in_its_own_week():
    person = ana(*((ago, 5) for ago in range(8)))
    last = dots(person)[0][-1].x
    chart = build_pulse_chart(
        TITLES, [person], [TODAY, TODAY, TODAY - timedelta(weeks=99), TODAY + WEEK], TODAY
    )
    assert chart.dialogues == (DialogueMark(last, TODAY),)  # a Thursday is the middle of its week


def test_two_people_have_a_line_each_in_every_panel():
    chart = build_pulse_chart(TITLES, [ana((1, 5)), ana((1, 5), slot=1)], [], TODAY)
    assert [[line.slot for line in panel.lines] for panel in chart.panels] == [[0, 1]] * len(TITLES)


def test_another_question_is_another_panel():
    chart = build_pulse_chart({**TITLES, "glad": "Glad"}, [ana((0, 5))], [], TODAY)
    assert chart.panels[-1].title == "Glad"
    assert chart.bottom == chart.panels[-1].y + PANEL
