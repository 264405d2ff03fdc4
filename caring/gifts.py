"""Writes gifts: picked in a dialogue, given on days that its giver ticks, ended by either without a reason.

Nothing is counted: a gift that was ended or replaced leaves no trace, and one whose time is over is on no page.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from caring.models import CaringGift, GivenDay
from change_requests.schedules import GiftSchedule
from change_requests.stated_schedules import resolve_schedule
from core.exceptions import InvalidTransition
from couples.models import Partner


@transaction.atomic
def start_gift(giver: Partner, words: str) -> CaringGift:
    """Begin a gift for this week, on the days its words state, else once. It takes the place of the one before."""
    CaringGift.objects.filter(giver=giver).delete()
    gift = CaringGift(giver=giver, text=words, begins_on=timezone.localdate())
    gift.schedule = replace(resolve_schedule(words), weeks=1)
    gift.save(force_insert=True)
    return gift


def gift_of(giver: Partner) -> CaringGift | None:
    """Return what a partner is giving, None once its time is over."""
    gift = (
        CaringGift.objects.filter(giver=giver).select_related("giver__user__profile", "giver__couple").first()
    )
    return gift if gift and gift.ends_on >= timezone.localdate() else None


@transaction.atomic
def reschedule_gift(giver: Partner, gift: uuid.UUID, schedule: GiftSchedule, begins_on: date) -> None:
    """Change the days of a gift. Raises InvalidTransition."""
    row = lock_gift(giver, gift)
    row.schedule, row.begins_on = schedule, begins_on
    row.save(update_fields=["often", "weeks", "weekdays", "begins_on"])


@transaction.atomic
def tick_day(giver: Partner, gift: uuid.UUID, day: date) -> None:
    """Note for oneself that it was given on this day. Raises InvalidTransition."""
    row = lock_gift(giver, gift)
    if not row.includes(day):
        raise InvalidTransition
    GivenDay.objects.get_or_create(gift=row, day=day)


@transaction.atomic
def untick_day(giver: Partner, gift: uuid.UUID, day: date) -> None:
    """Undo a tick. Raises InvalidTransition."""
    GivenDay.objects.filter(gift=lock_gift(giver, gift), day=day).delete()


def end_gift(partner: Partner, gift: uuid.UUID) -> None:
    """End a gift, given or received. Repeating it changes nothing."""
    CaringGift.objects.filter(giver__couple=partner.couple_id, pk=gift).delete()


def lock_gift(giver: Partner, gift: uuid.UUID) -> CaringGift:
    """Return the giver's gift, locked until the transaction ends. Raises InvalidTransition if it's gone."""
    rows = CaringGift.objects.select_related("giver__user__profile", "giver__couple")
    row = rows.select_for_update(of=("self",)).filter(giver=giver, pk=gift).first()
    if row is None:
        raise InvalidTransition
    return row


def may_be_due(giver: Partner, today: date) -> QuerySet[CaringGift]:
    """Return the giver's gift if it has begun and today isn't ticked."""
    ticked = GivenDay.objects.filter(day=today).values("gift")
    rows = CaringGift.objects.filter(giver=giver, begins_on__lte=today).exclude(pk__in=ticked)
    return rows.select_related("giver__user__profile", "giver__couple")


def days_to_show(gift: CaringGift) -> list[tuple[date, bool]]:
    """Return the days that are ticked, today, and those still to come, each with whether it is ticked. A day that has
    passed without a tick isn't there, as nobody is asked about it."""
    today, ticked = timezone.localdate(), set(gift.given_days.values_list("day", flat=True))
    ahead = {day for day in (*gift.days, today) if day >= today and gift.includes(day)}
    return [(day, day in ticked) for day in sorted(ahead | ticked)]
