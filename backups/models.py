"""The keys of the data files, stored as long as the files, and the nightly copies."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class BackupKey(models.Model):
    """The age identity that opens one data file, encrypted for the backups' recipients.

    It is deleted with the file, so later key files don't contain it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, db_column="taken_at")
    identity = models.BinaryField()

    class Meta:
        db_table = "backups_copy"

    def __str__(self) -> str:
        return f"backup key {self.pk}"


class BackupRun(models.Model):
    """An attempt at an automatic copy. `error` says why it failed, `undeleted` which old copies can't be deleted.

    `key` is the id of the BackupKey it makes; without `ended_at`, the attempt is running or was killed.
    """

    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    error = models.TextField(default="")
    key = models.UUIDField(null=True)
    undeleted = models.TextField(default="", db_default="")

    class Meta:
        db_table = "backups_run"

    def __str__(self) -> str:
        return f"backup run {self.pk}"
