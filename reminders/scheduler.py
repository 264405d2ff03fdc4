"""Every minute: find what fell due, and tell each person once.

A claim writes the row that is both the ledger and the entry in the inbox, unless it is there, and with it what is to be
sent. So two sweeps at once, and one that was killed half-way and runs again, tell nobody twice and lose nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.reminder_types import DueItem, ReminderType, batched, reminder_types
from couples.models import Partner, User
from reminders import throttle
from reminders.models import Delivery, Muted, Notice, Ways


def claim_due(now: datetime | None = None, *, throttled: bool = True) -> int:
    """Claim everything due and unclaimed, within each person's hourly limit. Returns how many were claimed.

    If one type fails, the others are still claimed; then raises ExceptionGroup.
    """
    until, count, faults = now or timezone.now(), 0, []
    for sort in reminder_types().values():
        try:
            count += claim_all(sort, until, throttled=throttled)
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise ExceptionGroup("not all that is due could be told", faults)
    return count


def claim_all(sort: ReminderType, until: datetime, *, throttled: bool) -> int:
    """Claim everything due of one type. Returns how many were claimed."""
    found = sort.find(until - sort.looks_back, until)
    return sum(claim_batch(sort, batch, until, throttled=throttled) for batch in batched(found))


@transaction.atomic
def claim_batch(sort: ReminderType, batch: list[DueItem], now: datetime, *, throttled: bool) -> int:
    """Write notices and deliveries of a batch, except for users who muted the type."""
    if throttled:
        throttle.lock_claims()
    wanted = unclaimed(sort, batch, now)
    if throttled:
        wanted = throttle.within_limits(sort, wanted, now)
    fresh = [
        Notice(user_id=due.user, sort=sort.name, occasion=due.occasion, path=due.path, due_at=due.at)
        for due in sorted(wanted, key=lambda due: (due.user, due.occasion))
    ]
    if not fresh:
        return 0
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    claimed = list(Notice.objects.filter(pk__in=[notice.pk for notice in fresh]))
    Delivery.objects.bulk_create(build_deliveries(sort, claimed, now))
    return len(claimed)


def unclaimed(sort: ReminderType, batch: list[DueItem], now: datetime) -> list[DueItem]:
    """Return the items that haven't been claimed yet."""
    people = {due.user for due in batch}
    muted = set(Muted.objects.filter(sort=sort.name, user__in=people).values_list("user", flat=True))
    before = Notice.objects.filter(sort=sort.name, user__in=people)
    told = set(before.filter(occasion__in=[due.occasion for due in batch]).values_list("user", "occasion"))
    fresh = [due for due in batch if due.user not in muted and (due.user, due.occasion) not in told]
    wanted = outside_throttle_window(sort, fresh, now) if sort.at_most else fresh
    if sort.of_a_couple:
        together = lock_members_of_living_couples({due.user for due in wanted})
        wanted = [due for due in wanted if due.user in together]
    return wanted


def lock_members_of_living_couples(people: set[int]) -> set[int]:
    """Return which users are in a living couple, locked so that leaving waits for the claim."""
    rows = Partner.objects.filter(user__in=people, left_at=None, couple__ended_at=None)
    return set(rows.select_for_update(of=("self",)).order_by("pk").values_list("user", flat=True))


def outside_throttle_window(sort: ReminderType, batch: list[DueItem], now: datetime) -> list[DueItem]:
    """Drop items inside the throttle window."""
    before = Notice.objects.filter(sort=sort.name, user__in={due.user for due in batch})
    recent = set(before.filter(claimed_at__gt=now - sort.at_most).values_list("user", "path"))
    kept = {(due.user, due.path): due for due in sorted(batch, key=lambda due: due.at)}
    return [due for place, due in kept.items() if place not in recent]


def build_deliveries(sort: ReminderType, notices: Sequence[Notice], now: datetime) -> Iterator[Delivery]:
    """Yield the deliveries of these notices by each person's channels, after their quiet hours."""
    people = {notice.user_id for notice in notices}
    willing = User.objects.filter(pk__in=people, is_active=True, profile__agrees=True)
    by_a_way = willing.filter(Q(ways__by_mail=True) | Q(phones__isnull=False)).distinct()
    reached = {
        user.pk: user for user in by_a_way.select_related("profile", "ways").prefetch_related("phones")
    }
    for notice in notices:
        user = reached.get(notice.user_id)
        if user is None:
            continue
        ways = preferences_of(user)
        at = ways.first_moment(now)
        if at <= notice.due_at + sort.good_for:
            yield from (Delivery(notice=notice, phone=phone, not_before=at) for phone in user.phones.all())
            if ways.by_mail:
                yield Delivery(notice=notice, not_before=at)


def preferences_of(user: User) -> Ways:
    """Return the user's preferences, or the defaults."""
    found: Ways | None = getattr(user, "ways", None)
    return found or Ways(user=user)
