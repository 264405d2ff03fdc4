"""What somebody was told, once; and which sorts they do not want to be told of. No word of theirs is here."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from couples.due import Sort, sorts
from couples.models import User


class Notice(models.Model):
    """One thing that fell due for one person: the ledger that it is told at most once, and its entry in the inbox."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    sort = models.CharField(max_length=40)
    occasion = models.CharField(max_length=100)
    path = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-due_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "sort", "occasion"], name="told_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-due_at"], name="newest_notices"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"

    @property
    def declared(self) -> Sort | None:
        return sorts().get(self.sort)


class Muted(models.Model):
    """A sort of reminder that somebody has switched off."""

    user = models.ForeignKey(User, models.CASCADE, related_name="muted")
    sort = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "sort"], name="muted_once")]

    def __str__(self) -> str:
        return f"muted {self.pk}"
