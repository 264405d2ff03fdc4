"""What the course of dialogues tells: moves, steps and times, and none of the words said in between. Plain Python.

It tells of roles and of the two together, never of one of them: the time at a role's steps, whoever had it, and how
mirrors arrived, only where both have mirrored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from dialogues.protocol import INVITED, Purpose, State, Who
from dialogues.protocol.kinds import KINDS
from dialogues.protocol.shared_steps import PAUSED_STEP, POSTPONED
from dialogues.transcript_types import find_purpose
from transcripts.search.normalization import fold_topic

AWAY = timedelta(minutes=30)  # where nothing happened for longer, somebody was away
NOTHING = timedelta()


class Done(NamedTuple):
    """One turn without its words: who made which move at which step, and when."""

    author: int
    step: str
    move: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Course:
    """A dialogue without its words: its kind, the day on which it began where its reader is, its turns in order."""

    kind: str
    day: date
    turns: Sequence[Done]


@dataclass(frozen=True, slots=True)
class Roles:
    """The time spent at the steps of each role."""

    sender: timedelta = NOTHING
    receiver: timedelta = NOTHING

    def __add__(self, more: Roles) -> Roles:
        return Roles(self.sender + more.sender, self.receiver + more.receiver)

    @property
    def both(self) -> timedelta:
        return self.sender + self.receiver


@dataclass(frozen=True, slots=True)
class Mirrors:
    """First mirrors that were answered: how many needed no second try, how many were given once more, and by whom
    they were given."""

    at_once: int = 0
    once_more: int = 0
    givers: frozenset[int] = frozenset()

    def __add__(self, more: Mirrors) -> Mirrors:
        return Mirrors(
            self.at_once + more.at_once, self.once_more + more.once_more, self.givers | more.givers
        )

    @property
    def answered(self) -> int:
        return self.at_once + self.once_more

    @property
    def may_show(self) -> bool:
        """Where only one has mirrored, the numbers would be about that one."""
        return len(self.givers) > 1


@dataclass(frozen=True, slots=True)
class Month:
    """The dialogues that began in a month, which its first day names."""

    first: date
    dialogues: int = 0
    roles: Roles = Roles()
    mirrors: Mirrors = Mirrors()

    def __add__(self, more: Month) -> Month:
        return Month(
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


def was_held(kind: str, state: State) -> bool:
    """Whether the two came as far as talking: both had arrived."""
    return (state.back or state.step) not in {INVITED, POSTPONED.name, KINDS[kind].arrival.name}


@lru_cache
def roles_by_step(kind: str) -> dict[str, Who]:
    """Return who acts at each step that belongs to one role."""
    steps = (step for step in KINDS[kind].steps if step.who is not Who.BOTH and step.name != INVITED)
    return {step.name: step.who for step in steps}


def by_month(courses: Iterable[Course], today: date) -> list[Month]:
    """Each month from that of the first dialogue up to this one, also those without any."""
    found: dict[date, Month] = {}
    for course in courses:
        month = month_of(course)
        found[month.first] = found[month.first] + month if month.first in found else month
    return [found.get(first, Month(first)) for first in span(found, today)]


def month_of(course: Course) -> Month:
    return Month(course.day.replace(day=1), 1, roles(course), mirrors(course))


def span(firsts: Iterable[date], today: date) -> Iterator[date]:
    """The first days of all months from the earliest of these on. None without any."""
    known = sorted(firsts)
    first, last = (known[0], max(known[-1], today)) if known else (today, date.min)
    while first <= last:
        yield first
        first = next_month(first)


def next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def roles(course: Course) -> Roles:
    """Each time from one turn to the next belongs to the role whose step it was; none of both, and none away."""
    spent = {Who.SENDER: NOTHING, Who.RECEIVER: NOTHING}
    whose = roles_by_step(course.kind)
    for before, turn in pairwise(course.turns):
        who = whose.get(turn.step)
        if who is not None and NOTHING <= (length := turn.at - before.at) <= AWAY:
            spent[who] += length
    return Roles(spent[Who.SENDER], spent[Who.RECEIVER])


def mirrors(course: Course) -> Mirrors:
    """The first mirror of each piece that was said, once its sender has answered. One after a correction is a second
    try."""
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
    return Mirrors(sum(answers), len(answers) - sum(answers), frozenset(givers))


def together(months: Sequence[Month]) -> Month:
    """All of them in one; there is at least one."""
    first, *others = months
    return sum(others, first)


def returning(said: Iterable[tuple[date, str, str]]) -> list[Topic]:
    """The topics, each as (day, kind, words), that are there more than once, the one of the latest day first."""
    found: dict[str, list[tuple[date, str, str]]] = {}
    for one in sorted(said):
        found.setdefault(fold_topic(one[2]), []).append(one)
    topics = [
        Topic(some[-1][2].strip(), some[-1][1], tuple(day for day, _kind, _words in some))
        for some in found.values()
        if len(some) > 1
    ]
    return sorted(topics, key=lambda topic: (topic.days[-1], len(topic.days)), reverse=True)
