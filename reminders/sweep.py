"""Every minute: find what fell due, and tell each person once.

A claim is one statement: it writes the row that is both the ledger and the entry in the inbox, unless it is there. So
two sweeps at once, and one that was killed half-way and runs again, tell nobody twice and lose nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from couples.due import Due, Sort, batched, sorts
from reminders.models import Muted, Notice

LOOKS_BACK = timedelta(days=2)  # what fell due while nothing ran is told when it runs again


def sweep(now: datetime | None = None) -> int:
    """Claim all that is due and was not claimed. Returns how many were claimed."""
    until = now or timezone.now()
    return sum(claim_all(sort, until) for sort in sorts().values())


def claim_all(sort: Sort, until: datetime) -> int:
    found = sort.find(until - LOOKS_BACK, until)
    return sum(claim(sort, batch) for batch in batched(found))


def claim(sort: Sort, batch: list[Due]) -> int:
    """Write what was not written yet, but for those who have switched this sort off."""
    people = {due.user for due in batch}
    muted = set(Muted.objects.filter(sort=sort.name, user__in=people).values_list("user", flat=True))
    before = Notice.objects.filter(sort=sort.name, user__in=people)
    told = set(before.filter(occasion__in=[due.occasion for due in batch]).values_list("user", "occasion"))
    fresh = [
        Notice(user_id=due.user, sort=sort.name, occasion=due.occasion, path=due.path, due_at=due.at)
        for due in batch
        if due.user not in muted and (due.user, due.occasion) not in told
    ]
    if not fresh:
        return 0
    claimed = {notice.pk for notice in fresh}
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    return Notice.objects.filter(pk__in=claimed).count()
