"""Finds what is due, every minute or when something has just happened, and claims it once for each user.

In one transaction, a claim creates the notice, which is both the record of the claim and the inbox entry, and its
deliveries. So concurrent sweeps, or one that is repeated after a crash, neither send twice nor lose anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.reminder_types import DueItem, ReminderType, batched, reminder_types
from couples.models import Partner, User
from reminders import progress, throttle
from reminders.models import Delivery, MutedReminder, Notice, ReminderPreferences

JUST_NOW = timedelta(minutes=2)  # the scheduled run finds what is older


def claim_due(now: datetime | None = None, *, throttled: bool = True) -> int:
    """Claim everything due and unclaimed, within each person's hourly limit. Returns how many were claimed.

    If one type fails, the others are still claimed; then raises ExceptionGroup.
    """
    until, count, faults, done = now or timezone.now(), 0, [], []
    if progress.zones_have_changed():
        forget_next_times()
    claimed, postponed = progress.claimed_until(), progress.postponed_until(until)
    for sort in reminder_types().values():
        try:
            known = claimed.get(sort.name)
            count += claim_type(sort, until, known, postponed.get(sort.name), throttled=throttled)
            done.append(sort.name)
        except Exception as fault:
            faults.append(fault)
    if throttled:  # a restore leaves the next run to look at everything once more
        progress.save(done, until)
    if faults:
        raise ExceptionGroup("not all that is due could be told", faults)
    return count


def claim_type(
    sort: ReminderType,
    until: datetime,
    claimed: datetime | None = None,
    postponed: progress.Postponed | None = None,
    *,
    throttled: bool = True,
) -> int:
    """Claim what is due of one type and wasn't, when all was `claimed` until then. Returns how many were claimed."""
    count, written = 0, sort.prepare(until) if sort.prepare else ()
    for after, before in progress.intervals(sort, until, claimed):
        count += claim_all(sort, sort.find(after, before, None), until, throttled=throttled)
    if claimed and written:
        count += claim_for(sort, written, until - sort.look_back, until, throttled=throttled)
    if postponed:
        since = max(postponed.since, until - sort.look_back)
        count += claim_for(sort, postponed.people, since, until, throttled=throttled)
        progress.delete_settled(sort, until)
    return count


def claim_for(
    sort: ReminderType, people: Collection[int], since: datetime, until: datetime, *, throttled: bool
) -> int:
    """Claim what has been due for these people since then. Returns how many were claimed."""
    count = 0
    for some in batched(iter(sorted(people))):
        wanted = set(some)
        theirs = (due for due in sort.find(since, until, wanted) if due.user in wanted)
        count += claim_all(sort, theirs, until, throttled=throttled)
    return count


def forget_next_times() -> None:
    """Have everything computed again that was by the former rules of time zones."""
    for forget in {sort.forget for sort in reminder_types().values() if sort.forget}:
        forget()


def claim_new(name: str) -> int:
    """Claim what has just fallen due of one type, within each person's limit. Returns how many were claimed."""
    now = timezone.now()
    sort = reminder_types()[name]
    return claim_all(sort, sort.find(now - JUST_NOW, now, None), now, throttled=True)


def claim_all(sort: ReminderType, items: Iterator[DueItem], until: datetime, *, throttled: bool) -> int:
    """Claim these, as far as they weren't. Returns how many were claimed."""
    return sum(claim_batch(sort, batch, until, throttled=throttled) for batch in batched(items))


def claim_batch(sort: ReminderType, batch: list[DueItem], now: datetime, *, throttled: bool) -> int:
    """Claim a batch, except for users who muted the type. Returns how many were claimed."""
    fresh = unclaimed(sort, batch)
    return claim_unclaimed(sort, fresh, now, throttled=throttled) if fresh else 0


