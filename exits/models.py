"""Exits, each its owner's alone, the words shared of them, and commitments to close them."""

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
from exits.states import DELETED, OPEN
from vault.fields import SealedTextField

FULLY, PARTLY, FOR_A_TIME = "fully", "partly", "for_a_time"


class ExitQuerySet(models.QuerySet["Exit"]):
    """Exits, reached by their owner only."""

    def of(self, partner: Partner) -> ExitQuerySet:
        """Return this partner's own exits, latest first."""
        rows = self.filter(owner=partner).exclude(state=DELETED)
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
    details_text = SealedTextField(db_column="told_text")
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
    def details(self) -> ExitDetails:
        return ExitDetails.load(self.details_text)

    @property
    def is_shared(self) -> bool:
        """Whether the partner can read it."""
        return self.shares.active().exists()


class SharedExitQuerySet(models.QuerySet["SharedExit"]):
    """Exits as they were shared; at most one row of an exit is active."""

    def active(self) -> SharedExitQuerySet:
        """Return those the partner can read now."""
        return self.filter(unshared_at=None)


class SharedExit(models.Model):
    """What the partner may read of an exit, and the dialogue it was brought up in.

    The words are deleted when unshared. When the couple ends, only the owner can read them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exit = models.ForeignKey(Exit, models.CASCADE, related_name="shares")
    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="+")
    words = SealedTextField(null=True)
    shared_at = models.DateTimeField(auto_now_add=True, db_column="brought_at")
    unshared_at = models.DateTimeField(null=True, db_column="taken_back_at")

    objects: ClassVar[Any] = SharedExitQuerySet.as_manager()

    class Meta:
        db_table = "exits_brought"  # sealed words are bound to the names of tables and columns
        ordering = ["shared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["exit"], condition=models.Q(unshared_at=None), name="an_exit_is_shared_once"
            ),
        ]

    def __str__(self) -> str:
        return f"shared exit {self.pk}"

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
    def why_not_binding(self) -> str:
        """Why part of it doesn't bind, "" if all does. Words from a dialogue may give up what is no exit."""
        return why_not_binding(self.words, gettext)

    @property
    def is_over(self) -> bool:
        """Whether it was for a limited time, which has passed."""
        return self.ends_on is not None and self.ends_on <= timezone.localdate()


class SupportOffer(models.Model):
    """What the partner offered to make a commitment easier, in their words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.OneToOneField(Commitment, models.CASCADE, related_name="support_offer")
    author = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    words = SealedTextField()

    class Meta:
        db_table = "exits_easing"

    def __str__(self) -> str:
        return f"support offer {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.author.keys


class Review(models.Model):
    """A day to review a commitment, and what its owner then wrote, as JSON. Private."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="reviews")
    due_on = models.DateField()
    answer_text = SealedTextField(null=True, db_column="seen_text")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=models.Q(done_at=None), name="one_review_is_next"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=models.Q(done_at=None), name="open_reviews")]

    def __str__(self) -> str:
        return f"review {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.commitment.exit.owner.user.profile.key_id]


class TimeNote(models.Model):
    """What the owner did with the time a closed exit freed.

    The partner can read it if `shared`, while they can read the commitment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="time_notes")
    key = models.CharField(max_length=22)
    day = models.DateField()
    words = SealedTextField()
    shared = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exits_freed"
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["commitment", "key"], name="noted_once")]

    def __str__(self) -> str:
        return f"time note {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.commitment.exit.owner.keys
