"""The data keys, each wrapped by a master key."""

from __future__ import annotations

import uuid

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

    def wrap(self, material: bytes) -> None:
        """Put the material under the current master key."""
        self.wrapped, self.master = wrap(material, self.name)

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
    """One row that only the right master key opens; it tells at the start whether the keys fit the data."""

    id = models.SmallIntegerField(primary_key=True, default=1)

    def __str__(self) -> str:
        return "check"
