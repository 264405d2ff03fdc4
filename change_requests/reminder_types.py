"""Reminders of change requests: today's gift, the end of a plan, the day to come back to a "not yet"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from change_requests.models import Plan, Request
from change_requests.transitions import RELATED
from core.reminder_types import (
    STANDING_LOOK_BACK,
    DueItem,
    ReminderType,
    in_batches,
    morning_of,
    register_reminder_type,
)
from couples.models import Partner

A_DAY = timedelta(days=1)
MAX_FRAME = timedelta(weeks=5)  # from the first day of a plan to the one after its last


def register() -> None:
    """Register the change requests' reminder types."""
    register_reminder_type(
        ReminderType(
            "gift", _("A gift for today"), _("There is something you wanted to give today."), due_gifts
        )
    )
    register_reminder_type(
        ReminderType(
            "gift_over",
            _("Looking back at a gift"),
            _("The time of a gift is over. What has changed?"),
            due_reviews,
            looks_back=STANDING_LOOK_BACK,
        )
    )
    register_reminder_type(
        ReminderType(
            "not_yet",
            _("Coming back to a request"),
            _("You wanted to look at something again today."),
            due_returns,
            looks_back=STANDING_LOOK_BACK,
        )
    )


def plans_between(after: datetime, until: datetime) -> Iterator[Plan]:
    """Yield the active plans whose days may lie between these moments."""
    days = (after - MAX_FRAME).date(), (until + A_DAY).date()
    rows = Plan.objects.filter(ended_at=None, begins_on__range=days, giver__left_at=None)
    living = rows.filter(giver__couple__ended_at=None, asked__text__isnull=False)
    related = living.select_related(*RELATED).defer("words", "asked__text", "asked__request__told_text")
    for batch in in_batches(related.order_by("begins_on", "pk")):
        yield from batch


def due_gifts(after: datetime, until: datetime) -> Iterator[DueItem]:
    """Yield the gifts due today."""
    for plan in plans_between(after, until):
        zone = plan.giver.user.profile.time_zone
        given: set[date] | None = None
        for day in plan.days:
            at = morning_of(day, zone)
            if after < at <= until:
                given = set(plan.gifts.values_list("day", flat=True)) if given is None else given
                if day not in given:
                    yield due_item(plan.giver, plan.asked.request, f"{plan.pk}:{day}", at)


def due_reviews(after: datetime, until: datetime) -> Iterator[DueItem]:
    """Yield the plans that are over and can be reviewed."""
    for plan in plans_between(after, until):
        for partner in (plan.giver, plan.asked.request.asker):
            at = morning_of(plan.ends_on + A_DAY, partner.user.profile.time_zone)
            if after < at <= until and not plan.looked_back.filter(author=partner).exists():
                yield due_item(partner, plan.asked.request, str(plan.pk), at)


def due_returns(after: datetime, until: datetime) -> Iterator[DueItem]:
    """Yield the requests to come back to."""
    days = (after - A_DAY).date(), (until + A_DAY).date()
    rows = Request.objects.filter(come_back_on__range=days, asker__couple__ended_at=None).with_asker()
    for batch in in_batches(rows.defer("told_text").order_by("come_back_on", "pk")):
        for row in batch:
            giver, day = row.asker.other(), row.come_back_on
            if day and after < (at := morning_of(day, giver.user.profile.time_zone)) <= until:
                yield due_item(giver, row, f"{row.pk}:{day}", at)


def due_item(partner: Partner, row: Request, occasion: str, at: datetime) -> DueItem:
    """Return the item for one partner."""
    return DueItem(partner.user_id, occasion, at, reverse("change_requests:request", args=[row.pk]))
