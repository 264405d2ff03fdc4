"""The charts of the insights. Plain Python. Each has a column for each of the last months; its table has them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.charts import DATE_BASELINE, DATE_ROW, VIEW_WIDTH, Columns, Scale
from transcripts.insights.statistics import MonthStatistics, RoleTimes, Topic

LEFT, RIGHT = 2, 338  # between the last two stand the months
MIN_MONTHS, MAX_MONTHS = 6, 24
MAX_BAR_WIDTH = 26  # a bar
MARK, MARKS = 15, 120  # what a dialogue's mark takes, and the room for all of a month
BAR_HEIGHT, BAR_GAP = 84, 2  # how high bars are, and the gap between their two parts
THREAD, EDGE = 14, 7  # how high a topic's thread is, and the room at its ends
SIZES = 5


@dataclass(frozen=True, slots=True)
class MonthColumns(Columns):
    """The months that are drawn, a column each: `begins` and `ends` are the first days of the first and the last."""

    months: tuple[MonthStatistics, ...]

    @property
    def width(self) -> float:
        """How wide a bar is."""
        return round(min(MAX_BAR_WIDTH, self.step * 0.72), 1)

    @property
    def begins(self) -> date:
        """The first day of the first month."""
        return self.months[0].first

    @property
    def ends(self) -> date:
        """The first day of the last month."""
        return self.months[-1].first

    @property
    def last(self) -> float:
        """The right edge of the last column."""
        return self.at(len(self.months))


@dataclass(frozen=True, slots=True)
class DialogueDot:
    """One dialogue."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class DialogueDotsChart:
    """A mark for each dialogue, one above the other in its month. `size` is 1 where there is room."""

    columns: MonthColumns
    height: float
    size: float
    marks: tuple[DialogueDot, ...]

    @property
    def dates_at(self) -> float:
        """The baseline of the dates."""
        return self.height - DATE_BASELINE


@dataclass(frozen=True, slots=True)
class BarPart:
    """One of the two parts of a bar; not drawn where it is nothing."""

    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: `lower` is full, `upper` open."""

    x: float
    width: float
    lower: BarPart
    upper: BarPart


@dataclass(frozen=True, slots=True)
class BarChart:
    """A bar for each month that has something to tell."""

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
    """A whole in two parts side by side, from the left edge to `parted_at` and from `goes_on_at` to the right one."""

    parted_at: float
    goes_on_at: float

    @property
    def width(self) -> float:
        """The width of the left part."""
        return round(self.parted_at - LEFT, 1)

    @property
    def rest(self) -> float:
        """The width of the right part."""
        return round(RIGHT - self.goes_on_at, 1)


def month_columns(months: Sequence[MonthStatistics]) -> MonthColumns:
    """The latest of these months; there is at least one."""
    latest = tuple(months[-MAX_MONTHS:])
    return MonthColumns(LEFT, RIGHT, max(MIN_MONTHS, len(latest)), latest)


def dialogue_marks_chart(months: Sequence[MonthStatistics]) -> DialogueDotsChart:
    """The dialogues of each month."""
    drawn = month_columns(months)
    most = max(month.dialogues for month in drawn.months)
    size = min(1.0, drawn.step / MARK, MARKS / MARK / max(most, 1))
    step = MARK * size
    bottom = max(step * most, MARK) + 2
    found = tuple(
        DialogueDot(drawn.middle(column), round(bottom - step * (row + 0.5), 1))
        for column, month in enumerate(drawn.months)
        for row in range(month.dialogues)
    )
    return DialogueDotsChart(drawn, round(bottom + DATE_ROW, 1), round(size, 3), found)


def roles_chart(months: Sequence[MonthStatistics]) -> BarChart:
    """How each month's time was shared: below the receiver's, above the sender's, all bars of one height."""

    def parts(month: MonthStatistics) -> tuple[float, float]:
        whole = month.roles.both
        return (month.roles.receiver / whole, month.roles.sender / whole) if whole else (0, 0)

    return bar_chart(months, parts)


def mirrors_chart(months: Sequence[MonthStatistics]) -> BarChart:
    """The first mirrors of each month: below those that needed no second try, above those given once more."""
    shown = [month.mirrors for month in month_columns(months).months if month.mirrors.may_show]
    most = max((one.answered for one in shown), default=1)

    def parts(month: MonthStatistics) -> tuple[float, float]:
        one = month.mirrors
        return (one.at_once / most, one.once_more / most) if one.may_show else (0, 0)

    return bar_chart(months, parts)


def bar_chart(
    months: Sequence[MonthStatistics], parts: Callable[[MonthStatistics], tuple[float, float]]
) -> BarChart:
    """`parts` gives of a month how much of the full height is below, and how much above."""
    drawn = month_columns(months)
    found = []
    for column, month in enumerate(drawn.months):
        low, high = parts(month)
        if low or high:
            found.append(
                stacked_bar(round(drawn.middle(column) - drawn.width / 2, 1), drawn.width, low, high)
            )
    return BarChart(drawn, tuple(found))


def stacked_bar(x: float, width: float, low: float, high: float) -> Bar:
    """A bar of two parts, given as shares of the full height."""
    room = BAR_HEIGHT - (BAR_GAP if low and high else 0)
    lower, upper = round(room * low, 1), round(room * high, 1)
    top = BAR_HEIGHT - lower - (BAR_GAP if low and high else 0) - upper
    return Bar(x, width, BarPart(BAR_HEIGHT - lower, lower), BarPart(round(top, 1), upper))


def split_bar(roles: RoleTimes) -> SplitBar:
    """All time together, the receiver's on the left."""
    share = roles.receiver / roles.both if roles.both else 0
    parted_at = LEFT + (RIGHT - LEFT - BAR_GAP) * share
    return SplitBar(round(parted_at, 1), round(parted_at + BAR_GAP, 1))


def topic_positions(topic: Topic, first: date, today: date) -> list[float]:
    """Where a topic's days stand on a line from the first dialogue's day to today."""
    length = max((max(today, topic.days[-1]) - first).days, 1)
    scale = Scale(EDGE, VIEW_WIDTH - EDGE, 0, length)
    return [round(scale.at((day - first).days), 1) for day in topic.days]


def word_size(count: int, counts: Iterable[int]) -> int:
    """How large a word is written that was said so often, from 1 to 5; 5 where it is the most, and often enough."""
    most = max(counts)
    return 1 + round((SIZES - 1) * (count - 1) / max(most - 1, SIZES - 1))
