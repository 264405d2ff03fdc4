"""Reminders of a shared part at once, and of a workup that was begun and left for some days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from core.reminder_types import (
    LONG_LOOK_BACK,
    DueItem,
    People,
    ReminderType,
    in_batches,
    register_reminder_type,
)
from couples.models import Partner
from workup.models import Answer, SharedPart, Workup

SHARED = "shared"
RESTING_AFTER = timedelta(days=3)


def register() -> None:
    """Register the workup's reminder types."""
    register_reminder_type(
        ReminderType(
            SHARED,
            _("Something shared with me from “Where I come from”"),
            _("Your partner has shared something with you."),
            due_shared_parts,
            from_partner=True,
            at_once=True,
        )
    )
    register_reminder_type(
        ReminderType(
            "workup",
            _("Unfinished questions in “Where I come from”"),
            _("Your questions are waiting where you left them."),
            due_workups,
            never_late=True,
            look_back=LONG_LOOK_BACK,
            ends_with_couple=False,
        )
    )


def due_shared_parts(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the parts shared between these moments, and still shared, for a partner who hasn't seen them."""
    rows = SharedPart.objects.active().filter(shared_at__gt=after, shared_at__lte=until, seen_at=None)
    if people is not None:
        rows = rows.filter(owner__couple__in=Partner.objects.couples_of(people))
    news = rows.filter(owner__couple__ended_at=None).select_related("owner").defer("words", "sources")
    for batch in in_batches(news.order_by("shared_at", "pk")):
        partners = Partner.objects.living_by_couple(row.owner.couple_id for row in batch)
        for row in batch:
            for partner in partners.get(row.owner.couple_id, ()):
                if partner.pk != row.owner_id:
                    yield DueItem(partner.user_id, str(row.pk), row.shared_at, reverse("workup:shared_parts"))


def due_workups(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield each workup once for each time it was left."""
    since, before = after - RESTING_AFTER, until - RESTING_AFTER
    answered = Answer.objects.filter(changed_at__gt=since, changed_at__lte=before).values("workup")
    for left in (Q(pk__in=answered), Q(started_at__gt=since, started_at__lte=before, answers=None)):
        rows = resting_workups(after, until).filter(left)
        if people is not None:
            rows = rows.filter(user__in=people)
        for row in rows.order_by("due", "pk").iterator():
            at: datetime = row.due
            yield DueItem(row.user_id, f"{row.pk}:{at.isoformat()}", at, reverse("workup:overview"))


def resting_workups(after: datetime, until: datetime) -> QuerySet[Any]:
    """Return the unfinished workups whose reminder falls into this interval, with its time as `due`."""
    latest = Answer.objects.filter(workup=OuterRef("pk")).order_by("-changed_at").values("changed_at")[:1]
    left_at = Coalesce(Subquery(latest), "started_at")
    due_at = ExpressionWrapper(left_at + RESTING_AFTER, output_field=DateTimeField())
    rows = Workup.objects.filter(finished_at=None).annotate(due=due_at)
    return rows.filter(due__gt=after, due__lte=until)
