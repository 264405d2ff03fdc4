"""The context of the insights page: charts, and the rows of their tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from transcripts.insights import charts, statistics
from transcripts.insights.charts import BarChart, DialogueDotsChart, SplitBar
from transcripts.insights.emotion_matching import FAMILIES, feeling_label, feelings_of
from transcripts.insights.queries import InsightsData
from transcripts.insights.statistics import MonthStatistics, Topic
from transcripts.labels import hours_and_minutes

MIN_DIALOGUES = 3  # with fewer, nothing is shown
MAX_FEELINGS, MAX_TOPICS = 24, 12  # shown at once; the others on request


@dataclass(frozen=True, slots=True)
class FeelingWord:
    """A feeling and the number of dialogues in which it was named. `size` runs from 1 to 5."""

    name: str
    dialogues: int
    size: int


@dataclass(frozen=True, slots=True)
class FeelingFamily:
    """Related feelings, the most frequent first."""

    name: str
    words: Sequence[FeelingWord]


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A recurring topic, and the positions of its days on a line."""

    topic: Topic
    dots: Sequence[float]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month in the table beneath a chart with bars of two parts."""

    month: date
    lower: str | int
    upper: str | int


@dataclass(frozen=True)
class InsightsPage:
    """The charts of the page and the rows of their tables."""

    data: InsightsData

    @property
    def has_too_few(self) -> bool:
        """Whether there are too few dialogues to show anything."""
        return self.data.dialogues < MIN_DIALOGUES

    @property
    def is_truncated(self) -> bool:
        """Whether there are more months than a chart has columns."""
        return len(self.data.months) > charts.MAX_MONTHS

    @property
    def months(self) -> list[MonthStatistics]:
        """The months that have dialogues, latest first."""
        return [month for month in reversed(self.data.months) if month.dialogues]

    @cached_property
    def all_months(self) -> MonthStatistics:
        """The sum of all months."""
        return statistics.sum_months(self.data.months)

    @property
    def has_time(self) -> bool:
        """Whether there is at least a minute to show."""
        return self.all_months.roles.total >= timedelta(minutes=1)

    @property
    def dots_chart(self) -> DialogueDotsChart:
        """Dialogues by month."""
        return charts.dialogue_dots_chart(self.data.months)

    @property
    def time_bar(self) -> SplitBar:
        """The time of both roles in one bar."""
        return charts.split_bar(self.all_months.roles)

    @property
    def roles_chart(self) -> BarChart:
        """The time of both roles by month."""
        return charts.roles_chart(self.data.months)

    @property
    def roles_rows(self) -> list[MonthRow]:
        """The time of both roles by month, in words."""
        return [
            MonthRow(
                month.first, hours_and_minutes(month.roles.receiver), hours_and_minutes(month.roles.sender)
            )
            for month in self.months
        ]

    @property
    def mirrors_chart(self) -> BarChart:
        """First mirrors by month."""
        return charts.mirrors_chart(self.data.months)

    @property
    def mirrors_rows(self) -> list[MonthRow]:
        """First mirrors by month, where they may be shown."""
        return [
            MonthRow(month.first, month.mirrors.accepted, month.mirrors.repeated)
            for month in self.months
            if month.mirrors.can_show
        ]

    @property
    def top_families(self) -> list[FeelingFamily]:
        """The most frequent feelings, by family."""
        return group_by_family(dict(self.feeling_counts[:MAX_FEELINGS]))

    @property
    def all_families(self) -> list[FeelingFamily]:
        """All feelings, by family."""
        return group_by_family(dict(self.feeling_counts))

    @cached_property
    def feeling_counts(self) -> list[tuple[str, int]]:
        """Feelings with their number of dialogues, the most frequent first."""
        order = feelings_of()
        return sorted(self.data.feelings.items(), key=lambda one: (-one[1], order.index(one[0])))

    @property
    def top_topics(self) -> list[TopicLine]:
        """The topics shown at once."""
        return self.all_topics[:MAX_TOPICS]

    @property
    def more_topics(self) -> list[TopicLine]:
        """The topics shown on request."""
        return self.all_topics[MAX_TOPICS:]

    @cached_property
    def all_topics(self) -> list[TopicLine]:
        """All recurring topics with their days."""
        began, today = self.data.first_day, self.data.today
        return [TopicLine(topic, charts.topic_positions(topic, began, today)) for topic in self.data.topics]


def group_by_family(counts: dict[str, int]) -> list[FeelingFamily]:
    """Group feelings by family, in the order of FAMILIES."""
    groups = []
    for family, title in FAMILIES.items():
        feelings = [feeling for feeling in feelings_of(family) if feeling in counts]
        words = [
            FeelingWord(
                feeling_label(feeling), counts[feeling], charts.word_size(counts[feeling], counts.values())
            )
            for feeling in sorted(feelings, key=lambda feeling: -counts[feeling])
        ]
        if words:
            groups.append(FeelingFamily(_(title), words))
    return groups
