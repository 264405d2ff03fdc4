"""Sends claimed notices: one message a user and channel for everything due, and no message twice.

The process that sets `claimed_at` first sends. A delivery that was refused before anything was accepted is retried; one
that may have been sent never is. One that didn't arrive, or may not have, is given up in the end and never gets
`sent_at`. Just before sending, every notice is checked again: whether it is still wanted and still due.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from core.advisory_lock import try_lock
from core.reminder_types import reminder_types
from couples import session_credentials
from couples.models import User
from mail.transport import Outcome
from reminders import mail, push
from reminders.models import Delivery, MutedReminder, Notice, PushSubscription
from reminders.scheduler import preferences_of

log = logging.getLogger(__name__)

PEOPLE_PER_BATCH = 1000  # at a time
MAX_SECONDS = 40  # of one run
LOCK = 0x696D61676F  # advisory lock
TRIES = 6
LEASE = timedelta(minutes=5)  # a claim older than this belonged to a worker that died, and may have gone out
RETRY_DELAY = timedelta(minutes=1)  # after the first try; twice as long after each
MAX_TIME_ZONE_SHIFT = timedelta(hours=26)  # between the time zones that are furthest apart
RELATED = ("notice__user__profile", "notice__user__reminder_preferences", "push_subscription")


def deliver_due(now: datetime | None = None) -> int:
    """Send everything due, unless another process is sending. Returns the number of messages sent."""
    with try_lock(LOCK) as is_alone:
        return deliver_all(now) if is_alone else 0


def deliver_all(now: datetime | None) -> int:
    """Send everything due, for at most MAX_SECONDS, so that a slow server delays nothing else."""
    count, after, began = 0, 0, time.monotonic()
    give_up_abandoned(now or timezone.now())
    while people := list(recipients_waiting(now or timezone.now()).filter(pk__gt=after)[:PEOPLE_PER_BATCH]):
        after = people[-1]
        rows = list(due_deliveries(now or timezone.now()).filter(notice__user__in=people))
        due = still_due({row.notice for row in rows}, now or timezone.now())
        for group in group_by_recipient(row for row in rows if row.notice.pk in due):
            if time.monotonic() - began > MAX_SECONDS:
                return count
            count += deliver_group([row.pk for row in group], now or timezone.now())
        Delivery.objects.filter(
            pk__in=[row.pk for row in rows if row.notice.pk not in due], claimed_at=None
        ).delete()
    return count


def is_waiting() -> bool:
    """Return whether anything is still to be sent now."""
    return recipients_waiting(timezone.now()).exists()


def recipients_waiting(until: datetime) -> QuerySet[User, int]:
    """Return the ids of users who have a delivery due."""
    rows = Delivery.objects.filter(notice__user=OuterRef("pk"), claimed_at=None, not_before__lte=until)
    return User.objects.filter(Exists(rows)).order_by("pk").values_list("pk", flat=True)


def due_deliveries(until: datetime) -> QuerySet[Delivery]:
    """Return the deliveries due."""
    rows = Delivery.objects.filter(claimed_at=None, not_before__lte=until)
    return rows.select_related(*RELATED).order_by("pk")


def deliver_one(delivery: Delivery) -> Outcome:
    """Send one message. Its failure doesn't affect the others."""
    try:
        if delivery.push_subscription:
            return push_to(delivery.push_subscription)
        return mail.send_reminder_mail(delivery.notice.user)
    except Exception as fault:
        log.error("a reminder could not be sent: %s", type(fault).__name__)
        return Outcome.REFUSED


def push_to(subscription: PushSubscription) -> Outcome:
    """Push to a browser. A subscription whose session has ended is deleted."""
    if not session_credentials.is_signed_in_session(subscription.session, subscription.user):
        subscription.delete()
        return Outcome.REFUSED
    return push.send_push(subscription)


