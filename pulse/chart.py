"""The chart of the pulse: a line for each question and person, and the dialogues they finished. Plain Python.

It is 340 wide, to fit a phone; the table below it shows the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from core.charts import DATE_BASELINE, DATE_ROW, WEEK, Scale, WeekColumns
from core.timezones import week_start
from pulse.questions import HIGHEST, LOWEST

LEFT, RIGHT = 24, 336  # the weeks are drawn between them
TOP = 24  # above the first panel; the dialogues are marked there
TITLE, HIGH, LOW, PANEL = 14, 28, 98, 120  # in a panel: the baseline of its title, 10, 0, and its end
MIN_WEEKS, MAX_WEEKS = 8, 52
DOT_WIDTH = 11  # of a dot at full size


@dataclass(frozen=True, slots=True)
class PulseSeries:
    """One person's slot, display name, and numbers by week and question."""

    slot: int
    label: str
    weeks: Mapping[date, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Dot:
    """One answer, in the middle of its week."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class LineSegment:
    """Answers of consecutive weeks."""

    dots: tuple[Dot, ...]

    @property
    def points(self) -> str:
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


@dataclass(frozen=True, slots=True)
class DialogueMark:
    """A day on which a dialogue ended, and the position of its mark."""

    x: float
    day: date


@dataclass(frozen=True, slots=True)
class PulseLine:
    """One person's answers to one question, as segments and single dots."""

    slot: int
    segments: tuple[LineSegment, ...]


@dataclass(frozen=True, slots=True)
class QuestionPanel:
    """One question with a line for each person."""

    title: str
    y: int
    lines: tuple[PulseLine, ...]

    @property
    def title_y(self) -> int:
        return self.y + TITLE

    @property
    def high(self) -> int:
        return self.y + HIGH

    @property
    def low(self) -> int:
        return self.y + LOW


@dataclass(frozen=True, slots=True)
class PulseChart:
    """All panels. `first_week` and `last_week` are the Mondays of the first and the last week."""

    height: int
    first_week: date
    last_week: date
    size: float
    panels: tuple[QuestionPanel, ...]
    dialogues: tuple[DialogueMark, ...]

    @property
    def bottom(self) -> int:
        return self.height - DATE_ROW

    @property
    def dates_y(self) -> int:
        return self.height - DATE_BASELINE


def build_pulse_chart(
    questions: Mapping[str, str], people: Sequence[PulseSeries], dialogue_days: Iterable[date], today: date
) -> PulseChart:
    """Chart the weeks from the first answer to the current week, 52 at most.

    `questions` maps each question's name to its title.
    """
    columns = week_columns([week for person in people for week in person.weeks], today)
    panels = question_panels(questions, people, columns)
    return PulseChart(
        TOP + PANEL * len(panels) + DATE_ROW,
        columns.first,
        columns.weeks[-1],
        dot_size(columns),
        panels,
        dialogue_marks(dialogue_days, columns),
    )


def question_panels(
    questions: Mapping[str, str], people: Sequence[PulseSeries], columns: WeekColumns
) -> tuple[QuestionPanel, ...]:
    """Return a panel for each question, one below the other."""
    return tuple(
        QuestionPanel(title, top, tuple(pulse_line(person, name, columns, top) for person in people))
        for top, (name, title) in zip(count(TOP, PANEL), questions.items(), strict=False)
    )


def dialogue_marks(days: Iterable[date], columns: WeekColumns) -> tuple[DialogueMark, ...]:
    """Return a mark for each day in the charted weeks."""
    return tuple(
        DialogueMark(columns.day(day), day) for day in sorted(set(days)) if week_start(day) in columns.weeks
    )


def week_columns(weeks: Sequence[date], today: date) -> WeekColumns:
    """Return the columns of all weeks with an answer up to today's, 52 at most."""
    last = max([week_start(today), *weeks])
    first = max(min(weeks, default=last), last - WEEK * (MAX_WEEKS - 1))
    return WeekColumns(LEFT, RIGHT, max(MIN_WEEKS, (last - first).days // 7 + 1), first)


def pulse_line(person: PulseSeries, name: str, columns: WeekColumns, top: int) -> PulseLine:
    """Return one person's answers to one question. A week without an answer interrupts the line."""
    segments: list[list[Dot]] = [[]]
    for week in columns.weeks:
        number = person.weeks.get(week, {}).get(name)
        if number is not None:
            segments[-1].append(
                Dot(columns.day(week + WEEK // 2), Scale(top + LOW, top + HIGH, LOWEST, HIGHEST).at(number))
            )
        elif segments[-1]:
            segments.append([])
    return PulseLine(person.slot, tuple(LineSegment(tuple(dots)) for dots in segments if dots))


def dot_size(columns: WeekColumns) -> float:
    """Return the factor by which dots shrink when weeks are narrow; 1 where there is room."""
    return round(min(1.0, columns.step / DOT_WIDTH), 2)
