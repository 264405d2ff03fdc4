"""Sends claimed notices: one message for everything a person is told at once by one way, and no message twice.

Whoever sets `claimed_at` first sends. A delivery that was refused before anything was accepted is tried again; one
that may have gone out never is. One that did not arrive, or may not have, is given up in the end and never gets
`sent_at`. Just before sending, everything is checked once more: whether it is still wanted and still due.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from core.reminder_types import reminder_types
from couples import session_credentials
from couples.models import User
from mail.transport import Outcome
from reminders import mail, push
from reminders.models import Delivery, Muted, Notice, Phone
from reminders.scheduler import preferences_of

log = logging.getLogger(__name__)

PEOPLE_PER_BATCH = 1000  # at a time
MAX_SECONDS = 40  # seconds that one goes on sending
LOCK = 0x696D61676F  # a number of ours
TRIES = 6
LEASE = timedelta(minutes=5)  # a claim older than this belonged to a worker that died, and may have gone out
RETRY_DELAY = timedelta(minutes=1)  # after the first try; twice as long after each
MAX_TIME_ZONE_SHIFT = timedelta(hours=26)  # between the time zones that are furthest apart
RELATED = ("notice__user__profile", "notice__user__ways", "phone")


def deliver_due(now: datetime | None = None) -> int:
    """Send everything due, unless another process is sending. Returns the number of messages sent."""
    with delivery_lock() as is_alone:
        return deliver_all(now) if is_alone else 0


@contextmanager
def delivery_lock() -> Iterator[bool]:
    """Yield whether this process is the only one sending. A killed process releases the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (is_alone,) = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


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
        return push_to(delivery.phone) if delivery.phone else mail.send_reminder_mail(delivery.notice.user)
    except Exception as fault:
        log.error("a reminder could not be sent: %s", type(fault).__name__)
        return Outcome.REFUSED


def push_to(phone: Phone) -> Outcome:
    """Push to a phone. A phone whose session has ended is deleted."""
    if not session_credentials.is_signed_in_session(phone.session, phone.user):
        phone.delete()
        return Outcome.REFUSED
    return push.send_push(phone)


def group_by_recipient(rows: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    """Group the deliveries to one person by one channel."""

    def place(row: Delivery) -> tuple[int, str]:
        return row.notice.user_id, str(row.phone_id or "")

    return (list(group) for _place, group in groupby(sorted(rows, key=place), key=place))


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
        again = claimed.filter(tries__lt=TRIES)
        again.update(claimed_at=None, tries=F("tries") + 1, not_before=now + RETRY_DELAY * 2**tries)
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
    muted = set(Muted.objects.filter(user__in=people).values_list("user", "sort"))
    kept, dropped = [], []
    for row in rows:
        at = preferences_of(row.notice.user).first_moment(now)
        if not is_wanted(row, muted) or at > row.notice.due_at + reminder_types()[row.notice.sort].good_for:
            dropped.append(row.pk)
        elif at > now:
            Delivery.objects.filter(pk=row.pk).update(not_before=at)
        else:
            kept.append(row)
    Delivery.objects.filter(pk__in=dropped).delete()
    return kept


def is_wanted(row: Delivery, muted: set[tuple[int, str]]) -> bool:
    """Return whether it is unseen, not muted, by a channel still chosen, and its user still consents."""
    notice = row.notice
    if not (notice.user.is_active and notice.user.profile.agrees):
        return False
    is_on = notice.sort in reminder_types() and (notice.user_id, notice.sort) not in muted
    has_way = row.phone is not None or (settings.HAS_MAIL and preferences_of(notice.user).by_mail)
    return is_on and notice.seen_at is None and has_way


def still_due(notices: set[Notice], now: datetime) -> set[uuid.UUID]:
    """Return the notices whose type still finds them due. If a type's find() fails, its notices count as due."""
    found: set[uuid.UUID] = set()
    for name in {notice.sort for notice in notices} & set(reminder_types()):
        ours = [notice for notice in notices if notice.sort == name]
        after = min(notice.due_at for notice in ours) - MAX_TIME_ZONE_SHIFT
        try:
            dues = {(due.user, due.occasion) for due in reminder_types()[name].find(after, now)}
        except Exception as fault:
            log.error("reminder type %s: find() failed: %s", name, type(fault).__name__)
            dues = {(one.user_id, one.occasion) for one in ours}
        found |= {one.pk for one in ours if (one.user_id, one.occasion) in dues}
    return found
