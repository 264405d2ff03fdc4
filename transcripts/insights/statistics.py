"""Statistics from moves, steps and times, without any words. Plain Python.

They are about the roles and the two together, never about one of them. How mirrors arrived is shown only if
both have mirrored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from core.timezones import next_month
from dialogues.protocol import INVITED, Purpose, State, Who
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import PAUSED_STEP, POSTPONED
from dialogues.transcript_types import find_purpose
from transcripts.search.normalization import fold_topic

MAX_TURN_TIME = timedelta(minutes=30)  # where nothing happened for longer, someone was away
NO_TIME = timedelta()


class TurnEvent(NamedTuple):
    """One turn without its words: who made which move at which step, and when."""

    author: int
    step: str
    move: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DialogueCourse:
    """A dialogue without its words: its kind, the day on which it began where its reader is, its turns in order."""

    kind: str
    day: date
    turns: Sequence[TurnEvent]


@dataclass(frozen=True, slots=True)
class RoleTimes:
    """The time spent at the steps of each role."""

    sender: timedelta = NO_TIME
    receiver: timedelta = NO_TIME

    def __add__(self, more: RoleTimes) -> RoleTimes:
        return RoleTimes(self.sender + more.sender, self.receiver + more.receiver)

    @property
    def both(self) -> timedelta:
        """The time of both roles."""
        return self.sender + self.receiver


@dataclass(frozen=True, slots=True)
class MirrorCounts:
    """First mirrors that were answered: accepted at once, given once more, and who gave them."""

    at_once: int = 0
    once_more: int = 0
    givers: frozenset[int] = frozenset()

    def __add__(self, more: MirrorCounts) -> MirrorCounts:
        return MirrorCounts(
            self.at_once + more.at_once, self.once_more + more.once_more, self.givers | more.givers
        )

    @property
    def answered(self) -> int:
        """All of them."""
        return self.at_once + self.once_more

    @property
    def may_show(self) -> bool:
        """Where only one has mirrored, the numbers would be about that one."""
        return len(self.givers) > 1


@dataclass(frozen=True, slots=True)
class MonthStatistics:
    """The dialogues that began in a month, which its first day names."""

    first: date
    dialogues: int = 0
    roles: RoleTimes = RoleTimes()
    mirrors: MirrorCounts = MirrorCounts()

    def __add__(self, more: MonthStatistics) -> MonthStatistics:
        return MonthStatistics(
            min(self.first, more.first),
            self.dialogues + more.dialogues,
            self.roles + more.roles,
            self.mirrors + more.mirrors,
        )


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that came back: as it was written last, the kind of dialogue it was last in, and the days."""

    words: str
    kind: str
    days: tuple[date, ...]


def has_started(kind: str, state: State) -> bool:
    """Whether the two came as far as talking: both had arrived."""
    return (state.back or state.step) not in {INVITED, POSTPONED.name, KINDS[kind].arrival.name}


@lru_cache
def roles_by_step(kind: str) -> dict[str, Who]:
    """Return who acts at each step that belongs to one role."""
    steps = (step for step in KINDS[kind].steps if step.who is not Who.BOTH and step.name != INVITED)
    return {step.name: step.who for step in steps}


def statistics_by_month(courses: Iterable[DialogueCourse], today: date) -> list[MonthStatistics]:
    """Each month from the first dialogue to now, including empty ones."""
    found: dict[date, MonthStatistics] = {}
    for course in courses:
        month = course_statistics(course)
        found[month.first] = found[month.first] + month if month.first in found else month
    return [found.get(first, MonthStatistics(first)) for first in month_range(found, today)]


def course_statistics(course: DialogueCourse) -> MonthStatistics:
    """The statistics of one dialogue."""
    return MonthStatistics(course.day.replace(day=1), 1, role_times(course), mirror_counts(course))


def month_range(firsts: Iterable[date], today: date) -> Iterator[date]:
    """The first days of all months from the earliest of these on. None without any."""
    known = sorted(firsts)
    first, last = (known[0], max(known[-1], today)) if known else (today, date.min)
    while first <= last:
        yield first
        first = next_month(first)


def role_times(course: DialogueCourse) -> RoleTimes:
    """Time between turns, by the role whose step it was. Steps of both and long breaks don't count."""
    spent = {Who.SENDER: NO_TIME, Who.RECEIVER: NO_TIME}
    whose = roles_by_step(course.kind)
    for before, turn in pairwise(course.turns):
        who = whose.get(turn.step)
        if who is not None and NO_TIME <= (length := turn.at - before.at) <= MAX_TURN_TIME:
            spent[who] += length
    return RoleTimes(spent[Who.SENDER], spent[Who.RECEIVER])


def mirror_counts(course: DialogueCourse) -> MirrorCounts:
    """Count the first mirror of each piece, once its sender answered.

    A mirror after a correction is a second try.
    """
    answers: list[bool] = []
    givers: set[int] = set()
    before, giver = None, None  # a first mirror is waiting for its answer
    for turn in course.turns:
        purpose = find_purpose(course.kind, turn.step, turn.move)
        if turn.step == PAUSED_STEP.name or purpose in (Purpose.PAUSE, Purpose.STOP):
            continue
        if giver is not None:
            answers.append(purpose is not Purpose.CORRECTION)
            givers.add(giver)
        is_first = purpose is Purpose.MIRROR and before is not Purpose.CORRECTION
        giver = turn.author if is_first else None
        before = purpose
    return MirrorCounts(sum(answers), len(answers) - sum(answers), frozenset(givers))


def sum_months(months: Sequence[MonthStatistics]) -> MonthStatistics:
    """All months in one; there is at least one."""
    first, *others = months
    return sum(others, first)


def recurring_topics(said: Iterable[tuple[date, str, str]]) -> list[Topic]:
    """Topics of more than one dialogue, given as (day, kind, words); the most recent first."""
    found: dict[str, list[tuple[date, str, str]]] = {}
    for one in sorted(said):
        found.setdefault(fold_topic(one[2]), []).append(one)
    topics = [
        Topic(some[-1][2].strip(), some[-1][1], tuple(day for day, _kind, _words in some))
        for some in found.values()
        if len(some) > 1
    ]
    return sorted(topics, key=lambda topic: (topic.days[-1], len(topic.days)), reverse=True)
