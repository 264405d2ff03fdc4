"""How far each reminder type has been claimed, so that a minute only looks at what has fallen due since.

Looked at again are the last few minutes, for what was committed late; what a limit postponed, by person; and each
minute another half an hour of the last two days, for what was due before it was written: a gift from this morning on,
or the morning in a time zone that someone has just moved to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.reminder_types import DueItem, ReminderType
from reminders.models import ClaimProgress, PostponedReminder

OVERLAP = timedelta(minutes=5)  # transactions are much shorter, and clocks more alike
PART = timedelta(minutes=30)
RECENT_PARTS = 96


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
    ClaimProgress.objects.bulk_create(
        [ClaimProgress(sort=name, claimed_until=until) for name in sorted(names)],
        update_conflicts=True,
        unique_fields=["sort"],
        update_fields=["claimed_until"],
    )


def intervals(
    sort: ReminderType, until: datetime, claimed: datetime | None
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the intervals in which to look: all of the look-back after a restore, and for a new type."""
    oldest = until - sort.look_back
    after = max(oldest, min(claimed, until) - OVERLAP) if claimed else oldest
    yield after, until
    if after > oldest and not (sort.at_once or sort.never_late):
        end = until - PART * (int(until.timestamp()) // 60 % RECENT_PARTS)
        yield max(oldest, end - PART), end


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


def forget_settled(sort: ReminderType, now: datetime) -> None:
    """Forget what was looked at again and not postponed once more."""
    PostponedReminder.objects.filter(sort=sort.name, again_at__lte=now, postponed_at__lt=now).delete()
