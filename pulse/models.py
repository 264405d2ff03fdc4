"""The weekly pulse, its schedule, and the agreement to share it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import time
from typing import Any, ClassVar

from django.db import models

from couples.models import Partner, User
from vault.fields import SealedTextField, load_json

SUNDAY, EVENING = 6, time(18, 0)


class PulseQuerySet(models.QuerySet["Pulse"]):
    """Pulses, reached by their owner only."""

    def of(self, user: User) -> PulseQuerySet:
        """Return the user's own answers, week by week. Nobody else's can be reached from here."""
        return self.filter(user=user).select_related("user__profile").order_by("week")


class Pulse(models.Model):
    """A user's answers in one week, sealed with their key. `week` is its Monday, `version` counts changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="pulses")
    week = models.DateField()
    numbers_text = SealedTextField()
    version = models.IntegerField(default=1)
    answered_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = PulseQuerySet.as_manager()

    class Meta:
        ordering = ["week"]
        constraints = [models.UniqueConstraint(fields=["user", "week"], name="one_pulse_a_week")]

    def __str__(self) -> str:
        return f"pulse {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.user.profile.key_id]

    @property
    def numbers(self) -> dict[str, int]:
        """The answers by question, without unanswered questions."""
        numbers: dict[str, int] = load_json(self.numbers_text) or {}
        return numbers


class PulseSchedule(models.Model):
    """When to ask a user each week, in their time zone. Users without one aren't asked."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="pulse_schedule")
    weekday = models.SmallIntegerField(default=SUNDAY)
    at = models.TimeField(default=EVENING)
    changed_at = models.DateTimeField(auto_now=True, db_column="since")
    next_at = models.DateTimeField(null=True)  # see core/next_times.py

    class Meta:
        db_table = "pulse_rhythm"
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__range=(0, 6)), name="weekday_is_one_of_seven")
        ]
        indexes = [models.Index(fields=["next_at"], name="pulse_schedules_by_moment")]

    def __str__(self) -> str:
        return f"pulse schedule {self.pk}"


class Agreement(models.Model):
    """A partner's agreement to share their pulse while the other shares theirs."""

    partner = models.OneToOneField(Partner, models.CASCADE, primary_key=True, related_name="+")
    agreed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"agreement {self.pk}"
