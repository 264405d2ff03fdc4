"""Reminders of the weekly time: an hour before, at the time, and of an open proposal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from appointments import services
from appointments.models import WeeklyTime
from core.reminder_types import (
    A_QUARTER_HOUR,
    AN_HOUR,
    DueItem,
    ReminderType,
    in_batches,
    register_reminder_type,
)
from couples.models import Partner
from dialogues.reminder_types import partners_by_couple


def register() -> None:
    """Register the weekly time's reminder types."""
    register_reminder_type(
        ReminderType(
            "weekly_soon",
            _("Our weekly time in an hour"),
            _("Your weekly time is in an hour."),
            lambda after, until: due_meetings(after + AN_HOUR, until + AN_HOUR, before=AN_HOUR),
            good_for=AN_HOUR,
        )
    )
    register_reminder_type(
        ReminderType(
            "weekly",
            _("Our weekly time now"),
            _("It is your weekly time."),
            due_meetings,
            good_for=A_QUARTER_HOUR,
        )
    )
    register_reminder_type(
        ReminderType(
            "weekly_proposed",
            _("A weekly time that is proposed"),
            _("A weekly time is proposed to you."),
            due_proposals,
            at_most=timedelta(days=1),
            from_partner=True,
        )
    )


def due_meetings(after: datetime, until: datetime, before: timedelta = timedelta(0)) -> Iterator[DueItem]:
    """Yield living couples' weekly times, `before` ahead, if agreed on by then."""
    for batch in in_batches(services.agreed_times().order_by("pk")):
        found = {
            row.pk: list(services.occurrences_between(row, first_announced(row, after, before), until))
            for row in batch
        }
        partners = partners_by_couple(row.couple_id for row in batch if found[row.pk])
        for row in batch:
            for at in found[row.pk]:
                for partner in partners.get(row.couple_id, ()):
                    yield due_item(partner, f"{row.pk}:{at.isoformat()}", at - before)


def first_announced(row: WeeklyTime, after: datetime, before: timedelta) -> datetime:
    """Return from when a time's occurrences are announced."""
    return max(after, row.agreed_at + before) if row.agreed_at else after


def due_proposals(after: datetime, until: datetime) -> Iterator[DueItem]:
    """Yield proposals that wait for the partner's answer."""
    rows = WeeklyTime.objects.filter(
        agreed_at=None, ended_at=None, proposed_at__gt=after, proposed_at__lte=until, couple__ended_at=None
    )
    for batch in in_batches(rows.select_related("proposed_by").order_by("proposed_at", "pk")):
        for row in batch:
            yield due_item(row.proposed_by.other(), str(row.pk), row.proposed_at)


def due_item(partner: Partner, occasion: str, at: datetime) -> DueItem:
    """Return the item for one partner."""
    return DueItem(partner.user_id, occasion, at, reverse("appointments:times"))
