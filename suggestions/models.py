"""The suggestions that a user has turned off."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from couples.models import User


class DeclinedSuggestion(models.Model):
    """A suggestion, by its name, that a user doesn't want to see any more."""

    user = models.ForeignKey(User, models.CASCADE, related_name="declined_suggestions")
    name = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="suggestion_declined_once")
        ]

    def __str__(self) -> str:
        return f"declined suggestion {self.pk}"
