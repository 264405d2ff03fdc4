"""Two who have looked back, and said yes alone."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from couples.models import Couple, Partner
from parent_child import services
from parent_child.models import PrivateYes
from workup.models import Workup
from workup.services import finish_workup


def open_gate(couple: Couple) -> None:
    """Both have finished, and both said yes two days ago."""
    for partner in couple.partners.select_related("user"):
        look_back(partner)
        say_yes(partner)


def look_back(partner: Partner) -> None:
    finish_workup(Workup.objects.current(partner.user))


def say_yes(partner: Partner, *, days_ago: float = 2) -> None:
    services.say_yes(partner)
    said_at = timezone.now() - timedelta(days=days_ago)
    PrivateYes.objects.filter(partner=partner).update(said_at=said_at)
