"""What opens each copy of the data, for as long as that copy is kept."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class Copy(models.Model):
    """A copy of the data was made for this identity alone. The identity itself is encrypted (age) for those who may
    open the backups, and goes when the copy does: later key stores do not have it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    taken_at = models.DateTimeField(default=timezone.now)
    identity = models.BinaryField()

    def __str__(self) -> str:
        return f"copy {self.pk}"
