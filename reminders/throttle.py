"""Limits how many notices a person gets in an hour, with a lower limit for what their partner causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count

from core.reminder_types import DueItem, ReminderType, reminder_types
from reminders.models import Notice

HOUR = timedelta(hours=1)
AN_HOUR, AN_HOUR_FROM_PARTNER = 12, 4
LOCK = 0x696D61676F02  # arbitrary, but our own


def within_limits(sort: ReminderType, batch: list[DueItem], now: datetime) -> list[DueItem]:
    """Return the items within the limits, earliest first; the rest stay due. Urgent types aren't limited."""
    if not sort.can_wait:
        return batch
    total, from_partner = recent_counts({due.user for due in batch}, now)
    chosen = []
    for due in sorted(batch, key=lambda due: (due.at, due.occasion)):
        is_free = not sort.from_partner or from_partner[due.user] < AN_HOUR_FROM_PARTNER
        if is_free and total[due.user] < AN_HOUR:
            chosen.append(due)
            total[due.user] += 1
            from_partner[due.user] += sort.from_partner
    return chosen


def recent_counts(people: Iterable[int], now: datetime) -> tuple[Counter[int], Counter[int]]:
    """Return how many notices each user got within the last hour, and how many of those came from their partner."""
    from_partner_types = {name for name, sort in reminder_types().items() if sort.from_partner}
    total: Counter[int] = Counter()
    from_partner: Counter[int] = Counter()
    rows = Notice.objects.filter(user__in=people, claimed_at__gt=now - HOUR).order_by()
    for user, name, count in rows.values_list("user", "sort").annotate(Count("pk")):
        total[user] += count
        from_partner[user] += count if name in from_partner_types else 0
    return total, from_partner


def lock_claims() -> None:
    """Serialise claims until the transaction ends, so that concurrent sweeps stay within the limits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
