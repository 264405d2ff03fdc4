"""Notices, their deliveries, and users' preferences. None of them contain what users wrote."""

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
    """Something due for a user: the record that it was claimed, at most once, and the inbox entry."""

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


class ClaimProgress(models.Model):
    """Until when everything of a reminder type has been claimed, or postponed."""

    sort = models.CharField(max_length=40, primary_key=True)
    claimed_until = models.DateTimeField()
    zones = models.CharField(max_length=20)  # the edition of the time zones that it was found by

    class Meta:
        db_table = "reminders_progress"

    def __str__(self) -> str:
        return f"progress of {self.sort}"


class PostponedReminder(models.Model):
    """Something due that is looked at again, and when; all that is due if `occasion` is empty."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    sort = models.CharField(max_length=40)
    occasion = models.CharField(max_length=100)
    due_at = models.DateTimeField()
    again_at = models.DateTimeField()
    postponed_at = models.DateTimeField()  # the last time

    class Meta:
        db_table = "reminders_postponed"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "sort", "occasion"], name="postponed_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["again_at"], name="postponed_reminders_by_time")]

    def __str__(self) -> str:
        return f"postponed reminder {self.pk}"


class MutedReminder(models.Model):
    """A reminder type that a user has muted."""

    user = models.ForeignKey(User, models.CASCADE, related_name="muted_reminders")
    sort = models.CharField(max_length=40)

    class Meta:
        db_table = "reminders_muted"
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "sort"], name="muted_once")]

    def __str__(self) -> str:
        return f"muted reminder {self.pk}"


class ReminderPreferences(models.Model):
    """A user's preferences: mail and quiet hours. Without a row the defaults apply."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="reminder_preferences")
    by_mail = models.BooleanField(default=False)
    quiet_from = models.TimeField(default=quiet_hours.DEFAULT_FROM)
    quiet_until = models.TimeField(default=quiet_hours.DEFAULT_UNTIL)

    class Meta:
        db_table = "reminders_ways"

    def __str__(self) -> str:
        return f"reminder preferences {self.pk}"

    def first_allowed_time(self, now: datetime) -> datetime:
        """Return the first time from `now` on that is outside the user's quiet hours."""
        return quiet_hours.first_allowed_time(
            now, self.quiet_from, self.quiet_until, self.user.profile.time_zone
        )


class PushSubscription(models.Model):
    """A browser subscribed to push, while its session lasts. Its address is secret, and sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="push_subscriptions")
    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    address_hash = models.CharField(max_length=64, unique=True)
    address = SealedTextField()
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "reminders_phone"
        ordering: ClassVar = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"push subscription {self.pk}"

    def vault_owners(self) -> Sequence[uuid.UUID]:
        return [self.user.profile.key_id]

    @property
    def subscription_info(self) -> dict[str, object]:
        """The browser's endpoint and keys. Empty if they can't be decrypted."""
        info: dict[str, object] = load_json(self.address) or {}
        return info


class Delivery(models.Model):
    """A notice on its way, by mail or to one push subscription.

    Only the process that sets `claimed_at` sends it; after that it is sent or given up.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    push_subscription = models.ForeignKey(
        PushSubscription, models.CASCADE, null=True, related_name="deliveries", db_column="phone_id"
    )
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["not_before", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notice", "push_subscription"], name="sent_once", nulls_distinct=False
            ),
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
