"""What the page of insights shows: charts, and the numbers of their tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from transcripts.insights import charts, statistics
from transcripts.insights.charts import BarChart, DialogueDotsChart, SplitBar
from transcripts.insights.emotion_matching import FAMILIES, feelings_of, label
from transcripts.insights.queries import InsightsData
from transcripts.insights.statistics import MonthStatistics, Topic

MIN_DIALOGUES = 3  # dialogues; before that there is nothing to see
MOST_WORDS, MOST_TOPICS = 24, 12  # that are drawn; the others are folded


@dataclass(frozen=True, slots=True)
class FeelingWord:
    """A feeling that was named in so many dialogues; `size` from 1 to 5."""

    name: str
    dialogues: int
    size: int


@dataclass(frozen=True, slots=True)
class FeelingFamily:
    """Feelings that are akin, the one named most first."""

    name: str
    words: Sequence[FeelingWord]


@dataclass(frozen=True, slots=True)
class TopicThread:
    """A topic that came back, with where its days stand on its line."""

    topic: Topic
    dots: Sequence[float]


@dataclass(frozen=True)
class InsightsPage:
    """The drawings, and what their tables say."""

    seen: InsightsData

    @property
    def is_early(self) -> bool:
        """Whether there are too few dialogues to show anything."""
        return self.seen.dialogues < MIN_DIALOGUES

    @property
    def is_cut(self) -> bool:
        """Whether there are more months than a drawing holds."""
        return len(self.seen.months) > charts.MAX_MONTHS

    @property
    def months(self) -> list[MonthStatistics]:
        """The months with a dialogue, the latest first."""
        return [month for month in reversed(self.seen.months) if month.dialogues]

    @cached_property
    def whole(self) -> MonthStatistics:
        """All months in one."""
        return statistics.sum_months(self.seen.months)

    @property
    def has_time(self) -> bool:
        """Whether there is at least a minute to show."""
        return self.whole.roles.both >= timedelta(minutes=1)

    @property
    def marks(self) -> DialogueDotsChart:
        """Dialogues by month."""
        return charts.dialogue_marks_chart(self.seen.months)

    @property
    def halves(self) -> SplitBar:
        """The time of both roles."""
        return charts.split_bar(self.whole.roles)

    @property
    def shares(self) -> BarChart:
        """The time of both roles by month."""
        return charts.roles_chart(self.seen.months)

    @property
    def mirrors(self) -> BarChart:
        """First mirrors by month."""
        return charts.mirrors_chart(self.seen.months)

    @property
    def families(self) -> list[FeelingFamily]:
        """The feelings that were named most."""
        return families(dict(self.most[:MOST_WORDS]))

    @property
    def all_families(self) -> list[FeelingFamily]:
        """All feelings, by family."""
        return families(dict(self.most))

    @cached_property
    def most(self) -> list[tuple[str, int]]:
        """Each feeling with its number of dialogues, the most first."""
        order = feelings_of()
        return sorted(self.seen.feelings.items(), key=lambda one: (-one[1], order.index(one[0])))

    @property
    def threads(self) -> list[TopicThread]:
        """The topics that are shown."""
        return self.all_threads[:MOST_TOPICS]

    @property
    def more_threads(self) -> list[TopicThread]:
        """The topics that are folded."""
        return self.all_threads[MOST_TOPICS:]

    @cached_property
    def all_threads(self) -> list[TopicThread]:
        """Every recurring topic with its days."""
        began, today = self.seen.began, self.seen.today
        return [TopicThread(topic, charts.topic_positions(topic, began, today)) for topic in self.seen.topics]


def families(counted: dict[str, int]) -> list[FeelingFamily]:
    """These feelings by family, in the order of the families."""
    found = []
    for family, title in FAMILIES.items():
        named = [feeling for feeling in feelings_of(family) if feeling in counted]
        words = [
            FeelingWord(
                label(feeling), counted[feeling], charts.word_size(counted[feeling], counted.values())
            )
            for feeling in sorted(named, key=lambda feeling: -counted[feeling])
        ]
        if words:
            found.append(FeelingFamily(_(title), words))
    return found
