"""The yes that each of the two says alone."""

from __future__ import annotations

from django.db import models

from couples.models import Partner


class PrivateYes(models.Model):
    """One partner's yes to one dialogue. Nobody but them ever sees it; a no isn't stored."""

    partner = models.OneToOneField(Partner, models.CASCADE, related_name="+")
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"private yes {self.pk}"
