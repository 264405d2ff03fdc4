"""The reminder to review a commitment on the day its owner chose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from core.reminder_types import (
    LONG_LOOK_BACK,
    DueItem,
    ReminderType,
    in_batches,
    morning_of,
    register_reminder_type,
)
from exits.models import Review

A_DAY = timedelta(days=1)


def register() -> None:
    """Register the exits' reminder types."""
    register_reminder_type(
        ReminderType(
            "review",
            _("Looking back at a promise"),
            _("You wanted to look back at a promise today."),
            due_reviews,
            look_back=LONG_LOOK_BACK,
        )
    )


def due_reviews(after: datetime, until: datetime) -> Iterator[DueItem]:
    """Yield the reviews that fall due."""
    days = (after - A_DAY).date(), (until + A_DAY).date()
    rows = Review.objects.filter(done_at=None, due_on__range=days, commitment__exit__owner__left_at=None)
    rows = rows.filter(commitment__exit__owner__couple__ended_at=None).defer("answer_text")
    owner = "commitment__exit__owner__user__profile"
    for batch in in_batches(rows.select_related(owner).order_by("due_on", "pk")):
        for review in batch:
            exit = review.commitment.exit
            at = morning_of(review.due_on, exit.owner.user.profile.time_zone)
            if after < at <= until:
                yield DueItem(exit.owner.user_id, str(review.pk), at, reverse("exits:exit", args=[exit.pk]))
