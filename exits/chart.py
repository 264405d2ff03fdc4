"""The chart of the weeks: notes on the time that a closed exit freed, and the next review. Plain Python.

340 wide, as a phone shows it; the table beside it says the same in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.charts import VIEW_WIDTH, WEEK, WeekColumns
from core.timezones import week_start

ROW, TOP = 44, 26
NAME, MIDDLE, BELOW_NAME = 12, 22, 30  # y in a row: a name's baseline, circles without and with a name
WEEKS, AHEAD = 12, 3  # columns, and how many of them lie ahead


@dataclass(frozen=True, slots=True)
class CommitmentCourse:
    """A commitment over time, with the days of its time notes and of the next review.

    `owner_name` is "" on the owner's own page.
    """

    slot: int
    owner_name: str
    made_on: date
    ends_on: date | None
    noted_on: tuple[date, ...]
    review_on: date | None


@dataclass(frozen=True, slots=True)
class WeekMark:
    """One week of a commitment. `notes` is how many time notes it has, `has_review` marks the next review."""

    x: float
    y: int
    begins: date
    is_running: bool
    notes: int
    has_review: bool

    @property
    def radius(self) -> float:
        return 4.0 if not self.notes else min(7.0 + 1.5 * self.notes, 12.0)


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """The weeks of one commitment, with the baseline of the name above them."""

    slot: int
    owner_name: str
    name_y: int
    marks: tuple[WeekMark, ...]


@dataclass(frozen=True, slots=True)
class CommitmentChart:
    """All lines of the chart."""

    height: int
    now: float
    lines: tuple[CommitmentLine, ...]

    @property
    def has_names(self) -> bool:
        return any(line.owner_name for line in self.lines)


def build_commitment_chart(courses: Sequence[CommitmentCourse], today: date) -> CommitmentChart:
    """Chart twelve weeks, three of them ahead; fewer past ones if all commitments are recent."""
    earliest = min(week_start(day) for day in (today, *(course.made_on for course in courses)))
    first = max(earliest, week_start(today) - WEEK * (WEEKS - AHEAD - 1))
    columns = WeekColumns(0, VIEW_WIDTH, WEEKS, first)
    lines = tuple(
        CommitmentLine(
            course.slot, course.owner_name, TOP + ROW * row + NAME, week_marks(course, columns, row)
        )
        for row, course in enumerate(courses)
    )
    now = columns.middle(columns.weeks.index(week_start(today)))
    return CommitmentChart(TOP + ROW * len(courses), now, lines)


def week_marks(course: CommitmentCourse, columns: WeekColumns, row: int) -> tuple[WeekMark, ...]:
    """Return the marks of a commitment's weeks."""
    y = TOP + ROW * row + (BELOW_NAME if course.owner_name else MIDDLE)
    return tuple(
        week_mark(course, week, columns.middle(column), y) for column, week in enumerate(columns.weeks)
    )


def week_mark(course: CommitmentCourse, begins: date, x: float, y: int) -> WeekMark:
    """Return the mark of one week."""
    return WeekMark(
        x=x,
        y=y,
        begins=begins,
        is_running=week_start(course.made_on) <= begins
        and (course.ends_on is None or begins <= course.ends_on),
        notes=sum(is_in_week(begins, day) for day in course.noted_on),
        has_review=course.review_on is not None and is_in_week(begins, course.review_on),
    )


def is_in_week(week: date, day: date) -> bool:
    """Return whether a day is in the week that begins on this Monday."""
    return week <= day < week + WEEK
