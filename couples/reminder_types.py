"""The reminder of an invitation that is about to expire."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from core.reminder_types import DueItem, ReminderType, in_batches, register_reminder_type
from couples.models import Invitation, Partner

NOTICE_PERIOD = timedelta(hours=12)


def register() -> None:
    """Register the couples' reminder types."""
    register_reminder_type(
        ReminderType(
            "invitation",
            _("An invitation that runs out"),
            _("Your invitation runs out soon. You can make a new one."),
            expiring_invitations,
            of_a_couple=False,
            good_for=NOTICE_PERIOD,
        )
    )


def expiring_invitations(after: datetime, until: datetime) -> Iterator[DueItem]:
    """Yield invitations twelve hours before they expire, if the inviter is still alone."""
    rows = Invitation.objects.filter(
        accepted_at=None,
        revoked_at=None,
        expires_at__gt=after + NOTICE_PERIOD,
        expires_at__lte=until + NOTICE_PERIOD,
    )
    paired = Partner.objects.filter(left_at=None, couple__ended_at=None).values("user")
    for batch in in_batches(rows.exclude(inviter__in=paired).order_by("expires_at", "pk")):
        for row in batch:
            yield DueItem(row.inviter_id, str(row.pk), row.expires_at - NOTICE_PERIOD, reverse("invite"))
