"""How much somebody is told in an hour: a bound over all sorts, and a lower one for what a partner's acts make due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count

from couples.due import Due, Sort, sorts
from reminders.models import Notice

HOUR = timedelta(hours=1)
AN_HOUR, AN_HOUR_FROM_PARTNER = 12, 4
LOCK = 0x696D61676F02  # a number of ours


def within_limits(sort: Sort, batch: list[Due], now: datetime) -> list[Due]:
    """What may be told now, the earliest first. The rest stays due: a later sweep finds it again. What cannot wait is
    told in any case."""
    if not sort.can_wait:
        return batch
    everything, from_partner = recent_counts({due.user for due in batch}, now)
    chosen = []
    for due in sorted(batch, key=lambda due: (due.at, due.occasion)):
        is_free = not sort.from_partner or from_partner[due.user] < AN_HOUR_FROM_PARTNER
        if is_free and everything[due.user] < AN_HOUR:
            chosen.append(due)
            everything[due.user] += 1
            from_partner[due.user] += sort.from_partner
    return chosen


def recent_counts(people: Iterable[int], now: datetime) -> tuple[Counter[int], Counter[int]]:
    """How much each was told within the last hour, and how much of it their partner's acts have made due."""
    theirs = {name for name, sort in sorts().items() if sort.from_partner}
    everything: Counter[int] = Counter()
    from_partner: Counter[int] = Counter()
    rows = Notice.objects.filter(user__in=people, claimed_at__gt=now - HOUR).order_by()
    for user, name, count in rows.values_list("user", "sort").annotate(Count("pk")):
        everything[user] += count
        from_partner[user] += count if name in theirs else 0
    return everything, from_partner


def lock() -> None:
    """One claims at a time, until the transaction ends, so that the bounds hold for two who sweep at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
