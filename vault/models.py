"""The data keys, each wrapped by a master key."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from vault.wrapping import unwrap, wrap


class Destroyed(Exception):
    """The key was destroyed, so nothing that it sealed can be opened."""


class WrappedSecret(models.Model):
    """A secret wrapped by the master key with the id `master`."""

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
        """Return the material. Raises Destroyed, or WrongKey if no master key opens it."""
        if self.wrapped is None:
            raise Destroyed
        return unwrap(bytes(self.wrapped), self.master, self.name)


class DataKey(WrappedSecret):
    """A couple's or a person's key. If `wrapped` is null, it is destroyed, and nothing that it sealed can be opened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"data key {self.pk}"


class Check(WrappedSecret):
    """The single row that only the current master key opens.

    At startup it shows whether the keys fit the data, and it tells all processes which key to wrap with.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)

    def __str__(self) -> str:
        return "check"


def current_master() -> str:
    """Return the id of the master key for new data keys. It is in the database, so that all processes agree."""
    master = Check.objects.values_list("master", flat=True).first()
    return master or settings.KEYRING.current


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
