"""Partners see each other's pulse only while both agree to share it."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from core.timezones import week_start
from couples.models import Couple, Partner
from pulse.models import Agreement, Pulse


def agree_to_share(partner: Partner) -> None:
    """Record that the partner agrees to share."""
    Agreement.objects.get_or_create(partner=partner)


def stop_sharing(partner: Partner) -> None:
    """Withdraw the agreement. From then on neither partner sees the other's pulse."""
    Agreement.objects.filter(partner=partner).delete()


def agrees_to_share(partner: Partner) -> bool:
    """Return whether the partner agrees to share."""
    return Agreement.objects.filter(partner=partner).exists()


def shared_pulses(partner: Partner, other: Partner) -> QuerySet[Pulse]:
    """Return the other's answers since they became a couple, if both agree to share; otherwise none."""
    pulses: QuerySet[Pulse] = Pulse.objects.of(other.user)
    if not both_agree(partner):
        return pulses.none()
    return pulses.filter(week__gte=first_week(other), answered_at__gte=other.joined_at)


def first_week(partner: Partner) -> date:
    """Return the Monday of the week in which the partner joined the couple, in their time zone."""
    zone = ZoneInfo(partner.user.profile.time_zone)
    return week_start(timezone.localdate(partner.joined_at, zone))


def both_agree(partner: Partner) -> bool:
    """Return whether both partners agree, in a couple that hasn't ended."""
    rows = Agreement.objects.filter(partner__couple=partner.couple_id, partner__couple__ended_at=None)
    return rows.count() == 2


def on_couple_ended(couple: Couple) -> None:
    """End both agreements when one partner leaves."""
    Agreement.objects.filter(partner__couple=couple).delete()
