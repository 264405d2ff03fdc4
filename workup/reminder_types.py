"""The reminder of a workup that was begun and left for some days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, Max
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from core.reminder_types import STANDING_LOOK_BACK, DueItem, ReminderType, in_batches, register_reminder_type
from workup.models import Workup

RESTING_AFTER = timedelta(days=3)


def register() -> None:
    """Register the workup's reminder type."""
    register_reminder_type(
        ReminderType(
            "workup",
            _("A workup that rests"),
            _("Your workup is waiting where you left it."),
            due_workups,
            looks_back=STANDING_LOOK_BACK,
            of_a_couple=False,
        )
    )


def due_workups(after: datetime, until: datetime) -> Iterator[DueItem]:
    """Yield each workup once for each time it was left."""
    left = Coalesce(Max("answers__changed_at"), "started_at")
    due_at = ExpressionWrapper(left + RESTING_AFTER, output_field=DateTimeField())
    rows = Workup.objects.filter(finished_at=None).annotate(due=due_at)
    for batch in in_batches(rows.filter(due__gt=after, due__lte=until).order_by("due", "pk")):
        for row in batch:
            at: datetime = row.due  # type: ignore[attr-defined]
            yield DueItem(row.user_id, f"{row.pk}:{at.isoformat()}", at, reverse("workup:overview"))
