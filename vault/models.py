"""The data keys, each wrapped by a master key."""

from __future__ import annotations

import uuid

from django.db import models


class DataKey(models.Model):
    """One couple's or one person's key. Without `wrapped` it is destroyed, and with it all that it sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField(null=True)
    master = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"data key {self.pk}"


class Check(models.Model):
    """One row that only the right master key opens; it tells at the start whether the keys fit the data."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    wrapped = models.BinaryField()
    master = models.CharField(max_length=40)

    def __str__(self) -> str:
        return "check"
