"""Which processes run, as they say themselves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Heartbeat(models.Model):
    """The latest sign of life of one process. `facts` hold what others may need to know of it, nothing of people."""

    process = models.CharField(max_length=200, primary_key=True)
    kind = models.CharField(max_length=20)
    seen_at = models.DateTimeField(default=timezone.now)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "-seen_at"], name="latest_heartbeats")]

    def __str__(self) -> str:
        return self.process