def group_by_recipient(rows: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    """Group the deliveries to one person by one channel."""

    def channel(row: Delivery) -> tuple[int, str]:
        return row.notice.user_id, str(row.push_subscription_id or "")

    return (list(group) for _channel, group in groupby(sorted(rows, key=channel), key=channel))


def deliver_group(ids: list[int], now: datetime) -> int:
    """Send these as one message, if they are still wanted. Returns 1 if it was sent."""
    with transaction.atomic():
        free = Delivery.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=ids)
        group = drop_unwanted(list(free.filter(claimed_at=None).select_related(*RELATED)), now)
        claimed = Delivery.objects.filter(pk__in=[row.pk for row in group])
        claimed.update(claimed_at=now)
    if not group:
        return 0
    outcome = deliver_one(group[0])
    if outcome is Outcome.SENT:
        claimed.update(sent_at=now)
        return 1
    if outcome in (Outcome.AWAY, Outcome.LATER):
        tries = max(row.tries for row in group)
        retried = claimed.filter(tries__lt=TRIES)
        retried.update(claimed_at=None, tries=F("tries") + 1, not_before=now + RETRY_DELAY * 2**tries)
    give_up(claimed.exclude(claimed_at=None), now)
    return 0


def give_up(rows: QuerySet[Delivery], now: datetime) -> None:
    """Mark deliveries as given up, and log how many."""
    if count := rows.update(gave_up_at=now):
        log.error("reminders given up: %s", count)


def give_up_abandoned(now: datetime) -> None:
    """Give up deliveries of a dead worker: they may have been sent, so they aren't sent again."""
    give_up(Delivery.objects.filter(claimed_at__lt=now - LEASE, sent_at=None, gave_up_at=None), now)


def drop_unwanted(rows: list[Delivery], now: datetime) -> list[Delivery]:
    """Return the wanted ones. Those in quiet hours are postponed, the others deleted."""
    people = {row.notice.user_id for row in rows}
    muted = set(MutedReminder.objects.filter(user__in=people).values_list("user", "sort"))
    wanted, dropped = [], []
    for row in rows:
        at = preferences_of(row.notice.user).first_allowed_time(now)
        if (
            not is_wanted(row, muted)
            or at > row.notice.due_at + reminder_types()[row.notice.sort].expires_after
        ):
            dropped.append(row.pk)
        elif at > now:
            Delivery.objects.filter(pk=row.pk).update(not_before=at)
        else:
            wanted.append(row)
    Delivery.objects.filter(pk__in=dropped).delete()
    return wanted


def is_wanted(row: Delivery, muted: set[tuple[int, str]]) -> bool:
    """Return whether it is unseen, not muted, by a channel still chosen, and its user still consents."""
    notice = row.notice
    if not (notice.user.is_active and notice.user.profile.agrees):
        return False
    is_on = notice.sort in reminder_types() and (notice.user_id, notice.sort) not in muted
    has_channel = row.push_subscription is not None or (
        settings.HAS_MAIL and preferences_of(notice.user).by_mail
    )
    return is_on and notice.seen_at is None and has_channel


def still_due(notices: set[Notice], now: datetime) -> set[uuid.UUID]:
    """Return the notices whose type still finds them due. If a type's find() fails, its notices count as due."""
    still_due_ids: set[uuid.UUID] = set()
    for name in {notice.sort for notice in notices} & set(reminder_types()):
        of_type = [notice for notice in notices if notice.sort == name]
        after = min(notice.due_at for notice in of_type) - MAX_TIME_ZONE_SHIFT
        people = {notice.user_id for notice in of_type}
        try:
            dues = {(due.user, due.occasion) for due in reminder_types()[name].find(after, now, people)}
        except Exception as fault:
            log.error("reminder type %s: find() failed: %s", name, type(fault).__name__)
            dues = {(notice.user_id, notice.occasion) for notice in of_type}
        still_due_ids |= {notice.pk for notice in of_type if (notice.user_id, notice.occasion) in dues}
    return still_due_ids
