"""The weekly time: one partner proposes it, the other agrees, either ends it alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import count, takewhile
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from appointments.models import Feed, WeeklyTime
from core.exceptions import StaleVersion
from core.timezones import localize
from couples.models import Couple, Partner

A_WEEK = timedelta(weeks=1)


def lock_weekly_times(partner: Partner) -> QuerySet[WeeklyTime]:
    """Lock the couple's proposed and agreed times until the transaction ends."""
    Couple.objects.select_for_update().get(pk=partner.couple_id)
    return WeeklyTime.objects.filter(couple=partner.couple_id, ended_at=None)


@transaction.atomic
def propose_time(partner: Partner, weekday: int, at: time) -> WeeklyTime:
    """Propose a time, replacing an earlier proposal. The agreed time stays until this one is agreed on."""
    stand = lock_weekly_times(partner)
    stand.filter(agreed_at=None).update(ended_at=timezone.now())
    zone = partner.user.profile.time_zone
    return WeeklyTime.objects.create(
        couple=partner.couple, proposed_by=partner, weekday=weekday, at=at, zone=zone
    )


@transaction.atomic
def accept_proposal(partner: Partner, proposed: uuid.UUID) -> None:
    """Agree to the other's proposal, replacing the agreed time. Agreeing twice changes nothing.

    Raises StaleVersion.
    """
    stand = lock_weekly_times(partner)
    row = stand.filter(pk=proposed).exclude(proposed_by=partner).first()
    if row is None:
        raise StaleVersion
    if row.agreed_at is None:
        now = timezone.now()
        stand.filter(agreed_at__isnull=False).update(ended_at=now)
        stand.filter(pk=row.pk).update(agreed_at=now)


@transaction.atomic
def end_time(partner: Partner, which: uuid.UUID, *, agreed: bool) -> None:
    """End the agreed time, or withdraw or decline a proposal. Raises StaleVersion."""
    rows = lock_weekly_times(partner).filter(pk=which, agreed_at__isnull=not agreed)
    if not rows.update(ended_at=timezone.now()):
        raise StaleVersion


def on_couple_ended(couple: Couple) -> None:
    """End all times and delete both calendar feeds."""
    Feed.objects.filter(user__partners__couple=couple).delete()
    WeeklyTime.objects.filter(couple=couple, ended_at=None).update(ended_at=timezone.now())


def occurrences(row: WeeklyTime, after: datetime) -> Iterator[datetime]:
    """Yield the weekly occurrences after a moment, at the same wall-clock time where it was proposed."""
    there = after.astimezone(ZoneInfo(row.zone)).date()
    first = there + timedelta(days=(row.weekday - there.weekday()) % 7) - A_WEEK
    found = (localize(first + A_WEEK * number, row.at, row.zone) for number in count())
    return (at for at in found if at > after)


def occurrences_between(row: WeeklyTime, after: datetime, until: datetime) -> Iterator[datetime]:
    """Yield the occurrences within (after, until]."""
    return takewhile(lambda at: at <= until, occurrences(row, after))


def active_times(partner: Partner) -> tuple[WeeklyTime | None, WeeklyTime | None]:
    """Return the agreed and the proposed time."""
    rows = list(WeeklyTime.objects.filter(couple=partner.couple_id, ended_at=None))
    agreed = next((row for row in rows if row.agreed_at), None)
    return agreed, next((row for row in rows if not row.agreed_at), None)


def ended_since(partner: Partner, since: datetime) -> QuerySet[WeeklyTime]:
    """Return the couple's agreed times that ended after a moment."""
    rows = WeeklyTime.objects.filter(couple=partner.couple_id, agreed_at__isnull=False, ended_at__gt=since)
    return rows.order_by("ended_at", "pk")


def agreed_times() -> QuerySet[WeeklyTime]:
    """Return all agreed times of all couples."""
    living = Q(couple__ended_at=None)
    return WeeklyTime.objects.filter(living, ended_at=None, agreed_at__isnull=False)
