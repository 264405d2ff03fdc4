"""Bookmarks, private notes, and exports."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from couples.models import Couple, User
from dialogues.models import Dialogue
from vault.fields import SealedTextField
from vault.sealing import Destroyed


class Bookmark(models.Model):
    """A turn that someone starred. Private to them."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="+")
    seq = models.IntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "transcripts_star"
        constraints = [models.UniqueConstraint(fields=["user", "dialogue", "seq"], name="one_star_a_turn")]

    def __str__(self) -> str:
        return f"bookmark {self.pk}"


class Note(models.Model):
    """A private note on a turn, sealed by its owner's key."""

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
        """Return its owner's key."""
        return [self.user.profile.key_id]


class ExportQuerySet(models.QuerySet["Export"]):
    """Exports, always reached through their owner."""

    def of(self, user: User) -> ExportQuerySet:
        """Return a person's unexpired exports, latest first, without their contents."""
        alive = self.filter(user=user, expires_at__gt=Now(), couple__ended_at=None)
        return alive.select_related("dialogue").defer("content").order_by("-requested_at", "pk")

    def with_content(self) -> ExportQuerySet:
        """Return them with contents and owners, in one query."""
        return self.defer(None).select_related("user__profile")


class Export(models.Model):
    """A file to download: one dialogue, all of a couple's, or one person's own data.

    It is waiting, being made (`done` of `total`, by the worker that holds the `claim`), ready, failed, or
    revoked because its words were erased; `error` says what is wrong. It is sealed by its owner's key and one
    of its own. A revoked export has neither content nor key; after 24 hours every export is deleted with
    both.
    """

    ONE, ALL, OWN = "one", "all", "mine"
    WAITING, BUILDING, READY, FAILED, REVOKED = "waiting", "making", "ready", "failed", "went"
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
    requested_at = models.DateTimeField(auto_now_add=True, db_column="asked_at")
    heartbeat_at = models.DateTimeField(default=timezone.now, db_column="touched_at")
    expires_at = models.DateTimeField()
    downloaded_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ExportQuerySet.as_manager()

    class Meta:
        db_table = "transcripts_parcel"  # sealed content is bound to the name
        indexes = [models.Index(fields=["expires_at"], name="parcels_to_let_go")]

    def __str__(self) -> str:
        return f"export {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        """Return its owner's key and its own. Raises Destroyed if its own is gone."""
        if self.key_id is None:
            raise Destroyed
        return [self.user.profile.key_id, self.key_id]

    @property
    def place(self) -> str:
        """The place that its content is sealed for; it can't be opened under another one."""
        return f"transcripts_parcel:content:{self.pk}"

    @property
    def is_pending(self) -> bool:
        """Whether it is waiting or being built."""
        return self.state in (self.WAITING, self.BUILDING)

    @property
    def is_shared(self) -> bool:
        """Whether it contains both partners' words."""
        return self.scope != self.OWN

    @property
    def hours_left(self) -> int:
        """Hours until it expires, rounded up."""
        return max(1, -(-(self.expires_at - timezone.now()) // timedelta(hours=1)))
