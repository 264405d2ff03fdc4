"""What the giver gives for a request: a plan with its gifts, the thanks for them, and the reviews."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.shortcuts import get_object_or_404

from change_requests import schedules
from change_requests.draft_data import WISH_PIECES, SpokenWish
from change_requests.models.request import Request, RequestDialogue
from change_requests.schedules import GiftFrequency, GiftSchedule
from couples.models import Partner
from vault.fields import SealedTextField


class Scheduled(models.Model):
    """The days of a gift: how often, for how long, on which weekdays if any are named, from when."""

    often = models.CharField(max_length=14, choices=[(often.value, often.value) for often in GiftFrequency])
    weeks = models.IntegerField()
    weekdays = models.CharField(max_length=13, default="", blank=True)
    begins_on = models.DateField()
    reminder_days = ArrayField(models.DateField(), null=True)  # see due_days.py

    class Meta:
        abstract = True

    @property
    def schedule(self) -> GiftSchedule:
        return GiftSchedule(
            GiftFrequency(self.often), self.weeks, tuple(map(int, filter(None, self.weekdays.split(","))))
        )

    @schedule.setter
    def schedule(self, schedule: GiftSchedule) -> None:
        self.often, self.weeks = schedule.often, schedule.weeks
        self.weekdays = ",".join(map(str, schedule.on))

    @property
    def days(self) -> list[date]:
        """The days on which a gift is due."""
        return schedules.due_days(self.schedule, self.begins_on)

    def includes(self, day: date) -> bool:
        """Whether something can be given on this day: any day of the schedule, due or not."""
        return self.begins_on <= day <= self.ends_on

    @property
    def days_to_tell(self) -> list[date]:
        """The days with a reminder: each day of the gift, and the day after the last."""
        return [*self.days, self.ends_on + timedelta(days=1)]

    @property
    def ends_on(self) -> date:
        return schedules.last_day(self.schedule, self.begins_on)


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans, reached by their request."""

    def readable_or_404(self, change_request: Request, pk: uuid.UUID) -> Plan:
        """Return a plan of this request while its wish can still be read."""
        rows = self.filter(request_dialogue__request=change_request, request_dialogue__text__isnull=False)
        related = rows.select_related(
            "request_dialogue__request__asker__user__profile", "request_dialogue__request__asker__couple"
        )
        return get_object_or_404(related.select_related("giver__user__profile", "giver__couple"), pk=pk)


class Plan(Scheduled):
    """The wish that the giver chose, with its days, how hard it is for them (0 to 10), and a note.

    One is active at a time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request_dialogue = models.ForeignKey(
        RequestDialogue, models.CASCADE, db_column="asked_id", related_name="plans"
    )
    giver = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    piece = models.CharField(max_length=6, choices=[(piece, piece) for piece in WISH_PIECES])
    hard = models.IntegerField(null=True)
    words = SealedTextField(null=True)
    chosen_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-chosen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["request_dialogue"], condition=Q(ended_at=None), name="one_plan_stands"
            ),
        ]
        indexes = [
            GinIndex(fields=["reminder_days"], condition=Q(ended_at=None), name="plans_by_day"),
            models.Index(
                fields=["id"], condition=Q(ended_at=None, reminder_days=None), name="plans_without_days"
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.giver.keys

    @property
    def wish(self) -> SpokenWish | None:
        """The wish as it was said, unless its asker has withdrawn it."""
        dialogue = self.request_dialogue
        return dialogue.wishes[WISH_PIECES.index(self.piece)] if dialogue.text else None


class Gift(models.Model):
    """One time the gift was given, with the giver's note."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="gifts")
    day = models.DateField()
    words = SealedTextField(null=True)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "day"], name="a_day_is_given_once")]

    def __str__(self) -> str:
        return f"gift {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.plan.giver.keys


class Thanks(models.Model):
    """The asker's thanks for one gift."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gift = models.OneToOneField(Gift, models.CASCADE, related_name="thanks")
    author = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    words = SealedTextField(null=True)
    written_at = models.DateTimeField(auto_now=True, db_column="said_at")
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"thanks {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.author.keys


class RequestReview(models.Model):
    """What a partner wrote in their review of a plan: what changed for them, and for the other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="reviews")
    author = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    text = SealedTextField()
    version = models.IntegerField(default=1)
    written_at = models.DateTimeField(auto_now=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "change_requests_lookedback"
        ordering = ["written_at"]
        constraints = [models.UniqueConstraint(fields=["plan", "author"], name="each_looks_back_once")]

    def __str__(self) -> str:
        return f"review {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.author.keys
