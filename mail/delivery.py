"""Delivery: each waiting mail is claimed by one worker, sent, tried again with growing pauses, and given up when it is
of no use any more."""

from __future__ import annotations

import logging
import time
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mail import files, messages, transport
from mail.models import WAITING, OutgoingMail
from mail.transport import Outcome
from vault import datakeys

log = logging.getLogger(__name__)

LONGEST = 40  # seconds that one run goes on
LEASE = timedelta(minutes=5)  # a claim older than this was a worker that died
PAUSE = timedelta(minutes=1)  # after the first try; twice as long after each
LONGEST_PAUSE = timedelta(hours=1)
SENT_KEPT = timedelta(days=1)
GAVE_UP_KEPT = timedelta(days=7)


def deliver_due(now: datetime | None = None) -> int:
    """Send what waits. Returns how many were sent. A mail server that is away ends the run: the rest waits, and loses
    no try by it."""
    count, began = 0, time.monotonic()
    give_up_expired(now or timezone.now())
    free_abandoned(now or timezone.now())
    while time.monotonic() - began < LONGEST:
        mail = claim(now or timezone.now())
        if mail is None:
            break
        outcome = deliver(mail)
        settle(mail, outcome, now or timezone.now())
        count += outcome is Outcome.SENT
        if outcome is Outcome.AWAY:
            break
    return count


@transaction.atomic
def claim(now: datetime) -> OutgoingMail | None:
    """The next mail, which no other worker takes from now on."""
    rows = OutgoingMail.objects.filter(WAITING, not_before__lte=now).select_for_update(skip_locked=True)
    mail = rows.first()
    if mail is not None:
        mail.claimed_at = now
        mail.save(update_fields=["claimed_at"])
    return mail


def deliver(mail: OutgoingMail) -> Outcome:
    """Hand it over. What goes wrong with one must not keep the others."""
    try:
        message = messages.load(mail.content)
        if settings.EMAIL_DELIVERY_BACKEND:
            return transport.send(message)
        files.write(mail.pk, message.message().as_bytes())
        return Outcome.SENT
    except Exception as fault:
        log.error("a mail couldn't be sent: %s", type(fault).__name__)
        return Outcome.LATER


def settle(mail: OutgoingMail, outcome: Outcome, now: datetime) -> None:
    """Write down what became of it. A mail that may have been taken is sent once more: nobody gets in without it."""
    if outcome is Outcome.SENT:
        finish(mail.pk, sent_at=now)
    elif outcome is Outcome.REFUSED:
        give_up([mail.pk], now)
    else:
        mine = OutgoingMail.objects.filter(pk=mail.pk, claimed_at=mail.claimed_at)
        pause = min(PAUSE * 2 ** min(mail.tries, 10), LONGEST_PAUSE)
        mine.update(claimed_at=None, tries=F("tries") + 1, not_before=now + pause)


def give_up_expired(now: datetime) -> None:
    """What is of no use any more is not sent."""
    expired = OutgoingMail.objects.filter(WAITING, expires_at__lte=now)
    give_up(list(expired.values_list("pk", flat=True)), now)


def free_abandoned(now: datetime) -> None:
    """What a worker had in hand when it died is sent by another."""
    left = OutgoingMail.objects.filter(claimed_at__lt=now - LEASE, sent_at=None, gave_up_at=None)
    left.update(claimed_at=None, tries=F("tries") + 1)


def give_up(mails: list[uuid.UUID], now: datetime) -> None:
    if mails:
        log.error("mails given up: %s", len(mails))
    for pk in mails:
        finish(pk, gave_up_at=now)


@transaction.atomic
def finish(pk: uuid.UUID, **state: datetime) -> None:
    """The content goes, with its key."""
    mail = OutgoingMail.objects.select_for_update().filter(pk=pk).first()
    if mail is None:  # its account has gone meanwhile
        return
    OutgoingMail.objects.filter(pk=pk).update(content=None, key=None, **state)
    if mail.key_id:
        datakeys.remove(mail.key_id)


def clear(now: datetime | None = None) -> None:
    """Forget what was sent a day ago or given up a week ago, and every file of a mail that is no longer known."""
    now = now or timezone.now()
    OutgoingMail.objects.filter(sent_at__lte=now - SENT_KEPT).delete()
    OutgoingMail.objects.filter(gave_up_at__lte=now - GAVE_UP_KEPT).delete()
    files.keep_only(list(OutgoingMail.objects.values_list("pk", flat=True)))
