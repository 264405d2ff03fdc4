"""Weekly times and calendar feeds."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from couples.models import Couple, Partner, User
from vault.fields import SealedTextField


class WeeklyTime(models.Model):
    """A weekly time in the proposer's time zone (`weekday` 0 is Monday).

    It is agreed on from the other's yes until either partner ends it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, models.CASCADE, related_name="weekly_times")
    proposed_by = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    weekday = models.SmallIntegerField()
    at = models.TimeField()
    zone = models.CharField(max_length=64)
    proposed_at = models.DateTimeField(auto_now_add=True)
    agreed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)  # by the other; it ends it, too
    ended_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)  # see core/next_times.py

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["couple"], condition=Q(ended_at=None, agreed_at=None), name="one_time_is_proposed"
            ),
            models.UniqueConstraint(
                fields=["couple"],
                condition=Q(ended_at=None, agreed_at__isnull=False),
                name="one_time_is_agreed",
            ),
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="weekday_is_0_to_6"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(ended_at=None, agreed_at__isnull=False),
                name="weekly_times_by_moment",
            ),
            models.Index(
                fields=["proposed_at"], condition=Q(ended_at=None, agreed_at=None), name="proposed_times"
            ),
            models.Index(
                fields=["agreed_at"],
                condition=Q(ended_at=None, agreed_at__isnull=False),
                name="newly_agreed_times",
            ),
            models.Index(
                fields=["declined_at"], condition=Q(declined_at__isnull=False), name="declined_times"
            ),
        ]

    def __str__(self) -> str:
        return f"weekly time {self.pk}"


class Feed(models.Model):
    """A secret feed URL: found by its hash, readable by its owner only."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="feed")
    token_hash = models.CharField(max_length=64, unique=True)
    token = SealedTextField()
    created_at = models.DateTimeField(auto_now_add=True, db_column="made_at")

    def __str__(self) -> str:
        return f"feed {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.user.profile.key_id]
