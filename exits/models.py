"""Exits, which belong to their owner alone; what is shared of them; and commitments to close them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext

from couples.models import Partner
from dialogues.models import Dialogue
from exits.categories import ExitDetails
from exits.commitment_checks import why_not_binding
from exits.states import GONE, OPEN
from vault.fields import SealedTextField

FULLY, PARTLY, FOR_A_TIME = "fully", "partly", "for_a_time"


class ExitQuerySet(models.QuerySet["Exit"]):
    """Exits, reached by their owner only."""

    def of(self, partner: Partner) -> ExitQuerySet:
        """Return this partner's own exits, latest first. Nobody else's can be reached from here."""
        rows = self.filter(owner=partner).exclude(state=GONE)
        return rows.select_related("owner__user__profile", "owner__couple")

    def get_or_404(self, pk: uuid.UUID) -> Exit:
        return get_object_or_404(self, pk=pk)


class Exit(models.Model):
    """What a partner does instead of being in the relationship, sealed with their key.

    `key` comes from the form, so that a double submit creates one row; `version` counts changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Partner, models.CASCADE, related_name="exits")
    key = models.CharField(max_length=22)
    told_text = SealedTextField()
    state = models.CharField(max_length=10, default=OPEN)
    version = models.IntegerField(default=0)
    named_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = ExitQuerySet.as_manager()

    class Meta:
        ordering = ["-named_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="an_exit_is_named_once")]

    def __str__(self) -> str:
        return f"exit {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.owner.user.profile.key_id]

    @property
    def told(self) -> ExitDetails:
        return ExitDetails.load(self.told_text)


class Brought(models.Model):
    """What the partner may read of an exit, and the dialogue it was brought up in.

    The words are deleted when unshared. When the couple ends, only the owner can read them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exit = models.ForeignKey(Exit, models.CASCADE, related_name="brought")
    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="+")
    words = SealedTextField(null=True)
    brought_at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["brought_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["exit"], condition=models.Q(taken_back_at=None), name="an_exit_is_shared_once"
            ),
        ]

    def __str__(self) -> str:
        return f"brought {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.exit.owner.keys


class Commitment(models.Model):
    """How far an exit is closed, in the owner's words; one is active at a time.

    The partner can read it if `shared`: it was made while they could read the exit.
    """

    HOW_FAR: ClassVar = [(FULLY, FULLY), (PARTLY, PARTLY), (FOR_A_TIME, FOR_A_TIME)]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exit = models.ForeignKey(Exit, models.CASCADE, related_name="commitments")
    dialogue = models.ForeignKey(Dialogue, models.SET_NULL, null=True, related_name="+")
    shared = models.BooleanField(default=False)
    how_far = models.CharField(max_length=10, choices=HOW_FAR)
    words = SealedTextField()
    made_on = models.DateField()
    ends_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["-made_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["exit"], condition=models.Q(ended_on=None), name="one_commitment_stands"
            ),
        ]

    def __str__(self) -> str:
        return f"commitment {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.exit.owner.keys

    @property
    def why_not(self) -> str:
        """Why it doesn't bind: it gives up something that is no exit, as may happen in a dialogue."""
        return why_not_binding(self.words, gettext)

    @property
    def is_over(self) -> bool:
        """Whether it was of limited time, and that time is over."""
        return self.ends_on is not None and self.ends_on <= timezone.localdate()


class Easing(models.Model):
    """What the partner offered to make a commitment easier, in their words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.OneToOneField(Commitment, models.CASCADE, related_name="easing")
    author = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    words = SealedTextField()

    def __str__(self) -> str:
        return f"easing {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.author.keys


class Review(models.Model):
    """A day to review a commitment, and what its owner then wrote. Private."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="reviews")
    due_on = models.DateField()
    seen_text = SealedTextField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=models.Q(done_at=None), name="one_review_is_next"
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.commitment.exit.owner.user.profile.key_id]


class Freed(models.Model):
    """What the owner did with the time a closed exit freed.

    The partner can read it if `shared`, while they can read the commitment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="freed")
    key = models.CharField(max_length=22)
    day = models.DateField()
    words = SealedTextField()
    shared = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["commitment", "key"], name="noted_once")]

    def __str__(self) -> str:
        return f"freed {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.commitment.exit.owner.keys
