"""What one of the two keeps beside a transcript, and what is packed to be taken away."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from couples.models import Couple, User
from dialogues.models import Dialogue
from vault.fields import SealedTextField
from vault.sealing import Destroyed


class Star(models.Model):
    """ "Keep this one": a turn that somebody wants to find again. Theirs alone."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="+")
    seq = models.IntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "dialogue", "seq"], name="one_star_a_turn")]

    def __str__(self) -> str:
        return f"star {self.pk}"


class Note(models.Model):
    """What somebody notes beside a turn, for themselves alone; sealed by their own key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="+")
    seq = models.IntegerField()
    words = SealedTextField()
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "dialogue", "seq"], name="one_note_a_turn")]

    def __str__(self) -> str:
        return f"note {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.user.profile.key_id]


class ExportQuerySet(models.QuerySet["Export"]):
    def of(self, user: User) -> ExportQuerySet:
        """This person's own exports that are still there, the latest first. Nobody else's can be reached from here."""
        alive = self.filter(user=user, expires_at__gt=timezone.now(), couple__ended_at=None)
        return alive.select_related("dialogue").defer("content").order_by("-asked_at", "pk")

    def whole(self) -> ExportQuerySet:
        """The same with what is in them, and whose they are, by the same question to the database."""
        return self.defer(None).select_related("user__profile")


class Export(models.Model):
    """Something packed to be taken away: one dialogue, all of a couple, or what is one's own. It waits, is being made
    (`done` of `total`, by the worker that holds the `claim`), is ready, has failed, or went with words that were let
    go; `error` says what is wrong with it. It is sealed by its owner's key and one of its own. What went has neither
    content nor key, and after 24 hours every export is gone with both."""

    ONE, ALL, MINE = "one", "all", "mine"
    WAITING, MAKING, READY, FAILED, REVOKED = "waiting", "making", "ready", "failed", "went"
    NO_PDF, MISSING_GLYPHS, BROKEN = "no_pdf", "letters", "broken"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    couple = models.ForeignKey(Couple, models.CASCADE, null=True, related_name="+")
    dialogue = models.ForeignKey(Dialogue, models.CASCADE, null=True, related_name="+")
    scope = models.CharField(max_length=10, db_column="what")
    format = models.CharField(max_length=10)
    with_notes = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=WAITING)
    error = models.CharField(max_length=10, default="", db_column="trouble")
    claim = models.UUIDField(null=True)
    tries = models.SmallIntegerField(default=0)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    key = models.ForeignKey("vault.DataKey", models.PROTECT, null=True, related_name="+")
    content = models.BinaryField(null=True)
    size = models.IntegerField(default=0)  # bytes
    asked_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects: ClassVar[Any] = ExportQuerySet.as_manager()

    class Meta:
        db_table = "transcripts_parcel"  # sealed content is bound to the name
        indexes = [models.Index(fields=["expires_at"], name="parcels_to_let_go")]

    def __str__(self) -> str:
        return f"export {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        """Both keys. Destroyed where its own has gone."""
        if self.key_id is None:
            raise Destroyed
        return [self.user.profile.key_id, self.key_id]

    @property
    def place(self) -> str:
        """Where its content stands; sealed bytes open nowhere else."""
        return f"transcripts_parcel:content:{self.pk}"

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.WAITING, self.MAKING)

    @property
    def is_shared(self) -> bool:
        """Whether it holds what both said, and not only what is its owner's."""
        return self.scope != self.MINE

    @property
    def hours(self) -> int:
        """How many hours it is still here, the begun one among them."""
        return max(1, -(-(self.expires_at - timezone.now()) // timedelta(hours=1)))
