"""Whether the two see each other's line: while both agree, and not a moment longer."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from core.timezones import week_start
from couples.models import Couple, Partner
from pulse.models import Agreement, Pulse


def agree_to_share(partner: Partner) -> None:
    Agreement.objects.get_or_create(partner=partner)


def stop_sharing(partner: Partner) -> None:
    """Alone and at once: neither sees the other's line any more."""
    Agreement.objects.filter(partner=partner).delete()


def agrees_to_share(partner: Partner) -> bool:
    return Agreement.objects.filter(partner=partner).exists()


def shared_pulses(partner: Partner, other: Partner) -> QuerySet[Pulse]:
    """What this partner may see of the other's pulse: what they answered since they are a couple, while both agree."""
    theirs: QuerySet[Pulse] = Pulse.objects.of(other.user)
    if not both_agree(partner):
        return theirs.none()
    return theirs.filter(week__gte=first_week(other), answered_at__gte=other.joined_at)


def first_week(partner: Partner) -> date:
    """The week in which this partner joined the couple, where they are."""
    zone = ZoneInfo(partner.user.profile.time_zone)
    return week_start(timezone.localdate(partner.joined_at, zone))


def both_agree(partner: Partner) -> bool:
    """Whether both partners of a living couple show each other their lines."""
    rows = Agreement.objects.filter(partner__couple=partner.couple_id, partner__couple__ended_at=None)
    return rows.count() == 2


def on_couple_ended(couple: Couple) -> None:
    """When one has left, what both agreed to ends for both."""
    Agreement.objects.filter(partner__couple=couple).delete()
