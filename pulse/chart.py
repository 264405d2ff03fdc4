"""The drawing of the pulse: a line for each question and person, and the dialogues they finished. Plain Python.

340 wide, as a phone shows it; the table beneath it says the same in numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.charts import DATE_BASELINE, DATE_ROW, WEEK, Scale, WeekColumns
from core.timezones import week_start
from pulse.questions import LEAST, MOST

LEFT, RIGHT = 24, 336  # between the last two stand the weeks
TOP = 24  # above the first panel; the dialogues are marked there
TITLE, HIGH, LOW, PANEL = 14, 28, 98, 120  # in a panel: the baseline of its title, 10, 0, and its end
FEWEST, MOST_WEEKS = 8, 52
ROOM = 11  # what a dot takes


@dataclass(frozen=True, slots=True)
class PulseSeries:
    """A line's owner: their slot, display name, and numbers by week and question."""

    slot: int
    whose: str
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
    stretches: tuple[LineSegment, ...]


@dataclass(frozen=True, slots=True)
class QuestionPanel:
    """One question with a line for each person."""

    title: str
    y: int
    lines: tuple[PulseLine, ...]

    @property
    def title_at(self) -> int:
        return self.y + TITLE

    @property
    def high(self) -> int:
        return self.y + HIGH

    @property
    def low(self) -> int:
        return self.y + LOW


@dataclass(frozen=True, slots=True)
class PulseChart:
    """All panels. `begins` and `ends` are the Mondays of the first and the last week."""

    height: int
    begins: date
    ends: date
    size: float
    panels: tuple[QuestionPanel, ...]
    talks: tuple[DialogueMark, ...]

    @property
    def bottom(self) -> int:
        return self.height - DATE_ROW

    @property
    def dates_at(self) -> int:
        return self.height - DATE_BASELINE


def build_pulse_chart(
    questions: Mapping[str, str], people: Sequence[PulseSeries], talked_on: Iterable[date], today: date
) -> PulseChart:
    """Chart the weeks from the first answer to the current week, 52 at most.

    `questions` maps each question's name to its title.
    """
    columns = week_columns([week for person in people for week in person.weeks], today)
    panels = tuple(
        QuestionPanel(
            title,
            TOP + PANEL * row,
            tuple(pulse_line(person, name, columns, TOP + PANEL * row) for person in people),
        )
        for row, (name, title) in enumerate(questions.items())
    )
    talks = tuple(
        DialogueMark(columns.day(day), day)
        for day in sorted(set(talked_on))
        if week_start(day) in columns.weeks
    )
    return PulseChart(
        TOP + PANEL * len(panels) + DATE_ROW,
        columns.first,
        columns.weeks[-1],
        dot_size(columns),
        panels,
        talks,
    )


def week_columns(weeks: Sequence[date], today: date) -> WeekColumns:
    """Return the columns of all weeks with an answer up to today's, 52 at most."""
    last = max([week_start(today), *weeks])
    first = max(min(weeks, default=last), last - WEEK * (MOST_WEEKS - 1))
    return WeekColumns(LEFT, RIGHT, max(FEWEST, (last - first).days // 7 + 1), first)


def pulse_line(person: PulseSeries, name: str, columns: WeekColumns, top: int) -> PulseLine:
    """Return one person's answers to one question. A week without an answer interrupts the line."""
    stretches: list[list[Dot]] = [[]]
    for week in columns.weeks:
        number = person.weeks.get(week, {}).get(name)
        if number is not None:
            stretches[-1].append(
                Dot(columns.day(week + WEEK // 2), Scale(top + LOW, top + HIGH, LEAST, MOST).at(number))
            )
        elif stretches[-1]:
            stretches.append([])
    return PulseLine(person.slot, tuple(LineSegment(tuple(dots)) for dots in stretches if dots))


def dot_size(columns: WeekColumns) -> float:
    """Return the factor by which dots shrink when weeks are narrow; 1 where there is room."""
    return round(min(1.0, columns.step / ROOM), 2)
