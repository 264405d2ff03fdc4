"""What makes each feel cared for, what the other keeps out of sight for now, and the gift each is giving."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.shortcuts import get_object_or_404

from caring.parts import PARTS
from change_requests.models import Scheduled
from couples.models import Partner
from vault.fields import SealedTextField, load_json


class LineQuerySet(models.QuerySet["Line"]):
    """Lines, reached by their owner, or by the one they're shown to."""

    def of(self, owner: Partner) -> LineQuerySet:
        """Return a partner's own lines, in the order they were written."""
        return self.filter(owner=owner).select_related("owner__user__profile")

    def shown_to(self, reader: Partner) -> LineQuerySet:
        """Return the other's lines, while they show them in a couple that hasn't ended."""
        couples = self.filter(owner__couple=reader.couple_id, owner__couple__ended_at=None)
        theirs = couples.filter(owner__shown_list__isnull=False).exclude(owner=reader)
        return theirs.select_related("owner__user__profile")

    def get_or_404(self, pk: uuid.UUID) -> Line:
        return get_object_or_404(self, pk=pk)


class Line(models.Model):
    """One thing that makes its owner feel cared for, sealed with their key alone. `version` counts changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Partner, models.CASCADE, related_name="caring_lines")
    part = models.CharField(max_length=9, choices=[(part.name, part.name) for part in PARTS])
    text = SealedTextField()
    version = models.IntegerField(default=1)
    written_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = LineQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"line {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.owner.user.profile.key_id]


class ShownList(models.Model):
    """A partner shows their lines to the other for as long as this row exists."""

    owner = models.OneToOneField(Partner, models.CASCADE, primary_key=True, related_name="shown_list")
    shown_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True)  # by the other, which its owner isn't told

    def __str__(self) -> str:
        return f"shown list {self.pk}"


class NotNow(models.Model):
    """Which of the other's lines a partner can't give now, as marks sealed with the key of this partner alone.

    One row for all of them: neither how many there are nor which can be read from the database, and it takes the same
    time to read whatever is in it. Nothing that the lines' owner opens depends on it.
    """

    partner = models.OneToOneField(Partner, models.CASCADE, primary_key=True, related_name="+")
    marks_text = SealedTextField()

    def __str__(self) -> str:
        return f"not now {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.partner.user.profile.key_id]

    @property
    def marks(self) -> dict[str, str]:
        return dict(load_json(self.marks_text) or {})


class CaringGift(Scheduled):
    """What a partner picked to give, in their words. A new one takes its place, and leaves no trace of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    giver = models.OneToOneField(Partner, models.CASCADE, related_name="caring_gift")
    text = SealedTextField()
    picked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["begins_on"], name="caring_gifts_by_day"),
            GinIndex(fields=["reminder_days"], name="caring_gifts_by_days"),
            models.Index(
                fields=["id"], condition=models.Q(reminder_days=None), name="caring_gifts_without_days"
            ),
        ]

    def __str__(self) -> str:
        return f"caring gift {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.giver.keys


class GivenDay(models.Model):
    """A day its giver has ticked, for their eyes only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gift = models.ForeignKey(CaringGift, models.CASCADE, related_name="given_days")
    day = models.DateField()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["gift", "day"], name="a_caring_day_is_ticked_once")]

    def __str__(self) -> str:
        return f"given day {self.day}"
