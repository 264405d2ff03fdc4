"""What falls due for somebody. Each room declares its sorts here; the reminders find, claim and send them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import TypeVar

from django.db.models import Model, QuerySet

from core.timezones import localize

MORNING_TIME = time(9, 0)
BATCH = 500
STANDING_LOOK_BACK = timedelta(days=30)
AN_HOUR = timedelta(hours=1)  # before a time to meet
A_QUARTER_HOUR = timedelta(minutes=15)  # after it, it is no use any more to be told
Row = TypeVar("Row", bound=Model)
One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something for one person: `occasion` tells it from others of its sort, `path` is where it leads. Neither holds
    a word of theirs."""

    user: int
    occasion: str
    at: datetime
    path: str


@dataclass(frozen=True)
class ReminderType:
    """One sort of thing that falls due. `title` names it where it is switched off, `words` say it in the inbox, the
    same to everybody. `find(after, until)` gives all that fell due after one moment and not after another, and
    still is: what is settled or belonged to a couple that has ended is not among it. What is not `of_a_couple` stays
    somebody's own when they leave. About the same `path` somebody is told `at_most` once in this time. What is sent
    beside the inbox is of use for as long as it is `good_for`. What fell due while nothing ran is told when it runs
    again, if it is no longer ago than `looks_back`: long for what stands until it is done. What the
    partner can make due, as often as they like, is `from_partner`, and is told at most a few times an hour."""

    name: str
    title: str
    words: str
    find: Callable[[datetime, datetime], Iterator[DueItem]]
    of_a_couple: bool = True
    at_most: timedelta = timedelta(0)
    good_for: timedelta = timedelta(days=1)
    looks_back: timedelta = timedelta(days=2)
    from_partner: bool = False

    @property
    def can_wait(self) -> bool:
        """Whether it will still be useful in an hour."""
        return self.good_for > AN_HOUR


_registry: dict[str, ReminderType] = {}


def register_reminder_type(sort: ReminderType) -> None:
    _registry[sort.name] = sort


def reminder_types() -> dict[str, ReminderType]:
    """All sorts, by name, in the order in which they were declared."""
    return dict(_registry)


def in_batches(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    """Rows in lists of bounded length, streamed."""
    return batched(rows.iterator(chunk_size=BATCH))


def batched(stream: Iterator[One]) -> Iterator[list[One]]:
    while batch := list(islice(stream, BATCH)):
        yield batch


def morning_of(day: date, zone: str) -> datetime:
    """When something of this day falls due where somebody is."""
    return localize(day, MORNING_TIME, zone)
