"""The reminder to review a commitment on the day its owner chose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from core.reminder_types import (
    LONG_LOOK_BACK,
    DueItem,
    People,
    ReminderType,
    in_batches,
    morning_of,
    mornings_between,
    register_reminder_type,
)
from exits.models import Review


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


def due_reviews(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the reviews that fall due."""
    days, zones = mornings_between(after, until)
    owner = "commitment__exit__owner__user__profile"
    rows = Review.objects.filter(done_at=None, due_on__in=days, commitment__exit__owner__left_at=None)
    rows = rows.filter(commitment__exit__owner__couple__ended_at=None).defer("answer_text")
    if people is None:
        rows = rows.filter(**{f"{owner}__time_zone__in": zones})
    else:
        rows = rows.filter(commitment__exit__owner__user__in=people)
    for batch in in_batches(rows.select_related(owner).order_by("due_on", "pk")):
        for review in batch:
            exit = review.commitment.exit
            at = morning_of(review.due_on, exit.owner.user.profile.time_zone)
            if after < at <= until:
                yield DueItem(exit.owner.user_id, str(review.pk), at, reverse("exits:exit", args=[exit.pk]))
