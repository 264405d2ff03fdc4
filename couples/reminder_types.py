"""Reminders of an invitation: that it was accepted, at once, and that it is about to expire."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from core.reminder_types import DueItem, People, ReminderType, in_batches, register_reminder_type
from couples.models import Invitation, Partner

ACCEPTED = "paired"
NOTICE_PERIOD = timedelta(hours=12)


def register() -> None:
    """Register the couples' reminder types."""
    register_reminder_type(
        ReminderType(
            ACCEPTED,
            _("A yes to my invitation to imago"),
            _("Your partner has joined you here."),
            accepted_invitations,
            at_once=True,
        )
    )
    register_reminder_type(
        ReminderType(
            "invitation",
            _("An invitation that's about to expire"),
            _("Your invitation expires soon. You can make a new one."),
            expiring_invitations,
            never_late=True,
            ends_with_couple=False,
            expires_after=NOTICE_PERIOD,
        )
    )


def accepted_invitations(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the invitations accepted between these moments, for whoever sent them."""
    rows = Invitation.objects.filter(accepted_at__gt=after, accepted_at__lte=until)
    if people is not None:
        rows = rows.filter(inviter__in=people)
    together = Partner.objects.living().filter(user=OuterRef("accepted_by"))
    for batch in in_batches(rows.filter(Exists(together)).order_by("accepted_at", "pk")):
        for row in batch:
            if row.accepted_at:
                yield DueItem(row.inviter_id, str(row.pk), row.accepted_at, reverse("home"))


def expiring_invitations(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield invitations twelve hours before they expire, if the inviter is still alone."""
    rows = Invitation.objects.filter(
        accepted_at=None,
        revoked_at=None,
        expires_at__gt=after + NOTICE_PERIOD,
        expires_at__lte=until + NOTICE_PERIOD,
    )
    if people is not None:
        rows = rows.filter(inviter__in=people)
    paired = Partner.objects.filter(left_at=None, couple__ended_at=None).values("user")
    for batch in in_batches(rows.exclude(inviter__in=paired).order_by("expires_at", "pk")):
        for row in batch:
            yield DueItem(row.inviter_id, str(row.pk), row.expires_at - NOTICE_PERIOD, reverse("invite"))
