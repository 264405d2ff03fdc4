"""Whether this machine's clock looks right."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from backups.models import BackupKey
from imago_web.models import Heartbeat

TOLERANCE = timedelta(seconds=30)  # to the database's clock
BACKWARDS = timedelta(minutes=5)  # to the latest moment that was stored


def difference_to_database() -> timedelta:
    """Return how far the database's clock is ahead of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
    return at - timezone.now()


def latest_stored() -> datetime | None:
    """Return the latest moment at which a process was seen or a copy made."""
    moments = (
        Heartbeat.objects.order_by("-seen_at").values_list("seen_at", flat=True).first(),
        BackupKey.objects.order_by("-created_at").values_list("created_at", flat=True).first(),
    )
    return max(filter(None, moments), default=None)


def problem() -> str:
    """Return what is wrong with the clock, or ""."""
    off = difference_to_database()
    if abs(off) > TOLERANCE:
        return f"{abs(off).total_seconds():.0f} seconds off the database's clock"
    latest = latest_stored()
    if latest and latest > timezone.now() + BACKWARDS:
        return f"it's behind: something was stored at {latest:%Y-%m-%d %H:%M} UTC"
    return ""
