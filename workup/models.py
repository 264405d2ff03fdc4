"""A workup with its answers, the owner's wording of its picture, and what they share."""

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
        indexes = [models.Index(fields=["user", "-started_at"], name="newest_workup_of_a_person")]

    def __str__(self) -> str:
        return f"workup {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.user.profile.key_id]


class Answer(models.Model):
    """What someone answered to one question, about one of their people where it is asked of each.

    `version` counts the changes; `writer` is the page that made the last one, and `count` the number of its save.
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

    def __str__(self) -> str:
        return f"answer {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.workup.vault_owners()


class Wording(models.Model):
    """A part of the picture in its owner's words, and the answers they are based on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workup = models.ForeignKey(Workup, models.CASCADE, related_name="wordings")
    part = models.CharField(max_length=60)
    words = SealedTextField()
    basis = SealedTextField()
    confirmed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workup", "part"], name="one_wording_a_part")]

    def __str__(self) -> str:
        return f"wording {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.workup.vault_owners()


class SharedQuerySet(models.QuerySet["Shared"]):
    """Shared parts."""

    def by(self, partner: Partner) -> SharedQuerySet:
        """Return what this partner shared with their current partner."""
        return self.filter(owner=partner).with_owner().order_by("shared_at", "pk")

    def with_owner(self) -> SharedQuerySet:
        return self.select_related("owner__user__profile", "owner__couple")

    def standing(self) -> SharedQuerySet:
        """Return the parts that weren't unshared."""
        return self.filter(taken_back_at=None)

    def get_or_404(self, pk: uuid.UUID) -> Shared:
        return get_object_or_404(self, pk=pk)


class Shared(models.Model):
    """A part of the picture that its owner lets the partner read. `sources` are the answers it came from, sealed.

    Taken back, its words are gone and the row only says that there was something.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Partner, models.CASCADE, related_name="shared_parts")
    workup = models.ForeignKey(Workup, models.CASCADE, related_name="shared_parts")
    part = models.CharField(max_length=60)
    words = SealedTextField(null=True)
    sources = SealedTextField(null=True)
    shared_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = SharedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "part"], condition=models.Q(taken_back_at=None), name="a_part_is_shared_once"
            ),
        ]

    def __str__(self) -> str:
        return f"shared {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.owner.keys


class Thanks(models.Model):
    """What the partner wrote about a part they could read. Once it is unshared, only they can see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    shared = models.OneToOneField(Shared, models.SET_NULL, null=True, related_name="thanks")
    author = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    words = SealedTextField()
    said_at = models.DateTimeField(auto_now=True)
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"thanks {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return self.author.keys
