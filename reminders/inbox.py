"""A user's notices: what was announced lately, and which types they want."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.reminder_types import reminder_types
from couples.models import Couple, User
from reminders.models import MutedReminder, Notice

RETENTION = timedelta(days=30)  # then an entry is deleted
PAGE_SIZE = 50


def recent_entries(user: User) -> list[Notice]:
    """Return the latest notices of types that still exist and aren't muted."""
    rows = Notice.objects.filter(user=user, sort__in=enabled_types(user))
    return list(rows[:PAGE_SIZE])


def enabled_types(user: User) -> list[str]:
    """Return the types the user hasn't muted."""
    off = muted_types(user)
    return [name for name in reminder_types() if name not in off]


def muted_types(user: User) -> set[str]:
    """Return the types the user has muted."""
    return set(MutedReminder.objects.filter(user=user).values_list("sort", flat=True))


def latest_claims(people: Iterable[int]) -> dict[int, datetime]:
    """Return when something was last announced to each user, without those who have no notices."""
    rows = Notice.objects.filter(user__in=people).order_by().values_list("user")
    return dict(rows.annotate(Max("claimed_at")))


def mark_seen(user: User, at: datetime) -> None:
    """Mark what had arrived by then as seen."""
    Notice.objects.filter(user=user, claimed_at__lte=at, seen_at=None).update(seen_at=timezone.now())


@transaction.atomic
def set_enabled_types(user: User, on: Sequence[str]) -> None:
    """Enable these types and mute all others."""
    off = [name for name in reminder_types() if name not in on]
    MutedReminder.objects.filter(user=user).exclude(sort__in=off).delete()
    MutedReminder.objects.bulk_create(
        [MutedReminder(user=user, sort=name) for name in off], ignore_conflicts=True
    )


def on_couple_ended(couple: Couple) -> None:
    """Delete both partners' notices of the types that end with the couple."""
    couple_types = [sort.name for sort in reminder_types().values() if sort.ends_with_couple]
    Notice.objects.filter(user__partners__couple=couple, sort__in=couple_types).delete()


def delete_expired_entries() -> None:
    """Delete entries older than RETENTION."""
    Notice.objects.filter(due_at__lt=timezone.now() - RETENTION).delete()
