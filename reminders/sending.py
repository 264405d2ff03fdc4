"""Send what was claimed: one message for all that somebody is told by one way at once, and no message twice.

Who sets `sent_at` first sends. What a way refuses before it has taken anything is tried again; what may have gone out
never is. Before anything goes, it is looked at once more whether it is still wanted and still due.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from couples.due import sorts
from couples.models import User
from reminders import mail, push
from reminders.models import Delivery, Muted, Notice
from reminders.outcome import Outcome
from reminders.sweep import ways_of

PEOPLE = 100  # at a time
FRESH = timedelta(minutes=2)  # since it was claimed: still due without another look
LONGEST = 40  # seconds that one goes on sending
LOCK = 0x696D61676F  # a number of ours
TRIES = 6
PAUSE = timedelta(minutes=1)  # after the first try; twice as long after each
A_MOMENT = timedelta(microseconds=1)


def send_due(now: datetime | None = None) -> int:
    """Send all whose time has come, as long as nobody else does just now. Returns how many messages went out."""
    with alone() as is_alone:
        return send_all(now or timezone.now()) if is_alone else 0


@contextmanager
def alone() -> Iterator[bool]:
    """Whether this is the only one that sends, in all processes, until the end; a killed one gives way at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (is_alone,) = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def send_all(until: datetime) -> int:
    """Send what waits; after a while the rest is left to the next minute, so that a slow server holds up nothing."""
    count, after, began = 0, 0, time.monotonic()
    while people := list(who_waits(until).filter(pk__gt=after)[:PEOPLE]):
        after = people[-1]
        rows = list(waiting(until).filter(notice__user__in=people))
        for group in grouped(wanted(rows, until)):
            if time.monotonic() - began > LONGEST:
                return count
            count += send(group, until)
    return count


def who_waits(until: datetime) -> QuerySet[User, int]:
    """The people for whom something waits to be sent, by id."""
    rows = Delivery.objects.filter(notice__user=OuterRef("pk"), sent_at=None, not_before__lte=until)
    return User.objects.filter(Exists(rows)).order_by("pk").values_list("pk", flat=True)


def waiting(until: datetime) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(sent_at=None, not_before__lte=until)
    return rows.select_related("notice__user__profile", "notice__user__ways", "phone").order_by("pk")


def by_its_way(delivery: Delivery) -> Outcome:
    return push.send(delivery.phone) if delivery.phone else mail.send(delivery.notice.user)


def grouped(rows: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    """All that goes to one person by one way."""

    def place(row: Delivery) -> tuple[int, str]:
        return row.notice.user_id, str(row.phone_id or "")

    return (list(group) for _place, group in groupby(sorted(rows, key=place), key=place))


def send(group: list[Delivery], now: datetime) -> int:
    ids = [row.pk for row in group]
    if not Delivery.objects.filter(pk__in=ids, sent_at=None).update(sent_at=now):
        return 0
    outcome = by_its_way(group[0])
    if outcome is Outcome.LATER:
        again = Delivery.objects.filter(pk__in=ids, tries__lt=TRIES)
        tries = max(row.tries for row in group)
        again.update(sent_at=None, tries=F("tries") + 1, not_before=now + PAUSE * 2**tries)
    return int(outcome is Outcome.SENT)


def wanted(rows: list[Delivery], now: datetime) -> list[Delivery]:
    """Those that are still wanted. What came into quiet hours waits for their end; the others are dropped."""
    people = {row.notice.user_id for row in rows}
    muted = set(Muted.objects.filter(user__in=people).values_list("user", "sort"))
    due = still_due({row.notice for row in rows if now - row.notice.claimed_at > FRESH})
    kept, dropped = [], []
    for row in rows:
        ways, at = ways_of(row.notice.user), None
        if is_wanted(row, muted) and (row.notice.pk in due or now - row.notice.claimed_at <= FRESH):
            at = ways.first_moment(now)
        if at is None or at > row.notice.due_at + sorts()[row.notice.sort].good_for:
            dropped.append(row.pk)
        elif at > now:
            Delivery.objects.filter(pk=row.pk, sent_at=None).update(not_before=at)
        else:
            kept.append(row)
    Delivery.objects.filter(pk__in=dropped, sent_at=None).delete()
    return kept


def is_wanted(row: Delivery, muted: set[tuple[int, str]]) -> bool:
    """Not seen, not switched off, by a way that is still chosen, for somebody who still agrees to be here."""
    notice = row.notice
    if not (notice.user.is_active and notice.user.profile.agrees):
        return False
    is_on = notice.sort in sorts() and (notice.user_id, notice.sort) not in muted
    return is_on and notice.seen_at is None and (row.phone is not None or ways_of(notice.user).by_mail)


def still_due(notices: set[Notice]) -> set[uuid.UUID]:
    """Which of these their rooms would still find."""
    found: set[uuid.UUID] = set()
    for sort, at in {(notice.sort, notice.due_at) for notice in notices if notice.sort in sorts()}:
        dues = {(due.user, due.occasion) for due in sorts()[sort].find(at - A_MOMENT, at)}
        found |= {one.pk for one in notices if one.sort == sort and (one.user_id, one.occasion) in dues}
    return found
