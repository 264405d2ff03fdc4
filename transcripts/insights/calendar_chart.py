"""A year as twelve small months, with a square for each day. Plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from core.timezones import week_start

STEP = 14  # from one square to the next
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day's square, and the number of dialogues that began on that day."""

    day: date
    x: int
    y: int
    dialogues: int
    is_today: bool
    is_future: bool

    @property
    def css_class(self) -> str:
        """The CSS class of the square."""
        return "talked" if self.dialogues else "ahead" if self.is_future else "past"


@dataclass(frozen=True)
class CalendarMonth:
    """A month with a square for each day."""

    first: date
    days: tuple[CalendarDay, ...]

    @cached_property
    def dialogue_days(self) -> list[CalendarDay]:
        """The days with a dialogue."""
        return [day for day in self.days if day.dialogues]

    @property
    def days_text(self) -> str:
        """The days with a dialogue, and how many if there were several: "3, 9 (2), 21"."""
        return ", ".join(
            f"{day.day.day} ({day.dialogues})" if day.dialogues > 1 else str(day.day.day)
            for day in self.dialogue_days
        )

    @property
    def marked_days(self) -> list[CalendarDay]:
        """The days whose squares have a mark: today, and those with more than one dialogue."""
        return [day for day in self.days if day.is_today or day.dialogues > 1]


@dataclass(frozen=True)
class CalendarYear:
    """A year with its months. `previous` and `next` are the neighbouring years, None where no dialogues
    follow."""

    year: int
    months: tuple[CalendarMonth, ...]
    previous: int | None
    next: int | None

    @cached_property
    def dialogue_days(self) -> list[CalendarDay]:
        """The days with a dialogue."""
        return [day for month in self.months for day in month.dialogue_days]

    @property
    def is_current(self) -> bool:
        """Whether it includes today."""
        return any(day.is_today for month in self.months for day in month.days)

    @property
    def has_busy_days(self) -> bool:
        """Whether more than one dialogue began on some day."""
        return any(day.dialogues > 1 for day in self.dialogue_days)


def build_year(days: Iterable[date], text: str, today: date) -> CalendarYear:
    """Return a year's calendar with the days on which dialogues began.

    `text` is the year as typed. The current year is shown if it is invalid or outside the couple's time with
    dialogues.
    """
    counts = Counter(days)
    first, last = min([today, *counts]).year, max([today, *counts]).year
    number = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    number = number if first <= number <= last else today.year
    months = tuple(calendar_month(date(number, month, 1), counts, today) for month in range(1, 13))
    return CalendarYear(
        number,
        months,
        previous=number - 1 if number > first else None,
        next=number + 1 if number < last else None,
    )


def calendar_month(first: date, counts: Counter[date], today: date) -> CalendarMonth:
    """Return a month with a row for each week."""
    first_week = week_start(first)
    days = []
    day = first
    while day.month == first.month:
        week, weekday = divmod((day - first_week).days, 7)
        days.append(CalendarDay(day, weekday * STEP, week * STEP, counts[day], day == today, day > today))
        day += DAY
    return CalendarMonth(first, tuple(days))
