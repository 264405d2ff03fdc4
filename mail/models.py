"""Mails on their way out."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from vault.fields import SealedTextField

WAITING = Q(claimed_at=None, sent_at=None, gave_up_at=None)
CLAIMED = Q(claimed_at__isnull=False, sent_at=None, gave_up_at=None)


class OutgoingMail(models.Model):
    """A mail on its way out. Its content (address, links, codes) is sealed under a key of its own; both are deleted as
    soon as the mail is sent or given up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    key = models.OneToOneField("vault.DataKey", models.PROTECT, null=True, related_name="+")
    content = SealedTextField(null=True)
    purpose = models.CharField(max_length=80)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    not_before = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["not_before", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["not_before"], condition=WAITING, name="waiting_mails"),
            models.Index(fields=["claimed_at"], condition=CLAIMED, name="claimed_mails"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(gave_up_at=None), name="mail_is_sent_or_given_up"
            )
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"

    @property
    def was_refused(self) -> bool:
        """Whether the mail server would never take it, rather than its time having run out."""
        return self.gave_up_at is not None and self.gave_up_at < self.expires_at

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.key_id] if self.key_id else []
