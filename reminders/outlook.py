"""What a sender may know: whether their partner gets a notification of it, and when.

It never tells which of the partner's settings decides, nor whether they have looked already.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils import timezone

from core.reminder_types import DueItem, ReminderType, reminder_types
from couples import session_credentials
from couples.models import User
from reminders import mail, throttle
from reminders.models import MutedReminder, Notice
from reminders.scheduler import preferences_of

JUST_NOW = timedelta(minutes=10)  # how long something that was sent is sent "now"
RECENTLY = timedelta(hours=12)  # until the morning after
MORNING_HOURS = range(4, 12)


class Outlook(StrEnum):
    """When a partner gets a notification."""

    NOW = "now"
    MORNING = "morning"
    LATER = "later"
    NEVER = "never"


def outlook(user: User, name: str, occasion: str) -> Outlook | None:
    """Return when this user is notified of something. None once it was sent, and if there is nothing to say."""
    now, sort = timezone.now(), reminder_types()[name]
    at = first_possible_time(user, sort, now)
    notice = Notice.objects.filter(user=user, sort=name, occasion=occasion).first()
    if notice is None:
        return at_time(user, at, now) if at is None or may_claim(user, sort, now) else Outlook.LATER
    deliveries = list(notice.deliveries.all())
    if any(row.sent_at for row in deliveries):
        return Outlook.NOW if now < notice.due_at + JUST_NOW else None
    times = [row.not_before for row in deliveries if row.gave_up_at is None]
    if at is None or deliveries and not times:
        return Outlook.NEVER
    return at_time(user, min(times), now) if times else None


def is_recent(at: datetime) -> bool:
    """Whether a sender may still wonder whether their partner knows of it."""
    return timezone.now() < at + RECENTLY


def first_possible_time(user: User, sort: ReminderType, now: datetime) -> datetime | None:
    """Return the first time from now on at which something of this type can be sent. None if it can't be."""
    is_muted = MutedReminder.objects.filter(user=user, sort=sort.name).exists()
    if is_muted or not (user.is_active and user.profile.agrees and has_channel(user)):
        return None
    return preferences_of(user).first_allowed_time(now)


def has_channel(user: User) -> bool:
    """Whether a mail or a push can reach this user."""
    return mail.gets_mail(user) or any(
        session_credentials.is_signed_in_session(subscription.session, user)
        for subscription in user.push_subscriptions.select_related("session").defer("address")
    )


def may_claim(user: User, sort: ReminderType, now: datetime) -> bool:
    """Whether the user's hourly limit allows one more of this type."""
    return bool(throttle.within_limits(sort, [DueItem(user.pk, "", now, "")], now))


def at_time(user: User, at: datetime | None, now: datetime) -> Outlook:
    """Return what a time means to the partner of whoever is notified then."""
    if at is None:
        return Outlook.NEVER
    if at <= now:
        return Outlook.NOW
    hour = at.astimezone(ZoneInfo(user.profile.time_zone)).hour
    return Outlook.MORNING if hour in MORNING_HOURS and at - now > timedelta(hours=1) else Outlook.LATER
