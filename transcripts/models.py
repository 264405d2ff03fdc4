"""What one of the two keeps beside a transcript, and what is packed to be taken away."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import models

from couples.models import Couple, User
from dialogues.models import Dialogue
from vault.fields import SealedTextField


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


class Parcel(models.Model):
    """Something packed to be taken away: waiting, being made (`done` of `total`), ready, or failed. It is sealed by its
    owner's key and one of its own, and after 24 hours that key is destroyed and the row gone."""

    WAITING, MAKING, READY, FAILED = "waiting", "making", "ready", "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    couple = models.ForeignKey(Couple, models.CASCADE, null=True, related_name="+")
    dialogue = models.ForeignKey(Dialogue, models.CASCADE, null=True, related_name="+")
    what = models.CharField(max_length=20)
    format = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=WAITING)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    key = models.ForeignKey("vault.DataKey", models.PROTECT, related_name="+")
    content = models.BinaryField(null=True)
    size = models.IntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="parcels_to_let_go")]

    def __str__(self) -> str:
        return f"parcel {self.pk}"
