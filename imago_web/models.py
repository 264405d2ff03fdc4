"""Which processes are running, by their own report."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Heartbeat(models.Model):
    """One process's latest heartbeat."""

    process = models.CharField(max_length=200, primary_key=True)
    kind = models.CharField(max_length=20)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "-seen_at"], name="latest_heartbeats")]

    def __str__(self) -> str:
        return self.process
