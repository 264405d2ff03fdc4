"""Notices, their deliveries, and users' preferences. They hold none of anybody's words."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.contrib.sessions.models import Session
from django.db import models

from core.reminder_types import ReminderType, reminder_types
from couples.models import User
from reminders import quiet_hours
from vault.fields import SealedTextField, load_json


class Notice(models.Model):
    """One thing due for one user: the record that they were told at most once, and the inbox entry."""

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
    def declared(self) -> ReminderType | None:
        return reminder_types().get(self.sort)


class Muted(models.Model):
    """A reminder type that a user has muted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="muted")
    sort = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "sort"], name="muted_once")]

    def __str__(self) -> str:
        return f"muted {self.pk}"


class Ways(models.Model):
    """A user's preferences: mail and quiet hours. Without a row the defaults apply."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="ways")
    by_mail = models.BooleanField(default=False)
    quiet_from = models.TimeField(default=quiet_hours.DEFAULT_FROM)
    quiet_until = models.TimeField(default=quiet_hours.DEFAULT_UNTIL)

    def __str__(self) -> str:
        return f"ways {self.pk}"

    def first_moment(self, now: datetime) -> datetime:
        """Return when something may be sent to this user, from now on."""
        return quiet_hours.first_allowed_time(
            now, self.quiet_from, self.quiet_until, self.user.profile.time_zone
        )


class Phone(models.Model):
    """A browser subscribed to push, while its session lasts. Its address is secret, and sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="phones")
    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    address_hash = models.CharField(max_length=64, unique=True)
    address = SealedTextField()
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"phone {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.user.profile.key_id]

    @property
    def subscription(self) -> dict[str, object]:
        """The browser's subscription: endpoint and keys. Empty if it can't be decrypted."""
        found: dict[str, object] = load_json(self.address) or {}
        return found


class Delivery(models.Model):
    """A notice on its way, by mail or to one phone. Only whoever sets `claimed_at` sends it; after that it is sent or
    given up."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    phone = models.ForeignKey(Phone, models.CASCADE, null=True, related_name="deliveries")
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["not_before", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "phone"], name="sent_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(gave_up_at=None), name="delivery_sent_or_given_up"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"], condition=models.Q(claimed_at=None), name="unclaimed_deliveries"
            ),
            models.Index(
                fields=["claimed_at"],
                condition=models.Q(claimed_at__isnull=False, sent_at=None, gave_up_at=None),
                name="claimed_deliveries",
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
