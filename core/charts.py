"""What the charts share: columns, scales, the row of dates, and text that fits. Plain Python, no database.

A chart is 340 units wide, as a phone shows it. It says where things are drawn; its template draws them as SVG.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

VIEW_WIDTH = 340
DATE_ROW = 20  # the height of the dates beneath a chart
DATE_BASELINE = 5  # from the bottom of a chart up to its dates
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale: `low` is drawn at `start`, `high` at `end`."""

    start: float
    end: float
    low: float
    high: float

    def at(self, value: float) -> float:
        """Where a value is drawn."""
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of one width, from the left edge to the right one."""

    left: float
    right: float
    count: int

    @property
    def step(self) -> float:
        """The width of a column."""
        return (self.right - self.left) / self.count

    def at(self, position: float) -> float:
        """The x of a position in columns: 0 is the left edge of the first, 1 of the second."""
        return round(self.left + position * self.step, 1)

    def middle(self, column: int) -> float:
        """The x of the middle of a column, counted from 0."""
        return self.at(column + 0.5)


@dataclass(frozen=True, slots=True)
class WeekColumns(Columns):
    """A column a week; `first` is the Monday of the first."""

    first: date

    @property
    def weeks(self) -> list[date]:
        """The Mondays of all columns."""
        return [self.first + WEEK * column for column in range(self.count)]

    def day(self, day: date) -> float:
        """The x of the middle of a day."""
        return self.at(((day - self.first).days + 0.5) / 7)


def char_columns(char: str) -> float:
    """How many columns of text a character takes: an estimate, too large rather than too small."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 1.5 if char in "mwMW@%" else 1.25 if char.isupper() else 1


def text_columns(text: str) -> float:
    """How many columns a text takes."""
    return sum(map(char_columns, text))


def truncate_text(text: str, columns: int) -> str:
    """The text in at most so many columns, with an ellipsis if it was cut."""
    if text_columns(text) <= columns:
        return text
    fitting, left = "", columns - 1.0
    for char in text:
        left -= char_columns(char)
        if left < 0:
            break
        fitting += char
    return fitting.rstrip(" \u200d\ufe0f") + "…"


def wrap_text(text: str, columns: int, max_lines: int) -> list[str]:
    """The text in lines of at most so many columns; the last line is cut if there is more."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_columns(longer) > columns:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > max_lines:
        lines[max_lines - 1 :] = [" ".join(lines[max_lines - 1 :])]
    return [truncate_text(line, columns) for line in lines]
