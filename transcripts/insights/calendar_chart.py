"""A year as twelve small months with a square for each day. Plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.timezones import week_start

STEP = 14  # from one square to the next; a month is seven wide and up to six high
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A square and the number of dialogues that began on its day. `sort` is its CSS class."""

    day: date
    x: int
    y: int
    dialogues: int
    is_today: bool
    is_ahead: bool

    @property
    def sort(self) -> str:
        """How it is drawn."""
        return "talked" if self.dialogues else "ahead" if self.is_ahead else "past"


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """The squares of a month."""

    first: date
    days: tuple[CalendarDay, ...]

    @property
    def talked(self) -> list[CalendarDay]:
        """The days with a dialogue."""
        return [day for day in self.days if day.dialogues]


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """`before` and `after` are the neighbouring years with dialogues, None without one."""

    number: int
    months: tuple[CalendarMonth, ...]
    before: int | None
    after: int | None

    @property
    def talked(self) -> list[CalendarDay]:
        """The days with a dialogue."""
        return [day for month in self.months for day in month.talked]

    @property
    def is_now(self) -> bool:
        """Whether today is in it."""
        return any(day.is_today for month in self.months for day in month.days)

    @property
    def has_more(self) -> bool:
        """Whether a day has more than one."""
        return any(day.dialogues > 1 for day in self.talked)


def build_year(days: Iterable[date], asked: str, today: date) -> CalendarYear:
    """The year `asked` for, as four digits, with the days on which dialogues began.

    If there is nothing in it to see, it is the current year.
    """
    counted = Counter(days)
    first, last = min([today, *counted]).year, max([today, *counted]).year
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    number = number if first <= number <= last else today.year
    months = tuple(calendar_month(date(number, one, 1), counted, today) for one in range(1, 13))
    return CalendarYear(
        number,
        months,
        before=number - 1 if number > first else None,
        after=number + 1 if number < last else None,
    )


def calendar_month(first: date, counted: Counter[date], today: date) -> CalendarMonth:
    """The squares of a month, a row for each week."""
    corner = week_start(first)
    days = []
    day = first
    while day.month == first.month:
        week, weekday = divmod((day - corner).days, 7)
        days.append(CalendarDay(day, weekday * STEP, week * STEP, counted[day], day == today, day > today))
        day += DAY
    return CalendarMonth(first, tuple(days))
