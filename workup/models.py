"""A workup with its answers, the owner's wording of its picture, and the parts they share."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models, transaction
from django.shortcuts import get_object_or_404

from couples.models import Partner, User
from vault.fields import SealedTextField


class WorkupManager(models.Manager["Workup"]):
    """Workups, reached by their author only."""

    def current(self, user: User) -> Workup:
        """Return the user's current workup, creating one if needed."""
        return self.of(user).first() or self.first_of(user)

    def first_of(self, user: User) -> Workup:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)  # two phones may open it at once
            return self.of(user).first() or self.create(user=user)

    def of(self, user: User) -> models.QuerySet[Workup]:
        """Return all workups of the user, the current one first. Nobody else's can be reached from here."""
        return self.filter(user=user).select_related("user__profile").order_by("-started_at", "pk")


class Workup(models.Model):
    """One run through the questionnaire. Private to its author."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="workups")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[WorkupManager] = WorkupManager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "-started_at"], name="newest_workup_of_a_person"),
            models.Index(
                fields=["started_at"], condition=models.Q(finished_at=None), name="unfinished_workups"
            ),
        ]

    def __str__(self) -> str:
        return f"workup {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.user.profile.key_id]


class Answer(models.Model):
    """An answer to one question. `about` is the person's id where the question is asked for each person.

    `version` counts changes; `writer` is the page that made the last one, and `count` the number of its save.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workup = models.ForeignKey(Workup, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40)
    about = models.CharField(max_length=22, default="")
    value = SealedTextField(null=True)
    version = models.IntegerField(default=0)
    writer = models.CharField(max_length=22, default="")
    count = models.IntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workup", "question", "about"], name="one_answer_a_question"),
        ]
        indexes = [
            models.Index(fields=["workup", "-changed_at"], name="newest_answer_of_a_workup"),
            models.Index(fields=["changed_at"], name="answers_by_time"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.workup.vault_owners()


class PartWording(models.Model):
    """A part of the picture in its owner's words, and the answers they are based on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workup = models.ForeignKey(Workup, models.CASCADE, related_name="wordings")
    part = models.CharField(max_length=60)
    words = SealedTextField()
    basis = SealedTextField()
    confirmed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "workup_wording"  # sealed words are bound to the names of tables and columns
        constraints = [models.UniqueConstraint(fields=["workup", "part"], name="one_wording_a_part")]

    def __str__(self) -> str:
        return f"wording {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.workup.vault_owners()


class SharedPartQuerySet(models.QuerySet["SharedPart"]):
    """Shared parts."""

    def by(self, partner: Partner) -> SharedPartQuerySet:
        """Return what this partner shared with their current partner."""
        return self.filter(owner=partner).with_owner().order_by("shared_at", "pk")

    def with_owner(self) -> SharedPartQuerySet:
        return self.select_related("owner__user__profile", "owner__couple")

    def active(self) -> SharedPartQuerySet:
        """Return the parts the partner can read now."""
        return self.filter(unshared_at=None)

    def get_or_404(self, pk: uuid.UUID) -> SharedPart:
        return get_object_or_404(self, pk=pk)


class SharedPart(models.Model):
    """A part of the picture that the partner may read. `sources` are the answers it was derived from, sealed.

    Once unshared, its words are deleted and the row only shows that something had been shared.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Partner, models.CASCADE, related_name="shared_parts")
    workup = models.ForeignKey(Workup, models.CASCADE, related_name="shared_parts")
    part = models.CharField(max_length=60)
    words = SealedTextField(null=True)
    sources = SealedTextField(null=True)
    shared_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)
    unshared_at = models.DateTimeField(null=True, db_column="taken_back_at")

    objects: ClassVar[Any] = SharedPartQuerySet.as_manager()

    class Meta:
        db_table = "workup_shared"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "part"], condition=models.Q(unshared_at=None), name="a_part_is_shared_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["shared_at"],
                condition=models.Q(seen_at=None, unshared_at=None),
                name="unseen_shared_parts",
            ),
        ]

    def __str__(self) -> str:
        return f"shared part {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.owner.keys


class PartThanks(models.Model):
    """The partner's thanks for a part. Once the part is unshared, only they can see them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    shared_part = models.OneToOneField(
        SharedPart, models.SET_NULL, null=True, related_name="thanks", db_column="shared_id"
    )
    author = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    words = SealedTextField()
    written_at = models.DateTimeField(auto_now=True, db_column="said_at")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "workup_thanks"

    def __str__(self) -> str:
        return f"thanks {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.author.keys
