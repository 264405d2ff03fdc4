"""The data keys, each wrapped by a master key."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from vault.wrapping import unwrap, wrap


class Destroyed(Exception):
    """The key is gone, and so is all that it sealed."""


class Wrapped(models.Model):
    """Something that is stored under a master key, the one with the id `master`."""

    wrapped = models.BinaryField(null=True)
    master = models.CharField(max_length=40)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        return f"{self._meta.db_table}:{self.pk}"

    def wrap(self, material: bytes, master: str | None = None) -> None:
        """Wrap the material with this master key, or the current one. Raises WrongKey if we don't hold it."""
        self.master = master or current_master()
        self.wrapped = wrap(material, self.master, self.name)

    def unwrap(self) -> bytes:
        """The material. Destroyed if it is gone, WrongKey if no master key opens it."""
        if self.wrapped is None:
            raise Destroyed
        return unwrap(bytes(self.wrapped), self.master, self.name)


class DataKey(Wrapped):
    """One couple's or one person's key. Without `wrapped` it is destroyed, and with it all that it sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"data key {self.pk}"


class Check(Wrapped):
    """One row that only the current master key opens.

    It shows at startup whether the keys fit the data, and tells all processes which key to wrap with.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)

    def __str__(self) -> str:
        return "check"


def current_master() -> str:
    """The id of the master key that wraps anything new. The database decides, so that all processes agree."""
    found = Check.objects.values_list("master", flat=True).first()
    return found or settings.KEYRING.current


class Process(models.Model):
    """A running web process or worker, and the ids of the master keys it holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=20)
    host = models.CharField(max_length=255)
    pid = models.IntegerField()
    masters = models.JSONField(default=list)
    from_file = models.BooleanField(default=False)  # it rereads its key file when needed
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.role} (process {self.pid} on {self.host})"
