"""The reminder to review a commitment on the day its owner chose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
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
    still_due = Review.objects.filter(done_at=None, due_on__in=days, commitment__exit__owner__left_at=None)
    rows: QuerySet[Any] = still_due.filter(commitment__exit__owner__couple__ended_at=None).annotate(
        exit=F("commitment__exit"),
        user=F("commitment__exit__owner__user"),
        zone=F("commitment__exit__owner__user__profile__time_zone"),
    )
    rows = rows.filter(zone__in=zones) if people is None else rows.filter(user__in=people)
    for batch in in_batches(rows.defer("answer_text").order_by("due_on", "pk")):
        for row in batch:
            at = morning_of(row.due_on, row.zone)
            if after < at <= until:
                yield DueItem(row.user, str(row.pk), at, reverse("exits:exit", args=[row.exit]))
