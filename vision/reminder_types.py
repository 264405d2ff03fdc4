"""The reminder to look at the couple's page again, each year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

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
from couples.models import Partner
from vision.anniversaries import days_agreed
from vision.models import Page


def register() -> None:
    """Register the page's reminder type."""
    register_reminder_type(
        ReminderType(
            "vision_year",
            _("Our page, once a year"),
            _("It's time to look again at something you two wrote down."),
            due_pages,
            look_back=LONG_LOOK_BACK,
        )
    )


def due_pages(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield each page that is due for a look, for both partners."""
    couples = None if people is None else Partner.objects.couples_of(people)
    for day in sorted(mornings_between(after, until)[0]):
        rows = Page.objects.filter(agreed_on__in=days_agreed(day), couple__ended_at=None, lines__isnull=False)
        if couples is not None:
            rows = rows.filter(couple__in=couples)
        for batch in in_batches(rows.distinct().order_by("pk")):
            yield from items_on(day, batch, after, until)


def items_on(day: date, pages: list[Page], after: datetime, until: datetime) -> list[DueItem]:
    """Return what is due on a day, in the morning where each partner is."""
    partners = Partner.objects.living_by_couple([page.couple_id for page in pages], "user__profile")
    mornings = [
        (page, one, morning_of(day, one.user.profile.time_zone))
        for page in pages
        for one in partners.get(page.couple_id, [])
    ]
    path = reverse("vision:page")
    return [
        DueItem(one.user_id, f"{page.pk}:{day}", at, path)
        for page, one, at in mornings
        if after < at <= until
    ]
