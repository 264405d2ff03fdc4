"""Delivery: one worker claims each waiting mail and sends it, retries it with growing pauses, and gives it up once it
is no longer any use."""

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
from mail.models import CLAIMED, WAITING, OutgoingMail
from mail.transport import Outcome
from vault import datakeys

log = logging.getLogger(__name__)

MAX_SECONDS = 40  # seconds that one run may take
LEASE = timedelta(minutes=5)  # a claim older than this belonged to a worker that died
RETRY_DELAY = timedelta(minutes=1)  # after the first try, doubled after each
MAX_RETRY_DELAY = timedelta(hours=1)
SENT_RETENTION = timedelta(days=1)
FAILED_RETENTION = timedelta(days=7)
AWAY_FOR = 30.0  # seconds during which new mails don't try a mail server that was down

away_until = 0.0  # by the monotonic clock


def deliver_due(now: datetime | None = None) -> int:
    """Send waiting mails. Returns how many were sent. If the mail server is down, the run ends; the rest keep waiting
    without losing a try."""
    count, began = 0, time.monotonic()
    give_up_expired(now or timezone.now())
    release_abandoned(now or timezone.now())
    while time.monotonic() - began < MAX_SECONDS:
        mail = claim(now or timezone.now())
        if mail is None:
            break
        outcome = deliver_mail(mail)
        record_outcome(mail, outcome, now or timezone.now())
        record_server_state(outcome)
        count += outcome is Outcome.SENT
        if outcome is Outcome.AWAY:
            break
    return count


def is_server_away() -> bool:
    """Whether the mail server was down a moment ago. New mails then wait for the next minute's run: otherwise a server
    that hangs would take up all of the workers' time."""
    return time.monotonic() < away_until


def record_server_state(outcome: Outcome) -> None:
    """Remember whether the mail server is down."""
    global away_until
    away_until = time.monotonic() + AWAY_FOR if outcome is Outcome.AWAY else 0.0


@transaction.atomic
def claim(now: datetime) -> OutgoingMail | None:
    """Claim the next mail, so that no other worker takes it."""
    rows = OutgoingMail.objects.filter(WAITING, not_before__lte=now).select_for_update(skip_locked=True)
    mail = rows.first()
    if mail is not None:
        mail.claimed_at = now
        mail.save(update_fields=["claimed_at"])
    return mail


def deliver_mail(mail: OutgoingMail) -> Outcome:
    """Hand it over. An error in one mail must not block the others."""
    try:
        message = messages.deserialize_message(mail.content)
        if settings.EMAIL_DELIVERY_BACKEND:
            return transport.send_message(message)
        files.write_mail(mail.pk, message.message().as_bytes())
        return Outcome.SENT
    except Exception as fault:
        log.error("a mail couldn't be sent: %s", type(fault).__name__)
        return Outcome.LATER


def record_outcome(mail: OutgoingMail, outcome: Outcome, now: datetime) -> None:
    """Record the result. A mail that may have been accepted is sent again, because nobody gets in without it."""
    if outcome is Outcome.SENT:
        mark_finished(mail.pk, sent_at=now)
    elif outcome is Outcome.REFUSED:
        give_up([mail.pk], now)
    else:
        mine = OutgoingMail.objects.filter(pk=mail.pk, claimed_at=mail.claimed_at)
        pause = min(RETRY_DELAY * 2 ** min(mail.tries, 10), MAX_RETRY_DELAY)
        mine.update(claimed_at=None, tries=F("tries") + 1, not_before=now + pause)


def give_up_expired(now: datetime) -> None:
    """Give up mails that are no longer any use."""
    expired = OutgoingMail.objects.filter(WAITING, expires_at__lte=now)
    give_up(list(expired.values_list("pk", flat=True)), now)


def release_abandoned(now: datetime) -> None:
    """Release what a worker had claimed when it died, for another to send."""
    left = OutgoingMail.objects.filter(CLAIMED, claimed_at__lt=now - LEASE)
    left.update(claimed_at=None, tries=F("tries") + 1)


def give_up(mails: list[uuid.UUID], now: datetime) -> None:
    """Mark mails as given up, and log how many."""
    if mails:
        log.error("mails given up: %s", len(mails))
    for pk in mails:
        mark_finished(pk, gave_up_at=now)


@transaction.atomic
def mark_finished(pk: uuid.UUID, **state: datetime) -> None:
    """Delete the content along with its key."""
    mail = OutgoingMail.objects.select_for_update().filter(pk=pk).first()
    if mail is None:  # its account has been deleted meanwhile
        return
    OutgoingMail.objects.filter(pk=pk).update(content=None, key=None, **state)
    if mail.key_id:
        datakeys.delete_keys(mail.key_id)


def delete_old_mails(now: datetime | None = None) -> None:
    """Delete mails sent a day ago or given up a week ago, and files of mails that no longer exist."""
    now = now or timezone.now()
    OutgoingMail.objects.filter(sent_at__lte=now - SENT_RETENTION).delete()
    OutgoingMail.objects.filter(gave_up_at__lte=now - FAILED_RETENTION).delete()
    files.delete_other_files(OutgoingMail.objects.values_list("pk", flat=True))
