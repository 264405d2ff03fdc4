"""The weekly time: one partner proposes it, the other agrees, either ends it alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import count, takewhile
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from appointments.models import Feed, WeeklyTime
from core.exceptions import StaleVersion
from core.reminder_types import announce_soon
from core.timezones import localize
from couples.models import Couple, Partner

# The reminder types of what happens here.
PROPOSAL, AGREEMENT, REFUSAL = "weekly_proposed", "weekly_agreed", "weekly_declined"
A_WEEK = timedelta(weeks=1)


def lock_weekly_times(partner: Partner) -> QuerySet[WeeklyTime]:
    """Lock the couple's proposed and agreed times until the transaction ends."""
    Couple.objects.select_for_update().get(pk=partner.couple_id)
    return WeeklyTime.objects.filter(couple=partner.couple_id, ended_at=None)


@transaction.atomic
def propose_time(partner: Partner, weekday: int, at: time) -> WeeklyTime:
    """Propose a time, replacing an earlier proposal. The agreed time stays until this one is agreed on."""
    active = lock_weekly_times(partner)
    active.filter(agreed_at=None).update(ended_at=timezone.now())
    zone = partner.user.profile.time_zone
    announce_soon(PROPOSAL)
    return WeeklyTime.objects.create(
        couple=partner.couple, proposed_by=partner, weekday=weekday, at=at, zone=zone
    )


@transaction.atomic
def accept_proposal(partner: Partner, proposal_id: uuid.UUID) -> None:
    """Agree to the other's proposal, replacing the agreed time. Agreeing twice changes nothing.

    Raises StaleVersion.
    """
    active = lock_weekly_times(partner)
    row = active.filter(pk=proposal_id).exclude(proposed_by=partner).first()
    if row is None:
        raise StaleVersion
    if row.agreed_at is None:
        now = timezone.now()
        active.filter(agreed_at__isnull=False).update(ended_at=now)
        active.filter(pk=row.pk).update(agreed_at=now)
        announce_soon(AGREEMENT)


@transaction.atomic
def end_time(partner: Partner, time_id: uuid.UUID, *, agreed: bool) -> None:
    """End the agreed time, or withdraw or decline a proposal. Raises StaleVersion."""
    now = timezone.now()
    rows = lock_weekly_times(partner).filter(pk=time_id, agreed_at__isnull=not agreed)
    if rows.filter(agreed_at=None).exclude(proposed_by=partner).update(declined_at=now):
        announce_soon(REFUSAL)
    if not rows.update(ended_at=now):
        raise StaleVersion


def on_couple_ended(couple: Couple) -> None:
    """End all times and delete both calendar feeds."""
    Feed.objects.filter(user__partners__couple=couple).delete()
    WeeklyTime.objects.filter(couple=couple, ended_at=None).update(ended_at=timezone.now())


def occurrences(row: WeeklyTime, after: datetime) -> Iterator[datetime]:
    """Yield the weekly occurrences after a moment, at the same wall-clock time in the proposer's time zone."""
    local_date = after.astimezone(ZoneInfo(row.zone)).date()
    first = local_date + timedelta(days=(row.weekday - local_date.weekday()) % 7) - A_WEEK
    moments = (localize(first + A_WEEK * number, row.at, row.zone) for number in count())
    return (at for at in moments if at > after)


def occurrences_between(row: WeeklyTime, after: datetime, until: datetime) -> Iterator[datetime]:
    """Yield the occurrences within (after, until]."""
    return takewhile(lambda at: at <= until, occurrences(row, after))


def active_times(partner: Partner) -> tuple[WeeklyTime | None, WeeklyTime | None]:
    """Return the agreed and the proposed time."""
    rows = list(WeeklyTime.objects.filter(couple=partner.couple_id, ended_at=None))
    agreed = next((row for row in rows if row.agreed_at), None)
    return agreed, next((row for row in rows if not row.agreed_at), None)


def declined_proposals() -> QuerySet[WeeklyTime]:
    """Return the proposals that were declined and that nobody has followed with another."""
    later = WeeklyTime.objects.filter(couple=OuterRef("couple"), proposed_at__gt=OuterRef("declined_at"))
    return WeeklyTime.objects.filter(~Exists(later), declined_at__isnull=False, couple__ended_at=None)


def next_agreed_time(couple: Couple, after: datetime) -> datetime | None:
    """Return the next occurrence of the couple's weekly time, None if they have agreed on none."""
    row = WeeklyTime.objects.filter(couple=couple, ended_at=None, agreed_at__isnull=False).first()
    return next(occurrences(row, after)) if row else None


def ended_since(partner: Partner, since: datetime) -> QuerySet[WeeklyTime]:
    """Return the couple's agreed times that ended after a moment."""
    rows = WeeklyTime.objects.filter(couple=partner.couple_id, agreed_at__isnull=False, ended_at__gt=since)
    return rows.order_by("ended_at", "pk")


def agreed_times() -> QuerySet[WeeklyTime]:
    """Return all agreed times of all couples."""
    living = Q(couple__ended_at=None)
    return WeeklyTime.objects.filter(living, ended_at=None, agreed_at__isnull=False)