@transaction.atomic
def claim_unclaimed(sort: ReminderType, batch: list[DueItem], now: datetime, *, throttled: bool) -> int:
    """Write notices and deliveries of what is within the limits, and remember the rest."""
    if throttled:
        throttle.lock_claims()
        batch = unclaimed(sort, batch)
    if sort.ends_with_couple:
        in_couple = lock_members_of_living_couples({due.user for due in batch})
        batch = [due for due in batch if due.user in in_couple]
    wanted, again = outside_throttle_window(sort, batch, now) if sort.throttle else (batch, {})
    if throttled:
        wanted = throttle.within_limits(sort, wanted, now)
        progress.postpone(sort, [due for due in batch if due not in set(wanted)], again, now)
    return write_notices(sort, wanted, now)


def write_notices(sort: ReminderType, wanted: list[DueItem], now: datetime) -> int:
    """Write these notices and their deliveries. Returns how many are new."""
    notices = [
        Notice(user_id=due.user, sort=sort.name, occasion=due.occasion, path=due.path, due_at=due.at)
        for due in sorted(wanted, key=lambda due: (due.user, due.occasion))
    ]
    if not notices:
        return 0
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    claimed = list(Notice.objects.filter(pk__in=[notice.pk for notice in notices]))
    Delivery.objects.bulk_create(build_deliveries(sort, claimed, now))
    return len(claimed)


def unclaimed(sort: ReminderType, batch: list[DueItem]) -> list[DueItem]:
    """Return the items that haven't been claimed yet, without those of a type that was muted."""
    people = {due.user for due in batch}
    muted = set(MutedReminder.objects.filter(sort=sort.name, user__in=people).values_list("user", flat=True))
    before = Notice.objects.filter(sort=sort.name, user__in=people)
    claimed = set(before.filter(occasion__in=[due.occasion for due in batch]).values_list("user", "occasion"))
    return [due for due in batch if due.user not in muted and (due.user, due.occasion) not in claimed]


def lock_members_of_living_couples(people: set[int]) -> set[int]:
    """Return which users are in a living couple, locked so that leaving waits for the claim."""
    rows = Partner.objects.filter(user__in=people, left_at=None, couple__ended_at=None)
    return set(rows.select_for_update(of=("self",)).order_by("pk").values_list("user", flat=True))


def outside_throttle_window(
    sort: ReminderType, batch: list[DueItem], now: datetime
) -> tuple[list[DueItem], dict[tuple[int, str], datetime]]:
    """Return the items outside the throttle window, and by user and path when those within it are outside."""
    before = Notice.objects.filter(sort=sort.name, user__in={due.user for due in batch})
    recent = before.filter(claimed_at__gt=now - sort.throttle).order_by("claimed_at")
    again = {
        (user, path): at + sort.throttle
        for user, path, at in recent.values_list("user", "path", "claimed_at")
    }
    latest = {(due.user, due.path): due for due in sorted(batch, key=lambda due: due.at)}
    return [due for key, due in latest.items() if key not in again], again


def reachable_users(ids: Iterable[int]) -> dict[int, User]:
    """Return those of these users who can be sent anything, by id, with their channels."""
    consenting = User.objects.filter(pk__in=set(ids), is_active=True, profile__agrees=True)
    has_channel = Q(reminder_preferences__by_mail=True) | Q(push_subscriptions__isnull=False)
    rows = consenting.filter(has_channel).distinct().select_related("profile", "reminder_preferences")
    return {user.pk: user for user in rows.prefetch_related("push_subscriptions")}


def build_deliveries(sort: ReminderType, notices: Sequence[Notice], now: datetime) -> Iterator[Delivery]:
    """Yield the deliveries of these notices by each person's channels, after their quiet hours."""
    recipients = reachable_users(notice.user_id for notice in notices)
    for notice in notices:
        user = recipients.get(notice.user_id)
        if user is None:
            continue
        preferences = preferences_of(user)
        at = preferences.first_allowed_time(now)
        if at <= notice.due_at + sort.expires_after:
            yield from (
                Delivery(notice=notice, push_subscription=subscription, not_before=at)
                for subscription in user.push_subscriptions.all()
            )
            if preferences.by_mail:
                yield Delivery(notice=notice, not_before=at)


def preferences_of(user: User) -> ReminderPreferences:
    """Return the user's preferences, or the defaults."""
    preferences: ReminderPreferences | None = getattr(user, "reminder_preferences", None)
    return preferences or ReminderPreferences(user=user)
