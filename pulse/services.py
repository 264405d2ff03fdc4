"""Writes a person's own pulse: their answers, their deletion, and the weekly schedule."""

from __future__ import annotations

import json
from datetime import date, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from core.exceptions import StaleVersion
from core.timezones import week_start
from couples.models import User
from pulse.models import Pulse, PulseSchedule


def this_week(user: User) -> date:
    """Return the Monday of the current week in the user's time zone."""
    return week_start(timezone.localdate(timezone=ZoneInfo(user.profile.time_zone)))


def pulse_of_week(user: User, week: date) -> Pulse | None:
    """Return the user's answers of a week, or None."""
    pulse: Pulse | None = Pulse.objects.of(user).filter(week=week).first()
    return pulse


@transaction.atomic
def save_pulse(user: User, week: date, numbers: dict[str, int], seen: int) -> None:
    """Store a week's answers over version `seen` (0 for none yet).

    Saving the same answers again changes nothing. Raises StaleVersion.
    """
    User.objects.select_for_update().get(pk=user.pk)  # two phones may answer at once
    row = pulse_of_week(user, week)
    if row and row.numbers == numbers:
        return
    if seen != (row.version if row else 0):
        raise StaleVersion
    if row is None:
        row = Pulse(user=user, week=week, version=0)
    row.numbers_text = json.dumps(numbers)
    row.version += 1
    row.save()


def delete_pulses(user: User) -> None:
    """Delete the user's answers of all weeks."""
    Pulse.objects.filter(user=user).delete()


def schedule_pulse(user: User, weekday: int, at: time) -> None:
    """Ask the user once a week from now on."""
    PulseSchedule.objects.update_or_create(user=user, defaults={"weekday": weekday, "at": at})


def unschedule_pulse(user: User) -> None:
    """Stop asking the user."""
    PulseSchedule.objects.filter(user=user).delete()
