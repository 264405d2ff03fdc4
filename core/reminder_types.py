"""The registry of reminder types. Apps declare them; `reminders` finds, claims and sends what is due.

What a partner should be told at once is a reminder type like any other, due at the moment it happens. Whoever writes it
calls `announce_soon` as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from itertools import islice
from typing import TypeVar
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import Model, QuerySet
from django.dispatch import Signal

from core.timezones import localize

MORNING_TIME = time(9, 0)
BATCH = 500
LONG_LOOK_BACK = timedelta(days=30)
AN_HOUR = timedelta(hours=1)  # before a time to meet
A_QUARTER_HOUR = timedelta(minutes=15)  # after a time to meet; later, a reminder is of no use
A_DAY = timedelta(days=1)
ZONES = sorted(available_timezones())
Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")
due_now = Signal()  # sent with `name`: something of this type has just become due
clock_moved = Signal()  # sent with `user`: their time zone is another one


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something due for one person, without any of their words."""

    user: int
    occasion: str  # unique for this person and reminder type
    at: datetime
    path: str  # the page that it links to


People = Collection[int] | None  # ids of users; None for everybody
Find = Callable[[datetime, datetime, People], Iterator[DueItem]]


@dataclass(frozen=True)
class ReminderType:
    """One type of thing that falls due, and how it is announced.

    `find(after, until, people)` yields items that fell due in this interval and still are: nothing that is done,
    nothing of a couple that has ended. With `people` it reads only what concerns these users; items for others are
    ignored. Without, it is called each minute for the last few minutes, so the moment needs an index.

    `prepare(now)` is called before that. It computes what the index needs, and returns whose rows were written since:
    these people are asked for once more, as far as `look_back` goes.
    """

    name: str
    title: str  # in the settings
    message: str  # in the inbox, the same for everybody
    find: Find
    ends_with_couple: bool = True  # hidden from those who have left the couple
    throttle: timedelta = timedelta(0)  # the same path is announced at most once in this time
    expires_after: timedelta = timedelta(days=1)  # mail and push are of no use later
    prepare: Callable[[datetime], Collection[int]] | None = None  # see below
    forget: Callable[[], None] | None = None  # called when the rules of time zones have changed
    look_back: timedelta = timedelta(days=2)  # how old it may be when it is announced after an outage
    never_late: bool = False  # always written before it is due, so it isn't looked for again hours later
    at_once: bool = False  # it happens when it's due: whoever writes it calls `announce_soon`
    from_partner: bool = False  # the partner can cause it at will, so few an hour are announced

    @property
    def may_be_late(self) -> bool:
        """Whether it may be due before it is written."""
        return not (self.at_once or self.never_late)

    @property
    def can_wait(self) -> bool:
        """Whether it will still be useful in an hour."""
        return self.expires_after > AN_HOUR


_registry: dict[str, ReminderType] = {}


def register_reminder_type(reminder_type: ReminderType) -> None:
    """Add a type to the registry."""
    _registry[reminder_type.name] = reminder_type


def reminder_types() -> dict[str, ReminderType]:
    """All types by name, in the order of registration."""
    return dict(_registry)


def announce_soon(name: str) -> None:
    """Have what has just become due of this type told as soon as the transaction is committed.

    What was stored stays stored even if that fails: the next minute's run tells it.
    """
    transaction.on_commit(partial(due_now.send_robust, sender=None, name=name))


def in_batches(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    """Rows in lists of bounded length, streamed."""
    return batched(rows.iterator(chunk_size=BATCH))


def batched(stream: Iterator[Item]) -> Iterator[list[Item]]:
    """Lists of bounded length."""
    while batch := list(islice(stream, BATCH)):
        yield batch


def dates_between(after: datetime, until: datetime) -> tuple[date, date]:
    """Return the first and last date whose morning may lie between these moments, in any time zone."""
    return (after - A_DAY).date(), (until + A_DAY).date()


@lru_cache(maxsize=8)  # several types ask for the same minutes
def mornings_between(after: datetime, until: datetime) -> tuple[frozenset[date], frozenset[str]]:
    """Return the dates whose morning lies between these moments somewhere, and the time zones in which any does."""
    first, last = dates_between(after, until)
    days = [first + A_DAY * number for number in range((last - first).days + 1)]
    if until - after >= A_DAY:
        return frozenset(days), frozenset(ZONES)
    found = [(day, zone) for day in days for zone in ZONES if after < morning_of(day, zone) <= until]
    return frozenset(day for day, _zone in found), frozenset(zone for _day, zone in found)


@lru_cache(maxsize=8 * len(ZONES))  # the days around now, and those of two days ago
def morning_of(day: date, zone: str) -> datetime:
    """Return nine in the morning of a day in this time zone."""
    return localize(day, MORNING_TIME, zone)
