"""Counts of everything there is, for whoever runs imago. None is of one couple or person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import redis
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Min
from django.utils import timezone

from core import socket_hub
from couples import pairing
from couples.models import Couple, Invitation
from mail.models import WAITING, OutgoingMail
from reminders.models import Delivery
from transcripts.models import Export

REDIS_TIMEOUT = 2  # seconds
MANY_COUPLES = 5  # with fewer, figures that rise when they talk aren't shown
QUEUE = "celery"  # the list in Redis that workers take tasks from


def redis_client() -> Any:
    """Return a client that doesn't wait long."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_TIMEOUT, socket_connect_timeout=REDIS_TIMEOUT
    )


def couples() -> int:
    """Return the number of couples who are connected."""
    return Couple.objects.filter(ended_at=None).count()


def open_invitations() -> int:
    """Return the number of partners' invitations that can be accepted."""
    return Invitation.objects.filter(pairing.open_invitations(timezone.now())).count()


def signed_in_browsers() -> int:
    """Return the number of browsers that are signed in."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return int(UserSession.objects.filter(session_key__in=living).count())


def queued_tasks() -> int:
    """Return the number of tasks that no worker has taken yet. Raises RedisError."""
    client = redis_client()
    try:
        count: int = client.llen(QUEUE)
        return count
    finally:
        client.close()


def oldest_due() -> datetime | None:
    """Return since when the oldest mail, reminder or export that is due has been waiting for a worker."""
    now = timezone.now()
    mails = OutgoingMail.objects.filter(WAITING, not_before__lte=now).aggregate(oldest=Min("not_before"))
    unsent = Delivery.objects.filter(claimed_at=None, sent_at=None, gave_up_at=None, not_before__lte=now)
    exports = Export.objects.filter(state=Export.WAITING, expires_at__gt=now)
    found = [
        mails["oldest"],
        unsent.aggregate(oldest=Min("not_before"))["oldest"],
        exports.aggregate(oldest=Min("requested_at"))["oldest"],
    ]
    return min((moment for moment in found if moment), default=None)


def open_sockets() -> int:
    """Return the number of sockets open in this process."""
    hub = socket_hub.running_hub()
    return sum(len(service.connections) for service in list(hub.services.values())) if hub else 0
