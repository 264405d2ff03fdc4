"""How far each reminder type has been claimed, so that a minute only looks at what has fallen due since.

Looked at again are the last few minutes, for what was committed late; what a limit postponed, by person; and by person
as well, for what was due before it was written: a gift from this morning on, or the morning in a time zone that someone
has just moved to. As a safety net, one type a minute looks at half an hour of the last two days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from core.reminder_types import LONG_LOOK_BACK, DueItem, ReminderType, reminder_types
from core.timezones import zones_edition
from couples.models import User
from reminders.models import ClaimProgress, PostponedReminder

OVERLAP = timedelta(minutes=5)  # transactions are much shorter, and clocks more alike
SLICE = timedelta(minutes=30)
RECENT_SLICES = 96


@dataclass
class Postponed:
    """What was postponed of one type: whose it is, and since when it has been due."""

    since: datetime
    people: set[int] = field(default_factory=set)


def claimed_until() -> dict[str, datetime]:
    """Return until when everything has been claimed, by reminder type."""
    return dict(ClaimProgress.objects.values_list("sort", "claimed_until"))


def save(names: Iterable[str], until: datetime) -> None:
    """Everything of these types that was due until then has been claimed or postponed."""
    edition = zones_edition()
    ClaimProgress.objects.bulk_create(
        [ClaimProgress(sort=name, claimed_until=until, zones=edition) for name in sorted(names)],
        update_conflicts=True,
        unique_fields=["sort"],
        update_fields=["claimed_until", "zones"],
    )


def intervals(
    sort: ReminderType, until: datetime, claimed: datetime | None
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the intervals in which to look: all of the look-back after a restore, and for a new type."""
    oldest = until - sort.look_back
    after = max(oldest, min(claimed, until) - OVERLAP) if claimed else oldest
    yield after, until
    if after > oldest and (end := net_until(sort, until)):
        yield max(oldest, end - SLICE), end


def net_until(sort: ReminderType, now: datetime) -> datetime | None:
    """Return the end of the half hour that the safety net looks at, if it's this type's minute."""
    names = sorted(other.name for other in reminder_types().values() if other.may_be_late)
    rounds, place = divmod(int(now.timestamp()) // 60, len(names) or 1)
    return now - SLICE * (rounds % RECENT_SLICES) if sort.name in names[place : place + 1] else None


def zones_have_changed() -> bool:
    """Return whether what comes next was computed with an earlier edition of the time zones.

    A later one is left alone: during an update, two editions take turns.
    """
    before: str | None = ClaimProgress.objects.aggregate(edition=Max("zones"))["edition"]
    return (before or "") < zones_edition()


def look_again(user: User) -> None:
    """Look at all that has been due for this person, with the next run: their days begin at another moment."""
    now = timezone.now()
    PostponedReminder.objects.bulk_create(
        [
            PostponedReminder(
                user=user, sort=sort.name, due_at=now - LONG_LOOK_BACK, again_at=now, postponed_at=now
            )
            for sort in reminder_types().values()
            if sort.may_be_late
        ],
        update_conflicts=True,
        unique_fields=["user", "sort", "occasion"],
        update_fields=["due_at", "again_at", "postponed_at"],
    )


def postponed_until(now: datetime) -> dict[str, Postponed]:
    """Return what is to be looked at again now, by reminder type."""
    rows = PostponedReminder.objects.filter(again_at__lte=now).order_by("due_at")
    found: dict[str, Postponed] = {}
    for sort, user, due_at in rows.values_list("sort", "user", "due_at"):
        found.setdefault(sort, Postponed(due_at - timedelta.resolution)).people.add(user)
    return found


def postpone(
    sort: ReminderType, items: list[DueItem], again: dict[tuple[int, str], datetime], now: datetime
) -> None:
    """Look at these again: with the next run, or when `again` says for their user and path."""
    PostponedReminder.objects.bulk_create(
        [
            PostponedReminder(
                user_id=due.user,
                sort=sort.name,
                occasion=due.occasion,
                due_at=due.at,
                again_at=again.get((due.user, due.path), now),
                postponed_at=now,
            )
            for due in sorted(items, key=lambda due: (due.user, due.occasion))
        ],
        update_conflicts=True,
        unique_fields=["user", "sort", "occasion"],
        update_fields=["due_at", "again_at", "postponed_at"],
    )


def delete_settled(sort: ReminderType, now: datetime) -> None:
    """Forget what was looked at again and not postponed once more."""
    PostponedReminder.objects.filter(sort=sort.name, again_at__lte=now, postponed_at__lt=now).delete()
