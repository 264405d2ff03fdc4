"""Statistics about moves, steps and times, without any words. Plain Python.

They describe roles and the couple, never one partner. Mirrors are shown only once both have mirrored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from core.timezones import next_month
from dialogues.protocol import INVITED, Actor, Purpose, State
from dialogues.protocol.arrangements import ARRANGING
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import PAUSED_STEP
from dialogues.transcript_types import find_purpose
from transcripts.search.normalization import fold_topic

MAX_TURN_TIME = timedelta(minutes=30)  # after a longer gap, someone was away
NO_TIME = timedelta()


class TurnEvent(NamedTuple):
    """A turn without its words. `author` is a partner's primary key."""

    author: int
    step: str
    move: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DialogueCourse:
    """A dialogue without its words: its kind, its turns, and the day it began in the reader's time zone."""

    kind: str
    day: date
    turns: Sequence[TurnEvent]


@dataclass(frozen=True, slots=True)
class RoleTimes:
    """Time spent at the sender's and at the receiver's steps."""

    sender: timedelta = NO_TIME
    receiver: timedelta = NO_TIME

    def __add__(self, other: RoleTimes) -> RoleTimes:
        return RoleTimes(self.sender + other.sender, self.receiver + other.receiver)

    @property
    def total(self) -> timedelta:
        """The sum of both."""
        return self.sender + self.receiver


@dataclass(frozen=True, slots=True)
class MirrorCounts:
    """First mirrors: how many the sender accepted, how many were repeated, and who mirrored."""

    accepted: int = 0
    repeated: int = 0
    authors: frozenset[int] = frozenset()

    def __add__(self, other: MirrorCounts) -> MirrorCounts:
        return MirrorCounts(
            self.accepted + other.accepted, self.repeated + other.repeated, self.authors | other.authors
        )

    @property
    def answered(self) -> int:
        """How many the sender answered."""
        return self.accepted + self.repeated

    @property
    def can_show(self) -> bool:
        """Whether both have mirrored; otherwise the numbers would be about one partner."""
        return len(self.authors) > 1


@dataclass(frozen=True, slots=True)
class MonthStatistics:
    """Statistics of the dialogues that began in a month; `first` is its first day."""

    first: date
    dialogues: int = 0
    roles: RoleTimes = RoleTimes()
    mirrors: MirrorCounts = MirrorCounts()

    def __add__(self, other: MonthStatistics) -> MonthStatistics:
        return MonthStatistics(
            min(self.first, other.first),
            self.dialogues + other.dialogues,
            self.roles + other.roles,
            self.mirrors + other.mirrors,
        )


@dataclass(frozen=True, slots=True)
class Topic:
    """A recurring topic in its latest wording, the kind of its latest dialogue, and its days."""

    words: str
    kind: str
    days: tuple[date, ...]


def has_started(kind: str, state: State) -> bool:
    """Return whether both partners had arrived."""
    return is_after_arrival(kind, state.back or state.step)


@lru_cache
def is_after_arrival(kind: str, step: str) -> bool:
    """Return whether a step comes only after both have arrived."""
    return step not in ARRANGING and step != KINDS[kind].arrival.name


@lru_cache
def roles_by_step(kind: str) -> dict[str, Actor]:
    """Return who acts at each step that belongs to one role."""
    steps = (
        step for step in KINDS[kind].table.values() if step.actor is not Actor.BOTH and step.name != INVITED
    )
    return {step.name: step.actor for step in steps}


def statistics_by_month(courses: Iterable[DialogueCourse], today: date) -> list[MonthStatistics]:
    """Return a row for each month from the first dialogue to today, also for months without one."""
    months: dict[date, MonthStatistics] = {}
    for course in courses:
        month = course_statistics(course)
        months[month.first] = months[month.first] + month if month.first in months else month
    return [months.get(first, MonthStatistics(first)) for first in month_range(months, today)]


def course_statistics(course: DialogueCourse) -> MonthStatistics:
    """Return the statistics of one dialogue."""
    return MonthStatistics(course.day.replace(day=1), 1, role_times(course), mirror_counts(course))


def month_range(firsts: Iterable[date], today: date) -> Iterator[date]:
    """Yield the first day of each month from the earliest to the latest, or to today if that is later."""
    months = sorted(firsts)
    first, last = (months[0], max(months[-1], today)) if months else (today, date.min)
    while first <= last:
        yield first
        first = next_month(first)


def role_times(course: DialogueCourse) -> RoleTimes:
    """Add up the time between turns by the role that acts. Steps for both and long breaks don't count."""
    times = {Actor.SENDER: NO_TIME, Actor.RECEIVER: NO_TIME}
    roles = roles_by_step(course.kind)
    for previous, turn in pairwise(course.turns):
        role = roles.get(turn.step)
        if role is not None and NO_TIME <= (duration := turn.at - previous.at) <= MAX_TURN_TIME:
            times[role] += duration
    return RoleTimes(times[Actor.SENDER], times[Actor.RECEIVER])


def mirror_counts(course: DialogueCourse) -> MirrorCounts:
    """Count the first mirror of each piece, once its sender answered where they could have corrected it.

    A mirror after a correction is a second try.
    """
    answers: list[bool] = []
    authors: set[int] = set()
    previous, author = None, None  # of a first mirror that is not answered yet
    for turn in course.turns:
        purpose = find_purpose(course.kind, turn.step, turn.move)
        if turn.step == PAUSED_STEP.name or purpose in (Purpose.PAUSE, Purpose.STOP):
            continue
        if author is not None and answers_mirror(course.kind, turn.step, purpose):
            answers.append(purpose is not Purpose.CORRECTION)
            authors.add(author)
        is_first = purpose is Purpose.MIRROR and previous is not Purpose.CORRECTION
        author = turn.author if is_first else None
        previous = purpose
    return MirrorCounts(sum(answers), len(answers) - sum(answers), frozenset(authors))


@lru_cache
def may_correct(kind: str, step: str) -> bool:
    """Whether what was said back can be corrected at this step, so that going on accepts it."""
    known_step = KINDS[kind].table.get(step)
    return known_step is not None and known_step.has(Purpose.CORRECTION)


def answers_mirror(kind: str, step: str, purpose: Purpose | None) -> bool:
    """Whether a turn says that a mirror was right, or what it missed. Leaving it there says neither."""
    return purpose not in (Purpose.REFUSAL, Purpose.STEP_OUT) and may_correct(kind, step)


def sum_months(months: Sequence[MonthStatistics]) -> MonthStatistics:
    """Return the sum of all months, at least one."""
    first, *others = months
    return sum(others, first)


def recurring_topics(topics: Iterable[tuple[date, str, str]]) -> list[Topic]:
    """Return topics of more than one dialogue, given as (day, kind, words); the latest first."""
    by_topic: dict[str, list[tuple[date, str, str]]] = {}
    for occurrence in sorted(topics):
        by_topic.setdefault(fold_topic(occurrence[2]), []).append(occurrence)
    recurring = [
        Topic(
            occurrences[-1][2].strip(), occurrences[-1][1], tuple(day for day, _kind, _words in occurrences)
        )
        for occurrences in by_topic.values()
        if len(occurrences) > 1
    ]
    return sorted(recurring, key=lambda topic: (topic.days[-1], len(topic.days)), reverse=True)
