"""The charts of the insights. Plain Python.

A chart has a column for each of the latest months; its table lists them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.charts import DATE_BASELINE, DATE_ROW, VIEW_WIDTH, Columns, Scale
from transcripts.insights.statistics import MonthStatistics, RoleTimes, Topic

LEFT, RIGHT = 2, 338  # the edges of all columns
MIN_MONTHS, MAX_MONTHS = 6, 24
MAX_BAR_WIDTH = 26
DOT_SIZE, DOTS_HEIGHT = 15, 120  # of one dot, and of all in a column
BAR_HEIGHT, BAR_GAP = 84, 2  # of a full bar, and between its two parts
LINE_HEIGHT, LINE_MARGIN = 14, 7  # of a topic's line, and at both its ends
MAX_WORD_SIZE = 5


@dataclass(frozen=True, slots=True)
class MonthColumns(Columns):
    """A column for each month that is drawn. `first_month` and `last_month` are given by their first days."""

    months: tuple[MonthStatistics, ...]

    @property
    def bar_width(self) -> float:
        """The width of a bar."""
        return round(min(MAX_BAR_WIDTH, self.step * 0.72), 1)

    @property
    def first_month(self) -> date:
        """The first day of the first month."""
        return self.months[0].first

    @property
    def last_month(self) -> date:
        """The first day of the last month."""
        return self.months[-1].first

    @property
    def right_edge(self) -> float:
        """The right edge of the last column."""
        return self.at(len(self.months))


@dataclass(frozen=True, slots=True)
class DialogueDot:
    """The position of one dialogue."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class DialogueDotsChart:
    """A dot for each dialogue, stacked by month. `scale` is 1 unless the dots must shrink to fit."""

    columns: MonthColumns
    height: float
    scale: float
    dots: tuple[DialogueDot, ...]

    @property
    def dates_at(self) -> float:
        """The baseline of the dates."""
        return self.height - DATE_BASELINE


@dataclass(frozen=True, slots=True)
class BarPart:
    """One of the two parts of a bar; its height is 0 if it isn't drawn."""

    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A month's bar: `lower` is filled, `upper` is outlined."""

    x: float
    width: float
    lower: BarPart
    upper: BarPart


@dataclass(frozen=True, slots=True)
class BarChart:
    """A bar for each month that has data."""

    columns: MonthColumns
    bars: tuple[Bar, ...]
    bottom: int = BAR_HEIGHT
    height: int = BAR_HEIGHT + DATE_ROW

    @property
    def dates_at(self) -> int:
        """The baseline of the dates."""
        return self.height - DATE_BASELINE


@dataclass(frozen=True, slots=True)
class SplitBar:
    """A horizontal bar in two parts: up to `left_end`, and from `right_start` on."""

    left_end: float
    right_start: float

    @property
    def left_width(self) -> float:
        """The width of the left part."""
        return round(self.left_end - LEFT, 1)

    @property
    def right_width(self) -> float:
        """The width of the right part."""
        return round(RIGHT - self.right_start, 1)


def month_columns(months: Sequence[MonthStatistics]) -> MonthColumns:
    """Return columns for the latest months; there is at least one."""
    latest = tuple(months[-MAX_MONTHS:])
    return MonthColumns(LEFT, RIGHT, max(MIN_MONTHS, len(latest)), latest)


def dialogue_dots_chart(months: Sequence[MonthStatistics]) -> DialogueDotsChart:
    """Return the chart of the number of dialogues by month."""
    columns = month_columns(months)
    max_dialogues = max(month.dialogues for month in columns.months)
    size = min(1.0, columns.step / DOT_SIZE, DOTS_HEIGHT / DOT_SIZE / max(max_dialogues, 1))
    step = DOT_SIZE * size
    bottom = max(step * max_dialogues, DOT_SIZE) + 2
    dots = tuple(
        DialogueDot(columns.middle(column), round(bottom - step * (row + 0.5), 1))
        for column, month in enumerate(columns.months)
        for row in range(month.dialogues)
    )
    return DialogueDotsChart(columns, round(bottom + DATE_ROW, 1), round(size, 3), dots)


def roles_chart(months: Sequence[MonthStatistics]) -> BarChart:
    """Return each month's time by role, the receiver's below the sender's. All bars have one height."""

    def parts(month: MonthStatistics) -> tuple[float, float]:
        total = month.roles.total
        return (month.roles.receiver / total, month.roles.sender / total) if total else (0, 0)

    return bar_chart(months, parts)


def mirrors_chart(months: Sequence[MonthStatistics]) -> BarChart:
    """Return each month's first mirrors: accepted ones below, repeated ones above."""
    counts = [month.mirrors for month in month_columns(months).months if month.mirrors.can_show]
    max_answered = max((mirrors.answered for mirrors in counts), default=1)

    def parts(month: MonthStatistics) -> tuple[float, float]:
        mirrors = month.mirrors
        return (
            (mirrors.accepted / max_answered, mirrors.repeated / max_answered) if mirrors.can_show else (0, 0)
        )

    return bar_chart(months, parts)


def bar_chart(
    months: Sequence[MonthStatistics], shares: Callable[[MonthStatistics], tuple[float, float]]
) -> BarChart:
    """Return a chart of two-part bars. `shares` returns a month's two shares of the full height."""
    columns = month_columns(months)
    bars = []
    for index, month in enumerate(columns.months):
        lower, upper = shares(month)
        if lower or upper:
            bars.append(
                stacked_bar(
                    round(columns.middle(index) - columns.bar_width / 2, 1), columns.bar_width, lower, upper
                )
            )
    return BarChart(columns, tuple(bars))


def stacked_bar(x: float, width: float, lower_share: float, upper_share: float) -> Bar:
    """Return a bar of two parts, given as shares of the full height."""
    available = BAR_HEIGHT - (BAR_GAP if lower_share and upper_share else 0)
    lower, upper = round(available * lower_share, 1), round(available * upper_share, 1)
    top = BAR_HEIGHT - lower - (BAR_GAP if lower_share and upper_share else 0) - upper
    return Bar(x, width, BarPart(BAR_HEIGHT - lower, lower), BarPart(round(top, 1), upper))


def split_bar(roles: RoleTimes) -> SplitBar:
    """Return the time of both roles in one bar, the receiver's on the left."""
    share = roles.receiver / roles.total if roles.total else 0
    parted_at = LEFT + (RIGHT - LEFT - BAR_GAP) * share
    return SplitBar(round(parted_at, 1), round(parted_at + BAR_GAP, 1))


def topic_positions(topic: Topic, first: date, today: date) -> list[float]:
    """Return the position of each of a topic's days on a line from the first dialogue to today."""
    length = max((max(today, topic.days[-1]) - first).days, 1)
    scale = Scale(LINE_MARGIN, VIEW_WIDTH - LINE_MARGIN, 0, length)
    return [round(scale.at((day - first).days), 1) for day in topic.days]


def word_size(count: int, counts: Iterable[int]) -> int:
    """Return a font size from 1 to 5 for a word named `count` times; rare words stay small, even if they are
    the most frequent."""
    max_count = max(counts)
    return 1 + round((MAX_WORD_SIZE - 1) * (count - 1) / max(max_count - 1, MAX_WORD_SIZE - 1))
