"""Lines that are their author's alone, and the couple's page with what they read to each other."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.shortcuts import get_object_or_404

from couples.models import Couple, Partner
from dialogues.models import Dialogue
from vault.fields import SealedTextField
from vision.line_data import LineDetails


class DreamLineQuerySet(models.QuerySet["DreamLine"]):
    """Lines, reached by their author only."""

    def of(self, partner: Partner) -> DreamLineQuerySet:
        """Return this partner's own lines, the first one first."""
        return self.filter(owner=partner).select_related("owner__user__profile")

    def get_or_404(self, pk: uuid.UUID) -> DreamLine:
        return get_object_or_404(self, pk=pk)


class DreamLine(models.Model):
    """A sentence about how it could be, and how much it matters, sealed with its author's own key.

    `key` comes from the form, so that a double submit creates one row; `version` counts changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    key = models.CharField(max_length=22)
    details_text = SealedTextField()
    version = models.IntegerField(default=0)
    written_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = DreamLineQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="a_line_is_written_once")]

    def __str__(self) -> str:
        return f"line {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.owner.user.profile.key_id]

    @property
    def details(self) -> LineDetails:
        return LineDetails.load(self.details_text)


class Page(models.Model):
    """A couple's page, from the day they last agreed on it. All its writers lock it first."""

    couple = models.OneToOneField(Couple, models.CASCADE, related_name="+")
    agreed_on = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"page {self.pk}"


class SharedLineQuerySet(models.QuerySet["SharedLine"]):
    """Lines on a page, reached through one of its couple."""

    def for_partner(self, partner: Partner) -> SharedLineQuerySet:
        """Return what this partner's couple has on its page, in the order it was read."""
        return self.filter(page__couple=partner.couple_id).with_people()

    def with_people(self) -> SharedLineQuerySet:
        people = ("owner", "joining__author")
        related = [f"{one}__{other}" for one in people for other in ("user__profile", "couple")]
        return self.select_related(*related)


class SharedLine(models.Model):
    """A line as its owner read it to the other. When the couple ends, only the owner can read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(Page, models.CASCADE, related_name="lines")
    owner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    dialogue = models.ForeignKey(Dialogue, models.SET_NULL, null=True, related_name="+")
    seq = models.IntegerField()  # of the turn that read it
    words = SealedTextField()
    kept_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = SharedLineQuerySet.as_manager()

    class Meta:
        ordering = ["kept_at", "seq", "pk"]
        constraints = [models.UniqueConstraint(fields=["dialogue", "seq"], name="a_turn_is_kept_once")]

    def __str__(self) -> str:
        return f"shared line {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.owner.keys


class Joining(models.Model):
    """The other's "mine, too", with words of their own if they added some."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.OneToOneField(SharedLine, models.CASCADE, related_name="joining")
    author = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    words = SealedTextField()
    joined_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"joining {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.author.keys
