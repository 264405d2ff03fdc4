"""The drawing of the pulse: all of it lies within the picture, and a week without an answer is a gap."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from core.charts import DATE_ROW, WEEK
from core.timezones import week_start
from pulse.chart import (
    FEWEST,
    LEFT,
    MOST_WEEKS,
    PANEL,
    RIGHT,
    ROOM,
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
    st.builds(PulseSeries, slot=st.sampled_from([0, 1]), whose=st.just("Ana"), weeks=weeks | near), max_size=2
)


def ana(*said: tuple[int, int], slot: int = 0) -> PulseSeries:
    """Someone who answered to the first question, so many weeks ago with such a number."""
    return PulseSeries(
        slot, "Ana", {week_start(TODAY) - WEEK * ago: {"close": number} for ago, number in said}
    )


def dots(person: PulseSeries, title: str = "Close") -> list[list[Dot]]:
    panels = build_pulse_chart(TITLES, [person], [], TODAY).panels
    line = next(panel for panel in panels if panel.title == title).lines[0]
    return [list(stretch.dots) for stretch in line.stretches]


def runs(row: list[int | None]) -> list[list[int | None]]:
    """What stands between the gaps."""
    return [list(run) for is_there, run in groupby(row, lambda number: number is not None) if is_there]


@given(people, st.lists(days, max_size=9), days)
def test_all_of_it_lies_within_the_picture(found: list[PulseSeries], talked_on: list[date], today: date):
    drawing = build_pulse_chart(TITLES, found, talked_on, today)
    assert drawing.height == TOP + PANEL * len(TITLES) + DATE_ROW
    assert all(LEFT < talk.x < RIGHT for talk in drawing.talks)
    for panel in drawing.panels:
        assert TOP <= panel.y < panel.high < panel.low < panel.y + PANEL <= drawing.bottom
        for dot in (dot for line in panel.lines for stretch in line.stretches for dot in stretch.dots):
            assert LEFT < dot.x < RIGHT
            assert panel.high <= dot.y <= panel.low


@given(people, days)
def test_the_weeks_are_all_that_have_an_answer_up_to_this_one_within_a_year(
    found: list[PulseSeries], today: date
):
    drawing = build_pulse_chart(TITLES, found, [], today)
    columns = (drawing.ends - drawing.begins).days // 7 + 1
    assert drawing.begins.weekday() == drawing.ends.weekday() == 0
    assert FEWEST <= columns <= MOST_WEEKS
    assert 0.5 < drawing.size <= 1
    assert drawing.size * ROOM <= (RIGHT - LEFT) / columns + 0.1
    answered = [week for person in found for week in person.weeks]
    assert drawing.ends >= max([week_start(today), *answered])
    assert columns == MOST_WEEKS or all(week >= drawing.begins for week in answered)


@given(near)
def test_a_week_without_an_answer_breaks_the_line_and_nothing_else_does(said: dict[date, dict[str, int]]):
    person = PulseSeries(0, "Ana", said)
    drawing = build_pulse_chart(TITLES, [person], [], TODAY)
    shown = [
        drawing.begins + WEEK * column for column in range((drawing.ends - drawing.begins).days // 7 + 1)
    ]
    for name, title in TITLES.items():
        expected = runs([said.get(week, {}).get(name) for week in shown])
        found = dots(person, title)
        assert [len(stretch) for stretch in found] == [len(run) for run in expected]
        panel = next(panel for panel in drawing.panels if panel.title == title)
        heights = [[round((panel.low - dot.y) / 7, 3) for dot in stretch] for stretch in found]
        assert heights == expected


@given(near)
def test_later_weeks_stand_further_right(said: dict[date, dict[str, int]]):
    for title in TITLES.values():
        row = [dot.x for stretch in dots(PulseSeries(1, "Ben", said), title) for dot in stretch]
        assert row == sorted(set(row))


def test_a_gap_parts_two_stretches():
    assert [len(stretch) for stretch in dots(ana((5, 1), (4, 2), (2, 3)))] == [2, 1]
    assert dots(ana((5, 1)), "Safe") == []


def test_ten_stands_above_and_nought_below():
    ((high, low),) = dots(ana((1, 10), (0, 0)))
    assert high.y < low.y
    assert high.x < low.x


def test_a_dialogue_is_marked_once_a_day_in_its_own_week():
    person = ana(*((ago, 5) for ago in range(8)))
    last = dots(person)[0][-1].x
    drawing = build_pulse_chart(
        TITLES, [person], [TODAY, TODAY, TODAY - timedelta(weeks=99), TODAY + WEEK], TODAY
    )
    assert drawing.talks == (DialogueMark(last, TODAY),)  # a Thursday is the middle of its week


def test_two_people_have_a_line_each_in_every_panel():
    drawing = build_pulse_chart(TITLES, [ana((1, 5)), ana((1, 5), slot=1)], [], TODAY)
    assert [[line.slot for line in panel.lines] for panel in drawing.panels] == [[0, 1]] * len(TITLES)


def test_another_question_is_another_panel():
    drawing = build_pulse_chart({**TITLES, "glad": "Glad"}, [ana((0, 5))], [], TODAY)
    assert drawing.panels[-1].title == "Glad"
    assert drawing.bottom == drawing.panels[-1].y + PANEL
