"""The registry of reminder types. Apps declare them; `reminders` finds, claims and sends what is due."""

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
    """Something due for one person, without any of their words.

    `occasion` tells it from others of its type; `path` is where it leads.
    """

    user: int
    occasion: str
    at: datetime
    path: str


@dataclass(frozen=True)
class ReminderType:
    """One type of thing that falls due, and how it is announced.

    `title` names it in the settings, `words` say it in the inbox, the same to everybody. `find(after, until)`
    yields what fell due after one moment and not after another and still is: nothing settled, nothing of a
    couple that has ended. Without `of_a_couple` it stays someone's own when they leave. The same `path` is
    announced `at_most` once in this time. Mail and push are of use for `good_for`. What fell due while
    nothing ran is announced later if it is no older than `looks_back`. With `from_partner` the partner can
    cause it at will, so it is announced a few times an hour at most.
    """

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
    """Add a type to the registry."""
    _registry[sort.name] = sort


def reminder_types() -> dict[str, ReminderType]:
    """All types by name, in the order of registration."""
    return dict(_registry)


def in_batches(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    """Rows in lists of bounded length, streamed."""
    return batched(rows.iterator(chunk_size=BATCH))


def batched(stream: Iterator[One]) -> Iterator[list[One]]:
    """Lists of bounded length."""
    while batch := list(islice(stream, BATCH)):
        yield batch


def morning_of(day: date, zone: str) -> datetime:
    """Return nine in the morning of a day, in the user's time zone."""
    return localize(day, MORNING_TIME, zone)
