"""The reminder of a caring gift for today. Only its giver gets one, and nobody is asked about a past day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from caring.models import CaringGift, GivenDay
from change_requests import due_days
from change_requests.due_days import with_day_in
from change_requests.reminder_types import MAX_PLAN_LENGTH
from core.reminder_types import (
    DueItem,
    People,
    ReminderType,
    dates_between,
    in_batches,
    morning_of,
    mornings_between,
    register_reminder_type,
)


def due_gifts(after: datetime, until: datetime, people: People = None) -> Iterator[DueItem]:
    """Yield the gifts that fall due between these moments."""
    first, last = dates_between(after, until)
    begins = first - MAX_PLAN_LENGTH, last
    living = CaringGift.objects.filter(giver__left_at=None, giver__couple__ended_at=None)
    with_people = living.annotate(zone=F("giver__user__profile__time_zone"), user=F("giver__user"))
    rows: QuerySet[Any] = with_people.filter(begins_on__range=begins).defer("text")
    if people is None:
        days, zones = mornings_between(after, until)
        rows = rows.filter(with_day_in(days), zone__in=zones)
    else:
        rows = rows.filter(user__in=people)
    for batch in in_batches(rows.order_by("pk")):
        ticked = set(GivenDay.objects.filter(gift__in=batch, day__gte=first).values_list("gift", "day"))
        for gift in batch:
            for day in gift.days:
                at = morning_of(day, gift.zone)
                if after < at <= until and (gift.pk, day) not in ticked:
                    yield DueItem(gift.user, f"{gift.pk}:{day}", at, reverse("caring:overview"))


def compute_due_days(_now: datetime) -> Collection[int]:
    """Fill in the days of the gifts, and return whose gifts are new."""
    new = due_days.fill_in(CaringGift.objects.defer("text"))
    return set(CaringGift.objects.filter(pk__in=new).values_list("giver__user", flat=True)) if new else ()


REMINDER_TYPE = ReminderType(
    "caring_gift",
    _("A caring gift for today"),
    _("There's something you wanted to give today."),
    due_gifts,
    prepare=compute_due_days,
)


def register() -> None:
    """Register the reminder type."""
    register_reminder_type(REMINDER_TYPE)
