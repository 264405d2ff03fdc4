"""Eight weeks of pulse for the demo couple, shared with each other."""

from __future__ import annotations

import json
from datetime import timedelta

from django.utils import timezone

from couples.models import Partner, User
from pulse import services, sharing
from pulse.models import Pulse
from pulse.questions import PULSE_QUESTIONS

ANA = ((6, 7, 4), (5, 7, 3), (5, 8, 5), (6, 8, 5), (4, 7, 4), (6, 8, 6), (7, None, 7), (7, 8, 7))
BEN = ((7, 8, 6), (6, 8, 6), (6, 7, 5), (7, 8, 7), (5, 8, 5), (7, 8, 6), (7, 9, 7), (8, 8, 7))
WEEKS_AGO = (9, 8, 7, 6, 5, 3, 2, 1)  # the gap: nobody answered four weeks ago


def create_demo_pulse(ana: User, ben: User) -> None:
    """Answer for both partners, unless one of them already has."""
    if Pulse.objects.filter(user__in=(ana, ben)).exists():
        return
    for user, numbers in ((ana, ANA), (ben, BEN)):
        partner = Partner.objects.current(user)
        if partner:
            sharing.agree_to_share(partner)
            answer_weeks(user, numbers)
    Partner.objects.filter(user__in=(ana, ben), left_at=None).update(
        joined_at=timezone.now() - timedelta(weeks=max(WEEKS_AGO))
    )


def answer_weeks(user: User, numbers: tuple[tuple[int | None, ...], ...]) -> None:
    """Store the given numbers in the user's past weeks."""
    names = [question.name for question in PULSE_QUESTIONS]
    for ago, week in zip(WEEKS_AGO, numbers, strict=True):
        answers = {name: number for name, number in zip(names, week, strict=True) if number is not None}
        monday = services.this_week(user) - timedelta(weeks=ago)
        Pulse.objects.create(user=user, week=monday, numbers_text=json.dumps(answers))
