"""The keys of data files, while these are kept."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class Copy(models.Model):
    """The key of one data file, encrypted for those who may open backups.

    It is deleted with the file; later key stores don't have it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    taken_at = models.DateTimeField(default=timezone.now)
    identity = models.BinaryField()

    def __str__(self) -> str:
        return f"copy {self.pk}"
