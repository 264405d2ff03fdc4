"""A user's inbox: recent notices, and which types they want."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from core.reminder_types import reminder_types
from couples.models import Couple, User
from reminders.models import Muted, Notice

RETENTION = timedelta(days=30)  # then an entry goes
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
    return set(Muted.objects.filter(user=user).values_list("sort", flat=True))


def unseen_count(user: User) -> int:
    """Return how many notices the user hasn't seen."""
    return unseen_counts([user.pk])[user.pk]


def unseen_counts(people: Iterable[int]) -> Counter[int]:
    """Return how many notices of unmuted types each user hasn't seen."""
    off = Muted.objects.filter(user=OuterRef("user"), sort=OuterRef("sort"))
    rows = Notice.objects.filter(~Exists(off), user__in=people, seen_at=None, sort__in=reminder_types())
    return Counter(dict(rows.order_by().values_list("user").annotate(Count("pk"))))


def mark_seen(user: User, at: datetime) -> None:
    """Mark what had arrived by then as seen."""
    Notice.objects.filter(user=user, claimed_at__lte=at, seen_at=None).update(seen_at=timezone.now())


@transaction.atomic
def set_enabled_types(user: User, on: Sequence[str]) -> None:
    """Enable these types and mute all others."""
    off = [name for name in reminder_types() if name not in on]
    Muted.objects.filter(user=user).exclude(sort__in=off).delete()
    Muted.objects.bulk_create([Muted(user=user, sort=name) for name in off], ignore_conflicts=True)


def on_couple_ended(couple: Couple) -> None:
    """Delete both partners' notices about what they had together."""
    theirs = [sort.name for sort in reminder_types().values() if sort.of_a_couple]
    Notice.objects.filter(user__partners__couple=couple, sort__in=theirs).delete()


def delete_expired_entries() -> None:
    """Entries of long ago go."""
    Notice.objects.filter(due_at__lt=timezone.now() - RETENTION).delete()
